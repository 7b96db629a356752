"""Columns of tables: the column, its default, identity and NOT NULL, each by itself."""

from collections.abc import Iterator

from msgspec.structs import replace

from ddllint.catalog.model import Column, Table
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.migrate import references
from ddllint.migrate.kinds.column_changes import change_column, change_storage, storage_steps
from ddllint.migrate.kinds.column_clauses import column_clause
from ddllint.migrate.kinds.column_gates import REWRITES, gate_of, hazards_of
from ddllint.migrate.kinds.defaults import (
    default_text,
    drop_default,
    drop_not_null,
    not_null_steps,
    set_default,
    set_not_null,
)
from ddllint.migrate.kinds.identities import (
    add_identity,
    alter_identity,
    drop_identity,
    identity_facts,
    identity_type_step,
    is_of_parent,
    sequence_names,
)
from ddllint.migrate.kinds.table_entries import heirs_with
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.steps import both_ways, exclusive, step
from ddllint.migrate.text import ident, named
from ddllint.migrate.units import (
    Key,
    Site,
    Unit,
    World,
    column_key,
    relation_key,
)
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.volatility import is_volatile

_OF_COLUMN = ("type", "generated", "stored", "collation", "storage", "compression", "exists")


def column_units(world: World, table: Table) -> Iterator[Unit]:
    """The units of a table's columns; what a parent declares goes with the parent's."""
    for column in table.columns.values():
        yield _column(world, table, column)
        own = column_key(table.name, column.name)
        host = relation_key(table.name) if table.of_type else own
        follows = _given_by(world, table, column)
        shown = f"{table.name}.{column.name}"
        value = (table, column)
        if column.not_null:
            alone = world.is_not_null_alone(table, column.name)
            children = world.children(table.name) if alone else ()
            yield Unit(
                key=("not-null", *table.name, column.name),
                noun="not-null",
                same=("alone",) if alone else (),
                value=value,
                create=set_not_null,
                drop=drop_not_null,
                follows=frozenset() if alone else _not_null_of(world, follows),
                needs=frozenset({own}),
                after=frozenset(relation_key(child.name) for child in children),
                host=host,
                inline=not alone,
                origin=None if alone else column.origin,
                object=shown,
                group=Group.CORE,
                world=world,
            )
        names = frozenset({("value", *table.name, column.name)})
        if column.default is not None:
            yield Unit(
                key=("default", *table.name, column.name),
                noun="default",
                same=world.properties("column", quoted(table.name, column.name), only=("default",)),
                value=value,
                create=set_default,
                drop=drop_default,
                change=both_ways("set-default", lambda _old, new, site: set_default(new, site)),
                needs=frozenset({own}) | references.of_expression(world, column.default),
                rigid=frozenset({own}),
                follows=frozenset(("column-default", *key[1:]) for key in follows),
                host=host,
                inline=True,
                names=names,
                origin=column.origin,
                object=shown,
                group=Group.CORE,
                world=world,
            )
        if column.identity is not None and not is_of_parent(world, table, column):
            yield Unit(
                key=("identity", *table.name, column.name),
                noun="identity",
                same=identity_facts(world, table, column),
                value=value,
                create=add_identity,
                drop=drop_identity,
                change=both_ways("alter-identity", alter_identity),
                needs=frozenset({own, ("not-null", *table.name, column.name)}),
                host=host,
                inline=True,
                names=names | sequence_names(world, table, column, "relation-name"),
                avoids=sequence_names(world, table, column, "type-name"),
                origin=column.origin,
                object=shown,
                group=Group.CORE,
                world=world,
            )


def _not_null_of(world: World, columns: frozenset[Key]) -> frozenset[Key]:
    """The NOT NULL of parents' columns that their children have too."""
    tables = world.catalog.tables
    return frozenset(
        ("not-null", schema, table, column)
        for _column, schema, table, column in columns
        if not world.is_not_null_alone(tables[Name(schema, table)], column)
    )


def _given_by(world: World, table: Table, column: Column) -> frozenset[Key]:
    """The columns of parents that hand this one down."""
    return frozenset(
        column_key(parent, column.name)
        for parent in table.bases
        if parent in world.catalog.tables and column.name in world.catalog.tables[parent].columns
    )


