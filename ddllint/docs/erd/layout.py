"""Places for the boxes of a diagram: layers from left to right, each with an order and heights."""

import math
from collections.abc import Mapping, Sequence

import msgspec

from ddllint.catalog.names import Name
from ddllint.docs.erd.geometry import size_of
from ddllint.docs.erd.layers import assign, ordered, without_cycles
from ddllint.docs.erd.model import Diagram
from ddllint.docs.erd.stack import GRID, stacked
from ddllint.docs.erd.ways import Foot, Node, Pass, Way, feet

_GAP = 40
_SHAPE = 1.6
"""The width of a picture against its height that is aimed at."""
_CHANNEL = 120
"""About what a channel between two layers takes."""
_LEAST = 900
"""The height that a layer may have in any case."""


class Layout(msgspec.Struct, frozen=True):
    """Layers of boxes and passes, the top of each, and the ways between them."""

    columns: Sequence[Sequence[Node]]
    tops: Mapping[Node, int]
    sizes: Mapping[Name, tuple[int, int]]
    feet: Sequence[Foot]


def layout(diagram: Diagram) -> Layout:
    """The layout of a diagram; the same diagram always has the same."""
    sizes = {entity.name: size_of(entity) for entity in diagram.entities}
    layers = _layers(diagram, sizes)
    found = feet(diagram.relationships, layers)
    columns, beside = _columns(layers, found)
    columns = ordered(columns, beside)
    return Layout(columns, _tops(columns, beside, sizes), sizes, found)


def _height(node: Node, sizes: Mapping[Name, tuple[int, int]]) -> int:
    return GRID if isinstance(node, Pass) else sizes[node][1]


def _layers(diagram: Diagram, sizes: Mapping[Name, tuple[int, int]]) -> dict[Name, int]:
    nodes = tuple(sizes)
    edges = without_cycles(nodes, [(one.child, one.parent) for one in diagram.relationships])
    heights = {name: height + _GAP for name, (_, height) in sizes.items()}
    widest = max((width for width, _ in sizes.values()), default=0) + _CHANNEL
    most = max(_LEAST, math.isqrt(int(sum(heights.values()) * widest / _SHAPE)))
    return assign(nodes, edges, heights, most)


_Beside = dict[Node, tuple[list[Node], list[Node]]]
"""What each node is joined to in the layer on its left and in that on its right."""


def _columns(
    layers: Mapping[Name, int], all_feet: Sequence[Foot]
) -> tuple[list[list[Node]], _Beside]:
    """The layers with the passes of ways that are longer than to the next layer."""
    columns: list[list[Node]] = [[] for _ in range(max(layers.values(), default=-1) + 1)]
    beside: _Beside = {}
    for name, layer in layers.items():
        columns[layer].append(name)
        beside[name] = ([], [])

    def join(left: Node, right: Node) -> None:
        beside[left][1].append(right)
        beside[right][0].append(left)

    last: dict[Way, int] = {}
    for foot in all_feet:
        last[foot.way] = max(last.get(foot.way, 0), layers[foot.right] - 1)
    for way, end in last.items():
        before: Node = way.left
        for layer in range(layers[way.left] + 1, end + 1):
            node = Pass(way, layer)
            beside[node] = ([], [])
            columns[layer].append(node)
            join(before, node)
            before = node
    for foot in all_feet:
        left = layers[foot.right] - 1
        join(foot.way.left if layers[foot.way.left] == left else Pass(foot.way, left), foot.right)
    return columns, beside


def _tops(
    columns: Sequence[Sequence[Node]], beside: _Beside, sizes: Mapping[Name, tuple[int, int]]
) -> dict[Node, int]:
    """The top of each node, the least 0: its middle near to those of what it is joined to."""
    tops: dict[Node, int] = {}
    for column in columns:
        top = 0
        for node in column:
            tops[node] = top
            top += _height(node, sizes) + _GAP

    def wanted(node: Node) -> float:
        left, right = beside[node]
        middles = [tops[one] + _height(one, sizes) / 2 for one in (*left, *right)]
        if not middles:
            return tops[node]
        return sum(middles) / len(middles) - _height(node, sizes) / 2

    numbers = range(len(columns))
    for number in (*numbers, *reversed(numbers), *numbers):
        column = columns[number]
        heights = [_height(node, sizes) for node in column]
        placed = stacked([wanted(node) for node in column], heights, _GAP)
        tops.update(zip(column, placed, strict=True))
    least = min(tops.values(), default=0)
    return {node: top - least for node, top in tops.items()}
