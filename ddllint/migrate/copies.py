"""Names of the indexes that partitions have of their parents': no difference, but taken.

A plan leaves them as they are, unless something else is to have the name of one.
"""

from collections.abc import Iterator, Mapping

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name, choose_name
from ddllint.migrate.all_units import units_of
from ddllint.migrate.renaming.rename import Rename, renaming
from ddllint.migrate.text import ident, named
from ddllint.migrate.units import World
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source


def with_own_names(base: str, old: Catalog, postgres: int) -> str:
    """The SQL that makes the old catalog, with the names that such indexes have in it."""
    if not any(table.copies for table in old.tables.values()):
        return base
    made = _copies(build([parse_source(Source("", base.encode()))], postgres=postgres))
    other = [(made[one], own) for one, own in _copies(old).items() if made.get(one, own) != own]
    aside = [f"ddllint {number}" for number, _pair in enumerate(other)]
    away = [
        renaming("INDEX", was, Name(was.schema, free), None).up
        for (was, _own), free in zip(other, aside, strict=True)
    ]
    back = [
        renaming("INDEX", Name(own.schema, free), own, None).up
        for (_was, own), free in zip(other, aside, strict=True)
    ]
    return ";\n".join(part for part in (base, *away, *back) if part)


def making_room(old: Catalog, new: Catalog) -> Iterator[Rename]:
    """The renames of those whose name something else is to have."""
    held = _copies(old)
    if not held:
        return
    wanted = _relation_names(new)
    there = _copies(new)
    taken = {*wanted, *_relation_names(old), *held.values(), *there.values()}
    for (table, of), own in held.items():
        if own in wanted and ((table, of) in there or not _stays(new, table, own.name)):
            name = there.get((table, of))
            if name is None or name in wanted or name in held.values():
                name = Name(own.schema, _free(table, of, taken))
            taken.add(name)
            rename = renaming("INDEX", own, name, None, table)
            back = f"ALTER INDEX IF EXISTS {named(name)} RENAME TO {ident(own.name)}"
            yield rename._replace(down=back)  # it may have gone, and come again by its old name


def _stays(new: Catalog, table: Name, index: str) -> bool:
    """Whether it is the partition's own from now on."""
    found = new.tables.get(table)
    return found is not None and (index in found.indexes or index in found.constraints)


def _free(table: Name, index: str, taken: set[Name]) -> str:
    return choose_name(table.name, index, "idx", lambda one: Name(table.schema, one) in taken)


def _copies(catalog: Catalog) -> Mapping[tuple[Name, str], Name]:
    """The names by the partition and the parent's index."""
    return {
        (table.name, of): Name(table.name.schema, own)
        for table in catalog.tables.values()
        for own, of in table.copies.items()
    }


def _relation_names(catalog: Catalog) -> frozenset[Name]:
    """The names of relations and indexes, but for those."""
    return frozenset(
        Name(*name[1:])
        for unit in units_of(World(catalog)).values()
        for name in unit.names
        if name[0] == "relation-name"
    )
