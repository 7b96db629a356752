"""A column under a new name, with all that speaks of it."""

from collections.abc import Mapping

from msgspec import structs

from ddllint.catalog.folds.following import map_all, map_table, mapped_index, mapped_policy, rekeyed
from ddllint.catalog.folds.grants import rename_column_grants
from ddllint.catalog.folds.like import index_columns
from ddllint.catalog.folds.queries import column_names_of
from ddllint.catalog.folds.views import rename_view_column
from ddllint.catalog.model import (
    Column,
    Composite,
    Constraint,
    Exclusion,
    ForeignKey,
    Index,
    IndexElement,
    Key,
    Unmodelled,
)
from ddllint.catalog.names import Name
from ddllint.catalog.state import Rejected, State, TableDraft
from ddllint.sql.expressions import Expression
from ddllint.sql.query_columns import mentions, rename_read_column
from ddllint.sql.rename import rename_column
from ddllint.sql.rename_objects import rename_field

replace = structs.replace


def rename_column_of(state: State, relation: Name, old: str, new: str) -> None:
    """Rename a column of a relation or composite type, `Missing` or `Rejected` as it may be."""
    if relation in state.views:
        view = rename_view_column(state.views[relation], old, new)
        indexes = {
            name: _index_over(index, relation.name, old, new)
            for name, index in view.indexes.items()
        }
        state.views[relation] = replace(view, indexes=indexes)
        rename_column_grants(state, str(relation), old, new)
        _follow_read_column(state, relation, old, new)
        return
    type_ = state.types.get(relation)
    if isinstance(type_, Composite):
        if old in type_.columns:
            column = replace(type_.columns[old], name=new)
            columns = rekeyed(type_.columns, old, new, column)
            state.types[relation] = replace(type_, columns=columns)
            _follow_field(state, old, new)
        for typed in tuple(state.tables.values()):
            if typed.of_type == relation and old in typed.columns:
                rename_column_of(state, typed.name, old, new)
        return
    if relation not in state.tables:
        state.missing_relation(*relation)
    draft = state.tables[relation]
    column = state.column(draft, old)
    if new in draft.columns:
        shown = f"{relation}.{new}"
        raise Rejected(f'column "{shown}" is declared twice', shown, draft.columns[new].origin)
    draft.columns = rekeyed(draft.columns, old, new, replace(column, name=new))
    if old in draft.borrowed_columns:
        draft.borrowed_columns ^= {old, new}
    if old in draft.borrowed_not_null:
        draft.borrowed_not_null ^= {old, new}
    _keep_index_columns(draft, old)
    _map_columns(draft, old, new)
    own = (relation.name, "new", "old")
    map_table(draft, lambda e: rename_column(e, own, old, new))
    rename_column_grants(state, str(relation), old, new)
    _follow_column(state, relation, old, new)
    state.declare("column", relation.schema, relation.name, new)


def _index_over(index: Index, relation: str, old: str, new: str) -> Index:
    """An index of a materialized view after a rename of its column."""
    renamed = replace(
        index,
        elements=tuple([_element(e, old, new) for e in index.elements]),
        include=swapped_names(index.include, old, new),
    )

    def change(expression: Expression | None) -> Expression | None:
        return None if expression is None else rename_column(expression, (relation,), old, new)

    return mapped_index(renamed, change)


def _keep_index_columns(draft: TableDraft, old: str) -> None:
    """An index's own columns keep their names, from which names of copies are made."""
    for key in draft.constraints.values():
        if isinstance(key, Key) and old in key.columns + key.include:
            draft.index_columns.setdefault(key.name, key.columns + key.include)
        elif isinstance(key, Exclusion):
            names = tuple([element.column or "expr" for element, _ in key.elements])
            draft.index_columns.setdefault(key.name, names)
    for name, index in draft.indexes.items():
        draft.index_columns.setdefault(name, index_columns(index))


