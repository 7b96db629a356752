"""A diagram as it is drawn: boxes and lines with their coordinates, in pixels."""

import msgspec

from ddllint.docs.erd.model import Attribute, Entity, Mark
from ddllint.report.printable import cell, printable

ROW = 20
HEADER = 40
LETTER = 7.3
"""The width of a letter of the fixed-width font, with room for fonts that are wider."""
LONGEST = 36
"""Letters of a name or a type that are shown; the rest is in the tooltip."""
KEYS = 5
"""Letters of the marks of keys before a name."""


class Box(msgspec.Struct, frozen=True):
    """An entity at its place."""

    entity: Entity
    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The right edge."""
        return self.x + self.width

    def row(self, attribute: str) -> int:
        """The top of the row of an attribute, or the header's middle where there is no such row."""
        for at, one in enumerate(self.entity.attributes):
            if one.name == attribute:
                return self.y + HEADER + at * ROW
        return self.y + ROW // 2


class Line(msgspec.Struct, frozen=True):
    """A line through its corners. `colour` is a number; `title` says what it tells."""

    points: tuple[tuple[int, int], ...]
    dashed: bool
    colour: int
    title: str = ""


class End(msgspec.Struct, frozen=True):
    """A mark where a line meets a box, at its left edge or at its right one."""

    x: int
    y: int
    at_left: bool
    mark: Mark
    colour: int
    arrow: bool = False


class Drawing(msgspec.Struct, frozen=True):
    """All there is to draw."""

    title: str
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    ends: tuple[End, ...]
    width: int
    height: int


def size_of(entity: Entity) -> tuple[int, int]:
    """Width and height of an entity's box; both are multiples of a row's height."""
    rows = entity.attributes
    name = max((_letters(one.name) for one in rows), default=0)
    type_ = max((_letters(type_of(one)) for one in rows), default=0)
    columns = KEYS + name + 2 + type_ if rows else 0
    width = (max(columns, _letters(str(entity.name)), 14) + 3) * LETTER
    return int(-(-width // ROW) * ROW), HEADER + len(rows) * ROW


def _letters(text: str) -> int:
    return min(LONGEST, sum(cell(character)[1] for character in printable(text)))


def type_of(attribute: Attribute) -> str:
    """The type as shown, with a word where the column may be null."""
    return f"{attribute.type} null" if attribute.nullable else attribute.type
