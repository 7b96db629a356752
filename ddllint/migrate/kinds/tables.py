"""Tables as a whole, with what belongs to them."""

from collections.abc import Iterator

import msgspec

from ddllint.catalog.model import ForeignKey, Table
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.migrate.kinds.column_changes import storage_steps
from ddllint.migrate.kinds.columns import column_units
from ddllint.migrate.kinds.constraint_clauses import constraint_clause
from ddllint.migrate.kinds.constraints import constraint_units
from ddllint.migrate.kinds.identities import identity_type_step, persistence_step
from ddllint.migrate.kinds.indexes import elements_text, index_elements_needs, index_units
from ddllint.migrate.kinds.inherited_storage import inherited_storage_steps, parents_alike
from ddllint.migrate.kinds.partitioned import referred_to
from ddllint.migrate.kinds.policies import policy_units, security_units
from ddllint.migrate.kinds.table_entries import entry, inherited_steps
from ddllint.migrate.kinds.triggers import trigger_units
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, exclusive, option_steps, step
from ddllint.migrate.text import ident, named, options, type_named
from ddllint.migrate.units import (
    Change,
    Key,
    Site,
    Unit,
    World,
    column_key,
    relation_key,
    schema_needs,
)
from ddllint.revisions.locks import Lock, Work

_PARTS = (
    "kind",
    "persistence",
    "partition of",
    "bound",
    "inherits",
    "of type",
    "partition by",
)


def table_units(world: World) -> Iterator[Unit]:
    """The units of all tables and of what is theirs."""
    for table in world.catalog.tables.values():
        yield _table(world, table)
        yield from column_units(world, table)
        yield from constraint_units(world, table)
        yield from index_units(world, table, Group.CORE)
        yield from policy_units(world, table)
        yield from security_units(world, table)
        yield from trigger_units(world, table, Group.CORE)
        yield from _replica(world, table)


def _table(world: World, table: Table) -> Unit:
    own = world.properties("table", quoted(table.name))
    same = tuple(one for one in own if one[0] in _PARTS or one[0].startswith("option "))
    needs = schema_needs(table.name.schema)
    needs |= {relation_key(parent) for parent in table.bases}
    if table.of_type is not None:
        needs |= {("type", *table.of_type)}
    by = frozenset[Key]()
    if table.partitioning is not None:
        by = index_elements_needs(world, table, table.partitioning.elements)
        needs |= frozenset(key for key in by if key[0] != "column")
    return Unit(
        key=relation_key(table.name),
        noun="table",
        object=str(table.name),
        group=Group.CORE,
        same=same,
        world=world,
        value=table,
        create=_create,
        drop=_drop,
        change=_change,
        needs=needs,
        after=frozenset(  # what it says of a column that a parent gives it is said once it has it
            column_key(parent, column.name)
            for parent in table.bases
            for column in table.columns.values()
            if column.inherited
        ),
        rigid=frozenset(key for key in by if key[0] == "column"),
        names=frozenset({("relation-name", *table.name), ("type-name", *table.name)})
        | ({("bounds", *table.partition_of)} if table.partition_of else frozenset()),
        loss="the table's rows",
        unplannable="the catalog holds neither the server nor the options of a foreign table"
        if table.kind == "foreign"
        else "",
        origin=table.origin,
    )


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    table: Table = unit.value
    world = unit.world
    if unit.key in site.own:
        return (step(own_text(unit), *_create_locks(world, table, site)),)
    entries = [
        text
        for column in table.columns.values()
        if (text := entry(world, table, column.name, site.inline))
    ]
    entries += [
        constraint_clause(world, table, constraint)
        for constraint in table.constraints.values()
        if ("constraint", *table.name, constraint.name) in site.inline
    ]
    body = ",\n    ".join(entries)
    head = "CREATE UNLOGGED TABLE" if table.persistence == "unlogged" else "CREATE TABLE"
    text = f"{head} {named(table.name)}"
    optional = f" (\n    {body}\n)" if entries else ""
    if table.partition_of is not None:
        text += f" PARTITION OF {named(table.partition_of)}{optional} {table.bound}"
    elif table.of_type is not None:
        text += f" OF {type_named(table.of_type)}{optional}"
    else:
        text += optional or " ()"
        if table.parents:
            text += f" INHERITS ({', '.join(map(named, table.parents))})"
    if table.partitioning is not None:
        elements = elements_text(world, table, table.partitioning.elements)
        text += f" PARTITION BY {table.partitioning.strategy.upper()} ({elements})"
    text += f" WITH {options(table.options)}" if table.options else ""
    unlike = list(parents_alike(world, table))
    steps = [alike for alike, _back in unlike]
    steps.append(step(text, *_create_locks(world, table, site)))
    steps += [back for _alike, back in unlike]
    for column in table.columns.values():
        if column.inherited:
            steps += inherited_storage_steps(world, table, column)
        else:
            said = column if table.of_type else msgspec.structs.replace(column, compression="")
            steps += storage_steps(table, said)
        steps += identity_type_step(world, table, column)
        if column.inherited:
            steps += inherited_steps(world, table, column, site)
    return tuple(steps)


