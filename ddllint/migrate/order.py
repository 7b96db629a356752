"""The order of operations: what is needed comes before what needs it."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from ddllint.migrate.assembly import operations_of
from ddllint.migrate.graph import Graph, Node, graph_of
from ddllint.migrate.moves import Moves
from ddllint.migrate.operations import Group, Operation, Refusal
from ddllint.migrate.refusals import kind_of
from ddllint.migrate.units import Key, Unit

_PHASES = {"drop": 0, "change": 1, "create": 2}
_LAST = "default-privileges"
_GROUPS = {group: place for place, group in enumerate(Group)}


class Ordered(NamedTuple):
    """Operations in an order that the server takes, and what no order makes.

    `changing` are units in a cycle that would come out of it if they were made anew.
    """

    operations: tuple[Operation, ...]
    refusals: tuple[Refusal, ...]
    changing: frozenset[Key]


def ordered(found: Moves, first: bool, apart: frozenset[Key] = frozenset()) -> Ordered:
    """The operations in an order that the server takes.

    On a first emission they are sorted by group too. Foreign keys in `apart`, and those that are
    part of a cycle, are taken out of CREATE TABLE. Refused is what is left in a cycle then.
    """
    split = apart
    while True:
        current = _split(found, split)
        graph = graph_of(current)
        order, groups = _sorted(graph, first)
        rest = set(graph.moves) - set(order)
        more = _splittable(current, rest) - split
        if not rest or not more:
            break
        split |= more
    refusals = [
        Refusal(
            f"{kind_of(graph.moves[node])}:{graph.moves[node].unit.object}",
            "it needs something that in turn needs it: no order of statements makes it",
        )
        for node in sorted(rest)
    ]
    changing = frozenset(
        key for verb, key in rest if verb == "change" and _may_go(graph.moves[verb, key].unit)
    )
    operations = operations_of(current, graph, order, groups, first)
    return Ordered(tuple(operations), tuple(refusals), changing)


def _may_go(unit: Unit) -> bool:
    """Whether making it anew loses nothing."""
    return not unit.loss and unit.noun not in ("type", "schema", "extension")


def _split(found: Moves, split: frozenset[Key]) -> Moves:
    """The moves with some constraints made by statements of their own."""
    if not split:
        return found
    moves = tuple(
        replace(move, by=None) if move.unit.key in split else move for move in found.moves
    )
    return replace(
        found,
        moves=moves,
        up=replace(found.up, inline=found.up.inline - split),
        down=replace(found.down, inline=found.down.inline - split),
    )


def _splittable(found: Moves, rest: set[Node]) -> frozenset[Key]:
    """Inline foreign keys, or else checks and defaults, of what is made in a cycle."""
    makers = {key for verb, key in rest if verb == "create"}
    by = {move.unit.key: move.by for move in found.moves if move.verb == "create"}
    for nouns in (("foreign-key",), ("check", "default", "exclusion")):
        hit = frozenset(
            move.unit.key
            for move in found.moves
            if move.verb == "create"
            and move.silent
            and move.unit.noun in nouns
            and makers.intersection(_makers(move.by, by))
        )
        if hit:
            return hit
    return frozenset()


def _makers(key: Key | None, by: Mapping[Key, Key | None]) -> Iterator[Key]:
    while key is not None:
        yield key
        key = by.get(key)


def _sorted(graph: Graph, first: bool) -> tuple[list[Node], dict[Node, int]]:
    """A topological order, by phase and declaration where the graph leaves a choice."""
    waits = dict.fromkeys(graph.moves, 0)
    for followers in graph.follows.values():
        for node in followers:
            waits[node] += 1
    rank = {node: place for place, node in enumerate(graph.moves)}
    groups = {node: _GROUPS[move.unit.group] for node, move in graph.moves.items()}

    def priority(node: Node) -> tuple[int, int, int, int]:
        verb, key = node
        group = groups[node] if first else 0
        return group, int(key[0] == _LAST), _PHASES[verb], rank[node]

    ready = [(priority(node), node) for node, count in waits.items() if not count]
    heapq.heapify(ready)
    order: list[Node] = []
    while ready:
        _, node = heapq.heappop(ready)
        order.append(node)
        for later in graph.follows[node]:
            groups[later] = max(groups[later], groups[node])
            waits[later] -= 1
            if not waits[later]:
                heapq.heappush(ready, (priority(later), later))
    if first:
        order.sort(key=lambda node: groups[node])
    return order, groups