def _map_columns(draft: TableDraft, old: str, new: str) -> None:
    for name, constraint in tuple(draft.constraints.items()):
        draft.constraints[name] = _with_column(constraint, old, new)
    for name, index in tuple(draft.indexes.items()):
        draft.indexes[name] = _index_over(index, draft.name.name, old, new)
    for name, trigger in tuple(draft.triggers.items()):
        draft.triggers[name] = replace(trigger, columns=swapped_names(trigger.columns, old, new))
    if draft.partitioning is not None:
        elements = tuple([_element(e, old, new) for e in draft.partitioning.elements])
        draft.partitioning = replace(draft.partitioning, elements=elements)


def swapped_names(names: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """The names with `old` as `new`."""
    return tuple([new if name == old else name for name in names])


def _element(element: IndexElement, old: str, new: str) -> IndexElement:
    return replace(element, column=new) if element.column == old else element


def _with_column(constraint: Constraint, old: str, new: str) -> Constraint:
    if isinstance(constraint, Key):
        return replace(
            constraint,
            columns=swapped_names(constraint.columns, old, new),
            include=swapped_names(constraint.include, old, new),
        )
    if isinstance(constraint, ForeignKey):
        return replace(
            constraint,
            columns=swapped_names(constraint.columns, old, new),
            on_delete_columns=swapped_names(constraint.on_delete_columns, old, new),
        )
    if isinstance(constraint, Exclusion):
        elements = tuple([(_element(e, old, new), op) for e, op in constraint.elements])
        return replace(constraint, elements=elements)
    return constraint


def _follow_column(state: State, relation: Name, old: str, new: str) -> None:
    """Foreign keys to the column, sequences of it, views that read it, children that have it."""
    for draft in tuple(state.tables.values()):
        for name, key in tuple(draft.constraints.items()):
            if isinstance(key, ForeignKey) and key.referenced == relation:
                columns = swapped_names(key.referenced_columns, old, new)
                draft.constraints[name] = replace(key, referenced_columns=columns)
        child = relation in draft.parents or draft.partition_of == relation
        if child and old in draft.columns:
            rename_column_of(state, draft.name, old, new)
    for sequence in tuple(state.sequences.values()):
        if sequence.owned_by == (relation, old):
            state.sequences[sequence.name] = replace(sequence, owned_by=(relation, new))
    _follow_read_column(state, relation, old, new)


def _follow_read_column(state: State, relation: Name, old: str, new: str) -> None:
    """The queries of views that read a column of a relation under its new name."""

    def is_relation(schema: str, name: str) -> bool:
        return relation == (schema or "public", name)

    def columns_of(schema: str, name: str) -> tuple[str, ...] | None:
        return column_names_of(state, schema or "public", name)

    for view_name, view in state.views.items():
        if mentions(view.query, relation.name):
            query = rename_read_column(view.query, is_relation, columns_of, old, new)
            if query is not view.query:
                state.views[view_name] = replace(view, query=query)

    def change(expression: Expression) -> Expression:
        if not mentions(expression, relation.name):
            return expression
        return rename_read_column(expression, is_relation, columns_of, old, new)

    for draft in state.tables.values():
        for policy in tuple(draft.policies.values()):
            draft.policies[policy.name] = mapped_policy(policy, change)


def _follow_field(state: State, old: str, new: str) -> None:
    """`(row).old` in expressions. Of which type a row is, is not told: so only if one fits."""
    rows: list[Mapping[str, Column]] = [draft.columns for draft in state.tables.values()]
    rows += [type_.columns for type_ in state.types.values() if isinstance(type_, Composite)]
    unclear = any(old in columns for columns in rows)
    read = False

    def change(expression: Expression) -> Expression:
        nonlocal read
        changed = rename_field(expression, old, new)
        read = read or changed is not expression
        return expression if unclear else changed

    map_all(state, change)
    if unclear and read:
        state.unmodelled.append(Unmodelled("ALTER TYPE RENAME ATTRIBUTE", state.origin(-1)))
