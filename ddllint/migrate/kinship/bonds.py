"""Which tables get other parents, or other bounds."""

from collections.abc import Iterator
from typing import NamedTuple

from ddllint.catalog.model import Catalog, Table
from ddllint.catalog.names import Name
from ddllint.catalog.wording import bound_value, quoted
from ddllint.migrate.units import World


class Bond(NamedTuple):
    """What binds a table to a parent: `bound` is that of a partition, empty for a child."""

    parent: Name
    bound: str = ""

    @property
    def meaning(self) -> tuple[Name, str]:
        """What two bonds that are alike have in common."""
        return self.parent, bound_value(self.bound)


class Moving(NamedTuple):
    """A table that is there before and after, with the bonds that it loses and those it gains."""

    child: Name
    leaves: tuple[Bond, ...]
    joins: tuple[Bond, ...]


def moving(old: Catalog, new: Catalog) -> tuple[Moving, ...]:
    """The tables whose bonds change: parents before their children, default partitions last."""
    before, after = World(old), World(new)
    found = [
        move
        for name, table in new.tables.items()
        if name in old.tables
        and _stays(before, after, name)
        and (move := _moving(before, after, old.tables[name], table)) is not None
    ]
    return tuple(sorted(found, key=lambda one: _rank(new, one)))


def _stays(before: World, after: World, name: Name) -> bool:
    """Whether the table is not made anew."""
    kept = ("kind", "partition by", "of type")
    return _said(before, name, *kept) == _said(after, name, *kept)


def _said(world: World, name: Name, *what: str) -> object:
    return world.properties("table", quoted(name), only=what)


def _moving(before: World, after: World, old: Table, new: Table) -> Moving | None:
    was, becomes = tuple(_bonds(old)), tuple(_bonds(new))
    if any(bond.parent not in after.catalog.tables for bond in becomes):
        return None
    kept = 0
    for one, other in zip(was, becomes, strict=False):
        if one.meaning != other.meaning or not _is_kept(before, after, one):
            break
        kept += 1  # the server lists a new parent behind those that it has
    leaves, joins = was[kept:], becomes[kept:]
    return Moving(new.name, leaves, joins) if leaves or joins else None


def _bonds(table: Table) -> Iterator[Bond]:
    if table.partition_of is not None:
        yield Bond(table.partition_of, table.bound)
    else:
        yield from map(Bond, table.parents)


def _is_kept(before: World, after: World, bond: Bond) -> bool:
    return bond.parent in after.catalog.tables and _stays(before, after, bond.parent)


def _rank(catalog: Catalog, move: Moving) -> tuple[int, bool]:
    depth, above = 0, list(catalog.tables[move.child].bases)
    while above:
        depth += 1
        known = [catalog.tables[name] for name in above if name in catalog.tables]
        above = [name for table in known for name in table.bases]
    return depth, any(bond.bound == "DEFAULT" for bond in move.joins)
