"""What Alembic writes while a revision runs: statements, each with the line that wrote it."""

import sys
from collections.abc import Sequence

from alembic.ddl.impl import DefaultImpl

from ddllint.migrate.replay.dialect import handed_over
from ddllint.migrate.replay.frames import Known, extent, innermost
from ddllint.migrate.replay.literals import Literal, spelling
from ddllint.migrate.replay.model import Blind, ReplayedStatement
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

_BEGIN, _COMMIT = DefaultImpl.emit_begin.__code__, DefaultImpl.emit_commit.__code__


class Tap:
    """The file that Alembic writes its script to; it keeps what one revision writes at a time.

    Alembic writes each statement by one call (`DefaultImpl.static_output`), and the revision's
    line is in the frames above that call.
    """

    def __init__(self) -> None:
        self.statements: list[ReplayedStatement] = []
        self.blind: list[Blind] = []
        self.listen("", Source("", b""), ())

    def listen(self, file: str, source: Source, literals: Sequence[Literal]) -> None:
        """Begin with a revision: `file` is its file as its code knows it, `source` the text.

        `literals` are the text's.
        """
        self.statements, self.blind = [], []
        self._file = file
        self._source = source
        self._literals = literals
        self._known = Known()
        self._autocommit = False

    def write(self, text: str) -> None:
        """Take one statement, or the beginning or end of a transaction."""
        above = sys._getframe(1).f_back
        code = above.f_code if above is not None else None
        if code is _BEGIN or code is _COMMIT:
            self._autocommit = code is _COMMIT
            return
        sql = handed_over(text)
        if not sql:
            return
        within = spelling(sql, self._source, self._literals, *self._extent())
        parsed = parse_source(Source(self._source.path, sql.encode(), within))
        line, _ = parsed.source.position(0)
        self.statements.append(ReplayedStatement(sql, line, self._autocommit, parsed))

    def flush(self) -> None:
        """Nothing is held back."""

    def unseen(self, reason: str) -> None:
        """Note that the revision is at something that cannot be seen into."""
        self.blind.append(Blind(self._source.span(*self._extent()), reason))

    def _extent(self) -> tuple[int, int]:
        """First and last byte of the revision's expression that is being evaluated."""
        frame = innermost(sys._getframe(2), self._file)
        return (0, 0) if frame is None else extent(frame, self._source, self._known)
