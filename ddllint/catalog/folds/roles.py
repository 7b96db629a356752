"""Roles. They belong to the cluster, so SQL that names a role it does not create is fine."""

from collections.abc import Iterable

import msgspec

from ddllint.catalog.folds.options import list_texts, option_text, role_name
from ddllint.catalog.model import Role
from ddllint.catalog.state import Missing, Rejected, State
from ddllint.sql.nodes import (
    AlterRoleStmt,
    CreateRoleStmt,
    DefElemNode,
    DropRoleStmt,
    GrantRoleStmt,
)

_ATTRIBUTES = {
    "superuser": "superuser",
    "createdb": "createdb",
    "createrole": "createrole",
    "canlogin": "login",
    "isreplication": "replication",
    "bypassrls": "bypassrls",
}


def create_role(state: State, node: CreateRoleStmt) -> None:
    """CREATE ROLE, USER, GROUP."""
    if node.role in state.roles:
        earlier = state.roles[node.role].origin
        raise Rejected(f'role "{node.role}" is declared twice', node.role, earlier)
    login = ("login",) if node.stmt_type == "ROLESTMT_USER" else ()
    role = Role(node.role, login, origin=state.origin(-1, node.role))
    role = _with(role, node.options)
    state.roles[node.role] = role
    state.declare("role", node.role)
    for wrapped in node.options:
        option = wrapped.def_elem
        if option.defname == "addroleto":
            for group in list_texts(option):
                _join(state, node.role, group)
        elif option.defname in ("rolemembers", "adminmembers"):
            for member in list_texts(option):
                _join(state, member, node.role)


def _with(role: Role, options: Iterable[DefElemNode]) -> Role:
    attributes = set(role.attributes)
    for wrapped in options:
        option = wrapped.def_elem
        on = option_text(option) == "true"
        if option.defname == "inherit":
            _toggle(attributes, "noinherit", not on)
        elif option.defname in _ATTRIBUTES:
            _toggle(attributes, _ATTRIBUTES[option.defname], on)
    return msgspec.structs.replace(role, attributes=tuple(sorted(attributes)))


def _toggle(attributes: set[str], word: str, on: bool) -> None:
    if on:
        attributes.add(word)
    else:
        attributes.discard(word)


def alter_role(state: State, node: AlterRoleStmt) -> None:
    """ALTER ROLE with attributes, and ALTER GROUP ADD or DROP USER."""
    name = role_name(node.role) or ""
    role = _find(state, name)
    state.roles[name] = _with(role, node.options)
    for wrapped in node.options:
        if wrapped.def_elem.defname == "rolemembers":
            for member in list_texts(wrapped.def_elem):
                if node.action < 0:
                    _leave(state, member, name)
                else:
                    _join(state, member, name)


def drop_role(state: State, node: DropRoleStmt) -> None:
    """DROP ROLE."""
    for wrapped in node.roles:
        name = role_name(wrapped.role_spec) or ""
        if name not in state.roles and node.missing_ok:
            continue
        _find(state, name)
        del state.roles[name]


def grant_role(state: State, node: GrantRoleStmt) -> None:
    """GRANT and REVOKE of membership. A member that SQL does not create is not in the catalog."""
    for group in node.granted_roles:
        for wrapped in node.grantee_roles:
            member = role_name(wrapped.role_spec) or ""
            change = _join if node.is_grant else _leave
            change(state, member, group.privilege.priv_name)


def _find(state: State, name: str) -> Role:
    found = state.roles.get(name)
    if found is None:
        raise Missing(("role", name), f'role "{name}" is created nowhere', name)
    return found


def _join(state: State, member: str, group: str) -> None:
    role = state.roles.get(member)
    if role is not None:
        groups = tuple(sorted({*role.member_of, group}))
        state.roles[member] = msgspec.structs.replace(role, member_of=groups)


def _leave(state: State, member: str, group: str) -> None:
    role = state.roles.get(member)
    if role is not None:
        groups = tuple([name for name in role.member_of if name != group])
        state.roles[member] = msgspec.structs.replace(role, member_of=groups)
