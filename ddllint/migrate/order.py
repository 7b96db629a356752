"""The order of operations: what is needed comes before what needs it."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import msgspec

from ddllint.catalog.model import Table
from ddllint.catalog.names import Name
from ddllint.migrate.changes import Move, Moves, gates
from ddllint.migrate.operations import Group, Hazard, Operation, Refusal, Step
from ddllint.migrate.text import named
from ddllint.migrate.units import Key, Unit

_Node = tuple[str, Key]
"""A verb and a unit's key."""

_PHASES = {"drop": 0, "change": 1, "create": 2}
_LAST = "default-privileges"
_GROUPS = {group: place for place, group in enumerate(Group)}


@dataclass(slots=True)
class _Graph:
    moves: dict[_Node, Move] = field(default_factory=dict)
    follows: dict[_Node, set[_Node]] = field(default_factory=dict)
    """The nodes that come after a node."""

    def edge(self, first: _Node, then: _Node) -> None:
        if first != then and first in self.moves and then in self.moves:
            self.follows[first].add(then)


def ordered(found: Moves, first: bool) -> tuple[list[Operation], list[Refusal]]:
    """The operations in an order that the server takes.

    On a first emission they are sorted by group too. Foreign keys that are part of a cycle are
    taken out of CREATE TABLE. Refused is what is left in a cycle then.
    """
    split: frozenset[Key] = frozenset()
    while True:
        current = _split(found, split)
        graph = _graph(current)
        order, groups = _sorted(graph, first)
        rest = set(graph.moves) - set(order)
        more = _splittable(current, rest) - split
        if not rest or not more:
            break
        split |= more
    refusals = [
        Refusal(
            f"{verb}-{graph.moves[verb, key].unit.noun}:{graph.moves[verb, key].unit.object}",
            "it needs something that in turn needs it: no order of statements makes it",
        )
        for verb, key in sorted(rest)
    ]
    return _operations(current, graph, order, groups, first), refusals


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


def _splittable(found: Moves, rest: set[_Node]) -> frozenset[Key]:
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


def _graph(found: Moves) -> _Graph:
    graph = _Graph({(move.verb, move.unit.key): move for move in found.moves})
    graph.follows = {node: set() for node in graph.moves}
    clashing, making = _by_name(graph, "drop"), _by_name(graph, "create")
    for node, move in graph.moves.items():
        verb, key = node
        if verb == "create":
            _create_edges(graph, node, move)
            for name in move.unit.names | move.unit.avoids:
                for other in clashing.get(name, ()):
                    graph.edge(other, node)
            for name in move.unit.avoids:
                for other in making.get(name, ()):
                    graph.edge(node, other)
            graph.edge(("drop", key), node)
        elif verb == "change":
            assert move.old is not None
            assert move.new is not None
            for need in move.new.needs | move.new.after:
                graph.edge(("create", need), node)
                graph.edge(("change", need), node)
            for need in move.old.needs:
                graph.edge(node, ("drop", need))
        else:
            for need in move.unit.needs | move.unit.after:
                graph.edge(node, ("drop", need))
                graph.edge(node, ("change", need))
            for need in move.unit.after:
                graph.edge(node, ("create", need))
            for name in move.unit.avoids:  # undone, this one must be made before those
                for other in clashing.get(name, ()):
                    graph.edge(other, node)
        if verb != "drop":
            for later in move.unit.ahead_of:
                graph.edge(node, ("drop", later))
    _rigid_edges(graph)
    return _merged(graph)


def _create_edges(graph: _Graph, node: _Node, move: Move) -> None:
    for need in move.unit.needs | move.unit.after:
        graph.edge(("create", need), node)
        graph.edge(("change", need), node)


def _by_name(graph: _Graph, verb: str) -> Mapping[Key, list[_Node]]:
    found: dict[Key, list[_Node]] = {}
    for node, move in graph.moves.items():
        if node[0] == verb:
            for name in move.unit.names:
                found.setdefault(name, []).append(_host_node(graph, node))
    return found


