"""CREATE TABLE ... LIKE: what is copied from the other table.

Source: PostgreSQL manual, CREATE TABLE, LIKE; `transformTableLikeClause` and
`expandTableLikeClause` in `parser/parse_utilcmd.c`.
"""

import msgspec

from ddllint.catalog.folds.indexes import key_name
from ddllint.catalog.folds.inheritance import clashing
from ddllint.catalog.folds.queries import view_columns
from ddllint.catalog.folds.sequences import copied_identity
from ddllint.catalog.model import Check, Composite, Constraint, Exclusion, Index, Key
from ddllint.catalog.names import Name, choose_name, join_columns, number_repeats
from ddllint.catalog.state import State, TableDraft
from ddllint.sql.nodes import RangeVar, TableLike
from ddllint.sql.source import Origin

COMMENTS, COMPRESSION, CONSTRAINTS, DEFAULTS = 1, 2, 4, 8
GENERATED, IDENTITY, INDEXES, STORAGE = 16, 32, 64, 256


def like_source(state: State, relation: RangeVar) -> TableDraft:
    """The table to copy from; a view or composite type as a table with just its columns."""
    found = state.relation_name(relation.schemaname, relation.relname)
    if found is None:
        state.missing_relation(relation.schemaname, relation.relname)
    if found in state.tables:
        return state.tables[found]
    draft = TableDraft(found, None)
    type_, view = state.types.get(found), state.views.get(found)
    if isinstance(type_, Composite):
        draft.columns = dict(type_.columns)
    elif view is not None and view.columns is not None:
        draft.indexes = dict(view.indexes)
        for column in (view_columns(state, view) or {}).values():
            comment = view.columns[column.name].comment
            draft.columns[column.name] = msgspec.structs.replace(column, comment=comment)
    return draft


def copy_like(state: State, draft: TableDraft, source: TableDraft, like: TableLike) -> None:
    """The columns of the other table, with what the INCLUDING options name."""
    origin = state.origin(like.relation.location, like.relation.relname)
    for column in source.columns.values():
        taken = msgspec.structs.replace(
            column,
            default=column.default if like.options & DEFAULTS else None,
            generated=column.generated if like.options & GENERATED else None,
            stored=column.stored and bool(like.options & GENERATED),
            identity=None,
            storage=column.storage if like.options & STORAGE else "",
            compression=column.compression if like.options & COMPRESSION else "",
            comment=column.comment if like.options & COMMENTS else None,
            inherited=False,
            origin=origin,
        )
        if column.identity and like.options & IDENTITY:
            taken = msgspec.structs.replace(taken, identity=column.identity)
            for sequence in tuple(state.sequences.values()):
                if sequence.identity and sequence.owned_by == (source.name, column.name):
                    taken = copied_identity(state, draft, taken, sequence)
        earlier = draft.columns.get(column.name)
        if earlier is not None:  # a parent declares it too
            if like.options & STORAGE and taken.storage != earlier.storage:
                clashing(draft, column.name, "storage")
            if earlier.compression and taken.compression not in ("", earlier.compression):
                clashing(draft, column.name, "compression")
            draft.borrowed_columns.discard(column.name)
            if taken.not_null:
                draft.borrowed_not_null.discard(column.name)
            taken = msgspec.structs.replace(
                taken,
                inherited=True,
                not_null=taken.not_null or earlier.not_null,
                default=taken.default or earlier.default,
                generated=taken.generated or earlier.generated,
                stored=taken.stored or earlier.stored,
                storage=earlier.storage,
                compression=taken.compression or earlier.compression,
            )
        draft.columns[column.name] = taken
        state.declare("column", draft.name.schema, draft.name.name, column.name)


