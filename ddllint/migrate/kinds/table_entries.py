"""Columns of a new table, also those that parents or a type give it."""

from collections.abc import Iterator

from ddllint.catalog.model import Column, Table
from ddllint.catalog.names import Name
from ddllint.migrate.kinds.column_clauses import column_clause, column_properties
from ddllint.migrate.kinds.defaults import drop_default_step
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import ident, named, typed
from ddllint.migrate.units import Key, Site, World


def heirs_with(world: World, name: Name, part: tuple[str, str]) -> Iterator[Name]:
    """The children, and theirs, that declare a column or a check of a table themselves too."""
    for child in world.children(name):
        if part in child.kept:
            yield child.name
        yield from heirs_with(world, child.name, part)


def _inherited(world: World, table: Table, name: str) -> bool:
    """Whether a parent gives the column just as it is."""
    column = table.columns[name]
    if table.of_type is not None:
        type_ = world.catalog.types.get(table.of_type)
        return type_ is not None
    return column.inherited


def entry(world: World, table: Table, name: str, inline: frozenset[Key]) -> str:
    """A column of CREATE TABLE; empty when a parent or a type gives it.

    A child that repeats a column keeps it when its parent drops it, so it says only what cannot
    be said afterwards.
    """
    column = table.columns[name]
    if not _inherited(world, table, name):
        return column_clause(world, table, column, inline)
    words = list(column_properties(world, table, column, inline))
    if table.of_type is not None or table.partition_of is not None:
        given = _given(world, table, name, "NOT NULL")
        own = [one for one in words if one.startswith(("NOT NULL", "DEFAULT")) and one not in given]
        return f"{ident(name)} WITH OPTIONS {' '.join(own)}" if own else ""
    defaults = _given(world, table, name, "DEFAULT")
    clash = len(defaults) > 1
    has_both = _has_both(column)
    own = [
        one
        for one in words
        if (clash and one.startswith("DEFAULT"))
        or (" AS IDENTITY" in one and (has_both or not defaults))
    ]
    return f"{ident(name)} {typed(column.type)} {' '.join(own)}" if own else ""


def _has_both(column: Column) -> bool:
    """Whether CREATE TABLE gave it an identity beside its parent's default.

    No other statement does (`ATExecAddIdentity` and `MergeAttributes` in `commands/tablecmds.c`).
    """
    return column.identity is not None and column.default is not None


def _given(world: World, table: Table, name: str, what: str) -> set[str]:
    """What parents say of a column: their NOT NULL, or their defaults."""
    parents = [world.catalog.tables[p] for p in table.bases if p in world.catalog.tables]
    return {
        words
        for parent in parents
        if name in parent.columns
        for words in column_properties(world, parent, parent.columns[name], _all_of(parent, name))
        if words.startswith(what)
    }


def _is_given_not_null(world: World, table: Table, name: str) -> bool:
    parents = [world.catalog.tables[p] for p in table.bases if p in world.catalog.tables]
    return any(
        parent.columns[name].not_null and not world.is_not_null_alone(parent, name)
        for parent in parents
        if name in parent.columns
    )


def _all_of(table: Table, column: str) -> frozenset[Key]:
    return frozenset({("default", *table.name, column), ("not-null", *table.name, column)})


def inherited_steps(world: World, table: Table, column: Column, site: Site) -> Iterator[Step]:
    """What a child says of a column once it has it."""
    prefix = f"ALTER TABLE ONLY {named(table.name)} ALTER COLUMN {ident(column.name)}"
    defaults = _given(world, table, column.name, "DEFAULT")
    if column.default is None and defaults:
        yield drop_default_step(table, column)
    words = tuple(column_properties(world, table, column, site.inline))
    if not column.not_null and _given(world, table, column.name, "NOT NULL"):
        yield step(f"{prefix} DROP NOT NULL", exclusive(table.name))  # servers before 18 take it
    if not table.parents:
        for one in words:
            if " AS IDENTITY" in one:
                yield step(f"{prefix} ADD {one}", exclusive(table.name))
        return
    for one in words:
        if one.startswith("DEFAULT") and len(defaults) <= 1 and not _has_both(column):
            yield step(f"{prefix} SET {one}", exclusive(table.name))
        if one == "NOT NULL" and not _is_given_not_null(world, table, column.name):
            yield step(f"{prefix} SET NOT NULL", exclusive(table.name))
    if defaults and not _has_both(column):
        for one in words:
            if " AS IDENTITY" in one:
                yield step(f"{prefix} ADD {one}", exclusive(table.name))
