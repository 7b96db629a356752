"""ALTER ... RENAME.

PostgreSQL keeps references by number, so whatever refers to a renamed object follows it.
"""

from collections.abc import Callable

from msgspec import structs

from ddllint.catalog.folds.column_renames import rename_column_of
from ddllint.catalog.folds.constraints import find_constraint
from ddllint.catalog.folds.following import rekeyed
from ddllint.catalog.folds.moves import rename_schema
from ddllint.catalog.folds.objects import (
    command_words,
    dotted,
    find_multirange,
    find_relation,
    find_routine,
    find_type,
)
from ddllint.catalog.folds.owners import rename_role
from ddllint.catalog.folds.policies import find_policy
from ddllint.catalog.folds.renaming import (
    rename_constraint_to,
    rename_multirange_to,
    rename_relation_to,
    rename_routine_to,
    rename_type_to,
)
from ddllint.catalog.folds.triggers import find_trigger, triggers_of
from ddllint.catalog.model import Composite, Domain, Trigger
from ddllint.catalog.names import Name
from ddllint.catalog.state import NotModelled, Rejected, State
from ddllint.sql.nodes import ObjectNode, RangeVar, RenameStmt

replace = structs.replace


_RELATIONS = frozenset(
    {
        "OBJECT_TABLE",
        "OBJECT_FOREIGN_TABLE",
        "OBJECT_VIEW",
        "OBJECT_MATVIEW",
        "OBJECT_SEQUENCE",
        "OBJECT_INDEX",
    }
)


def rename(state: State, node: RenameStmt) -> None:
    """ALTER ... RENAME."""
    if node.relation is not None and node.kind in _RELATIONS:
        name = find_relation(state, node.relation)
        rename_relation_to(state, name, Name(name.schema, node.newname))
    elif node.relation is not None and node.kind in ("OBJECT_COLUMN", "OBJECT_ATTRIBUTE"):
        rename_column_of(state, find_relation(state, node.relation), node.subname, node.newname)
    elif node.relation is not None and node.kind in _ON_TABLE:
        _ON_TABLE[node.kind](state, node.relation, node.subname, node.newname)
    elif node.kind == "OBJECT_ROLE":
        rename_role(state, node.subname, node.newname)
    elif node.kind == "OBJECT_SCHEMA":
        rename_schema(state, node.subname, node.newname)
    elif node.object is not None and node.kind in _OBJECTS:
        _OBJECTS[node.kind](state, node.object, node)
    else:
        if node.kind == "OBJECT_AGGREGATE":
            state.aggregates.add(node.newname)
        raise NotModelled("ALTER " + command_words(node.kind) + " RENAME")


def _rename_constraint(state: State, relation: RangeVar, old: str, new: str) -> None:
    draft = state.table(relation)
    if old in draft.not_null_names:
        draft.not_null_names[new] = draft.not_null_names.pop(old)
        return
    find_constraint(draft, old)
    rename_constraint_to(state, draft, old, new)


def _rename_policy(state: State, relation: RangeVar, old: str, new: str) -> None:
    draft = state.table(relation)
    policy = replace(find_policy(draft, old), name=new)
    draft.policies = rekeyed(draft.policies, old, new, policy)
    state.declare("policy", draft.name.schema, draft.name.name, new)


def _rename_trigger(state: State, relation: RangeVar, old: str, new: str) -> None:
    triggers = triggers_of(state, relation)
    trigger = replace(find_trigger(triggers, relation.relname, old), name=new)
    changed: dict[str, Trigger] = rekeyed(triggers, old, new, trigger)
    triggers.clear()
    triggers.update(changed)
    state.declare("trigger", relation.relname, new)


_ON_TABLE: dict[str, Callable[[State, RangeVar, str, str], None]] = {
    "OBJECT_TABCONSTRAINT": _rename_constraint,
    "OBJECT_POLICY": _rename_policy,
    "OBJECT_TRIGGER": _rename_trigger,
}


def _type(state: State, node: ObjectNode, statement: RenameStmt) -> None:
    range_type = find_multirange(state, dotted(node))
    if range_type is not None:
        renamed = Name(range_type.multirange.schema, statement.newname)
        state.reject_type_taken(renamed)
        rename_multirange_to(state, range_type.name, renamed)
        return
    old = find_type(state, dotted(node))
    new = Name(old.schema, statement.newname)
    if isinstance(state.types[old], Composite):
        state.reject_taken(new)
    else:
        state.reject_type_taken(new)
    rename_type_to(state, old, new)


def _domain_constraint(state: State, node: ObjectNode, statement: RenameStmt) -> None:
    name = find_type(state, dotted(node))
    domain = state.types[name]
    if not isinstance(domain, Domain) or statement.subname not in domain.checks:
        shown = f"{name}.{statement.subname}"
        raise Rejected(f'constraint "{shown}" is declared nowhere', shown)
    check = replace(domain.checks[statement.subname], name=statement.newname)
    checks = rekeyed(domain.checks, statement.subname, statement.newname, check)
    state.types[name] = replace(domain, checks=checks)
    state.release_constraint(name.schema, statement.subname)
    state.reserve_constraint(name.schema, statement.newname)


def _routine(state: State, node: ObjectNode, statement: RenameStmt) -> None:
    if node.routine is not None:
        signature = find_routine(state, node.routine)
        old = state.routines[signature].name
        rename_routine_to(state, signature, Name(old.schema, statement.newname))


_OBJECTS: dict[str, Callable[[State, ObjectNode, RenameStmt], None]] = {
    "OBJECT_TYPE": _type,
    "OBJECT_DOMAIN": _type,
    "OBJECT_DOMCONSTRAINT": _domain_constraint,
    "OBJECT_FUNCTION": _routine,
    "OBJECT_PROCEDURE": _routine,
    "OBJECT_ROUTINE": _routine,
}
