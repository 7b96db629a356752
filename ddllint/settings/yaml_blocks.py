"""A quick reader for the form that most YAML has: blocks, with a line for each key and item.

It takes block mappings and lists, values on the line of their key, lists in brackets on one
line, literal text (`|`) and comments. Text of any other form, mistaken or not, it leaves to the
parser. What it takes it reads as the parser does, only sooner: a place is no more than a line's
number until somebody asks for it.
"""

import re
from collections.abc import Sequence
from typing import Any

from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml_builder import MAX_DEPTH, Container, Data
from ddllint.settings.yaml_lines import (
    BLANK,
    LIST,
    LITERAL,
    MAPPING,
    NOTHING,
    SCALAR,
    Line,
    item_places,
    line_of,
    literal,
)
from ddllint.settings.yaml_text import Text

_ODD = re.compile(
    "[\0-\t\x0b-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ud800-\udfff"
    "\ufeff\ufffe\uffff]"
)
"""White space but spaces and the ends of lines, what YAML forbids, and the mark of the order of
bytes."""


class Blocks:
    """What was read, with the places that `Built` has. Containers are known by their `id`."""

    def __init__(self, text: Text) -> None:
        self.data: Data = None
        self.problems: Sequence[Problem] = ()
        self.text = text
        self.lines = text.text.split("\n")
        self.numbers: dict[int, list[int]] = {}
        """The lines of a block's keys or items, in order."""
        self.ends: dict[int, int] = {}
        """The line before which a block ends."""
        self.lists: dict[int, int] = {}
        """The line of a list in brackets."""
        self._by_key: dict[int, dict[str, int]] = {}

    def whole(self) -> Span:
        """The place of all data."""
        return self._block(self.data)

    def key_span(self, container: Container, step: Any) -> Span:
        """The place of a key; of a list's item, the item itself."""
        if isinstance(container, list):
            return self.span(container, step)
        number = self._number(container, step)
        _, _, column, _, end, _, _, _ = self._line(number)
        return Span(self.text.path, number + 1, column + 1, number + 1, end + 1)

    def span(self, container: Container, step: Any) -> Span:
        """The place of a value."""
        value = container[step]
        if id(value) in self.numbers:
            return self._block(value)
        bracketed = self.lists.get(id(container))
        number = self._number(container, step) if bracketed is None else bracketed
        kind, _, _, _, _, start, end, _ = self._line(number)
        if bracketed is not None:
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

    def _number(self, block: Container, step: Any) -> int:
        """The line of a key or an item of a block."""
        numbers = self.numbers[id(block)]
        if isinstance(block, dict):
            if id(block) not in self._by_key:
                self._by_key[id(block)] = dict(zip(block, numbers, strict=True))
            return self._by_key[id(block)][step]
        number: int = numbers[step]
        return number

    def _block(self, block: Data) -> Span:
        number = self.numbers[id(block)][0]
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


def read_blocks(text: Text) -> Blocks | None:
    """The data of a text; None if it is not of the form, or empty."""
    if text.yaml is not text.text or _ODD.search(text.text):
        return None
    read = Blocks(text)
    lines, count = read.lines, len(read.lines)
    outermost: list[Data] = [None]
    # the innermost block that is open, with its indentation, and the blocks around it
    block: Any = outermost
    indent, listed, numbers = -1, True, list[int]()
    around: list[tuple[Any, int, bool, list[int]]] = []
    step: str | int = 0
    awaited = True  # there may be a block for the last step
    at = -1
    while (at := at + 1) < count:
        line = line_of(lines[at])
        if line is None:
            return None
        kind, place, column, key, _, _, _, value = line
        if kind == BLANK:
            continue
        item = column > place
        if awaited and (place > indent or (place == indent and item and not listed)):
            around.append((block, indent, listed, numbers))
            block[step] = block = [] if item else {}
            indent, listed, numbers = place, item, []
            read.numbers[id(block)] = numbers
        while place < indent or (place == indent and listed and not item):
            read.ends[id(block)] = at
            block, indent, listed, numbers = around.pop()
        if place != indent or item is not listed or len(around) > MAX_DEPTH // 2:
            return None
        if item:
            step = len(block)
            block.append(None)
            numbers.append(at)
            if key is not None:
                around.append((block, indent, listed, numbers))
                block[step] = block = {}
                indent, listed, numbers = column, False, []
                read.numbers[id(block)] = numbers
        if key is not None:
            if key in block:
                return None
            step = key
            numbers.append(at)
        awaited = kind == NOTHING
        if kind <= SCALAR:
            block[step] = value
        elif kind == LIST and isinstance(value, tuple):
            block[step] = items = list(value)
            read.lists[id(items)] = at
        elif kind == MAPPING:
            block[step] = {}
        else:
            found = literal(lines, at, indent)
            if found is None:
                return None
            block[step], at = found[0], found[1] - 1
    for each, _, _, _ in (*around[1:], (block, indent, listed, numbers)):
        read.ends[id(each)] = count
    read.data = outermost[0]
    return read if around else None
