"""Checks that prove to the server that rows are within the bound of a partition.

With a valid CHECK that implies the bound, ATTACH PARTITION reads no rows while it locks the table
(PostgreSQL manual, 5.12.2.2 and ALTER TABLE). It is validated beside the traffic and dropped after.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ddllint.catalog.bounds import condition, parsed_bound
from ddllint.catalog.model import IndexElement, Table
from ddllint.catalog.names import Name, choose_name
from ddllint.migrate.kinship.bonds import Bond
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import expression, ident, named
from ddllint.migrate.units import World
from ddllint.revisions.locks import Lock, Work


class Proof(NamedTuple):
    """A CHECK on a table."""

    table: Name
    name: str
    condition: str


def proofs(world: World, child: Name, bond: Bond, default: Name | None) -> tuple[Proof, ...]:
    """What proves that the rows of the child are within the bound, and none of the default's are.

    `world` has the parent as it is when the child joins it. Nothing proves it of a hash.
    """
    within = _within(world, bond)
    found = []
    if within is not None:
        above = _above(world, bond.parent)
        if above is not None:
            found.append(Proof(child, _name(world, child, ""), _all([within, *above])))
        if default is not None:
            name = _name(world, default, child.name)
            found.append(Proof(default, name, f"NOT ({within})"))
    return tuple(found)


def _name(world: World, table: Name, second: str) -> str:
    taken = world.catalog.tables[table].constraints
    return choose_name(table.name, second, "bound_check", lambda name: name in taken)


def _all(conditions: list[str]) -> str:
    if len(conditions) == 1:
        return conditions[0]
    return " AND ".join(f"({one})" for one in conditions)


def _above(world: World, parent: Name) -> list[str] | None:
    """The bounds of the parent itself and its parents, if all of them can be told."""
    found: list[str] = []
    table = world.catalog.tables[parent]
    while table.partition_of is not None:
        within = _within(world, Bond(table.partition_of, table.bound))
        if within is None:
            return None
        found.append(within)
        table = world.catalog.tables[table.partition_of]
    return found


def _within(world: World, bond: Bond) -> str | None:
    parent = world.catalog.tables[bond.parent]
    if parent.partitioning is None:
        return None
    keys = [_key(world, parent, element) for element in parent.partitioning.elements]
    told = [key for key in keys if key is not None]
    return condition(told, parsed_bound(bond.bound)) if len(told) == len(keys) else None


def _key(world: World, parent: Table, element: IndexElement) -> str | None:
    """The element as an operand; one with a collation or operators of its own is not compared."""
    if element.collation or element.operator_class:
        return None
    if element.column is not None:
        return ident(element.column)
    assert element.expression is not None
    return f"({expression(element.expression, world.over(parent))})"


def proving(proof: Proof, family: tuple[Name, ...]) -> Iterator[Step]:
    """The CHECK, validated beside the traffic; `family` is the table with its partitions."""
    table, name = named(proof.table), ident(proof.name)
    yield step(
        f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}, "
        f"ADD CONSTRAINT {name} CHECK ({proof.condition}) NOT VALID",
        *map(exclusive, family),
        alone=True,
    )
    yield step(
        f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}",
        *((one, Lock.SHARE_UPDATE_EXCLUSIVE) for one in family),
        work=Work.SCAN,
        alone=True,
    )


def unproving(proof: Proof, family: tuple[Name, ...], *, if_exists: bool = False) -> Step:
    """The CHECK goes."""
    optional = "IF EXISTS " if if_exists else ""
    return step(
        f"ALTER TABLE {named(proof.table)} DROP CONSTRAINT {optional}{ident(proof.name)}",
        *map(exclusive, family),
    )
