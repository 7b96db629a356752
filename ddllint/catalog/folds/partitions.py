"""What a partition shares with its parent when it is attached, and keeps when it is detached.

Source: PostgreSQL manual, ALTER TABLE, ATTACH PARTITION and DETACH PARTITION.
"""

import msgspec

from ddllint.catalog.folds.like import copied_index, copied_key
from ddllint.catalog.model import Check, Constraint, ForeignKey, Index, IndexElement, Key
from ddllint.catalog.state import State, TableDraft
from ddllint.sql.expressions import Expression


def merge_into_parent(child: TableDraft, parent: TableDraft) -> None:
    """What the child has just like its parent is the parent's from now on."""
    for name, constraint in tuple(child.constraints.items()):
        if any(_same_constraint(constraint, other) for other in parent.constraints.values()):
            del child.constraints[name]
    shapes = [_shape(index) for index in parent.indexes.values()]
    for name, index in tuple(child.indexes.items()):
        if _shape(index) in shapes:
            del child.indexes[name]


def take_from_parent(state: State, child: TableDraft, parent: TableDraft) -> None:
    """What the parent lent to the child becomes the child's own."""
    for column in tuple(child.columns.values()):
        child.columns[column.name] = msgspec.structs.replace(column, inherited=False, identity=None)
    for constraint in tuple(parent.constraints.values()):
        if isinstance(constraint, Check | ForeignKey):
            if constraint.name not in child.constraints:
                bare = msgspec.structs.replace(constraint, comment=None)
                child.constraints[constraint.name] = bare
                state.reserve_constraint(child.name.schema, constraint.name)
        else:
            copied_key(state, child, constraint, child.origin)
    for index in tuple(parent.indexes.values()):
        copied_index(state, child, index, child.origin)


def _same_constraint(one: Constraint, other: Constraint) -> bool:
    if isinstance(one, Check) and isinstance(other, Check):
        return one.name == other.name and _text(one.expression) == _text(other.expression)
    if isinstance(one, Key) and isinstance(other, Key):
        return (one.primary, one.columns, one.include) == (
            other.primary,
            other.columns,
            other.include,
        )
    if isinstance(one, ForeignKey) and isinstance(other, ForeignKey):
        return _reference(one) == _reference(other)
    return False


def _reference(key: ForeignKey) -> tuple[object, ...]:
    return key.columns, key.referenced, key.on_delete, key.on_update, key.match_full


def _shape(index: Index) -> tuple[object, ...]:
    return (
        index.method,
        index.unique,
        tuple([_element(element) for element in index.elements]),
        index.include,
        _text(index.predicate),
    )


def _element(element: IndexElement) -> tuple[object, ...]:
    order = element.descending, element.nulls_first
    return element.column, _text(element.expression), order, element.collation


def _text(expression: Expression | None) -> str:
    from ddllint.catalog.canonical import canonical  # attached partitions alone need it

    return canonical(expression) if expression else ""
