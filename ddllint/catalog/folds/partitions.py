"""What a partition has from its parent beyond columns and checks: keys, foreign keys, indexes.

The server gives each partition an index for each of the parent's: one that is there already if
it is the same, else a new one. The finished table does not list what is borrowed. Source:
PostgreSQL manual, 5.12.2 and ALTER TABLE (ATTACH, DETACH PARTITION); `DefineIndex` in
`commands/indexcmds.c`, `AttachPartitionEnsureIndexes` and `addFkRecurseReferencing` in
`commands/tablecmds.c`.
"""

from collections.abc import Mapping

import msgspec

from ddllint.catalog.bounds import parsed_bound, stored_condition
from ddllint.catalog.folds.indexes import create_index as index_of_table
from ddllint.catalog.folds.inheritance import (
    adopt,
    children,
    forget_identity,
    lend_check,
    put_constraint,
    require_columns,
    require_not_null,
)
from ddllint.catalog.folds.like import copied_index, copied_key
from ddllint.catalog.model import Check, Constraint, Exclusion, ForeignKey, Index, IndexElement, Key
from ddllint.catalog.names import choose_name, join_columns
from ddllint.catalog.state import NotModelled, State, TableDraft
from ddllint.catalog.wording import type_text
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.identifiers import quote_identifier
from ddllint.sql.nodes import IndexStmt

replace = msgspec.structs.replace


def partitions(state: State, draft: TableDraft) -> list[TableDraft]:
    """The partitions of a table, none if it is not partitioned."""
    return children(state, draft.name) if draft.kind == "partitioned" else []


def take_indexes(state: State, child: TableDraft, parent: TableDraft) -> None:
    """Give a partition the keys, indexes and foreign keys of its parent."""
    for key in tuple(parent.constraints.values()):
        if isinstance(key, Key | Exclusion):
            lend_key(state, child, parent, key)
    for index in tuple(parent.indexes.values()):
        lend_index(state, child, parent, index)
    for reference in tuple(parent.constraints.values()):
        if isinstance(reference, ForeignKey):
            lend_reference(state, child, reference)


def lend(state: State, draft: TableDraft, constraint: Constraint) -> None:
    """Give a new constraint of a table to its children."""
    for child in children(state, draft.name):
        if isinstance(constraint, Check):
            lend_check(state, child, constraint)
        elif child.partition_of and isinstance(constraint, ForeignKey):
            lend_reference(state, child, constraint)
        elif child.partition_of and isinstance(constraint, Key | Exclusion):
            lend_key(state, child, draft, constraint, attached=False)


def create_index(state: State, node: IndexStmt) -> None:
    """CREATE INDEX, on a partitioned table for each partition too unless ONLY is said."""
    index = index_of_table(state, node)
    draft = state.tables.get(index.relation) if index else None
    if index is None or draft is None:
        return
    below = partitions(state, draft)
    if below and not node.relation.inh:
        draft.indexes[index.name.name] = replace(index, valid=False)
        return
    for child in below:
        lend_index(state, child, draft, index)


def lend_key(
    state: State,
    child: TableDraft,
    parent: TableDraft,
    key: Key | Exclusion,
    attached: bool = True,
) -> None:
    """Give a partition, and its partitions, the key of its parent.

    An exclusion is always made anew before PostgreSQL 18: older servers compare none of these
    (`CompareIndexInfo`).
    To a new key of the parent the server takes any of the child's that is as unique, to a new
    partition only one of the same kind.
    """
    own = next(
        (
            name
            for name, other in child.constraints.items()
            if name not in child.borrowed
            and (
                _same_key(key, other, attached)
                or (state.postgres >= 18 and _same_exclusion(child, key, other))
            )
        ),
        None,
    )
    if own is None:
        own = copied_key(state, child, parent, key, child.origin)
        for grandchild in partitions(state, child):
            made = child.constraints[own]
            if isinstance(made, Key | Exclusion):
                lend_key(state, grandchild, child, made)
    child.borrowed[own] = key.name
    if isinstance(key, Key) and key.primary:
        for column in key.columns:
            require_not_null(state, child, column)


def lend_index(state: State, child: TableDraft, parent: TableDraft, index: Index) -> None:
    """Give a partition, and its partitions, the index of its parent."""
    shape = _shape(child, index)
    own = next(
        (
            name
            for name, other in child.indexes.items()
            if name not in child.borrowed_indexes and _shape(child, other) == shape
        ),
        None,
    )
    if own is None:
        own = next(
            (k.name for k in child.constraints.values() if _is_index_of(child, k, index)), None
        )
    if own is None:
        own = copied_index(state, child, parent, index, child.origin)
        for grandchild in partitions(state, child):
            lend_index(state, grandchild, child, child.indexes[own])
    child.borrowed_indexes[own] = index.name.name


def _is_index_of(child: TableDraft, key: Constraint, index: Index) -> bool:
    """Whether a key of a partition has the index that its parent wants, and nobody took it."""
    if not isinstance(key, Key) or key.name in child.borrowed | child.borrowed_indexes:
        return False
    plain = [IndexElement(column) for column in key.columns]
    return index.unique and _shape(child, index) == (
        "btree",
        True,
        tuple([_element(child, element) for element in plain]),
        key.include,
        "",
        key.nulls_not_distinct,
    )


