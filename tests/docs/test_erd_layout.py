"""The drawing of any diagram: no box on another, no line through a box, all that there is."""

from collections.abc import Iterator

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ddllint.catalog.names import Name
from ddllint.docs.erd.geometry import Box, Drawing
from ddllint.docs.erd.layers import assign, without_cycles
from ddllint.docs.erd.mermaid import MOST_TEXT, mermaid
from ddllint.docs.erd.model import Attribute, Diagram, Entity, Relationship
from ddllint.docs.erd.route import drawing
from ddllint.docs.erd.stack import GRID, stacked

Pairs = list[tuple[int, int]]


def diagram(rows: list[int], pairs: Pairs) -> Diagram:
    """Tables of so many columns, and a foreign key for each pair of their numbers."""
    entities = tuple(
        Entity(
            Name("public", f"t{at}"),
            "table",
            tuple(Attribute(f"c{row}", "integer") for row in range(count)),
        )
        for at, count in enumerate(rows)
    )
    relationships = tuple(
        Relationship(
            label=f"fk{at}",
            child=entities[child % len(rows)].name,
            parent=entities[parent % len(rows)].name,
            child_mark="many",
            parent_mark="one",
            column=f"c{at % max(1, rows[child % len(rows)])}",
            key="c0",
        )
        for at, (child, parent) in enumerate(pairs)
    )
    return Diagram("", entities, relationships)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def segments(drawn: Drawing) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for line in drawn.lines:
        yield from zip(line.points, line.points[1:], strict=False)


def through(box: Box, start: tuple[int, int], end: tuple[int, int]) -> bool:
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return (
        left < box.right and box.x < right + (left == right) and top < box.y + box.height
        and box.y < bottom + (top == bottom) and not (left == right and right in (box.x, box.right))
    )  # fmt: skip


DIAGRAMS = st.builds(
    diagram,
    st.lists(st.integers(0, 8), min_size=1, max_size=14),
    st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=24),
)


@settings(deadline=None)
@given(DIAGRAMS)
@example(diagram([3], [(0, 0)]))
@example(diagram([3, 3], [(0, 1), (1, 0)]))
@example(diagram([3] * 5, [(at, 0) for at in range(5)]))
@example(diagram([60] * 9, [(1, 0), (2, 1), (2, 0), (3, 2), (3, 0)]))
def test_no_box_overlaps_and_no_line_runs_through_one(of: Diagram) -> None:
    drawn = drawing(of)

    assert [box.entity for box in sorted(drawn.boxes, key=lambda box: box.entity.name)] == sorted(
        of.entities, key=lambda entity: entity.name
    )
    pairs = [(a, b) for a in drawn.boxes for b in drawn.boxes if a.entity.name < b.entity.name]
    assert [pair for pair in pairs if overlap(*pair)] == []
    assert [
        (box, one) for box in drawn.boxes for one in segments(drawn) if through(box, *one)
    ] == []
    assert all(box.right < drawn.width and box.y + box.height < drawn.height for box in drawn.boxes)
    for start, end in segments(drawn):
        assert start[0] == end[0] or start[1] == end[1]
        assert min(start[0], end[0]) > 0
        assert max(start[0], end[0]) < drawn.width
        assert 0 < min(start[1], end[1]) <= max(start[1], end[1]) < drawn.height


@settings(deadline=None)
@given(DIAGRAMS)
def test_every_relationship_has_a_line_that_ends_at_both_boxes(of: Diagram) -> None:
    drawn = drawing(of)
    titles = [line.title for line in drawn.lines if line.title]
    boxes = {box.entity.name: box for box in drawn.boxes}

    assert len(titles) == len(of.relationships)
    for one in of.relationships:
        assert sum(one.label == title.rpartition(" ")[2] for title in titles) == 1
        own = {(end.x, end.y) for end in drawn.ends}
        for name in (one.child, one.parent):
            box = boxes[name]
            assert any(x in (box.x, box.right) and box.y <= y <= box.y + box.height for x, y in own)


@settings(deadline=None)
@given(DIAGRAMS)
def test_the_same_diagram_has_the_same_drawing(of: Diagram) -> None:
    assert drawing(of) == drawing(of)


NODES = st.integers(1, 12).map(lambda count: list(range(count)))


@given(NODES, st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30))
def test_layers_lead_from_right_to_left(nodes: list[int], pairs: Pairs) -> None:
    edges = without_cycles(nodes, [(a % len(nodes), b % len(nodes)) for a, b in pairs])
    heights = {node: 20 * (node % 3 + 1) for node in nodes}

    layers = assign(nodes, edges, heights, 80)

    assert layers.keys() == set(nodes)
    assert all(layers[source] > layers[target] for source, target in edges)
    for number in set(layers.values()):
        members = [node for node in nodes if layers[node] == number]
        assert len(members) == 1 or sum(heights[node] for node in members) <= 80


@given(
    st.lists(st.tuples(st.floats(-1000, 1000), st.integers(1, 9)), max_size=12), st.integers(0, 3)
)
def test_a_stack_keeps_its_order_and_distances(boxes: list[tuple[float, int]], gap: int) -> None:
    heights = [GRID * rows for _, rows in boxes]

    tops = stacked([wanted for wanted, _ in boxes], heights, GRID * gap)

    assert all(top % GRID == 0 for top in tops)
    for top, height, following in zip(tops, heights, tops[1:], strict=False):
        assert top + height + GRID * gap <= following


def test_a_stack_is_where_it_wants_to_be_if_there_is_room() -> None:
    assert stacked([0, 200, 400], [20, 20, 20], 20) == [0, 200, 400]
    assert stacked([100, 100], [20, 20], 20) == [80, 120]


def test_mermaid_leaves_out_what_is_too_much() -> None:
    plain = tuple(Attribute(f"column_{at}", "timestamptz") for at in range(60))
    keyed = Attribute("id", "uuid", ("PK",))
    many = tuple(Entity(Name("public", f"t{at}"), "table", (keyed, *plain)) for at in range(60))
    endless = tuple(Entity(Name("public", f"t{at}"), "table", (keyed,)) for at in range(2000))

    few, keys, none = (
        "\n".join(mermaid(Diagram("", entities, ()))) for entities in (many[:3], many, endless)
    )

    assert "column_7" in few
    assert "column_7" not in keys
    assert keys.count("uuid id PK") == 60
    assert len(keys) <= MOST_TEXT
    assert none == ""
    assert mermaid(diagram([1, 1], [(0, 1)] * 501)) == ()
