"""Owners that are not just whoever runs the SQL."""

from collections.abc import Iterator

from ddllint.catalog.model import Domain
from ddllint.catalog.names import Name
from ddllint.migrate.kinds.routines import identity
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.steps import both_ways, exclusive, step
from ddllint.migrate.text import ident, named, owner, type_named
from ddllint.migrate.units import Key, Site, Unit, World, relation_key


def owner_units(world: World) -> Iterator[Unit]:
    """The units of owners that are not just whoever runs the SQL."""
    catalog = world.catalog
    host: Key | None
    for schema in catalog.schemas.values():
        host = None if schema.name == "public" else ("schema", schema.name)
        yield from _owner(world, schema.owner, f"SCHEMA {ident(schema.name)}", host, schema.name)
    for table in catalog.tables.values():
        what = "FOREIGN TABLE" if table.kind == "foreign" else "TABLE"
        on, host = f"{what} {named(table.name)}", relation_key(table.name)
        yield from _owner(world, table.owner, on, host, str(table.name), relation=table.name)
    for view in catalog.views.values():
        what = "MATERIALIZED VIEW" if view.materialized else "VIEW"
        on, host = f"{what} {named(view.name)}", relation_key(view.name)
        yield from _owner(
            world, view.owner, on, host, str(view.name), Group.VIEWS, relation=view.name
        )
    for sequence in catalog.sequences.values():
        if not sequence.identity and sequence.owned_by is None:
            on, host = f"SEQUENCE {named(sequence.name)}", relation_key(sequence.name)
            belonging = frozenset({("owned", *sequence.name)})
            yield from _owner(world, sequence.owner, on, host, str(sequence.name), after=belonging)
    for type_ in catalog.types.values():
        what = "DOMAIN" if isinstance(type_, Domain) else "TYPE"
        on, host = f"{what} {type_named(type_.name)}", ("type", *type_.name)
        yield from _owner(world, type_.owner, on, host, str(type_.name))
    for signature, routine in catalog.routines.items():
        on = f"{routine.kind.upper()} {identity(routine)}"
        yield from _owner(world, routine.owner, on, ("routine", signature), signature)


def _owner(
    world: World,
    name: str | None,
    on: str,
    host: Key | None,
    shown: str,
    group: Group = Group.CORE,
    relation: Name | None = None,
    after: frozenset[Key] = frozenset(),
) -> Iterator[Unit]:
    if name is None:
        return
    needs = {host} if host else set()
    if name in world.catalog.roles:
        needs.add(("role", name))
    # a new owner must be allowed to create in the schema (manual, ALTER TABLE, OWNER TO)
    place = next((s for s in world.catalog.schemas if f" {ident(s)}." in on), "public")
    rights = frozenset(("grant", "schema", place, grantee) for grantee in (name, "public"))
    yield Unit(
        key=("owner", on),
        noun="owner",
        object=shown,
        group=group,
        same=(name,),
        world=world,
        value=(on, name, relation),
        create=_set_owner,
        drop=lambda unit, _site: (_owner_step(unit, None),),
        change=both_ways("set-owner", lambda _old, new, site: _set_owner(new, site)),
        needs=frozenset(needs),
        after=rights | after,
        ahead_of=rights,
        host=host,
    )


def _set_owner(unit: Unit, _site: Site) -> tuple[Step, ...]:
    return (_owner_step(unit, unit.value[1]),)


def _owner_step(unit: Unit, name: str | None) -> Step:
    on, _name, relation = unit.value
    locks = [exclusive(relation)] if relation else []
    return step(f"ALTER {on} OWNER TO {owner(name)}", *locks)
