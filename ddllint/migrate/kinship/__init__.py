"""Tables that become, or stop being, partitions or children of others, and keep their rows.

They are taken from their old parents first and given to the new ones last. In between they are
tables of their own, which a plan changes as it does any: what the server asks of a table that
becomes a partition is there by then, made beside the traffic.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from msgspec import structs

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog, Check, Constraint, Index, Table
from ddllint.catalog.names import Name
from ddllint.migrate.kinship.bonds import Bond, Moving, moving
from ddllint.migrate.kinship.proofs import Proof, proving, unproving
from ddllint.migrate.kinship.statements import Way, leave_text
from ddllint.migrate.operations import Group, Hazard, Operation, Step
from ddllint.migrate.text import expression
from ddllint.migrate.units import World
from ddllint.revisions.locks import Work
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

_Part = TypeVar("_Part", Constraint, Index)


class Apart(NamedTuple):
    """Two catalogs in which the tables that move are on their own, and what leads there and on.

    `old` is what `leaves` make of the old catalog; `joins` make the new catalog of `new`. `base` is
    the SQL that makes the old one.
    """

    base: str
    old: Catalog
    new: Catalog
    leaves: tuple[Operation, ...] = ()
    joins: tuple[Operation, ...] = ()


def apart(
    base: str, old: Catalog, new: Catalog, script_of: Callable[[Catalog], str], postgres: int
) -> Apart:
    """The catalogs without the bonds that change; as they are when none does.

    `base` is the SQL that makes the old catalog, `script_of` gives that of another.
    """
    moves = moving(old, new)
    if not moves:
        return Apart(base, old, new)
    children_first = moves[::-1]
    left = _folded(base, ((m.child, m.leaves) for m in children_first), postgres)
    made = script_of(new)
    wanted = _folded(made, ((m.child, m.joins) for m in children_first), postgres)
    if left.refused or wanted.refused:
        return Apart(base, old, new)
    whole = _folded(made, (), postgres).tables
    alone = {
        m.child: _alone(
            new.tables[m.child],
            wanted.tables[m.child],
            _needless(new.tables[m.child], whole[m.child]),
        )
        for m in moves
    }
    goal = structs.replace(new, tables={**new.tables, **alone})
    up, down = Way(old, new, postgres), Way(new, old, postgres)
    children = frozenset(move.child for move in moves)
    gentle = [one for one in moves if up.is_gentle(one, children - {one.child})]
    leftovers = _leftovers(base, gentle, left, postgres)
    leaves = tuple(_leaves(children_first, up, down, left, leftovers))
    joins = tuple(_joins(moves, up, down, goal))
    return Apart(base, left, goal, leaves, joins)


def told_of_absence(
    leaving: Iterable[Operation], between: Iterable[Operation], joins: Sequence[Operation]
) -> tuple[Operation, ...]:
    """What parts tables or renames them, with a warning if that is for longer than a transaction.

    `between` is what comes before they join others, or what has their old name now.
    """
    if not any(step.autocommit for one in (*between, *joins) for step in one.up):
        return tuple(leaving)
    back = {one.object for one in joins}
    return tuple(
        structs.replace(one, hazards=(*one.hazards, Hazard("away", _AWAY[one.kind])))
        if one.object in back and one.kind in _AWAY
        else one
        for one in leaving
    )


_APART = "its rows are not seen through a parent until it is attached again: see below"
_AWAY = {
    "detach-partition": _APART,
    "no-inherit": _APART,
    "rename-table": "its rows are not found by the old name until it is attached: see below",
}


def _folded(base: str, parted: Iterable[tuple[Name, tuple[Bond, ...]]], postgres: int) -> Catalog:
    texts = [leave_text(child, bond) for child, bonds in parted for bond in bonds]
    source = Source("", ";\n".join((base, *texts)).encode())
    return build([parse_source(source)], postgres=postgres)


def _needless(declared: Table, made: Table) -> frozenset[str]:
    """The indexes that a partition has of its parent by a script, and by the specs not.

    There one that the partition declares itself serves for the parent's, too.
    """
    own = declared.constraints.keys() | declared.indexes.keys()
    served = {of for name, of in declared.copies.items() if name in own}
    return frozenset(name for name, of in made.copies.items() if of in served) - own


def _alone(table: Table, parted: Table, needless: frozenset[str]) -> Table:
    """The table as the specs declare it, with what it keeps of its parents once it has parted."""
    columns = {
        name: structs.replace(
            column, origin=table.columns[name].origin, comment=table.columns[name].comment
        )
        for name, column in parted.columns.items()
    }
    return structs.replace(
        table,
        columns=columns,
        constraints=_parts(table.constraints, parted.constraints),
        indexes=_parts(
            table.indexes, {n: i for n, i in parted.indexes.items() if n not in needless}
        ),
        partition_of=parted.partition_of,
        bound=parted.bound,
        parents=parted.parents,
    )


def _parts(declared: Mapping[str, _Part], held: Mapping[str, _Part]) -> dict[str, _Part]:
    return {
        name: declared.get(name) or structs.replace(part, origin=None, comment=None)
        for name, part in held.items()
    }


def _leftovers(
    base: str, moves: list[Moving], left: Catalog, postgres: int
) -> dict[Name, Proof | None]:
    """The checks that CONCURRENTLY leaves, by the tables that go so; None where it leaves none."""
    if not moves:
        return {}
    texts = [f"{leave_text(move.child, move.leaves[0])} CONCURRENTLY" for move in moves]
    source = Source("", ";\n".join((base, *texts)).encode())
    made = build([parse_source(source)], postgres=postgres)
    if made.unmodelled or made.refused:
        return {}
    world = World(made)
    return {move.child: _leftover(world, left, move.child) for move in moves}


def _leftover(world: World, left: Catalog, child: Name) -> Proof | None:
    table = world.catalog.tables[child]
    for name, check in table.constraints.items():
        if isinstance(check, Check) and name not in left.tables[child].constraints:
            return Proof(child, name, expression(check.expression, world.over(table)))
    return None


def _leaves(
    moves: Sequence[Moving],
    up: Way,
    down: Way,
    left: Catalog,
    leftovers: Mapping[Name, Proof | None],
) -> Iterator[Operation]:
    here = up.start
    for move in sorted(moves, key=lambda one: one.child in leftovers):
        if not move.leaves:
            continue
        there = _with(here, left.tables[move.child])
        if move.child in leftovers:
            parting = up.parting_gently(here, move)
        else:
            parting = up.parting(here, move.child, move.leaves, move.joins)
        kind = "detach-partition" if move.leaves[0].bound else "no-inherit"
        proof = leftovers.get(move.child)
        joining = down.joining(there, move.child, move.joins, move.leaves, proof)
        yield _operation(move, kind, parting, joining, up)
        here = there
    for proof in leftovers.values():
        if proof is not None:  # undone, it proves the bound before the table is attached again
            yield _forgotten(proof, up.family(here, proof.table))


def _forgotten(proof: Proof, family: tuple[Name, ...]) -> Operation:
    """The check that was left goes."""
    return Operation(
        "drop-check",
        f"{proof.table}.{proof.name}",
        Group.CORE,
        (unproving(proof, family, if_exists=True),),
        tuple(proving(proof, family)),
    )


def _joins(moves: Iterable[Moving], up: Way, down: Way, goal: Catalog) -> Iterator[Operation]:
    here = goal
    for move in moves:
        if not move.joins:
            continue
        there = _with(here, up.aim.tables[move.child])
        yield _operation(
            move,
            "attach-partition" if move.joins[0].bound else "inherit",
            up.joining(here, move.child, move.leaves, move.joins),
            down.parting(there, move.child, move.joins, move.leaves),
            up,
        )
        here = there


def _with(catalog: Catalog, table: Table) -> Catalog:
    return structs.replace(catalog, tables={**catalog.tables, table.name: table})


def _operation(
    move: Moving, kind: str, up: tuple[Step, ...], down: tuple[Step, ...], way: Way
) -> Operation:
    origin = way.aim.tables[move.child].origin
    steps = tuple(structs.replace(one, origin=origin) for one in up)
    hazards = tuple(_hazards(move, steps))
    return Operation(kind, str(move.child), Group.CORE, steps, down, hazards=hazards, origin=origin)


def _hazards(move: Moving, steps: tuple[Step, ...]) -> Iterator[Hazard]:
    if any(one.waits for one in steps):
        text = f"{leave_text(move.child, move.leaves[0])} FINALIZE"
        yield Hazard("interruptible", f"should it be interrupted, end it by {text}")
    if any(" CHECK (NOT (" in one.sql for one in steps):
        message = f"rows within the bound are refused until {move.child} is attached"
        yield Hazard("refuses-rows", message)
    for one in steps:
        blocked = [str(name) for name, lock in one.locks if lock.blocks_reads]
        if one.work is Work.SCAN and blocked:
            message = f"rows are read while nobody else can use {', '.join(blocked)}"
            yield Hazard("blocks-reads", message)