def _create_locks(world: World, table: Table, site: Site) -> tuple[tuple[Name, Lock], ...]:
    locks = [(parent, Lock.SHARE_UPDATE_EXCLUSIVE) for parent in table.parents]
    if table.partition_of is not None:
        locks.append(exclusive(table.partition_of))
    locks += [
        (name, Lock.SHARE_ROW_EXCLUSIVE)
        for constraint in table.constraints.values()
        if isinstance(constraint, ForeignKey)
        and ("constraint", *table.name, constraint.name) in site.inline
        for name in referred_to(world, constraint)
    ]
    return tuple(dict.fromkeys(locks))


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table: Table = unit.value
    locks = [exclusive(table.name)]
    locks += [exclusive(table.partition_of)] if table.partition_of else []
    locks += [
        exclusive(name)
        for c in table.constraints.values()
        if isinstance(c, ForeignKey)
        for name in referred_to(unit.world, c)
    ]
    what = "FOREIGN TABLE" if table.kind == "foreign" else "TABLE"
    return (step(f"DROP {what} {named(table.name)}", *locks),)


def _change(old: Unit, new: Unit, site: Site) -> tuple[Change, ...] | None:
    before, after = old.value, new.value
    if not isinstance(before, Table) or not isinstance(after, Table):
        return None
    changed = {name for name, _value in set(old.same) ^ set(new.same)}
    rest = {name for name in changed if not name.startswith("option ")}
    if rest - {"persistence"}:
        return None  # INHERIT, ATTACH and their like change what the child itself declares
    changes: list[Change] = []
    if "persistence" in rest:
        found = both_ways("rewrite-table", _persistence)(old, new, site)
        if found is None:
            return None
        changes += [
            Change(one.kind, one.up, one.down, gate="SET LOGGED and UNLOGGED write every row anew")
            for one in found
        ]
    if changed - rest:
        changes += both_ways("alter-table-options", _options)(old, new, site) or ()
    return tuple(changes)


def _persistence(_old: Unit, new: Unit, site: Site) -> tuple[Step, ...] | None:
    table: Table = new.value
    if table.persistence not in ("permanent", "unlogged"):
        return None
    word = "LOGGED" if table.persistence == "permanent" else "UNLOGGED"
    work = Work.REWRITE if site.live(table.name) else Work.NONE
    steps = [step(f"ALTER TABLE {named(table.name)} SET {word}", exclusive(table.name), work=work)]
    steps += [  # its sequences followed (manual, ALTER TABLE, SET LOGGED)
        persistence_step(sequence)
        for sequence in new.world.catalog.sequences.values()
        if sequence.owned_by
        and sequence.owned_by[0] == table.name
        and sequence.persistence != table.persistence
    ]
    return tuple(steps)


def _options(old: Unit, new: Unit, _site: Site) -> tuple[Step, ...]:
    before, after = old.value, new.value
    return tuple(
        option_steps(
            "TABLE",
            named(after.name),
            before.options,
            after.options,
            (after.name, Lock.SHARE_UPDATE_EXCLUSIVE),
        )
    )


def _replica(world: World, table: Table) -> Iterator[Unit]:
    """REPLICA IDENTITY that is not the default."""
    if table.replica_identity == "default":
        return
    needs: frozenset[Key] = frozenset({relation_key(table.name)})
    index = table.replica_identity.removeprefix("index ")
    if index != table.replica_identity:
        needs |= {
            ("constraint", *table.name, index)
            if index in table.constraints
            else ("index", table.name.schema, index)
        }
    yield Unit(
        key=("replica", *table.name),
        noun="replica-identity",
        object=str(table.name),
        group=Group.CORE,
        same=(table.replica_identity,),
        world=world,
        value=table,
        create=_set_replica,
        drop=lambda unit, _site: (_replica_step(unit.value.name, "DEFAULT"),),
        change=both_ways("set-replica-identity", lambda _old, new, site: _set_replica(new, site)),
        needs=needs,
        host=relation_key(table.name),
        origin=table.origin,
    )


def _set_replica(unit: Unit, _site: Site) -> tuple[Step, ...]:
    table: Table = unit.value
    index = table.replica_identity.removeprefix("index ")
    if index == table.replica_identity:
        return (_replica_step(table.name, index.upper()),)
    return (_replica_step(table.name, f"USING INDEX {ident(index)}"),)


def _replica_step(table: Name, words: str) -> Step:
    return step(f"ALTER TABLE {named(table)} REPLICA IDENTITY {words}", exclusive(table))
