"""Objects that go by another name now, or are in another schema.

A directive says so, above the column or the statement: `-- ddllint: renamed-from old_name`. A
constraint, an index, a type or the sequence of a column that differs in nothing but its name is
taken for the same one: nothing is lost if it is not.
"""

from typing import NamedTuple

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.migrate.all_units import units_of
from ddllint.migrate.copies import making_room
from ddllint.migrate.operations import Operation
from ddllint.migrate.renaming.declared import declared_columns, declared_moves, declared_renames
from ddllint.migrate.renaming.twins import twin_multiranges, twin_parts, twin_sequences, twin_types
from ddllint.migrate.units import World
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

_FINDERS = (
    declared_moves,
    declared_renames,
    twin_types,
    twin_multiranges,
    declared_columns,
    twin_sequences,
    twin_parts,
    making_room,
)


class Renamed(NamedTuple):
    """A catalog after renames, their operations, and their SQL."""

    catalog: Catalog
    operations: tuple[Operation, ...] = ()
    script: str = ""


def renamed(base: str, old: Catalog, new: Catalog, postgres: int) -> Renamed:
    """The old catalog after the renames that lead towards the new one.

    `base` is the SQL that makes the old catalog.
    """
    result = Renamed(old)
    for find in _FINDERS:
        wished = tuple(find(result.catalog, new))
        taken = _names(result.catalog) if wished else frozenset()
        free = (one for one in wished if one.target not in taken)
        found = {one.up: one for one in free}.values()  # one schema for all that move to it
        if not found:
            continue
        operations = tuple(one.operation for one in found)
        text = ";\n".join(step.sql for one in operations for step in one.up)
        text = ";\n".join(part for part in (result.script, text) if part)
        source = Source("", f"{base};\n{text}".encode())
        catalog = build([parse_source(source)], postgres=postgres)
        result = Renamed(catalog, (*result.operations, *operations), text)
    return result


def _names(catalog: Catalog) -> frozenset[Name]:
    """The names of relations, types and indexes."""
    return frozenset(
        Name(*name[1:])
        for unit in units_of(World(catalog)).values()
        for name in unit.names
        if name[0] in ("relation-name", "type-name")
    )