def _rigid_edges(graph: _Graph) -> None:
    """What holds a column's type fast goes before the change and comes after it."""
    for node, move in graph.moves.items():
        for column in move.unit.rigid:
            if node[0] == "drop":
                graph.edge(node, ("change", column))
            elif node[0] == "create":
                graph.edge(("change", column), node)


def _merged(graph: _Graph) -> _Graph:
    """Silent creates become part of their host: its edges are theirs."""
    into = {
        node: _host_node(graph, node)
        for node, move in graph.moves.items()
        if move.silent and node[0] != "drop"
    }
    for node, host in into.items():
        for later in graph.follows.pop(node):
            if later != host:
                graph.follows[host].add(into.get(later, later))
    for first in graph.follows:
        graph.follows[first] = {into.get(then, then) for then in graph.follows[first]} - {first}
    for node in into:
        del graph.moves[node]
    return graph


def _host_node(graph: _Graph, node: _Node) -> _Node:
    """The node of the statement that makes a silent unit."""
    move = graph.moves[node]
    while move.by is not None:
        node = (node[0], move.by)
        move = graph.moves[node]
    return node


def _sorted(graph: _Graph, first: bool) -> tuple[list[_Node], dict[_Node, int]]:
    """A topological order, by phase and declaration where the graph leaves a choice."""
    waits = dict.fromkeys(graph.moves, 0)
    for followers in graph.follows.values():
        for node in followers:
            waits[node] += 1
    rank = {node: place for place, node in enumerate(graph.moves)}
    groups = {node: _GROUPS[move.unit.group] for node, move in graph.moves.items()}

    def priority(node: _Node) -> tuple[int, int, int, int]:
        verb, key = node
        group = groups[node] if first else 0
        return group, int(key[0] == _LAST), _PHASES[verb], rank[node]

    ready = [(priority(node), node) for node, count in waits.items() if not count]
    heapq.heapify(ready)
    order: list[_Node] = []
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


# Operations


def _operations(
    found: Moves, graph: _Graph, order: list[_Node], groups: Mapping[_Node, int], first: bool
) -> list[Operation]:
    operations: list[Operation] = []
    members = list(Group)
    absorbed: dict[_Node, list[Step]] = {}
    places = {node: place for place, node in enumerate(order)}
    going = {n for n in order if n[0] == "drop" and graph.moves[n].silent}
    kept_apart = {node[1] for node in going if not _may_absorb(graph, node, places)}
    found = replace(found, down=replace(found.down, inline=found.down.inline - kept_apart))
    for node in order:
        move = graph.moves[node]
        group = members[groups[node]] if first else move.unit.group
        if node in going and node[1] not in kept_apart:
            host = _host_node(graph, node)
            carried = move.unit.key in found.down.inline or move.by != move.unit.host
            steps = [] if carried else list(move.unit.create(move.unit, found.down))
            absorbed[host] = steps + absorbed.get(host, [])
            absorbed[host] += absorbed.pop(node, [])
            continue
        for operation in _of(move, found, group):
            down = (*operation.down, *absorbed.get(node, ()))
            operations.append(msgspec.structs.replace(operation, down=tuple(down)))
    return [_outside(one, found) for one in operations if one.up or one.down]


def _may_absorb(graph: _Graph, node: _Node, places: Mapping[_Node, int]) -> bool:
    """Whether the unit may go together with its host, later than its own place.

    It may not when something that it needs goes before the host does.
    """
    host = _host_node(graph, node)
    return all(
        places.get(later, -1) >= places.get(host, 0) or graph.moves[later].silent
        for later in graph.follows[node]
    )


