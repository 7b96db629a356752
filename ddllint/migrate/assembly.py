"""Operations from moves that are in order."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace

import msgspec

from ddllint.catalog.model import Table
from ddllint.catalog.names import Name
from ddllint.migrate.graph import Graph, Node, host_node
from ddllint.migrate.moves import Move, Moves
from ddllint.migrate.operations import Group, Hazard, Operation, Step
from ddllint.migrate.refusals import gates, kind_of
from ddllint.migrate.text import named
from ddllint.migrate.units import Key, Unit


def operations_of(
    found: Moves, graph: Graph, order: list[Node], groups: Mapping[Node, int], first: bool
) -> list[Operation]:
    """The operations in the order of the nodes; those of a first emission in the given groups.

    What goes together with its host is not dropped by itself, but the way down makes it again.
    """
    operations: list[Operation] = []
    members = list(Group)
    absorbed: dict[Node, list[Step]] = {}
    places = {node: place for place, node in enumerate(order)}
    going = {n for n in order if n[0] == "drop" and graph.moves[n].silent}
    kept_apart = {node[1] for node in going if not _may_absorb(graph, node, places)}
    found = replace(found, down=replace(found.down, inline=found.down.inline - kept_apart))
    for node in order:
        move = graph.moves[node]
        group = members[groups[node]] if first else move.unit.group
        if node in going and node[1] not in kept_apart:
            host = _dropped_with(graph, node, kept_apart)
            carried = move.unit.key in found.down.inline or move.by != move.unit.host
            steps = [] if carried else list(move.unit.create(move.unit, found.down))
            absorbed[host] = steps + absorbed.get(host, [])
            absorbed[host] += absorbed.pop(node, [])
            continue
        goes_with_host = _is_undone_with_host(move, found, graph, groups)
        for operation in _of(move, found, group):
            undoing = () if goes_with_host else operation.down
            down = (*undoing, *absorbed.get(node, ()))
            operations.append(msgspec.structs.replace(operation, down=tuple(down)))
    olds, news = _Tables(found.olds), _Tables(found.news)
    return [_outside(one, olds, news) for one in operations if one.up or one.down]


def _is_undone_with_host(
    move: Move, found: Moves, graph: Graph, groups: Mapping[Node, int]
) -> bool:
    """Whether a comment needs no undoing: what it is on is made, and undone, in one revision."""
    host = move.unit.host
    if move.unit.noun != "comment" or move.verb != "create" or host not in found.up.made:
        return False
    while host is not None and ("create", host) not in graph.moves:  # made by the host's own host
        host = found.news[host].host
    if host is None:
        return False
    return groups[host_node(graph, ("create", host))] == groups["create", move.unit.key]


def _dropped_with(graph: Graph, node: Node, kept_apart: Set[Key]) -> Node:
    """The node of the statement that drops a silent unit: its host's, or one on the way there."""
    verb, _key = node
    by = graph.moves[node].by
    while by is not None:
        node = (verb, by)
        by = None if node[1] in kept_apart else graph.moves[node].by
    return node


def _may_absorb(graph: Graph, node: Node, places: Mapping[Node, int]) -> bool:
    """Whether the unit may go together with its host, later than its own place.

    It may not when something that it needs goes before the host does.
    """
    host = host_node(graph, node)
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
                irreversible=change.irreversible,
                hazards=change.hazards,
                origin=unit.origin,
            )
        return
    gate = next(gates(move, found), None)
    kind = gate.kind if gate else kind_of(move)
    if move.verb == "create":
        undone = replace(found.up, gone=found.down.gone)  # where it was made, what goes with it
        up, down = unit.create(unit, found.up), unit.drop(unit, undone)
        if _is_said_of_remade(move, found):
            if move.old is not None and unit.host not in found.up.made:
                up = _changed(move.old, unit, found)
            down = down if move.old is None and unit.host not in found.down.made else ()
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
    if _is_said_of_remade(move, found):
        is_gone = move.new is None
        up = up if is_gone and unit.host not in found.up.made else ()
        down = down if is_gone or unit.host in found.down.made else ()
    yield Operation(
        kind,
        unit.object,
        group,
        up,
        down,
        destructive=unit.loss,
        hazards=tuple(_dangers_of_dropping(unit)),
        origin=unit.origin,
    )


