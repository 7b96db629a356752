"""DROP of everything, with what goes along.

Source: PostgreSQL manual, 5.15 (dependency tracking) and the pages of the DROP commands. What
RESTRICT would refuse is not judged here; with CASCADE the dependents in the catalog go too. An
index or a key that a partition has of its parent stays either way.
"""

from collections.abc import Callable

from ddllint.catalog.folds.cascades import (
    drop_defaults,
    drop_routine_of,
    drop_table,
    drop_type,
    drop_view,
    empty_schema,
)
from ddllint.catalog.folds.grants import drop_default_privileges, drop_grants
from ddllint.catalog.folds.indexes import drop_index, find_index
from ddllint.catalog.folds.objects import dotted, find_draft, find_routine, find_schema, find_type
from ddllint.catalog.folds.partitions import withdraw_index
from ddllint.catalog.folds.policies import find_policy
from ddllint.catalog.folds.triggers import find_trigger, triggers_of
from ddllint.catalog.names import Name
from ddllint.catalog.state import Missing, NotModelled, Rejected, State, TableDraft
from ddllint.sql.nodes import DropStmt, ObjectNode, RangeVar, texts


def drop(state: State, node: DropStmt) -> None:
    """One object; the builder hands the objects of a statement over one by one."""
    take = _KINDS.get(node.kind)
    if take is None:
        raise NotModelled("DROP " + node.kind.removeprefix("OBJECT_").replace("_", " "))
    try:
        take(state, node.objects[0], node.behavior == "DROP_CASCADE")
    except Missing:
        if not node.missing_ok:
            raise


def _names(node: ObjectNode) -> tuple[str, ...]:
    return texts(dotted(node))


def _find(state: State, node: ObjectNode) -> Name:
    names = _names(node)
    schema = names[-2] if len(names) > 1 else ""
    found = state.relation_name(schema, names[-1])
    if found is None:
        state.missing_relation(schema, names[-1])
    return found


def _table(state: State, node: ObjectNode, cascade: bool) -> None:
    draft = find_draft(state, _names(node))
    drop_table(state, draft, cascade)


def _view(state: State, node: ObjectNode, cascade: bool) -> None:
    name = _find(state, node)
    if name not in state.views:
        state.missing_relation(*name)
    drop_view(state, name, cascade)


def _index(state: State, node: ObjectNode, _: bool) -> None:
    names = _names(node)
    name, relation = find_index(state, names[-2] if len(names) > 1 else "", names[-1])
    draft = state.tables.get(relation)
    if draft is not None and name.name in draft.borrowed_indexes:
        raise Rejected(f'index "{name}" goes with that of its parent alone', str(name))
    drop_index(state, name)
    if relation in state.tables:
        withdraw_index(state, state.tables[relation], name.name)


def _sequence(state: State, node: ObjectNode, cascade: bool) -> None:
    name = _find(state, node)
    if name not in state.sequences:
        state.missing_relation(*name)
    del state.sequences[name]
    drop_grants(state, "sequence", str(name))
    if cascade:
        drop_defaults(state, name)


def _type(state: State, node: ObjectNode, cascade: bool) -> None:
    drop_type(state, find_type(state, dotted(node)), cascade)


def _routine(state: State, node: ObjectNode, cascade: bool) -> None:
    if node.routine is None:
        return
    drop_routine_of(state, find_routine(state, node.routine), cascade)


def _on_table(state: State, node: ObjectNode) -> tuple[TableDraft, str]:
    *table, name = _names(node)
    return find_draft(state, tuple(table)), name


def _policy(state: State, node: ObjectNode, _: bool) -> None:
    draft, name = _on_table(state, node)
    find_policy(draft, name)
    del draft.policies[name]


def _trigger(state: State, node: ObjectNode, _: bool) -> None:
    *table, name = _names(node)
    relation = RangeVar(table[-1], table[-2] if len(table) > 1 else "")
    triggers = triggers_of(state, relation)
    find_trigger(triggers, table[-1], name)
    del triggers[name]


def _schema(state: State, node: ObjectNode, cascade: bool) -> None:
    name = node.string.sval if node.string else ""
    find_schema(state, name)
    if cascade:
        empty_schema(state, name)
    del state.schemas[name]
    state.gone_schemas.add(name)
    drop_grants(state, "schema", name)
    drop_default_privileges(state, name)


def _extension(state: State, node: ObjectNode, _: bool) -> None:
    name = node.string.sval if node.string else ""
    if name not in state.extensions:
        raise Missing(("extension", name), f'extension "{name}" is declared nowhere', name)
    del state.extensions[name]


_KINDS: dict[str, Callable[[State, ObjectNode, bool], None]] = {
    "OBJECT_TABLE": _table,
    "OBJECT_FOREIGN_TABLE": _table,
    "OBJECT_VIEW": _view,
    "OBJECT_MATVIEW": _view,
    "OBJECT_INDEX": _index,
    "OBJECT_SEQUENCE": _sequence,
    "OBJECT_TYPE": _type,
    "OBJECT_DOMAIN": _type,
    "OBJECT_FUNCTION": _routine,
    "OBJECT_PROCEDURE": _routine,
    "OBJECT_ROUTINE": _routine,
    "OBJECT_POLICY": _policy,
    "OBJECT_TRIGGER": _trigger,
    "OBJECT_SCHEMA": _schema,
    "OBJECT_EXTENSION": _extension,
}