def _column(world: World, table: Table, column: Column) -> Unit:
    if table.of_type is not None:
        return _typed_column(world, table, column)
    generated = references.of_expression(world, column.generated, table)
    return Unit(
        key=column_key(table.name, column.name),
        noun="column",
        object=f"{table.name}.{column.name}",
        group=Group.CORE,
        same=world.properties("column", quoted(table.name, column.name), only=_OF_COLUMN),
        world=world,
        value=(table, column),
        create=_add_column,
        drop=_drop_column,
        change=change_column,
        needs=frozenset({relation_key(table.name)})
        | references.of_type(world, column.type)
        | generated,
        rigid=references.columns_of(column.generated, table),
        follows=_given_by(world, table, column),
        host=relation_key(table.name),
        inline=True,
        loss="" if column.generated is not None else "the values of the column",
        gate=gate_of(world, table, column),
        hazards=hazards_of(world, column),
        avoids=frozenset({("hidden-rows", *table.name)}),
        origin=column.origin,
    )


def _typed_column(world: World, table: Table, column: Column) -> Unit:
    """A column of a typed table comes, changes and goes with its type's."""
    return Unit(
        key=column_key(table.name, column.name),
        noun="column",
        object=f"{table.name}.{column.name}",
        group=Group.CORE,
        same=world.properties(
            "column", quoted(table.name, column.name), only=("storage", "compression")
        ),
        world=world,
        value=(table, column),
        change=lambda old, new, _site: change_storage(old, new),
        needs=frozenset({relation_key(table.name), ("type", *(table.of_type or ()))}),
        host=relation_key(table.name),
        inline=True,
        origin=column.origin,
    )


def _add_column(unit: Unit, site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    default = ("default", *table.name, column.name)
    live = site.live(table.name)
    volatile = default in site.inline and is_volatile(unit.world.catalog, column.default)
    rewrites = unit.gate is not None and unit.gate.kind == REWRITES
    split = live and volatile and not rewrites
    inline = site.inline
    if split:
        inline = site.inline - {default, ("not-null", *table.name, column.name)}
    clause = column_clause(unit.world, table, column, inline)
    add = f"ALTER TABLE {named(table.name)} ADD COLUMN {clause}"
    if split:
        add = add.replace(" ADD COLUMN ", " ADD COLUMN IF NOT EXISTS ", 1)
    work = Work.REWRITE if live and rewrites else Work.NONE
    steps = [step(add, exclusive(table.name), work=work, alone=split)]
    if split:
        steps += _backfilled(unit, site)
    steps += storage_steps(table, replace(column, compression=""))
    if ("identity", *table.name, column.name) in site.inline:
        steps += identity_type_step(unit.world, table, column)
    return tuple(steps)


def _backfilled(unit: Unit, site: Site) -> Iterator[Step]:
    table, column = unit.value
    name, col = named(table.name), ident(column.name)
    text = default_text(unit.world, table, column)
    yield step(
        f"ALTER TABLE {name} ALTER COLUMN {col} SET DEFAULT {text}",
        exclusive(table.name),
        alone=True,
    )
    yield step(
        f"""DO $backfill$
DECLARE
    changed bigint;
BEGIN
    LOOP
        UPDATE {name} SET {col} = DEFAULT
        WHERE ctid = ANY (ARRAY(SELECT ctid FROM {name} WHERE {col} IS NULL LIMIT 1000));
        GET DIAGNOSTICS changed = ROW_COUNT;
        EXIT WHEN changed = 0;
        COMMIT;
    END LOOP;
END
$backfill$""",
        (table.name, Lock.ROW_EXCLUSIVE),
        work=Work.SCAN,
        alone=True,
    )
    if ("not-null", *table.name, column.name) in site.inline:
        yield from not_null_steps(table.name, column.name)


def _drop_column(unit: Unit, site: Site) -> tuple[Step, ...]:
    table, column = unit.value
    drop = "DROP COLUMN"
    keeping = [
        name
        for name in dict.fromkeys(heirs_with(unit.world, table.name, ("column", column.name)))
        if column_key(name, column.name) in site.gone and site.stays(name)
    ]
    return (
        step(f"ALTER TABLE {named(table.name)} {drop} {ident(column.name)}", exclusive(table.name)),
        *(
            step(f"ALTER TABLE {named(one)} {drop} IF EXISTS {ident(column.name)}", exclusive(one))
            for one in keeping
        ),
    )
