"""Lines between boxes that have their places: horizontal to a lane, along it, and horizontal again.

Lines end at boxes at heights that differ from those at which they start and pass, so that two that
have nothing to do with each other cross, but never lie on each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from ddllint.catalog.names import Name
from ddllint.docs.erd.geometry import Box, Drawing, End, Line
from ddllint.docs.erd.layout import Layout, layout
from ddllint.docs.erd.model import Diagram, Entity, Relationship
from ddllint.docs.erd.stack import GRID
from ddllint.docs.erd.ways import Foot, Node, Pass, Way, title

_MARGIN = 40
_TITLE = 40
_LANE = 10
_LEFT_ROOM = 30
_RIGHT_ROOM = 36
_STARTS, _ENDS, _PASSES = 5, 10, (14, 17)
"""Heights in a row of the grid: of starts, ends, and passes through even and odd layers."""
COLOURS = 8
"""Colours there are for lines that are not a hub's."""
HUB = COLOURS
"""The colour of lines to what many refer to."""
_MANY = 4


class _Net(msgspec.Struct, frozen=True):
    """What one way has in one channel: a height on the left, and what it leads to on the right."""

    way: Way
    left: Node
    rights: tuple[Foot | Pass, ...]


class _Places(msgspec.Struct, frozen=True):
    """The boxes, and the heights of passes."""

    boxes: Mapping[Name, Box]
    passes: Mapping[Pass, int]

    def start(self, net: _Net) -> int:
        """The height at which a net starts."""
        if isinstance(net.left, Pass):
            return self.passes[net.left]
        return self.boxes[net.left].row(net.way.column) + _STARTS

    def end(self, right: Foot | Pass) -> int:
        """The height at which a net arrives."""
        if isinstance(right, Pass):
            return self.passes[right]
        return self.boxes[right.right].row(right.column) + _ENDS


def drawing(diagram: Diagram) -> Drawing:
    """The diagram with a place for all that is in it."""
    found = layout(diagram)
    entities = {entity.name: entity for entity in diagram.entities}
    nets = [list(_nets(found, number)) for number in range(1, len(found.columns))]
    places = _Places(_boxes(found, entities, []), _passes(found))
    lanes = [_lanes(channel, places) for channel in nets]
    rooms = [max(of.values(), default=-1) + 1 for of in lanes]
    boxes = _boxes(found, entities, rooms)
    places = _Places(boxes, places.passes)
    colours = _colours(found.feet, entities)
    lines: list[Line] = []
    ends: list[End] = []
    edges = _edges(found, rooms)
    for number, channel in enumerate(nets):
        for net in channel:
            right = edges[number + 1]
            lane = edges[number][1] + _LEFT_ROOM + lanes[number][net.way] * _LANE
            lines += _lines_of(net, places, colours[net.way], edges[number][1], lane, right)
            ends += _ends_of(net, places, colours[net.way])
    for one in diagram.relationships:
        if one.child == one.parent:
            line, *marks = _loop(one, boxes[one.child])
            lines.append(line)
            ends += marks
    width = max((box.right for box in boxes.values()), default=0) + _MARGIN
    bottoms = [places.passes[one] for one in places.passes]
    bottoms += [box.y + box.height for box in boxes.values()]
    return Drawing(
        diagram.title,
        tuple(boxes.values()),
        tuple(lines),
        tuple(ends),
        width,
        max(bottoms, default=0) + _MARGIN,
    )


def _loop(one: Relationship, box: Box) -> tuple[Line, End, End]:
    """The line of a table that refers to itself, on the right of its box, and its ends."""
    start, end = box.row(one.key) + _STARTS, box.row(one.column) + _ENDS
    x = box.right + _LEFT_ROOM - _LANE
    points = ((box.right, start), (x, start), (x, end), (box.right, end))
    return (
        Line(points, one.reads, HUB, title(one)),
        End(box.right, start, False, one.parent_mark, HUB),
        End(box.right, end, False, one.child_mark, HUB),
    )


