"""Tables: CREATE TABLE in all its forms."""

import msgspec
from msgspec import Raw

from ddllint.catalog.bounds import bound_text
from ddllint.catalog.folds.columns import add_column
from ddllint.catalog.folds.constraints import Written, add_constraints
from ddllint.catalog.folds.grants import apply_default_privileges
from ddllint.catalog.folds.inheritance import adopt, clashing, take_checks
from ddllint.catalog.folds.like import copy_like, finish_like, like_source
from ddllint.catalog.folds.options import expression, storage_options
from ddllint.catalog.folds.partitions import take_indexes
from ddllint.catalog.folds.queries import output_columns
from ddllint.catalog.model import Composite, IndexElement, Partitioning
from ddllint.catalog.names import Name
from ddllint.catalog.state import NotModelled, Rejected, State, TableDraft
from ddllint.sql.expressions import Expression
from ddllint.sql.identifiers import quote_name
from ddllint.sql.nodes import (
    ConstraintNode,
    CreateForeignTableStmt,
    CreateStmt,
    CreateTableAsStmt,
    IntoClause,
    PartitionBound,
    PartitionSpec,
    RangeVar,
    TableLike,
    texts,
)
from ddllint.sql.parsed import decoder

_PERSISTENCE = {"p": "permanent", "u": "unlogged", "t": "temporary"}
_STRATEGIES = {
    "PARTITION_STRATEGY_LIST": "list",
    "PARTITION_STRATEGY_RANGE": "range",
    "PARTITION_STRATEGY_HASH": "hash",
}


def create_table(state: State, node: CreateStmt, kind: str = "table") -> None:
    """CREATE TABLE: columns, LIKE, INHERITS, PARTITION OF, OF, and all constraints."""
    name = state.new_name(node.relation)
    if node.if_not_exists and state.taken(name):
        return
    state.reject_taken(name)
    parents = [state.table(parent.range_var) for parent in node.parents]
    likes = [like_source(state, element.like.relation) for element in node.elements if element.like]
    row_type = _row_type(state, node)
    draft = _new_draft(state, node.relation, name)
    draft.kind = "partitioned" if node.partition_spec else kind
    draft.options = storage_options(node.options)
    _inherit(state, draft, parents, node.partition_bound)
    if row_type is not None:
        draft.of_type = row_type.name
        draft.columns.update(
            {n: msgspec.structs.replace(c, comment=None) for n, c in row_type.columns.items()}
        )
    state.tables[name] = draft
    _refuse_second_columns(node, draft)
    written: list[Written] = []
    copied: list[tuple[TableLike, TableDraft]] = []
    for element in node.elements:
        if element.column:
            written += add_column(state, draft, element.column)
        elif element.constraint and element.constraint.contype == "CONSTR_NOTNULL":
            _table_not_null(draft, element.constraint)
        elif element.constraint:
            written.append(Written(element.constraint))
        elif element.like:
            source = likes[len(copied)]
            copied.append((element.like, source))
            copy_like(state, draft, source, element.like)
    if node.partition_spec:
        draft.partitioning = partitioning(node.partition_spec)
    for parent in parents:
        take_checks(state, draft, parent)
        if draft.partition_of:
            take_indexes(state, draft, parent)
    for like, source in copied:
        finish_like(state, draft, source, like, checks=True)
    add_constraints(state, draft, written, fresh=True)
    for like, source in copied:
        finish_like(state, draft, source, like, checks=False)
    declare_table(state, draft)


def _refuse_second_columns(node: CreateStmt, draft: TableDraft) -> None:
    """A column that a parent has may be written again, but not one of the same statement."""
    names = [element.column.colname for element in node.elements if element.column]
    if len(set(names)) < len(names):
        twice = next(name for at, name in enumerate(names) if name in names[:at])
        shown = f"{draft.name}.{twice}"
        raise Rejected(f'column "{shown}" is declared twice', shown)


