"""ALTER DEFAULT PRIVILEGES."""

import enum
from collections.abc import Iterator

from ddllint.catalog.model import DefaultPrivilege
from ddllint.migrate.operations import Group, Step
from ddllint.migrate.steps import both_ways, step
from ddllint.migrate.text import ident, role
from ddllint.migrate.units import Key, Unit, World, schema_needs


def default_privilege_units(world: World) -> Iterator[Unit]:
    """The units of ALTER DEFAULT PRIVILEGES, by role, schema, kind of object and grantee."""
    held: dict[tuple[str | None, str | None, str, str], list[DefaultPrivilege]] = {}
    for entry in world.catalog.default_privileges:
        key = (entry.role, entry.schema, entry.kind, entry.grantee)
        held.setdefault(key, []).append(entry)
    for (by, schema, kind, grantee), entries in held.items():
        needs: set[Key] = set(schema_needs(schema or "public"))
        needs |= {("role", name) for name in (by or "", grantee) if name in world.catalog.roles}
        shown = ".".join(part for part in (by, schema, kind, grantee) if part)
        yield Unit(
            key=("default-privileges", by or "", schema or "", kind, grantee),
            noun="default-privileges",
            object=shown,
            group=Group.GRANTS,
            same=tuple(sorted((e.privilege, e.grantable, e.granted) for e in entries)),
            world=world,
            value=tuple(entries),
            create=lambda unit, _site: tuple(_default_steps((), unit.value)),
            drop=lambda unit, _site: tuple(_default_steps(unit.value, ())),
            change=both_ways(
                "change-default-privileges",
                lambda old, new, _site: tuple(_default_steps(old.value, new.value)),
            ),
            needs=frozenset(needs),
            origin=entries[0].origin,
        )


_PLURAL = {
    "table": "TABLES",
    "sequence": "SEQUENCES",
    "routine": "ROUTINES",
    "type": "TYPES",
    "schema": "SCHEMAS",
}


def _default_steps(
    before: tuple[DefaultPrivilege, ...], after: tuple[DefaultPrivilege, ...]
) -> Iterator[Step]:
    one = (before or after)[0]
    prefix = "ALTER DEFAULT PRIVILEGES"
    prefix += f" FOR ROLE {ident(one.role)}" if one.role else ""
    prefix += f" IN SCHEMA {ident(one.schema)}" if one.schema else ""
    on, who = _PLURAL[one.kind], role(one.grantee)
    usual = _Held.PLAIN if _holds_by_itself(one) else _Held.NOT
    old, new = _holdings(before), _holdings(after)
    listed: dict[tuple[str, str, str], list[str]] = {}
    for privilege in (*old, *(name for name in new if name not in old)):
        change = old.get(privilege, usual), new.get(privilege, usual)
        if change in _WORDS:
            listed.setdefault(_WORDS[change], []).append(privilege)
    for words in sorted(listed):
        verb, preposition, tail = words
        yield step(f"{prefix} {verb}{', '.join(listed[words])} ON {on} {preposition} {who}{tail}")


class _Held(enum.Enum):
    """How a privilege is held."""

    NOT = enum.auto()
    PLAIN = enum.auto()
    GRANTABLE = enum.auto()


_GRANT = ("GRANT ", "TO", "")
_GRANT_ON = ("GRANT ", "TO", " WITH GRANT OPTION")
_REVOKE = ("REVOKE ", "FROM", "")
_REVOKE_OPTION = ("REVOKE GRANT OPTION FOR ", "FROM", "")
_WORDS = {
    (_Held.NOT, _Held.PLAIN): _GRANT,
    (_Held.NOT, _Held.GRANTABLE): _GRANT_ON,
    (_Held.PLAIN, _Held.NOT): _REVOKE,
    (_Held.PLAIN, _Held.GRANTABLE): _GRANT_ON,
    (_Held.GRANTABLE, _Held.NOT): _REVOKE,
    (_Held.GRANTABLE, _Held.PLAIN): _REVOKE_OPTION,
}


def _holdings(entries: tuple[DefaultPrivilege, ...]) -> dict[str, _Held]:
    return {
        entry.privilege: _Held.NOT
        if not entry.granted
        else _Held.GRANTABLE
        if entry.grantable
        else _Held.PLAIN
        for entry in entries
    }


def _holds_by_itself(entry: DefaultPrivilege) -> bool:
    """Whether the server gives it unasked: to PUBLIC, and to the role that will be the owner.

    What is said IN SCHEMA only adds to that (PostgreSQL manual, ALTER DEFAULT PRIVILEGES).
    """
    if entry.schema is not None:
        return False
    return entry.grantee == entry.role or (
        entry.grantee == "public" and entry.kind in ("routine", "type")
    )
