"""Source text and places in it: bytes inside, lines and characters at the edge."""

import bisect
import re
from array import array
from collections.abc import Sequence
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
    are byte offsets into it. With `within` the text is part of another one, or was made by it,
    and lines and columns are that one's.
    """

    __slots__ = ("__dict__", "data", "path", "within")

    def __init__(self, path: str, data: bytes, within: "Within | None" = None) -> None:
        self.path = path
        self.data = data
        self.within = within
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
        if self.within is not None:
            return self.within.source.position(self.within.start_of(offset))
        offset = max(0, min(offset, len(self.data)))
        line = bisect.bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        return line, self._characters(offset) - self._characters(start) + 1

    def line_text(self, line: int) -> str:
        """The text of line `line` (from 1), without its end of line; empty past the end."""
        if self.within is not None:
            return self.within.source.line_text(line)
        if self._line[0] != line:  # many findings may be on one line, and that line be long
            start, end = self.extent_of_line(line)
            text = self.data[start:end].decode("utf-8", "replace")
            self._line = line, text.rstrip("\r")
        return self._line[1]

    def extent_of_line(self, line: int) -> tuple[int, int]:
        """First and last byte (exclusive) of line `line` (from 1) of `data`, its end left out.

        Past the end both are the end of the text.
        """
        if not 1 <= line <= len(self._line_starts):
            return len(self.data), len(self.data)
        start = self._line_starts[line - 1]
        end = self.data.find(b"\n", start)
        return start, end if end != -1 else len(self.data)

    def span(self, start: int, end: int) -> Span:
        """The span from byte `start` to byte `end`, exclusive."""
        if self.within is not None:
            return self.within.span(start, end)
        return Span(self.path, *self.position(start), *self.position(end))


class Within(msgspec.Struct, frozen=True):
    """Where a text stands in another one, which need not be SQL.

    `start` and `end` are bytes of `source`. `offsets` has for each byte of the text the byte of
    `source` that spells it; without them all of the text stands for the whole extent, as
    the statement does that a line of a program puts together.
    """

    source: Source
    start: int
    end: int
    offsets: Sequence[int] = ()

    def start_of(self, offset: int) -> int:
        """The byte of `source` where byte `offset` of the text begins."""
        if 0 <= offset < len(self.offsets):
            return self.offsets[offset]
        return self.end if self.offsets else self.start

    def span(self, start: int, end: int) -> Span:
        """The span in `source` of the text's bytes from `start` to `end`, exclusive."""
        if not self.offsets:
            return self.source.span(self.start, self.end)
        last = self.start_of(end - 1) + 1 if end > start else self.start_of(start)
        return self.source.span(self.start_of(start), last)


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
