"""Privileges on objects."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from ddllint.catalog.model import Catalog, DefaultPrivilege, Domain, Grant
from ddllint.catalog.names import Name
from ddllint.migrate.kinds.grantors import Granted, granting
from ddllint.migrate.kinds.routines import identity
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.steps import step
from ddllint.migrate.text import ident, idents, named, role, type_named
from ddllint.migrate.units import Change, Key, Site, Unit, World, column_key, relation_key
from ddllint.sql.source import Origin

Held: TypeAlias = Mapping[tuple[str, str], bool]
"""What a role holds: privilege and column (or empty), and whether it may grant it on."""

_TO_PUBLIC = {"routine": "EXECUTE", "type": "USAGE"}
"""What the server gives PUBLIC on each new object (PostgreSQL manual, 5.8)."""


class _Target(NamedTuple):
    """An object of privileges: how SQL says it, its unit, the schema that it is in, its owner.

    `by_owner` says that the owner has to grant them itself (`granting`).
    """

    sql: str
    host: Key | None
    schema: str | None
    group: Group
    owner: str | None = None
    by_owner: bool = False


def grant_units(
    world: World, implied: tuple[DefaultPrivilege, ...], passed_on: frozenset[Granted]
) -> Iterator[Unit]:
    """The units of what each role holds on each object.

    `implied` are the default privileges that may be in force when objects are made: what they
    give is taken away again where the catalog does not have it. `passed_on` are the objects
    of which roles other than the owner may grant privileges, at one time or another.
    """
    targets = dict(_targets(world.catalog))
    held: dict[tuple[str, str, str], dict[tuple[str, str], Grant]] = {}
    for grant in world.catalog.grants:
        key = (grant.kind, grant.object, grant.grantee)
        held.setdefault(key, {})[(grant.privilege, grant.column)] = grant
    for (kind, object_), target in targets.items():
        for grantee in _given(kind, target.schema, implied):
            held.setdefault((kind, object_, grantee), {})
        if (kind, object_) in passed_on:
            targets[kind, object_] = target._replace(by_owner=True)
    for (kind, object_, grantee), grants in held.items():
        found = targets.get((kind, object_))
        other = Group.GRANTS
        target = found or _Target(f"{kind.upper()} {ident(object_)}", None, None, other)
        yield _grant_unit(world, kind, object_, grantee, grants, target)


def _targets(catalog: Catalog) -> Iterator[tuple[tuple[str, str], _Target]]:
    for relations, group in ((catalog.tables, Group.GRANTS), (catalog.views, Group.VIEWS)):
        for name, relation in relations.items():
            target = _Target(named(name), relation_key(name), name.schema, group, relation.owner)
            yield ("table", str(name)), target
    for name, sequence in catalog.sequences.items():
        host = relation_key(name)
        if sequence.identity and sequence.owned_by:
            host = ("identity", *sequence.owned_by[0], sequence.owned_by[1])
        sql = f"SEQUENCE {named(name)}"
        target = _Target(sql, host, name.schema, Group.GRANTS, sequence.owner)
        yield ("sequence", str(name)), target
    for name, type_ in catalog.types.items():
        sql = f"{'DOMAIN' if isinstance(type_, Domain) else 'TYPE'} {type_named(name)}"
        target = _Target(sql, ("type", *name), name.schema, Group.GRANTS, type_.owner)
        yield ("type", str(name)), target
    for signature, routine in catalog.routines.items():
        kind = "PROCEDURE" if routine.kind == "procedure" else "FUNCTION"
        sql = f"{kind} {identity(routine)}"
        host = ("routine", signature)
        target = _Target(sql, host, routine.name.schema, Group.GRANTS, routine.owner)
        yield ("routine", signature), target
    for schema in catalog.schemas.values():
        if schema.name != "public":
            sql = f"SCHEMA {ident(schema.name)}"
            target = _Target(sql, ("schema", schema.name), None, Group.GRANTS, schema.owner)
            yield ("schema", schema.name), target


def _given(
    kind: str, schema: str | None, entries: tuple[DefaultPrivilege, ...]
) -> dict[str, dict[tuple[str, str], bool]]:
    """What a new object's roles hold at once, by role."""
    given: dict[str, dict[tuple[str, str], bool]] = {}
    if kind in _TO_PUBLIC:
        given["public"] = {(_TO_PUBLIC[kind], ""): False}
    for entry in entries:
        if entry.role is None and entry.kind == kind and entry.schema in (None, schema):
            held = given.setdefault(entry.grantee, {})
            if entry.granted:
                held[(entry.privilege, "")] = entry.grantable
            else:
                held.pop((entry.privilege, ""), None)
    return given


class _Holding(NamedTuple):
    kind: str
    grantee: str
    held: Held
    target: _Target
    relation: Name | None

    @property
    def is_owner(self) -> bool:
        """Whether the role owns the object: then a REVOKE would take its own rights from it."""
        return self.grantee == self.target.owner


