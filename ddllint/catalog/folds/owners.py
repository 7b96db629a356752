"""ALTER ... OWNER TO, and a role under a new name."""

from typing import Any

from msgspec import structs

from ddllint.catalog.folds.column_renames import swapped_names
from ddllint.catalog.folds.following import rekeyed
from ddllint.catalog.folds.grants import change_owner, rename_grantee
from ddllint.catalog.folds.objects import (
    command_words,
    dotted,
    find_routine,
    find_schema,
    find_type,
)
from ddllint.catalog.folds.options import role_name
from ddllint.catalog.state import NotModelled, State
from ddllint.sql.nodes import AlterOwnerStmt

replace = structs.replace


def rename_role(state: State, old: str, new: str) -> None:
    """Rename a role wherever it is named: as grantee, owner, member and in policies."""
    rename_grantee(state, old, new)
    for draft in state.tables.values():
        draft.owner = new if draft.owner == old else draft.owner
        for policy in tuple(draft.policies.values()):
            if old in policy.roles:
                roles = tuple(sorted(swapped_names(policy.roles, old, new)))
                draft.policies[policy.name] = replace(policy, roles=roles)
    for objects in (
        state.views,
        state.sequences,
        state.types,
        state.routines,
        state.schemas,
    ):
        _rename_owner(objects, old, new)
    if old not in state.roles:
        return
    state.roles = {
        role.name: replace(role, member_of=tuple(sorted(swapped_names(role.member_of, old, new))))
        for role in rekeyed(state.roles, old, new, replace(state.roles[old], name=new)).values()
    }
    state.declare("role", new)


def _rename_owner(objects: dict[Any, Any], old: str, new: str) -> None:
    for key, owned in tuple(objects.items()):
        if owned.owner == old:
            objects[key] = replace(owned, owner=new)


def set_owner(state: State, node: AlterOwnerStmt) -> None:
    """ALTER ... OWNER TO, for schemas, types and routines."""
    owner = role_name(node.new_owner)
    if node.kind == "OBJECT_SCHEMA" and node.object and node.object.string:
        name = node.object.string.sval
        if name == "public":
            raise NotModelled("ALTER SCHEMA OWNER")
        state.schemas[name] = replace(find_schema(state, name), owner=owner)
        change_owner(state, "schema", name, owner)
    elif node.object is not None and node.kind in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
        type_name = find_type(state, dotted(node.object))
        state.types[type_name] = replace(state.types[type_name], owner=owner)
        change_owner(state, "type", str(type_name), owner)
    elif node.object is not None and node.object.routine is not None:
        signature = find_routine(state, node.object.routine)
        state.routines[signature] = replace(state.routines[signature], owner=owner)
        change_owner(state, "routine", signature, owner)
    else:
        raise NotModelled("ALTER " + command_words(node.kind) + " OWNER")
