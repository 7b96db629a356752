"""Where lines lead: relationships from a box on the left to one on the right."""

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import msgspec

from ddllint.catalog.names import Name
from ddllint.docs.erd.model import Mark, Relationship


class Way(msgspec.Struct, frozen=True):
    """What starts at one place of a box on the left; lines of one way share it, as a bus does.

    `alone` keeps apart what would otherwise be one.
    """

    left: Name
    column: str
    mark: Mark
    dashed: bool
    alone: str = ""


class Foot(msgspec.Struct, frozen=True):
    """Where a way ends at a box on the right."""

    way: Way
    right: Name
    column: str
    mark: Mark
    title: str


class Pass(msgspec.Struct, frozen=True):
    """A way's own lane through a layer in which it does not end."""

    way: Way
    layer: int


Node: TypeAlias = Name | Pass
"""What stands in a layer."""


def feet(relationships: Iterable[Relationship], layers: Mapping[Name, int]) -> tuple[Foot, ...]:
    """The relationships between boxes of different layers, each as a way from left to right.

    One whose child is on the left, as in a circle of references, has a way for itself.
    """
    found = []
    for one in relationships:
        if layers[one.parent] < layers[one.child]:
            way = Way(one.parent, one.key, one.parent_mark, one.reads)
            found.append(Foot(way, one.child, one.column, one.child_mark, title(one)))
        elif one.child != one.parent:
            way = Way(one.child, one.column, one.child_mark, one.reads, alone=one.label)
            found.append(Foot(way, one.parent, one.key, one.parent_mark, title(one)))
    return tuple(found)


def title(one: Relationship) -> str:
    """What the tooltip of a line says."""
    if one.reads:
        return f"{one.child} reads {one.parent}"
    return f"{one.child}.{one.column} refers to {one.parent}.{one.key}: {one.label}"
