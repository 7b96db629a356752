"""COMMENT ON."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import structs

from ddllint.catalog.folds.constraints import find_constraint
from ddllint.catalog.folds.indexes import change_index, find_index
from ddllint.catalog.folds.objects import dotted, find_draft, find_routine, find_schema, find_type
from ddllint.catalog.folds.policies import find_policy
from ddllint.catalog.folds.triggers import find_trigger, triggers_of
from ddllint.catalog.model import Comment, Composite, Domain, Key
from ddllint.catalog.names import Name
from ddllint.catalog.state import Missing, NotModelled, State
from ddllint.sql.nodes import CommentStmt, MixedList, ObjectNode, RangeVar, TypeNode, texts
from ddllint.sql.parsed import decoder


def comment(state: State, node: CommentStmt) -> None:
    """COMMENT ON; IS NULL takes the comment away, and so does an empty text."""
    put = _KINDS.get(node.objtype)
    if put is None:
        raise NotModelled("COMMENT ON " + node.objtype.removeprefix("OBJECT_").replace("_", " "))
    text = Comment(node.comment, state.origin(-1)) if node.comment else None
    put(state, node.object, text)


def _relation(state: State, node: ObjectNode, text: Comment | None) -> None:
    names = texts(dotted(node))
    for name in state.candidates(names[-2] if len(names) > 1 else "", names[-1]):
        if name in state.tables:
            state.tables[name].comment = text
            return
        if name in state.views:
            state.views[name] = structs.replace(state.views[name], comment=text)
            return
        if name in state.sequences:
            state.sequences[name] = structs.replace(state.sequences[name], comment=text)
            return
    state.missing_relation(names[-2] if len(names) > 1 else "", names[-1])


def _column(state: State, node: ObjectNode, text: Comment | None) -> None:
    *relation, column = texts(dotted(node))
    schema, plain = (relation[-2] if len(relation) > 1 else ""), relation[-1]
    for name in state.candidates(schema, plain):
        if name in state.tables:
            draft = state.tables[name]
            found = state.column(draft, column)
            draft.columns[column] = structs.replace(found, comment=text)
            return
        if name in state.views:
            _view_column(state, name, column, text)
            return
        type_ = state.types.get(name)
        if isinstance(type_, Composite) and column in type_.columns:
            attribute = structs.replace(type_.columns[column], comment=text)
            columns = {**type_.columns, column: attribute}
            state.types[name] = structs.replace(type_, columns=columns)
            return
    state.missing_relation(schema, plain)


def _view_column(state: State, name: Name, column: str, text: Comment | None) -> None:
    view = state.views[name]
    if view.columns is None:
        return
    if column not in view.columns:
        shown = f"{name}.{column}"
        key = ("column", name.schema, name.name, column)
        raise Missing(key, f'column "{shown}" is declared nowhere', shown)
    columns = {**view.columns, column: structs.replace(view.columns[column], comment=text)}
    state.views[name] = structs.replace(view, columns=columns)


def _index(state: State, node: ObjectNode, text: Comment | None) -> None:
    names = texts(dotted(node))
    name, relation = find_index(state, names[-2] if len(names) > 1 else "", names[-1])
    if name.name in state.indexes_of(relation):
        change_index(state, name, comment=text)
        return
    draft = state.tables[relation]
    key = draft.constraints.get(name.name)
    if isinstance(key, Key):
        draft.constraints[name.name] = structs.replace(key, index_comment=text)


def _constraint(state: State, node: ObjectNode, text: Comment | None) -> None:
    *table, name = texts(dotted(node))
    draft = find_draft(state, tuple(table))
    found = find_constraint(draft, name)
    draft.constraints[name] = structs.replace(found, comment=text)


def _domain_constraint(state: State, node: ObjectNode, text: Comment | None) -> None:
    type_node, name_node = decoder(MixedList).decode(node.list or b"").items
    type_name = decoder(TypeNode).decode(type_node["TypeName"])
    name = decoder(_Name).decode(name_node["String"]).sval
    found = find_type(state, type_name.names)
    domain = state.types[found]
    if not isinstance(domain, Domain) or name not in domain.checks:
        shown = f"{found}.{name}"
        key = ("constraint", found.schema, found.name, name)
        raise Missing(key, f'constraint "{shown}" is declared nowhere', shown)
    checks = {**domain.checks, name: structs.replace(domain.checks[name], comment=text)}
    state.types[found] = structs.replace(domain, checks=checks)


class _Name(msgspec.Struct, frozen=True, gc=False):
    sval: str


def _type(state: State, node: ObjectNode, text: Comment | None) -> None:
    name = find_type(state, dotted(node))
    state.types[name] = structs.replace(state.types[name], comment=text)


def _routine(state: State, node: ObjectNode, text: Comment | None) -> None:
    if node.routine is not None:
        signature = find_routine(state, node.routine)
        state.routines[signature] = structs.replace(state.routines[signature], comment=text)


def _policy(state: State, node: ObjectNode, text: Comment | None) -> None:
    *table, name = texts(dotted(node))
    draft = find_draft(state, tuple(table))
    draft.policies[name] = structs.replace(find_policy(draft, name), comment=text)


def _trigger(state: State, node: ObjectNode, text: Comment | None) -> None:
    *table, name = texts(dotted(node))
    triggers = triggers_of(state, RangeVar(table[-1], table[-2] if len(table) > 1 else ""))
    triggers[name] = structs.replace(find_trigger(triggers, table[-1], name), comment=text)


def _schema(state: State, node: ObjectNode, text: Comment | None) -> None:
    name = node.string.sval if node.string else ""
    if name == "public":
        raise NotModelled("COMMENT ON SCHEMA")
    state.schemas[name] = structs.replace(find_schema(state, name), comment=text)


def _named(objects: str) -> Callable[[State, ObjectNode, Comment | None], None]:
    def put(state: State, node: ObjectNode, text: Comment | None) -> None:
        name = node.string.sval if node.string else ""
        found: dict[str, Any] = state.roles if objects == "role" else state.extensions
        if name not in found:
            raise Missing((objects, name), f'{objects} "{name}" is declared nowhere', name)
        found[name] = structs.replace(found[name], comment=text)

    return put


_KINDS: dict[str, Callable[[State, ObjectNode, Comment | None], None]] = {
    "OBJECT_TABLE": _relation,
    "OBJECT_FOREIGN_TABLE": _relation,
    "OBJECT_VIEW": _relation,
    "OBJECT_MATVIEW": _relation,
    "OBJECT_SEQUENCE": _relation,
    "OBJECT_COLUMN": _column,
    "OBJECT_INDEX": _index,
    "OBJECT_TABCONSTRAINT": _constraint,
    "OBJECT_DOMCONSTRAINT": _domain_constraint,
    "OBJECT_TYPE": _type,
    "OBJECT_DOMAIN": _type,
    "OBJECT_FUNCTION": _routine,
    "OBJECT_PROCEDURE": _routine,
    "OBJECT_ROUTINE": _routine,
    "OBJECT_POLICY": _policy,
    "OBJECT_TRIGGER": _trigger,
    "OBJECT_SCHEMA": _schema,
    "OBJECT_EXTENSION": _named("extension"),
    "OBJECT_ROLE": _named("role"),
}
