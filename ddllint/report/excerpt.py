"""A line of source and the mark under the place that a finding speaks of."""

import msgspec

from ddllint.diagnostics.span import Span
from ddllint.report.printable import cell

WIDTH = 100
"""Columns of an excerpt. Fixed, so that the same input prints the same bytes everywhere."""

_CUT = "…"
_NEAR = WIDTH
_BEFORE = 20
"""Columns that are kept before the mark when a line is cut at its beginning."""


class Excerpt(msgspec.Struct, frozen=True):
    """A printable line, and the columns of its mark: where it starts and how long it is.

    The mark lies within the line, or one column behind it when the place is its end.
    """

    line: str
    start: int
    length: int

    @property
    def mark(self) -> str:
        """The carets that go under the line, from `start` on."""
        return "^" * self.length


def excerpt(text: str, span: Span) -> Excerpt:
    """The excerpt for the first line of `span`, whose text is `text`.

    A span that goes on in the next line is marked to the end of this one. A long line is cut
    around the mark.
    """
    text = text.rstrip()
    first = max(0, min(span.column - 1, len(text)))
    last = span.end_column - 1 if span.end_line == span.line else len(text)
    last = max(first, min(last, len(text)))
    # a line may be a megabyte long: look at no more of it than can matter
    low, high = max(0, first - _NEAR), first + _NEAR
    cells = [cell(character) for character in text[low:high]]
    first, last = first - low, min(last - low, len(cells))
    begin, end = _window(cells, first, last)
    line = "".join(shown for shown, _ in cells[begin:end])
    before = _columns(cells[begin:first])
    length = _columns(cells[first : min(last, end)])
    if begin + low:
        line, before = _CUT + line, before + 1
    if low + end < len(text):
        line += _CUT
    return Excerpt(line, before, max(1, length))


def _columns(cells: list[tuple[str, int]]) -> int:
    return sum(width for _, width in cells)


def _window(cells: list[tuple[str, int]], first: int, last: int) -> tuple[int, int]:
    """The cells to show: all that fit, else those around the mark, its beginning in any case."""
    begin = 0
    if _columns(cells[:last]) > WIDTH:
        begin, kept = first, 0
        while begin and kept + cells[begin - 1][1] <= _BEFORE:
            begin -= 1
            kept += cells[begin][1]
    end, used = begin, 0
    while end < len(cells) and used + cells[end][1] <= WIDTH:
        used += cells[end][1]
        end += 1
    return begin, end