def _grant_unit(
    world: World,
    kind: str,
    object_: str,
    grantee: str,
    grants: Mapping[tuple[str, str], Grant],
    target: _Target,
) -> Unit:
    held = {key: grant.grantable for key, grant in grants.items()}
    needs: set[Key] = set() if target.host is None else {target.host}
    relation = None
    if kind == "table" and target.host is not None:
        relation = Name(*target.host[1:])
        needs |= {column_key(relation, column) for _privilege, column in held if column}
    if grantee in world.catalog.roles:
        needs.add(("role", grantee))
    after = {("owner", f"{what} {target.sql}") for what in _OWNED} | {("owner", target.sql)}
    if grantee == target.owner:  # whose rights are part of being the owner
        after = set()
    origin: Origin | None = next((grant.origin for grant in grants.values()), None)
    return Unit(
        key=("grant", kind, object_, grantee),
        noun="privileges",
        object=f"{object_}.{grantee}",
        group=target.group,
        same=tuple(sorted(held.items())),
        world=world,
        value=_Holding(kind, grantee, held, target, relation),
        create=_grant_all,
        drop=_take_all,
        change=_change,
        needs=frozenset(needs),
        after=frozenset(after),
        host=target.host,
        origin=origin,
    )


_OWNED = ("TABLE", "FOREIGN TABLE", "VIEW", "MATERIALIZED VIEW")


def _grant_all(unit: Unit, site: Site) -> tuple[Step, ...]:
    if unit.value.is_owner:
        return ()
    return _alter_held(unit.value, _at_first(unit, site), unit.value.held)


def _change(old: Unit, new: Unit, _site: Site) -> tuple[Change, ...]:
    """Under the new owner both ways: it is there before, and undone after.

    Who becomes the owner keeps what it held as part of that, and gets it back afterwards.
    """
    before, after = old.value.held, new.value.held
    if new.value.is_owner:
        return (Change("change-privileges", (), _alter_held(old.value, {}, before)),)
    up, down = _alter_held(new.value, before, after), _alter_held(new.value, after, before)
    return (Change("change-privileges", up, down),)


def _take_all(unit: Unit, site: Site) -> tuple[Step, ...]:
    """Back to what the role held when the object was new: a REVOKE is undone by a GRANT."""
    if unit.value.is_owner:
        return ()
    return _alter_held(unit.value, unit.value.held, _at_first(unit, site))


def _at_first(unit: Unit, site: Site) -> Held:
    """What the role holds on an object that is made there, before anything is said of it."""
    holding: _Holding = unit.value
    if holding.target.host is None or holding.target.host not in site.made:
        return {}
    given = _given(holding.kind, holding.target.schema, site.implied(unit.group))
    return given.get(holding.grantee, {})


def _alter_held(holding: _Holding, before: Held, after: Held) -> tuple[Step, ...]:
    """GRANT and REVOKE. REVOKE on a table takes the privilege on its columns too."""
    on, who = holding.target.sql, role(holding.grantee)
    gone = [key for key in before if key not in after]
    whole = {privilege for privilege, column in gone if not column}
    kept = {
        key: grantable
        for key, grantable in before.items()
        if key in after and not (key[1] and key[0] in whole)
    }
    steps = []
    for words in _lists(key for key in gone if not (key[1] and key[0] in whole)):
        steps.append(_grant_step(f"REVOKE {words} ON {on} FROM {who}"))
    for words in _lists(key for key in kept if kept[key] and not after[key]):
        steps.append(_grant_step(f"REVOKE GRANT OPTION FOR {words} ON {on} FROM {who}"))
    plain = [key for key, grantable in after.items() if key not in kept and not grantable]
    grantable = [key for key in after if after[key] and not kept.get(key, False)]
    for words in _lists(plain):
        steps.append(_grant_step(f"GRANT {words} ON {on} TO {who}"))
    for words in _lists(grantable):
        steps.append(_grant_step(f"GRANT {words} ON {on} TO {who} WITH GRANT OPTION"))
    target = holding.target
    return granting(target.owner, steps) if target.by_owner else tuple(steps)


def _grant_step(sql: str) -> Step:
    """GRANT locks no table (PostgreSQL manual, 13.3.1, names none; traced by the tests)."""
    return step(sql)


def _lists(keys: "Iterator[tuple[str, str]] | list[tuple[str, str]]") -> Iterator[str]:
    """The privileges as one list, then those on columns; nothing when there are none."""
    whole: list[str] = []
    columns: dict[str, list[str]] = {}
    for privilege, column in keys:
        if column:
            columns.setdefault(privilege, []).append(column)
        else:
            whole.append(privilege)
    if whole:
        yield ", ".join(whole)
    if columns:
        yield ", ".join(f"{p} ({idents(names)})" for p, names in columns.items())
