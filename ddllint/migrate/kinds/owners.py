"""Owners that are not just whoever runs the SQL."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from ddllint.catalog.model import Catalog, Domain
from ddllint.catalog.names import Name
from ddllint.migrate.kinds.grantors import Granted
from ddllint.migrate.kinds.ownership import (
    Owned,
    Ownership,
    dangers_of_owning,
    owner_step,
    owner_steps,
    ownership,
    schema_sql,
)
from ddllint.migrate.kinds.routines import identity
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.text import named, type_named
from ddllint.migrate.units import Change, Key, Site, Unit, World, relation_key


class _Object(NamedTuple):
    """Something with an owner, its unit, and what people call it."""

    host: Key | None
    owned: Owned
    shown: str
    owner: str | None
    group: Group = Group.CORE
    after: frozenset[Key] = frozenset()


def owner_units(world: World, passed_on: frozenset[Granted]) -> Iterator[Unit]:
    """The units of owners that are not just whoever runs the SQL.

    `passed_on` are the objects of which roles other than the owner may grant privileges.
    """
    for one in _objects(world.catalog):
        if one.owner is not None:
            yield _unit(world, one, ownership(world.catalog, one.owned, one.owner, passed_on))


def _objects(catalog: Catalog) -> Iterator[_Object]:
    for schema in catalog.schemas.values():
        host = None if schema.name == "public" else ("schema", schema.name)
        yield _Object(host, Owned(schema_sql(schema.name), None), schema.name, schema.owner)
    for table in catalog.tables.values():
        what = "FOREIGN TABLE" if table.kind == "foreign" else "TABLE"
        yield _relation(what, table.name, table.owner)
    for view in catalog.views.values():
        what = "MATERIALIZED VIEW" if view.materialized else "VIEW"
        yield _relation(what, view.name, view.owner)._replace(group=Group.VIEWS)
    for sequence in catalog.sequences.values():
        if not sequence.identity and sequence.owned_by is None:
            name = sequence.name
            yield _Object(
                relation_key(name),
                Owned(f"SEQUENCE {named(name)}", name.schema),
                str(name),
                sequence.owner,
                after=frozenset({("owned", *name)}),
            )
    for type_ in catalog.types.values():
        what = "DOMAIN" if isinstance(type_, Domain) else "TYPE"
        owned = Owned(f"{what} {type_named(type_.name)}", type_.name.schema)
        yield _Object(("type", *type_.name), owned, str(type_.name), type_.owner)
    for signature, routine in catalog.routines.items():
        owned = Owned(f"{routine.kind.upper()} {identity(routine)}", routine.name.schema)
        yield _Object(("routine", signature), owned, signature, routine.owner)


def _relation(what: str, name: Name, role: str | None) -> _Object:
    owned = Owned(f"{what} {named(name)}", name.schema, name)
    return _Object(relation_key(name), owned, str(name), role)


def _unit(world: World, one: _Object, value: Ownership) -> Unit:
    needs = {one.host} if one.host else set()
    if value.owner in world.catalog.roles:
        needs.add(("role", value.owner))
    return Unit(
        key=("owner", one.owned.sql),
        noun="owner",
        object=one.shown,
        group=one.group,
        same=(value.owner,),
        world=world,
        value=value,
        create=lambda unit, _site: owner_steps(unit.value, unit.value, lent=unit.value.may_not),
        drop=_unset_owner,
        change=_change,
        needs=frozenset(needs),
        after=one.after | value.rights,
        host=one.host,
        hazards=dangers_of_owning(value),
    )


def _unset_owner(unit: Unit, _site: Site) -> tuple[Step, ...]:
    return (owner_step(unit.value.owned, None),)


def _change(old: Unit, new: Unit, _site: Site) -> tuple[Change, ...]:
    """Both ways while the schema has its new owner: it has changed before."""
    before, after = old.value, new.value
    up = owner_steps(after, after, lent=after.may_not)
    steady = before.place_owner if before.place_owner == after.place_owner else None
    down = owner_steps(before, after, lent=replace(before, place_owner=steady).may_not)
    return (Change("set-owner", up, down, hazards=dangers_of_owning(after)),)
