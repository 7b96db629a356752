"""What a replay of Alembic revisions gives: statements with their places, and what stays unseen."""

from collections.abc import Iterator
from itertools import groupby

import msgspec

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source

ON_SERVER = "Let a throw-away server run the revisions: --from-database."
"""What to do about a question that only a server can answer."""


class Blind(msgspec.Struct, frozen=True):
    """What a replay cannot see into.

    `reason` is a sentence without a full stop, `help` what to do. With `fatal` the revision
    stopped there, so that what it would have done further on is unknown, and with it the state
    after it.
    """

    span: Span
    reason: str
    fatal: bool = False
    help: str = ON_SERVER

    @property
    def path(self) -> str:
        """The revision's file, as findings show it."""
        return self.span.path

    @property
    def line(self) -> int:
        """The line in that file, from 1."""
        return self.span.line


class ReplayedStatement(msgspec.Struct, frozen=True):
    """What a revision handed to Alembic in one go; mostly one SQL statement.

    `line` is the line in the revision's file, from 1, where the text begins, or the call that
    made it. `autocommit` says that it runs outside a transaction, in an `autocommit_block()`.
    `parsed` has the statements in it; spans that come from them are places in the file.
    """

    sql: str
    line: int
    autocommit: bool
    parsed: ParsedSource


class ReplayedRevision(msgspec.Struct, frozen=True):
    """One revision and its statements, both ways.

    `down` are the revisions that it builds on: none for the first, several for a merge. `path` is
    its file, as findings show it, and `source` the text of the file. `blind` is what of this
    revision's `upgrade` stays unseen, `blind_down` the same for `downgrade`.
    """

    id: str
    down: tuple[str, ...]
    path: str
    source: Source
    upgrade: tuple[ReplayedStatement, ...] = ()
    downgrade: tuple[ReplayedStatement, ...] = ()
    blind: tuple[Blind, ...] = ()
    blind_down: tuple[Blind, ...] = ()


class Replayed(msgspec.Struct, frozen=True):
    """All revisions up to `head`, in the order in which an upgrade runs them.

    `head` is None when there is no revision at all.
    """

    revisions: tuple[ReplayedRevision, ...] = ()
    head: str | None = None

    @property
    def blind(self) -> tuple[Blind, ...]:
        """What of the upgrades stays unseen, in their order."""
        return tuple(one for revision in self.revisions for one in revision.blind)

    def catalog(self, postgres: int) -> Catalog:
        """The schema after all upgrades on that PostgreSQL major.

        Raises UsageError at the first place where a revision stopped, since nobody knows then
        what the schema is.
        """
        for one in self.blind:
            if one.fatal:
                raise UsageError(
                    f"this revision cannot be replayed: {one.reason}", one.span, one.help
                )
        return build(self.session(), postgres=postgres, one_session=True)

    def session(self) -> Iterator[ParsedSource]:
        """What the upgrades send to a server, with a COMMIT where a transaction ends.

        Each revision has its own transaction, and each autocommit block ends it.
        """
        commit = parse_source(Source("", b"COMMIT"))
        for revision in self.revisions:
            for autocommit, group in groupby(revision.upgrade, lambda one: one.autocommit):
                yield from (one.parsed for one in group)
                if not autocommit:
                    yield commit