def _of(move: Move, found: Moves, group: Group) -> Iterator[Operation]:
    unit = move.unit
    if move.verb == "change":
        for change in move.changes:
            yield Operation(
                change.kind,
                unit.object,
                group,
                _from(change.up, unit),
                change.down,
                hazards=change.hazards,
                origin=unit.origin,
            )
        return
    gate = next(gates(move, found), None)
    kind = gate[0] if gate else f"{move.verb}-{unit.noun}"
    if move.verb == "create":
        kind = gate[0] if gate else f"{'add' if unit.noun in _ADDED else 'create'}-{unit.noun}"
        kind = _KINDS.get(kind, kind)
        up, down = unit.create(unit, found.up), unit.drop(unit, found.up)
        if not up:  # what it takes is there with its host
            return
        hazards = unit.hazards if _live(found, unit) or not _is_part(unit) else ()
        yield Operation(
            kind,
            unit.object,
            group,
            _from(up, unit),
            down,
            hazards=hazards,
            origin=unit.origin,
        )
        return
    up, down = unit.drop(unit, found.up), unit.create(unit, found.down)
    kind = _KINDS.get(kind, kind)
    lost = unit.loss
    dangers = (Hazard("data-loss", f"lost: {lost}; undoing it does not bring it back"),)
    yield Operation(
        kind,
        unit.object,
        group,
        up,
        down,
        destructive=lost,
        hazards=dangers if lost else (),
        origin=unit.origin,
    )


_ADDED = frozenset({"column", "key", "check", "foreign-key", "exclusion", "identity"})
_KINDS = {
    "create-not-null": "set-not-null",
    "create-default": "set-default",
    "create-comment": "comment",
    "create-owner": "set-owner",
    "create-privileges": "grant",
    "drop-privileges": "revoke",
    "create-row-security": "enable-row-security",
    "drop-row-security": "disable-row-security",
    "create-force-row-security": "force-row-security",
    "drop-force-row-security": "no-force-row-security",
    "create-replica-identity": "set-replica-identity",
    "create-rows": "refresh-view",
    "drop-rows": "empty-view",
    "create-sequence-owner": "set-sequence-owner",
}


def _is_part(unit: Unit) -> bool:
    return isinstance(unit.value, tuple)


def _live(found: Moves, unit: Unit) -> bool:
    relation = unit.value[0] if isinstance(unit.value, tuple) and unit.value else None
    name = getattr(relation, "name", None)
    return isinstance(name, Name) and found.up.live(name)


def _from(steps: tuple[Step, ...], unit: Unit) -> tuple[Step, ...]:
    return tuple(msgspec.structs.replace(one, origin=unit.origin) for one in steps)


def _outside(operation: Operation, found: Moves) -> Operation:
    """The operation with locks only on tables and views that were there before."""
    return msgspec.structs.replace(
        operation,
        up=tuple(_before(step, found.olds) for step in operation.up),
        down=tuple(_before(step, found.news) for step in operation.down),
    )


def _before(step: Step, units: Mapping[Key, Unit]) -> Step:
    locks = tuple(
        (name, lock)
        for root, lock in step.locks
        for name in (root, *_descendants(units, root, step.sql))
        if _table(units, ("relation", *name))
    )
    return msgspec.structs.replace(step, locks=locks) if locks != step.locks else step


def _descendants(units: Mapping[Key, Unit], name: Name, sql: str) -> Iterator[Name]:
    """Children and partitions, which ALTER TABLE without ONLY and CREATE INDEX go down to."""
    if not sql.startswith((f"ALTER TABLE {named(name)} ", *_ON_PARTITIONS)):
        return
    for unit in units.values():
        table = unit.value
        is_table = isinstance(table, Table) and unit.noun == "table"
        if is_table and (table.partition_of == name or name in table.parents):
            yield table.name
            below = sql if sql.startswith(_ON_PARTITIONS) else f"ALTER TABLE {named(table.name)} "
            yield from _descendants(units, table.name, below)


_ON_PARTITIONS = ("CREATE INDEX", "CREATE UNIQUE INDEX", "DROP INDEX")


def _table(units: Mapping[Key, Unit], key: Key) -> bool:
    return key in units and units[key].noun != "sequence"