def finish_like(
    state: State, draft: TableDraft, source: TableDraft, like: TableLike, checks: bool
) -> None:
    """The other table's checks, or in a second call its keys and indexes under new names."""
    origin = state.origin(like.relation.location, like.relation.relname)
    with_comments = bool(like.options & COMMENTS)
    for constraint in tuple(source.constraints.values()):
        if checks and isinstance(constraint, Check) and like.options & CONSTRAINTS:
            _put(state, draft, _copied(constraint, constraint.name, origin, with_comments))
        elif not checks and isinstance(constraint, Key | Exclusion) and like.options & INDEXES:
            copied_key(state, draft, source, constraint, origin, with_comments)
    if not checks and like.options & INDEXES:
        for index in tuple(source.indexes.values()):
            copied_index(state, draft, source, index, origin, with_comments)


def copied_key(
    state: State,
    draft: TableDraft,
    source: TableDraft,
    constraint: Key | Exclusion,
    origin: Origin | None,
    with_comments: bool = False,
) -> str:
    """A key of another table, under the name that the server makes for this one."""
    name = _key_name(state, draft, source, constraint)
    _put(state, draft, _copied(constraint, name, origin, with_comments))
    if constraint.name in source.index_columns:
        draft.index_columns[name] = source.index_columns[constraint.name]
    state.index_owner[Name(draft.name.schema, name)] = draft.name
    if isinstance(constraint, Key) and constraint.primary:
        for column in constraint.columns:
            draft.columns[column] = msgspec.structs.replace(draft.columns[column], not_null=True)
    return name


def _put(state: State, draft: TableDraft, constraint: Constraint) -> None:
    draft.constraints[constraint.name] = constraint
    draft.borrowed.pop(constraint.name, None)
    state.reserve_constraint(draft.name.schema, constraint.name)
    state.declare("constraint", draft.name.schema, draft.name.name, constraint.name)


def _copied(
    constraint: Constraint, name: str, origin: Origin | None, with_comments: bool
) -> Constraint:
    """Comments are copied of checks and of indexes, not of the constraints behind these."""
    copied = msgspec.structs.replace(constraint, name=name, origin=origin)
    if isinstance(copied, Check):
        comment = copied.comment if with_comments else None
        return msgspec.structs.replace(copied, comment=comment, validated=copied.enforced)
    if isinstance(copied, Key) and not with_comments:
        copied = msgspec.structs.replace(copied, index_comment=None)
    return msgspec.structs.replace(copied, comment=None)


def _key_name(
    state: State, draft: TableDraft, source: TableDraft, constraint: Key | Exclusion
) -> str:
    if isinstance(constraint, Key):
        columns = constraint.columns + constraint.include
        label = "pkey" if constraint.primary else "key"
    else:
        label = "excl"
        columns = tuple([e.column or "expr" for e, _ in constraint.elements])
    columns = source.index_columns.get(constraint.name, columns)
    second = "" if label == "pkey" else join_columns(columns)
    return choose_name(
        draft.name.name,
        second,
        label,
        lambda name: state.key_name_taken(draft.name.schema, name),
    )


def copied_index(
    state: State,
    draft: TableDraft,
    source: TableDraft,
    index: Index,
    origin: Origin | None,
    with_comments: bool = False,
) -> str:
    """An index of another table, under the name that the server makes for this one."""
    names = source.index_columns.get(index.name.name) or index_columns(index)
    schema = draft.name.schema
    name = Name(
        schema,
        choose_name(
            draft.name.name,
            join_columns(names),
            "idx",
            lambda name: state.taken(Name(schema, name)),
        ),
    )
    draft.indexes[name.name] = msgspec.structs.replace(
        index,
        name=name,
        relation=draft.name,
        valid=True,
        origin=origin,
        comment=index.comment if with_comments else None,
    )
    if index.name.name in source.index_columns:
        draft.index_columns[name.name] = names
    state.index_owner[name] = draft.name
    state.declare("relation", name.name)
    return name.name


def index_columns(index: Index) -> tuple[str, ...]:
    """The names of an index's own columns, which later renames in the table do not change."""
    names = [element.column or key_name(element.expression) for element in index.elements]
    return (*number_repeats(names), *index.include)
