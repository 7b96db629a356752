"""A quick reader for the form that most YAML has: blocks, with a line for each key and item.

It takes block mappings and lists, values on the line of their key, lists in brackets on one
line, literal text (`|`) and comments. Text of any other form, mistaken or not, it leaves to the
parser. What it takes it reads as the parser does, only sooner: a place is no more than a line's
number until somebody asks for it.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml_builder import MAX_DEPTH, Container, Data
from ddllint.settings.yaml_lines import (
    BLANK,
    LIST,
    LITERAL,
    MAPPING,
    NOTHING,
    Line,
    item_places,
    line_of,
    literal,
)
from ddllint.settings.yaml_text import Text

_ODD = re.compile(
    "[\t\r\x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]"
)
"""White space but spaces and the ends of lines, and the mark of the order of bytes."""
_Numbers: TypeAlias = dict[str | int, int]


class Blocks:
    """What was read, with the places that `Built` has. Containers are known by their `id`."""

    def __init__(self, text: Text) -> None:
        self.data: Data = None
        self.problems: Sequence[Problem] = ()
        self.text = text
        self.lines = text.text.split("\n")
        self.numbers: dict[int, _Numbers] = {}
        """The lines of a block's keys or items."""
        self.ends: dict[int, int] = {}
        """The line before which a block ends."""
        self.lists: dict[int, int] = {}
        """The line of a list in brackets."""

    def whole(self) -> Span:
        """The place of all data."""
        return self._block(self.data)

    def key_span(self, container: Container, step: Any) -> Span:
        """The place of a key; of a list's item, the item itself."""
        if isinstance(container, list):
            return self.span(container, step)
        number = self.numbers[id(container)][step]
        _, _, column, _, end, _, _, _ = self._line(number)
        return Span(self.text.path, number + 1, column + 1, number + 1, end + 1)

    def span(self, container: Container, step: Any) -> Span:
        """The place of a value."""
        value = container[step]
        if id(value) in self.numbers:
            return self._block(value)
        numbers = self.numbers.get(id(container))
        number = self.lists[id(container)] if numbers is None else numbers[step]
        kind, _, _, _, _, start, end, _ = self._line(number)
        if numbers is None:
            start, end = item_places(self.lines[number], start)[step]
        elif kind == LITERAL and (found := literal(self.lines, number)) is not None:
            return self._extent(number, start, found[1])
        return Span(self.text.path, number + 1, start + 1, number + 1, end + 1)

    def written(self, container: Container, step: Any) -> str:
        """The text of a value."""
        span = self.span(container, step)
        if span.end_line > span.line:
            return self.text.within(span)
        return self.lines[span.line - 1][span.column - 1 : span.end_column - 1]

    def _block(self, block: Data) -> Span:
        number = next(iter(self.numbers[id(block)].values()))
        _, indent, column, _, _, _, _, _ = self._line(number)
        start = indent if isinstance(block, list) else column
        return self._extent(number, start, self.ends[id(block)])

    def _extent(self, number: int, column: int, after: int) -> Span:
        start = self.text.line_start(number) + column
        return self.text.extent(start, self.text.line_start(after))

    def _line(self, number: int) -> Line:
        line = line_of(self.lines[number])
        assert line is not None  # it was read
        return line


class _Open:
    """A block that is still open; `step` is its last key or item."""

    __slots__ = ("block", "indent", "listed", "numbers", "step")

    def __init__(self, block: Any, indent: int, listed: bool) -> None:
        self.block = block
        self.indent = indent
        self.listed = listed
        self.numbers: _Numbers = {}
        self.step: str | int = 0


def read_blocks(text: Text) -> Blocks | None:
    """The data of a text; None if it is not of the form, or empty."""
    if text.yaml is not text.text or _ODD.search(text.text):
        return None
    read = Blocks(text)
    lines, around = read.lines, list[_Open]()
    whole = top = _Open([None], -1, True)

    def opened(block: Any, indent: int, listed: bool) -> _Open:
        """Let the value of the last step be a block."""
        around.append(top)
        top.block[top.step] = block
        inner = _Open(block, indent, listed)
        read.numbers[id(block)] = inner.numbers
        return inner

    awaited = True  # there may be a block for the last step
    at = -1
    while (at := at + 1) < len(lines):
        line = line_of(lines[at])
        if line is None:
            return None
        kind, place, column, key, _, _, _, value = line
        if kind == BLANK:
            continue
        item = column > place
        if awaited and (place > top.indent or (place == top.indent and item and not top.listed)):
            top = opened([] if item else {}, place, item)
        while place < top.indent or (place == top.indent and top.listed and not item):
            read.ends[id(top.block)] = at
            top = around.pop()
        if place != top.indent or item is not top.listed or len(around) > MAX_DEPTH // 2:
            return None
        if item:
            top.step = len(top.block)
            top.numbers[top.step] = at
            top.block.append(None)
            if key is not None:
                top = opened({}, column, False)
        if key is not None:
            if key in top.numbers:
                return None
            top.step = key
            top.numbers[key] = at
        awaited = kind == NOTHING
        if kind == LIST and isinstance(value, tuple):
            top.block[top.step] = listed = list(value)
            read.lists[id(listed)] = at
        elif kind == LITERAL:
            found = literal(lines, at, top.indent)
            if found is None:
                return None
            top.block[top.step], at = found[0], found[1] - 1
        else:
            top.block[top.step] = {} if kind == MAPPING else value
    for block in (*around[1:], top):
        read.ends[id(block.block)] = len(lines)
    read.data = whole.block[0]
    return read if around else None