def _edges(found: Layout, rooms: Sequence[int]) -> list[tuple[int, int]]:
    """The left and right edge of each layer; `rooms` are the numbers of lanes between them."""
    edges: list[tuple[int, int]] = []
    x = _MARGIN
    for number, column in enumerate(found.columns):
        names = [node for node in column if not isinstance(node, Pass)]
        width = max((found.sizes[name][0] for name in names), default=GRID)
        edges.append((x, x + width))
        lanes = rooms[number] if number < len(rooms) else 0
        x += width + _LEFT_ROOM + lanes * _LANE + _RIGHT_ROOM
    return edges


def _boxes(found: Layout, entities: Mapping[Name, Entity], rooms: Sequence[int]) -> dict[Name, Box]:
    boxes: dict[Name, Box] = {}
    for (left, right), column in zip(_edges(found, rooms), found.columns, strict=True):
        for node in column:
            if not isinstance(node, Pass):
                y = found.tops[node] + _MARGIN + _TITLE
                boxes[node] = Box(entities[node], left, y, right - left, found.sizes[node][1])
    return boxes


def _passes(found: Layout) -> dict[Pass, int]:
    return {
        node: top + _MARGIN + _TITLE + _PASSES[node.layer % 2]
        for node, top in found.tops.items()
        if isinstance(node, Pass)
    }


def _nets(found: Layout, number: int) -> Iterator[_Net]:
    """The nets between layer `number` and the one on its left."""
    on_left = set(found.columns[number - 1])
    here = set(found.columns[number])
    rights: dict[Way, list[Foot | Pass]] = {}
    for node in found.columns[number]:
        if isinstance(node, Pass):
            rights.setdefault(node.way, []).append(node)
    for foot in found.feet:
        if foot.right in here:
            rights.setdefault(foot.way, []).append(foot)
    for way, ends in rights.items():
        left = way.left if way.left in on_left else Pass(way, number - 1)
        yield _Net(way, left, tuple(ends))


def _lanes(nets: Iterable[_Net], places: _Places) -> dict[Way, int]:
    """A lane for each way of a channel; two share one only if they are apart (left-edge method)."""
    extents = []
    for at, net in enumerate(nets):
        heights = [places.start(net), *map(places.end, net.rights)]
        extents.append((min(heights), max(heights), at, net.way))
    found: dict[Way, int] = {}
    bottoms: list[int] = []
    for top, bottom, _, way in sorted(extents, key=lambda one: one[:3]):
        lane = next((at for at, end in enumerate(bottoms) if end + GRID <= top), len(bottoms))
        bottoms[lane : lane + 1] = [bottom]
        found[way] = lane
    return found


def _colours(feet: Iterable[Foot], entities: Mapping[Name, Entity]) -> dict[Way, int]:
    """A colour for each way by what it starts at; grey for what many lines lead to."""
    numbers = {name: at % COLOURS for at, name in enumerate(entities)}
    count: dict[Way, int] = {}
    for foot in feet:
        count[foot.way] = count.get(foot.way, 0) + 1
    return {way: HUB if many > _MANY else numbers[way.left] for way, many in count.items()}


def _lines_of(
    net: _Net, places: _Places, colour: int, x: int, lane: int, layer: tuple[int, int]
) -> Iterator[Line]:
    """The lines of a net from `x` along the lane to the layer with those edges."""
    start = places.start(net)
    for right in net.rights:
        end = places.end(right)
        until = layer[1] if isinstance(right, Pass) else layer[0]
        corners = ((x, start), (lane, start), (lane, end), (until, end))
        points = corners if start != end else (corners[0], corners[-1])
        label = "" if isinstance(right, Pass) else right.title
        yield Line(points, net.way.dashed, colour, label)


def _ends_of(net: _Net, places: _Places, colour: int) -> Iterator[End]:
    if not isinstance(net.left, Pass):
        yield End(places.boxes[net.left].right, places.start(net), False, net.way.mark, colour)
    for right in net.rights:
        if not isinstance(right, Pass):
            box = places.boxes[right.right]
            yield End(box.x, places.end(right), True, right.mark, colour, net.way.dashed)