def _table_not_null(draft: TableDraft, node: ConstraintNode) -> None:
    """NOT NULL as a constraint of the table, with a name (since PostgreSQL 18)."""
    for column in texts(node.keys):
        if column in draft.columns:
            found = draft.columns[column]
            draft.borrowed_not_null.discard(column)
            draft.columns[column] = msgspec.structs.replace(found, not_null=True)
            draft.not_null_names[node.conname] = column


def _new_draft(state: State, relation: RangeVar, name: Name) -> TableDraft:
    draft = TableDraft(name, state.origin(relation.location, name.name))
    draft.owner = state.role
    draft.persistence = _PERSISTENCE[relation.relpersistence]
    return draft


def declare_table(state: State, draft: TableDraft) -> None:
    """Say that a table is there, and give it the default privileges."""
    state.declare("relation", draft.name.name)
    state.declare("type", draft.name.name)
    apply_default_privileges(state, "table", draft.name)


def _row_type(state: State, node: CreateStmt) -> Composite | None:
    if node.of_type is None:
        return None
    schema, name = state.split_name(node.of_type.names)
    for candidate in state.candidates(schema, name):
        found = state.types.get(candidate)
        if isinstance(found, Composite):
            return found
    state.missing_relation(schema, name)


def _inherit(
    state: State, draft: TableDraft, parents: list[TableDraft], bound: PartitionBound | None
) -> None:
    for parent in parents:
        adopt(state, draft, parent, keep_identity=bound is not None and state.postgres >= 17)
        _merge_values(draft, parent)
    if bound is None:
        draft.parents = tuple([parent.name for parent in parents])
    else:
        draft.partition_of = parents[0].name
        draft.bound = bound_text(bound)


def _merge_values(draft: TableDraft, parent: TableDraft) -> None:
    """A new table takes from any of its parents what the first of them does not say.

    It is refused when they store a column unlike (`MergeAttributes` in `commands/tablecmds.c`).
    """
    for name, column in parent.columns.items():
        here = draft.columns[name]
        if here.storage != column.storage:
            clashing(draft, name, "storage")
        if here.compression and column.compression not in ("", here.compression):
            clashing(draft, name, "compression")
        draft.columns[name] = msgspec.structs.replace(
            here,
            default=here.default or column.default,
            compression=here.compression or column.compression,
        )


def partitioning(spec: PartitionSpec) -> Partitioning:
    """PARTITION BY."""
    elements = []
    for wrapped in spec.elements:
        element = wrapped.element
        elements.append(
            IndexElement(
                element.name or None,
                expression(element.expr),
                collation=quote_name(*[t for t in texts(element.collation) if t != "pg_catalog"]),
                operator_class=quote_name(*texts(element.opclass)),
            )
        )
    return Partitioning(_STRATEGIES[spec.strategy], tuple(elements))


def create_foreign_table(state: State, node: CreateForeignTableStmt) -> None:
    """CREATE FOREIGN TABLE; its server and options are not in the model."""
    create_table(state, node.base, kind="foreign")


def select_into(body: Raw) -> CreateTableAsStmt | None:
    """`SELECT ... INTO t` as the CREATE TABLE AS that it stands for."""
    if b'"intoClause"' not in memoryview(body).tobytes():
        return None
    select = msgspec.json.decode(body, type=dict[str, Raw])
    into = select.pop("intoClause", None)
    if into is None:
        return None
    query = Raw(b'{"SelectStmt":' + msgspec.json.encode(select) + b"}")
    return CreateTableAsStmt(query, decoder(IntoClause).decode(into))


def create_table_as(state: State, node: CreateTableAsStmt) -> None:
    """CREATE TABLE AS: a column whose type needs real inference gets the type `unknown`."""
    name = state.new_name(node.into.rel)
    if node.if_not_exists and state.taken(name):
        return
    state.reject_taken(name)
    columns = output_columns(state, Expression(bytes(node.query)), texts(node.into.columns))
    if columns is None:
        raise NotModelled("CREATE TABLE AS")
    draft = _new_draft(state, node.into.rel, name)
    draft.options = storage_options(node.into.options)
    for column in columns.values():
        draft.columns[column.name] = msgspec.structs.replace(column, origin=draft.origin)
    state.tables[name] = draft
    declare_table(state, draft)
