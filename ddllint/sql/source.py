"""Source text and places in it: bytes inside, lines and characters at the edge."""

import bisect
import re
from array import array
from functools import cached_property
from itertools import accumulate, chain

import msgspec

from ddllint.diagnostics.span import Span

_BLOCK = 4096
_CONTINUATION = bytes(range(0x80, 0xC0))


def _continuing(data: bytes) -> int:
    """How many bytes are not the first of their character (RFC 3629, 3)."""
    return len(data) - len(data.translate(None, _CONTINUATION))


class Source:
    """One SQL text: the bytes that are parsed, and the way from a byte to line and column.

    `path` is what findings show. `data` is UTF-8 without a byte order mark; all offsets below
    are byte offsets into it.
    """

    __slots__ = ("__dict__", "data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._line = (0, "")

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.data)} bytes)"

    @cached_property
    def _line_starts(self) -> "array[int]":
        ends = (found.end() for found in re.finditer(b"\n", self.data))
        return array("Q", chain((0,), ends))

    @cached_property
    def _continued(self) -> "array[int] | None":
        """How many bytes before each block go on with a character; None if none does."""
        if self.data.isascii():
            return None
        blocks = range(0, len(self.data) + 1, _BLOCK)
        within = (_continuing(self.data[at : at + _BLOCK]) for at in blocks)
        return array("Q", accumulate(within, initial=0))

    def _characters(self, offset: int) -> int:
        """How many characters begin before byte `offset`."""
        if self._continued is None:
            return offset
        block = offset // _BLOCK
        rest = _continuing(self.data[block * _BLOCK : offset])
        return offset - self._continued[block] - rest

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of the character that starts at byte `offset`."""
        offset = max(0, min(offset, len(self.data)))
        line = bisect.bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        return line, self._characters(offset) - self._characters(start) + 1

    def line_text(self, line: int) -> str:
        """The text of line `line` (from 1), without its end of line; empty past the end."""
        if not 1 <= line <= len(self._line_starts):
            return ""
        if self._line[0] != line:  # many findings may be on one line, and that line be long
            start = self._line_starts[line - 1]
            end = self.data.find(b"\n", start)
            text = self.data[start : end if end != -1 else None].decode("utf-8", "replace")
            self._line = line, text.rstrip("\r")
        return self._line[1]

    def span(self, start: int, end: int) -> Span:
        """The span from byte `start` to byte `end`, exclusive."""
        return Span(self.path, *self.position(start), *self.position(end))


class Statement(msgspec.Struct, frozen=True, gc=False):
    """One statement of a source: its bytes from `start` to `end`, and its node's kind.

    `kind` is the name of the parse node, such as `CreateStmt`; `base` is the byte from which
    the locations in that node count.
    """

    source: Source
    start: int
    end: int
    kind: str
    base: int = 0

    @property
    def text(self) -> str:
        """The statement's own text, without the semicolon."""
        return self.source.data[self.start : self.end].decode("utf-8", "replace")


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where an object was declared: a statement, and a byte offset inside its source.

    The parser gives an offset to some nodes only and an end to none, so the exact extent is
    found when somebody asks (`span`): the token at `offset`, or the first token from there on
    that spells `name` when a name is given.
    """

    statement: Statement
    offset: int
    name: str = ""

    @property
    def path(self) -> str:
        """The path of the file, as findings show it."""
        return self.statement.source.path

    def span(self) -> Span:
        """The extent of the token that names the object."""
        from ddllint.sql.tokens import token_at  # the scanner is loaded for findings only

        start, end = token_at(self.statement, self.offset, self.name)
        return self.statement.source.span(start, end)