def _dangers_of_dropping(unit: Unit) -> Iterator[Hazard]:
    if unit.loss:
        yield Hazard("data-loss", f"lost: {unit.loss}; undoing it does not bring it back")
    if any(hazard.code == "fails-with-rows" for hazard in unit.hazards):
        message = "undone it is NOT NULL without a DEFAULT: that fails if the table has rows"
        yield Hazard("undoing-fails-with-rows", message)


def _is_said_of_remade(move: Move, found: Moves) -> bool:
    """Whether it is said of a type that is made anew, one way or both, while its columns stay.

    It goes with the type that goes, and is said again of the one that comes.
    """
    host = move.unit.host
    is_said = move.unit.noun in ("comment", "owner", "privileges")
    return is_said and not move.silent and host in found.remade


def _changed(old: Unit, new: Unit, found: Moves) -> tuple[Step, ...]:
    changes = () if old.same == new.same else new.change(old, new, found.up) or ()
    return tuple(step for change in changes for step in change.up)


def _is_part(unit: Unit) -> bool:
    return isinstance(unit.value, tuple)


def _live(found: Moves, unit: Unit) -> bool:
    relation = unit.value[0] if isinstance(unit.value, tuple) and unit.value else None
    name = getattr(relation, "name", None)
    return isinstance(name, Name) and found.up.live(name)


def _from(steps: tuple[Step, ...], unit: Unit) -> tuple[Step, ...]:
    return tuple(msgspec.structs.replace(one, origin=unit.origin) for one in steps)


class _Tables:
    """The tables and views among units; `heirs` are the children and partitions of each table."""

    def __init__(self, units: Mapping[Key, Unit]) -> None:
        self._units = units
        self.heirs: dict[Name, list[Name]] = {}
        for unit in units.values():
            if isinstance(unit.value, Table) and unit.noun == "table":
                above = unit.value.partition_of
                for parent in (above,) if above else unit.value.parents:
                    self.heirs.setdefault(parent, []).append(unit.value.name)

    def __contains__(self, name: Name) -> bool:
        unit = self._units.get(("relation", *name))
        return unit is not None and unit.noun != "sequence"


def _outside(operation: Operation, olds: _Tables, news: _Tables) -> Operation:
    """The operation with locks only on tables and views that were there before."""
    return msgspec.structs.replace(
        operation,
        up=tuple(_before(step, olds) for step in operation.up),
        down=tuple(_before(step, news) for step in operation.down),
    )


def _before(step: Step, tables: _Tables) -> Step:
    told = {name for name, _lock in step.locks}
    locks = tuple(
        (name, lock)
        for root, lock in step.locks
        for name in (root, *_descendants(tables, root, step.sql))
        if name in tables and (name == root or name not in told)
    )
    return msgspec.structs.replace(step, locks=locks) if locks != step.locks else step


def _descendants(tables: _Tables, name: Name, sql: str) -> Iterator[Name]:
    """Children and partitions, which ALTER TABLE without ONLY and CREATE INDEX go down to."""
    if not sql.startswith((f"ALTER TABLE {named(name)} ", *_ON_PARTITIONS)):
        return
    for heir in tables.heirs.get(name, ()):
        yield heir
        below = sql if sql.startswith(_ON_PARTITIONS) else f"ALTER TABLE {named(heir)} "
        yield from _descendants(tables, heir, below)


_ON_PARTITIONS = ("CREATE INDEX", "CREATE UNIQUE INDEX", "DROP INDEX")
