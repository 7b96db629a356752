"""Columns as CREATE TABLE and ADD COLUMN take them."""

from collections.abc import Iterator

from ddllint.catalog.model import Column, Table
from ddllint.migrate.kinds.defaults import default_text
from ddllint.migrate.kinds.identities import identity_clause
from ddllint.migrate.text import expression, ident, typed
from ddllint.migrate.units import Key, World


def column_clause(world: World, table: Table, column: Column, inline: frozenset[Key]) -> str:
    """A column as CREATE TABLE and ADD COLUMN take it, with the properties in `inline`."""
    words = [
        ident(column.name),
        typed(column.type),
        *column_properties(world, table, column, inline),
    ]
    return " ".join(words)


def column_properties(
    world: World, table: Table, column: Column, inline: frozenset[Key]
) -> Iterator[str]:
    """What follows the type."""
    scope = world.over(table)
    if column.compression:
        yield f"COMPRESSION {column.compression}"
    if column.collation:
        yield f"COLLATE {column.collation}"
    if column.generated is not None:
        kind = "STORED" if column.stored else "VIRTUAL"
        yield f"GENERATED ALWAYS AS ({expression(column.generated, scope)}) {kind}"
    if column.not_null and ("not-null", *table.name, column.name) in inline:
        yield "NOT NULL"
    if column.default is not None and ("default", *table.name, column.name) in inline:
        yield f"DEFAULT {default_text(world, table, column)}"
    if column.identity is not None and ("identity", *table.name, column.name) in inline:
        yield identity_clause(world, table, column)