def lend_reference(state: State, child: TableDraft, key: ForeignKey) -> None:
    """Give a partition, and its partitions, the foreign key of its parent."""
    own = next(
        (
            name
            for name, other in child.constraints.items()
            if name not in child.borrowed
            and isinstance(other, ForeignKey)
            and _reference(key) == _reference(other)
        ),
        None,
    )
    if own is None:
        own = key.name
        if own in child.constraints:
            own = choose_name(
                child.name.name,
                join_columns(key.columns),
                "fkey",
                lambda name: state.constraint_taken(child.name.schema, name),
            )
        made = replace(key, name=own, comment=None)
        put_constraint(state, child, made)
        for grandchild in partitions(state, child):
            lend_reference(state, grandchild, made)
    child.borrowed[own] = key.name


def withdraw_index(state: State, draft: TableDraft, name: str) -> None:
    """An index is gone: so are those that partitions borrowed of it."""
    draft.borrowed_indexes.pop(name, None)
    forget_identity(draft, name)
    for child in children(state, draft.name):
        for own in [own for own, of in child.borrowed_indexes.items() if of == name]:
            index = child.indexes.pop(own, None)
            if index is not None:
                state.index_owner.pop(index.name, None)
                withdraw_index(state, child, own)


def attach(state: State, child: TableDraft, parent: TableDraft) -> None:
    """A table becomes a partition: what it has like its parent is the parent's from now on."""
    require_columns(state, child, parent)
    adopt(state, child, parent)
    child.partition_of = parent.name
    for column in parent.columns.values():
        child.borrowed_columns.add(column.name)
        if state.postgres >= 17:
            here = child.columns[column.name]
            child.columns[column.name] = replace(here, identity=column.identity)
    for check in parent.constraints.values():
        if isinstance(check, Check) and check.name in child.constraints:
            child.borrowed[check.name] = check.name
    take_indexes(state, child, parent)


def former_bound(state: State, child: TableDraft) -> str:
    """What holds of the rows of a partition by its bound and those of its parents, as SQL."""
    found: list[str] = []
    while child.partition_of is not None:
        parent = state.tables[child.partition_of]
        elements = parent.partitioning.elements if parent.partitioning else ()
        keys = [_operand(parent, one) for one in elements]
        within = stored_condition(keys, parsed_bound(child.bound), _type_of(parent, elements))
        if within is None:
            raise NotModelled("DETACH PARTITION CONCURRENTLY of a partition by hash")
        found.insert(0, within)  # the server has that of the parents first
        child = parent
    return found[0] if len(found) == 1 else " AND ".join(f"({one})" for one in found)


def _type_of(parent: TableDraft, elements: tuple[IndexElement, ...]) -> str:
    column = parent.columns.get(elements[0].column or "") if elements else None
    return type_text(column.type) if column is not None else ""


def _operand(parent: TableDraft, element: IndexElement) -> str:
    if element.column is not None:
        return quote_identifier(element.column)
    return f"({_text(parent, element.expression)})"


def detach(state: State, child: TableDraft) -> None:
    """A partition becomes a table of its own, with all that it had; identity stays behind."""
    child.partition_of, child.bound = None, ""
    for column in tuple(child.columns.values()):
        identity = None if state.postgres >= 17 else column.identity
        child.columns[column.name] = replace(column, inherited=False, identity=identity)
    child.borrowed_columns.clear()
    child.borrowed_not_null.clear()
    child.borrowed.clear()
    child.borrowed_indexes.clear()


def attach_index(state: State, draft: TableDraft, name: str, parent: str) -> None:
    """ALTER INDEX ... ATTACH PARTITION; the parent's is valid once each partition has one."""
    if name in draft.indexes:
        draft.borrowed_indexes[name] = parent
    elif name in draft.constraints:
        draft.borrowed[name] = parent
    above = state.tables.get(draft.partition_of) if draft.partition_of else None
    if above is not None and parent in above.indexes:
        missing = [
            child for child in partitions(state, above)
            if parent not in child.borrowed_indexes.values()
        ]  # fmt: skip
        if not missing:
            above.indexes[parent] = replace(above.indexes[parent], valid=True)


def _same_key(key: Key | Exclusion, other: object, of_kind: bool) -> bool:
    if isinstance(key, Key) and isinstance(other, Key):
        if of_kind and key.primary != other.primary:
            return False
        return (key.columns, key.include, key.nulls_not_distinct) == (
            other.columns,
            other.include,
            other.nulls_not_distinct,
        )
    return False


def _same_exclusion(child: TableDraft, one: Constraint, other: Constraint) -> bool:
    if not isinstance(one, Exclusion) or not isinstance(other, Exclusion):
        return False
    first, second = (
        (
            each.method,
            tuple([(_element(child, element), operator) for element, operator in each.elements]),
            each.include,
            _text(child, each.predicate),
        )
        for each in (one, other)
    )
    return first == second


def _reference(key: ForeignKey) -> tuple[object, ...]:
    return (
        key.columns,
        key.referenced,
        key.referenced_columns,
        key.on_delete,
        key.on_update,
        key.on_delete_columns,
        key.match_full,
        key.deferrable,
        key.initially_deferred,
    )


def _shape(child: TableDraft, index: Index) -> tuple[object, ...]:
    return (
        index.method,
        index.unique,
        tuple([_element(child, element) for element in index.elements]),
        index.include,
        _text(child, index.predicate),
        index.nulls_not_distinct,
    )


def _element(child: TableDraft, element: IndexElement) -> tuple[object, ...]:
    """Order does not count, but collation and operator class do (`CompareIndexInfo`)."""
    text = _text(child, element.expression)
    return element.column, text, element.collation, element.operator_class


def _text(child: TableDraft, expression: Expression | None) -> str:
    if expression is None:
        return ""
    from ddllint.catalog.canonical import Scope, canonical  # few partitions need it

    columns: Mapping[str, TypeName] = {c.name: c.type for c in child.columns.values()}
    return canonical(expression, Scope(columns=columns, relation=child.name.name))
