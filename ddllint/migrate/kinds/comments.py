"""Comments on everything that can have one."""

from collections.abc import Iterator

from ddllint.catalog.model import Comment, Composite, Domain, Key, Table, View
from ddllint.catalog.names import Name
from ddllint.migrate.kinds.routines import identity
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.own_text import own_text
from ddllint.migrate.steps import both_ways, step
from ddllint.migrate.text import ident, literal, named, type_named
from ddllint.migrate.units import Key as UnitKey
from ddllint.migrate.units import Site, Unit, World, column_key, relation_key
from ddllint.revisions.locks import Lock


def comment_units(world: World) -> Iterator[Unit]:
    """The units of all comments."""
    catalog = world.catalog
    host: UnitKey | None
    key: UnitKey
    for schema in catalog.schemas.values():
        host = ("schema", schema.name) if schema.name != "public" else None
        yield from _unit(world, schema.comment, f"SCHEMA {ident(schema.name)}", host, schema.name)
    for extension in catalog.extensions.values():
        on = f"EXTENSION {ident(extension.name)}"
        key = ("extension", extension.name)
        yield from _unit(world, extension.comment, on, key, extension.name)
    for role in catalog.roles.values():
        on = f"ROLE {ident(role.name)}"
        yield from _unit(world, role.comment, on, ("role", role.name), role.name)
    for table in catalog.tables.values():
        yield from _of_table(world, table)
    for view in catalog.views.values():
        yield from _of_view(world, view)
    for sequence in catalog.sequences.values():
        host = (
            ("identity", *sequence.owned_by[0], sequence.owned_by[1])
            if sequence.identity and sequence.owned_by
            else relation_key(sequence.name)
        )
        on = f"SEQUENCE {named(sequence.name)}"
        yield from _unit(world, sequence.comment, on, host, str(sequence.name))
    for type_ in catalog.types.values():
        what = "DOMAIN" if isinstance(type_, Domain) else "TYPE"
        key = ("type", *type_.name)
        yield from _unit(
            world, type_.comment, f"{what} {type_named(type_.name)}", key, str(type_.name)
        )
        if isinstance(type_, Domain):
            for check in type_.checks.values():
                on = f"CONSTRAINT {ident(check.name)} ON DOMAIN {type_named(type_.name)}"
                yield from _unit(world, check.comment, on, key, f"{type_.name}.{check.name}")
        if isinstance(type_, Composite):
            for column in type_.columns.values():
                on = f"COLUMN {named(type_.name, column.name)}"
                yield from _unit(world, column.comment, on, key, f"{type_.name}.{column.name}")
    for signature, routine in catalog.routines.items():
        on = f"{routine.kind.upper()} {identity(routine)}"
        yield from _unit(world, routine.comment, on, ("routine", signature), signature)


def _of_table(world: World, table: Table) -> Iterator[Unit]:
    name, key = named(table.name), relation_key(table.name)
    what = "FOREIGN TABLE" if table.kind == "foreign" else "TABLE"
    locked = (table.name, Lock.SHARE_UPDATE_EXCLUSIVE)
    host: UnitKey
    yield from _unit(world, table.comment, f"{what} {name}", key, str(table.name), lock=locked)
    for column in table.columns.values():
        on = f"COLUMN {named(table.name, column.name)}"
        host = column_key(table.name, column.name)
        shown = f"{table.name}.{column.name}"
        yield from _unit(world, column.comment, on, host, shown, lock=locked)
    for constraint in table.constraints.values():
        on = f"CONSTRAINT {ident(constraint.name)} ON {name}"
        host = ("constraint", *table.name, constraint.name)
        shown = f"{table.name}.{constraint.name}"
        yield from _unit(world, constraint.comment, on, host, shown)
        if isinstance(constraint, Key):
            index = Name(table.name.schema, constraint.name)
            yield from _unit(
                world, constraint.index_comment, f"INDEX {named(index)}", host, str(index)
            )
    for policy in table.policies.values():
        on = f"POLICY {ident(policy.name)} ON {name}"
        host = ("policy", *table.name, policy.name)
        shown = f"{table.name}.{policy.name}"
        yield from _unit(world, policy.comment, on, host, shown, Group.ROW_SECURITY)
    yield from _of_parts(world, table, Group.CORE)


def _of_parts(world: World, relation: Table | View, group: Group) -> Iterator[Unit]:
    host: UnitKey
    for trigger in relation.triggers.values():
        on = f"TRIGGER {ident(trigger.name)} ON {named(relation.name)}"
        host = ("trigger", *relation.name, trigger.name)
        shown = f"{relation.name}.{trigger.name}"
        yield from _unit(world, trigger.comment, on, host, shown, group)
    for index in relation.indexes.values():
        on = f"INDEX {named(index.name)}"
        host = ("index", *index.name)
        yield from _unit(world, index.comment, on, host, str(index.name), group)


def _of_view(world: World, view: View) -> Iterator[Unit]:
    what = "MATERIALIZED VIEW" if view.materialized else "VIEW"
    key = relation_key(view.name)
    locked = (view.name, Lock.SHARE_UPDATE_EXCLUSIVE)
    on = f"{what} {named(view.name)}"
    yield from _unit(world, view.comment, on, key, str(view.name), Group.VIEWS, locked)
    for column in (view.columns or {}).values():
        on = f"COLUMN {named(view.name, column.name)}"
        shown = f"{view.name}.{column.name}"
        host = column_key(view.name, column.name)
        yield from _unit(world, column.comment, on, host, shown, Group.VIEWS, locked)
    yield from _of_parts(world, view, Group.VIEWS)


def _unit(
    world: World,
    comment: Comment | None,
    on: str,
    host: UnitKey | None,
    shown: str,
    group: Group = Group.CORE,
    lock: tuple[Name, Lock] | None = None,
) -> Iterator[Unit]:
    if comment is None:
        return
    yield Unit(
        key=("comment", on),
        noun="comment",
        object=shown,
        group=group,
        same=(comment.text,),
        world=world,
        value=(on, comment.text, lock),
        create=_create,
        drop=_drop,
        change=both_ways("comment", lambda _old, new, site: _create(new, site)),
        needs=frozenset({host}) if host else frozenset(),
        host=host,
        origin=comment.origin,
    )


def _create(unit: Unit, site: Site) -> tuple[Step, ...]:
    on, text, lock = unit.value
    sql = own_text(unit) if unit.key in site.own else f"COMMENT ON {on} IS {literal(text)}"
    return (step(sql, *([lock] if lock else ())),)


def _drop(unit: Unit, _site: Site) -> tuple[Step, ...]:
    on, _text, lock = unit.value
    return (step(f"COMMENT ON {on} IS NULL", *([lock] if lock else ())),)
