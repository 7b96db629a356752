"""Privileges: GRANT, REVOKE, ALTER DEFAULT PRIVILEGES.

Source: PostgreSQL manual, 5.8 (privileges, table 5.2) and ALTER DEFAULT PRIVILEGES. What an
owner holds by being owner is not in the catalog, so a grant to a known owner is left out.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

import msgspec

from ddllint.catalog.folds.objects import dotted, find_routine, find_schema, find_type
from ddllint.catalog.folds.options import list_texts, role_name
from ddllint.catalog.model import DefaultPrivilege, Grant
from ddllint.catalog.names import Name
from ddllint.catalog.state import NotModelled, State, TableDraft
from ddllint.sql.nodes import (
    AccessPriv,
    AlterDefaultPrivilegesStmt,
    DefElem,
    GrantStmt,
    ObjectNode,
    ObjectWithArgs,
    RoleSpecNode,
    texts,
)
from ddllint.sql.source import Origin

_ALL = {
    "table": ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
    "column": ("SELECT", "INSERT", "UPDATE", "REFERENCES"),
    "sequence": ("USAGE", "SELECT", "UPDATE"),
    "routine": ("EXECUTE",),
    "type": ("USAGE",),
    "schema": ("USAGE", "CREATE"),
    "database": ("CREATE", "CONNECT", "TEMPORARY"),
    "language": ("USAGE",),
    "foreign data wrapper": ("USAGE",),
    "foreign server": ("USAGE",),
    "tablespace": ("CREATE",),
    "parameter": ("SET", "ALTER SYSTEM"),
    "large object": ("SELECT", "UPDATE"),
}
_MAINTAIN_SINCE = 17
_KINDS = {
    "OBJECT_TABLE": "table",
    "OBJECT_SEQUENCE": "sequence",
    "OBJECT_FUNCTION": "routine",
    "OBJECT_PROCEDURE": "routine",
    "OBJECT_ROUTINE": "routine",
    "OBJECT_TYPE": "type",
    "OBJECT_DOMAIN": "type",
    "OBJECT_SCHEMA": "schema",
    "OBJECT_DATABASE": "database",
    "OBJECT_LANGUAGE": "language",
    "OBJECT_FDW": "foreign data wrapper",
    "OBJECT_FOREIGN_SERVER": "foreign server",
    "OBJECT_TABLESPACE": "tablespace",
    "OBJECT_PARAMETER_ACL": "parameter",
    "OBJECT_LARGEOBJECT": "large object",
}
_ROUTINES = {
    "OBJECT_FUNCTION": ("function",),
    "OBJECT_PROCEDURE": ("procedure",),
    "OBJECT_ROUTINE": ("function", "procedure"),
}
_TO_PUBLIC = {"routine": "EXECUTE", "type": "USAGE"}
"""What the server grants to PUBLIC on each new object of the kind."""


_Privilege: TypeAlias = tuple[str, str, str]
"""Column (or empty), grantee and privilege."""


class _Target(NamedTuple):
    kind: str
    object: str
    owner: str | None
    table: TableDraft | None = None


def grant(state: State, node: GrantStmt) -> None:
    """GRANT and REVOKE on objects, and on all objects of a kind in a schema."""
    origin = state.origin(-1)
    targets = list(_targets(state, node))
    columns = [column for one in node.privileges or () for column in texts(one.privilege.cols)]
    for draft in [target.table for target in targets if target.table is not None]:
        for column in columns:
            state.column(draft, column)
    for target in targets:
        for wrapped in node.privileges or ():
            _apply(state, node, target, wrapped.privilege, origin)
        if not node.privileges:
            _apply(state, node, target, AccessPriv(), origin)


def _targets(state: State, node: GrantStmt) -> Iterator[_Target]:
    kind = _KINDS.get(node.objtype)
    if kind is None:
        raise NotModelled("GRANT" if node.is_grant else "REVOKE")
    if node.targtype == "ACL_TARGET_ALL_IN_SCHEMA":
        for schema in node.objects:
            name = schema.string.sval if schema.string else ""
            yield from _all_in_schema(state, kind, _ROUTINES.get(node.objtype, ()), name)
        return
    for object_ in node.objects:
        yield _target(state, kind, object_)


def _all_in_schema(
    state: State, kind: str, kinds: tuple[str, ...], schema: str
) -> Iterator[_Target]:
    if kind == "table":
        for relations in (state.tables, state.views):
            for name, relation in relations.items():
                if name.schema == schema:
                    yield _Target(kind, str(name), relation.owner)
    elif kind == "sequence":
        for name, sequence in state.sequences.items():
            if name.schema == schema:
                yield _Target(kind, str(name), sequence.owner)
    else:
        for signature, routine in state.routines.items():
            if routine.name.schema == schema and routine.kind in kinds:
                yield _Target(kind, signature, routine.owner)


def _target(state: State, kind: str, node: ObjectNode) -> _Target:
    if kind == "routine" and node.routine:
        return _routine_target(state, node.routine)
    if node.range_var is not None:
        return _relation_target(state, node.range_var.schemaname, node.range_var.relname)
    if kind == "type":
        type_ = find_type(state, dotted(node))
        return _Target(kind, str(type_), state.types[type_].owner)
    name = node.string.sval if node.string else ".".join(texts(dotted(node)))
    if kind == "schema" and name != "public":
        return _Target(kind, name, find_schema(state, name).owner)
    return _Target(kind, name, None)


def _relation_target(state: State, schema: str, name: str) -> _Target:
    for candidate in state.candidates(schema, name):
        if candidate in state.tables:
            draft = state.tables[candidate]
            return _Target("table", str(candidate), draft.owner, draft)
        if candidate in state.views:
            return _Target("table", str(candidate), state.views[candidate].owner)
        if candidate in state.sequences:
            return _Target("sequence", str(candidate), state.sequences[candidate].owner)
    state.missing_relation(schema, name)


def _routine_target(state: State, node: ObjectWithArgs) -> _Target:
    signature = find_routine(state, node)
    return _Target("routine", signature, state.routines[signature].owner)


def _apply(
    state: State, node: GrantStmt, target: _Target, privilege: AccessPriv, origin: Origin
) -> None:
    for column in texts(privilege.cols) or ("",):
        for word in _words(state, target.kind, privilege, bool(column)):
            for grantee in _grantees(node.grantees):
                if grantee != target.owner:
                    _change(state, node, target, (column, grantee, word), origin)


def _words(state: State, kind: str, privilege: AccessPriv, column: bool) -> tuple[str, ...]:
    if privilege.priv_name:
        word = privilege.priv_name.upper()
        return ("TEMPORARY",) if word == "TEMP" else (word,)
    if column:
        return _ALL["column"]
    words = _ALL[kind]
    if kind == "table" and state.postgres >= _MAINTAIN_SINCE:
        return (*words, "MAINTAIN")
    return words


def _grantees(nodes: Iterable[RoleSpecNode]) -> Iterator[str]:
    """The roles that SQL names; CURRENT_ROLE and its like own what they grant, or tell nothing."""
    for node in nodes:
        name = role_name(node.role_spec)
        if name is not None:
            yield name


def _change(
    state: State, node: GrantStmt, target: _Target, privilege: _Privilege, origin: Origin
) -> None:
    if (target.kind, target.object, *privilege) == ("schema", "public", "", "public", "USAGE"):
        return  # every database has it, so the catalog does not speak of it
    held = state.grants.setdefault((target.kind, target.object), {})
    found = held.get(privilege)
    column, grantee, word = privilege
    if node.is_grant:
        grantable = node.grant_option or (found is not None and found.grantable)
        held[privilege] = Grant(
            target.kind, target.object, grantee, word, column, grantable, origin
        )
        return
    keys = [privilege] if privilege in held else []
    if target.kind == "table" and not column:
        # revoking on the table revokes on each column too (manual, REVOKE)
        keys = [key for key in held if key[1:] == (grantee, word)]
    for key in keys:
        if node.grant_option:
            held[key] = msgspec.structs.replace(held[key], grantable=False)
        else:
            del held[key]


def apply_default_privileges(state: State, kind: str, name: Name, signature: str = "") -> None:
    """Give a new object what the server and ALTER DEFAULT PRIVILEGES give it."""
    object_ = signature or str(name)
    granted = {}
    if kind in _TO_PUBLIC:
        granted[("public", _TO_PUBLIC[kind])] = False
    for entry in state.default_privileges.values():
        applies = entry.role is None and entry.kind == kind and entry.schema in (None, name.schema)
        key = entry.grantee, entry.privilege
        if applies and entry.granted:
            granted[key] = entry.grantable or granted.get(key, False)
        elif applies:
            granted.pop(key, None)
    origin = state.origin(-1)
    if granted:
        state.grants[(kind, object_)] = {
            ("", grantee, word): Grant(kind, object_, grantee, word, "", grantable, origin)
            for (grantee, word), grantable in granted.items()
        }


def alter_default_privileges(state: State, node: AlterDefaultPrivilegesStmt) -> None:
    """ALTER DEFAULT PRIVILEGES."""
    kind = _KINDS.get(node.action.objtype)
    if kind is None:
        raise NotModelled("ALTER DEFAULT PRIVILEGES")
    options = {wrapped.def_elem.defname: wrapped.def_elem for wrapped in node.options}
    roles: list[str | None] = list(_list(options.get("roles"))) or [None]
    schemas: list[str | None] = list(_list(options.get("schemas"))) or [None]
    words = [
        word
        for wrapped in node.action.privileges
        for word in _words(state, kind, wrapped.privilege, column=False)
    ] or list(_words(state, kind, AccessPriv(), column=False))
    for role in roles:
        for schema in schemas:
            for grantee in _grantees(node.action.grantees):
                for word in words:
                    _default(state, node.action, (role, schema, kind, grantee, word))


def _list(option: DefElem | None) -> Iterator[str]:
    if option is not None:
        yield from list_texts(option)


def _default(
    state: State, action: GrantStmt, key: tuple[str | None, str | None, str, str, str]
) -> None:
    role, schema, kind, grantee, word = key
    of_public = grantee == "public" and _TO_PUBLIC.get(kind) == word
    built_in = schema is None and (of_public or grantee == role)
    found = state.default_privileges.get(key)
    if action.is_grant and not (built_in and not action.grant_option):
        grantable = action.grant_option or (found is not None and found.grantable)
        state.default_privileges[key] = DefaultPrivilege(
            role, schema, kind, grantee, word, grantable, True, state.origin(-1)
        )
    elif not action.is_grant and action.grant_option:
        if found is not None and found.granted and built_in:
            del state.default_privileges[key]  # what is left is there without being said
        elif found is not None and found.granted:
            state.default_privileges[key] = DefaultPrivilege(
                role, schema, kind, grantee, word, False, True, found.origin
            )
    elif not action.is_grant and built_in:
        state.default_privileges[key] = DefaultPrivilege(
            role, schema, kind, grantee, word, False, False, state.origin(-1)
        )
    else:
        state.default_privileges.pop(key, None)


def rename_grants(state: State, kind: str, old: str, new: str) -> None:
    """Move the grants on an object to its new name."""
    held = state.grants.pop((kind, old), None)
    if held:
        state.grants[(kind, new)] = {
            key: msgspec.structs.replace(found, object=new) for key, found in held.items()
        }


def drop_grants(state: State, kind: str, object_: str, column: str | None = None) -> None:
    """Forget the grants on an object that is gone, or on one column of it."""
    if column is None:
        state.grants.pop((kind, object_), None)
        return
    held = state.grants.get((kind, object_), {})
    for key in [key for key in held if key[0] == column]:
        del held[key]


def rename_column_grants(state: State, object_: str, old: str, new: str) -> None:
    """Move the grants on a column to its new name."""
    held = state.grants.get(("table", object_), {})
    for key in [key for key in held if key[0] == old]:
        held[(new, *key[1:])] = msgspec.structs.replace(held.pop(key), column=new)


def rename_grantee(state: State, old: str, new: str) -> None:
    """Grants and default privileges of a role under its new name."""
    for held in state.grants.values():
        for key in [key for key in held if key[1] == old]:
            column, _, word = key
            held[(column, new, word)] = msgspec.structs.replace(held.pop(key), grantee=new)
    for entry in tuple(state.default_privileges.values()):
        if old in (entry.role, entry.grantee):
            del state.default_privileges[
                (entry.role, entry.schema, entry.kind, entry.grantee, entry.privilege)
            ]
            renamed = msgspec.structs.replace(
                entry,
                role=new if entry.role == old else entry.role,
                grantee=new if entry.grantee == old else entry.grantee,
            )
            state.default_privileges[
                (renamed.role, renamed.schema, renamed.kind, renamed.grantee, renamed.privilege)
            ] = renamed


def change_owner(state: State, kind: str, object_: str, owner: str | None) -> None:
    """A new owner holds everything; what was granted to that role before is part of it."""
    held = state.grants.get((kind, object_), {})
    for key in [key for key in held if key[1] == owner]:
        del held[key]


def move_default_privileges(state: State, old: str, new: str) -> None:
    """Default privileges in a schema under its new name."""
    state.default_privileges = {
        (key[0], new, *key[2:]) if key[1] == old else key: msgspec.structs.replace(
            entry, schema=new if entry.schema == old else entry.schema
        )
        for key, entry in state.default_privileges.items()
    }


def drop_default_privileges(state: State, schema: str) -> None:
    """Forget the default privileges in a schema that is gone."""
    for key in [key for key in state.default_privileges if key[1] == schema]:
        del state.default_privileges[key]
