"""Owners that are not just whoever runs the SQL."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from ddllint.catalog.model import Catalog, Domain
from ddllint.catalog.names import Name
from ddllint.migrate.kinds.grantors import Granted, granting
from ddllint.migrate.kinds.routines import identity
from ddllint.migrate.operations import Group, Hazard, Step
from ddllint.migrate.steps import exclusive, step
from ddllint.migrate.text import ident, named, owner, type_named
from ddllint.migrate.units import Change, Key, Site, Unit, World, relation_key


class _Owned(NamedTuple):
    """Something with an owner: its unit, how SQL and people call it, the schema that it is in."""

    host: Key | None
    sql: str
    shown: str
    owner: str | None
    schema: str | None
    group: Group = Group.CORE
    relation: Name | None = None
    after: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class _Ownership:
    """What an owner is set on, and what it may in the schema.

    `place` is the schema; None where the right to create in it is not the plan's business: of
    `public` that is the administrator's. `granted` says that the owner holds CREATE there by a
    grant, `place_owner` who the schema's owner is, `by_owner` that it has to grant itself.
    """

    sql: str
    owner: str
    relation: Name | None
    place: str | None
    granted: bool = False
    place_owner: str | None = None
    by_owner: bool = False


def owner_units(world: World, passed_on: frozenset[Granted]) -> Iterator[Unit]:
    """The units of owners that are not just whoever runs the SQL.

    `passed_on` are the objects of which roles other than the owner may grant privileges.
    """
    for owned in _all_owned(world.catalog):
        if owned.owner is not None:
            yield _unit(world, owned, owned.owner, passed_on)


def _all_owned(catalog: Catalog) -> Iterator[_Owned]:
    for schema in catalog.schemas.values():
        host = None if schema.name == "public" else ("schema", schema.name)
        yield _Owned(host, _schema_sql(schema.name), schema.name, schema.owner, None)
    for table in catalog.tables.values():
        what = "FOREIGN TABLE" if table.kind == "foreign" else "TABLE"
        yield _relation(what, table.name, table.owner)
    for view in catalog.views.values():
        what = "MATERIALIZED VIEW" if view.materialized else "VIEW"
        yield _relation(what, view.name, view.owner)._replace(group=Group.VIEWS)
    for sequence in catalog.sequences.values():
        if not sequence.identity and sequence.owned_by is None:
            found = _relation("SEQUENCE", sequence.name, sequence.owner)
            belonging = frozenset({("owned", *sequence.name)})
            yield found._replace(after=belonging, relation=None)
    for type_ in catalog.types.values():
        what = "DOMAIN" if isinstance(type_, Domain) else "TYPE"
        sql = f"{what} {type_named(type_.name)}"
        key = ("type", *type_.name)
        yield _Owned(key, sql, str(type_.name), type_.owner, type_.name.schema)
    for signature, routine in catalog.routines.items():
        sql = f"{routine.kind.upper()} {identity(routine)}"
        yield _Owned(("routine", signature), sql, signature, routine.owner, routine.name.schema)


def _relation(what: str, name: Name, role: str | None) -> _Owned:
    sql = f"{what} {named(name)}"
    return _Owned(relation_key(name), sql, str(name), role, name.schema, relation=name)


def _schema_sql(name: str) -> str:
    return f"SCHEMA {ident(name)}"


def _unit(world: World, owned: _Owned, name: str, passed_on: frozenset[Granted]) -> Unit:
    needs = {owned.host} if owned.host else set()
    if name in world.catalog.roles:
        needs.add(("role", name))
    after, value = owned.after, _Ownership(owned.sql, name, owned.relation, None)
    if owned.schema is not None:
        grants = frozenset(_grants_of_create(world.catalog, name, owned.schema))
        after |= grants | {("owner", _schema_sql(owned.schema))}
        schema = world.catalog.schemas.get(owned.schema)
        if schema is not None and schema.name != "public":
            by_owner = ("schema", schema.name) in passed_on
            value = _Ownership(
                owned.sql, name, owned.relation, schema.name, bool(grants), schema.owner, by_owner
            )
    return Unit(
        key=("owner", owned.sql),
        noun="owner",
        object=owned.shown,
        group=owned.group,
        same=(name,),
        world=world,
        value=value,
        create=_set_owner,
        drop=lambda unit, _site: (_owner_step(unit.value, None),),
        change=_change,
        needs=frozenset(needs),
        after=after,
        host=owned.host,
        hazards=_dangers(value) if _may_not(value) else (),
    )


def _grants_of_create(catalog: Catalog, role: str, schema: str) -> Iterator[Key]:
    """The units of grants by which a role may create in a schema."""
    pending, grantees = [role], {"public"}
    while pending:
        one = pending.pop()
        if one not in grantees:
            grantees.add(one)
            pending += catalog.roles[one].member_of if one in catalog.roles else ()
    for grant in catalog.grants:
        is_it = (grant.kind, grant.object, grant.privilege) == ("schema", schema, "CREATE")
        if is_it and grant.grantee in grantees:
            yield ("grant", "schema", schema, grant.grantee)


def _may_not(ownership: _Ownership) -> bool:
    """Whether the server refuses the owner, since it may not create in the schema."""
    is_owner = ownership.owner == ownership.place_owner
    return ownership.place is not None and not ownership.granted and not is_owner


def _set_owner(unit: Unit, _site: Site) -> tuple[Step, ...]:
    return _steps(unit.value, unit.value, lent=_may_not(unit.value))


def _change(old: Unit, new: Unit, _site: Site) -> tuple[Change, ...]:
    """Both ways while the schema has its new owner: it has changed before."""
    before, after = old.value, new.value
    lent = _may_not(after)
    up = _steps(after, after, lent=lent)
    steady = before.place_owner if before.place_owner == after.place_owner else None
    down = _steps(before, after, lent=_may_not(replace(before, place_owner=steady)))
    return (Change("set-owner", up, down, hazards=_dangers(after) if lent else ()),)


def _steps(to: _Ownership, now: _Ownership, *, lent: bool) -> tuple[Step, ...]:
    """The change of owner, with the right that it asks for lent for as long as it takes.

    A new owner must be allowed to create in the schema (PostgreSQL manual, ALTER TABLE, OWNER
    TO); what it owns there stays its own without. `now` tells who owns the schema then.
    """
    change = _owner_step(to, to.owner)
    if not lent or to.place is None:
        return (change,)
    right, who = f"CREATE ON SCHEMA {ident(to.place)}", ident(to.owner)
    grantor = now.place_owner if now.by_owner else None
    lend, take = step(f"GRANT {right} TO {who}"), step(f"REVOKE {right} FROM {who}")
    return (*granting(grantor, [lend]), change, *granting(grantor, [take]))


def _dangers(ownership: _Ownership) -> tuple[Hazard, ...]:
    message = (
        f"{ownership.owner} may not create in schema {ownership.place}, as a new owner of "
        "something in it must: CREATE is granted to it for that moment and revoked again"
    )
    return (Hazard("lends-create", message),)


def _owner_step(ownership: _Ownership, name: str | None) -> Step:
    locks = [exclusive(ownership.relation)] if ownership.relation else []
    return step(f"ALTER {ownership.sql} OWNER TO {owner(name)}", *locks)
