"""The order of operations: what is needed comes before what needs it."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from ddllint.migrate.assembly import operations_of
from ddllint.migrate.graph import Graph, Node, graph_of
from ddllint.migrate.moves import Move, Moves
from ddllint.migrate.operations import Group, Operation, Refusal, Step
from ddllint.migrate.refusals import kind_of
from ddllint.migrate.units import Key, Unit

_LEAVING, _COMING_BACK, _DROP, _CHANGE, _CREATE, _MAKING = range(6)
"""Phases: what is dropped or made outside a transaction comes first or last, up as well as down.

So what goes in a transaction, such as a policy while a column's type changes, is back at its end.
"""
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
        order, groups = _sorted(graph, current, first)
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


def _phase(move: Move, found: Moves) -> int:
    """When a move comes where the graph leaves a choice."""
    if move.verb == "change":
        return _CHANGE
    unit = move.unit
    if move.verb == "create":
        leaves = not move.silent and _leaves(unit, unit.create(unit, found.up))
        return _MAKING if leaves else _CREATE
    if move.silent:
        return _DROP
    if any(step.autocommit for step in unit.drop(unit, found.up)):
        return _LEAVING
    return _COMING_BACK if _leaves(unit, unit.create(unit, found.down)) else _DROP


def _leaves(unit: Unit, steps: tuple[Step, ...]) -> bool:
    """Whether steps that make a unit may take long, and so leave the transaction."""
    return unit.noun == "rows" or any(step.autocommit for step in steps)


def _sorted(graph: Graph, found: Moves, first: bool) -> tuple[list[Node], dict[Node, int]]:
    """A topological order, by phase and declaration where the graph leaves a choice."""
    waits = dict.fromkeys(graph.moves, 0)
    for followers in graph.follows.values():
        for node in followers:
            waits[node] += 1
    rank = {node: place for place, node in enumerate(graph.moves)}
    groups = {node: _GROUPS[move.unit.group] for node, move in graph.moves.items()}

    phases = {node: _phase(move, found) for node, move in graph.moves.items()}

    def priority(node: Node) -> tuple[int, int, int, int]:
        group = groups[node] if first else 0
        return group, int(node[1][0] == _LAST), phases[node], rank[node]

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
