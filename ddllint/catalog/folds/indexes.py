"""Indexes: CREATE INDEX, and the parts that exclusion constraints share with it."""

import msgspec

from ddllint.catalog.folds.operator_classes import default_operator_class
from ddllint.catalog.folds.options import expression, storage_options
from ddllint.catalog.model import Index, IndexElement
from ddllint.catalog.names import Name, choose_name, join_columns, number_repeats
from ddllint.catalog.state import Missing, State, TableDraft
from ddllint.sql.expressions import (
    ArrayOf,
    Call,
    Case,
    Cast,
    ColumnRef,
    Expr,
    Other,
    RowOf,
    Subquery,
)
from ddllint.sql.identifiers import quote_name
from ddllint.sql.nodes import IndexElem, IndexStmt, StringNode, texts


def create_index(state: State, node: IndexStmt) -> Index | None:
    """CREATE INDEX on one relation; None if it is there and may be."""
    relation = _indexed(state, node.relation.schemaname, node.relation.relname)
    draft = state.tables.get(relation)
    elements = [wrapped.index_elem for wrapped in node.elements]
    including = [wrapped.index_elem.name for wrapped in node.including]
    if draft is not None:
        for column in [e.name for e in elements if e.name] + including:
            state.column(draft, column)
    schema = relation.schema
    name = Name(
        schema,
        node.idxname
        or choose_name(
            relation.name,
            join_columns(index_element_names(elements) + including),
            "idx",
            lambda name: state.taken(Name(schema, name)),
        ),
    )
    if node.idxname and node.if_not_exists and state.taken(name):
        return None
    elements = (
        [without_defaults(draft, node.method, element) for element in elements]
        if draft
        else elements
    )
    state.reject_taken(name, row_type=False)
    origin = state.origin(-1 if node.idxname else node.relation.location, node.idxname)
    state.indexes_of(relation)[name.name] = Index(
        name,
        relation,
        tuple([index_element(element) for element in elements]),
        method=node.method,
        unique=node.unique,
        include=tuple(including),
        predicate=expression(node.where),
        nulls_not_distinct=node.nulls_not_distinct,
        options=tuple(sorted(storage_options(node.options).items())),
        origin=origin,
    )
    state.index_owner[name] = relation
    state.declare("relation", name.name)
    return state.indexes_of(relation)[name.name]


def without_defaults(draft: TableDraft, method: str, element: IndexElem) -> IndexElem:
    """An element without a collation or operator class that its column has anyway.

    With options the server keeps the operator class in any case.
    """
    column = draft.columns.get(element.name)
    if column is None or not (element.collation or element.opclass):
        return element
    own = default_operator_class(method, column.type)
    drop = texts(element.opclass)[-1:] == (own,) and not element.opclassopts
    collation = _dotted(element.collation)
    return msgspec.structs.replace(
        element,
        opclass=() if drop else element.opclass,
        collation=() if collation in (column.collation, '"default"') else element.collation,
    )


def _indexed(state: State, schema: str, name: str) -> Name:
    for candidate in state.candidates(schema, name):
        if candidate in state.tables or candidate in state.views:
            return candidate
    state.missing_relation(schema, name)


def index_element(node: IndexElem) -> IndexElement:
    """An element of an index with its effective order."""
    descending = node.ordering == "SORTBY_DESC"
    nulls = node.nulls_ordering
    return IndexElement(
        node.name or None,
        expression(node.expr),
        descending=descending,
        nulls_first=descending if nulls == "SORTBY_NULLS_DEFAULT" else nulls.endswith("FIRST"),
        collation=_dotted(node.collation),
        operator_class=_dotted(node.opclass),
        operator_class_options=tuple(sorted(storage_options(node.opclassopts).items())),
    )


def _dotted(names: tuple[StringNode, ...]) -> str:
    if not names:
        return ""
    return quote_name(*[text for text in texts(names) if text != "pg_catalog"])


def index_element_names(elements: list[IndexElem]) -> list[str]:
    """The names that the elements give to an implicit index name."""
    return number_repeats(
        [element.name or expression_name(_tree(element)) or "expr" for element in elements]
    )


def _tree(element: IndexElem) -> Expr:
    found = expression(element.expr)
    return found.tree if found else ColumnRef((element.name,))


def expression_name(tree: Expr) -> str:
    """The name that the server gives to an expression, empty when it has none.

    Source: `FigureColnameInternal` in `parser/parse_target.c`.
    """
    if isinstance(tree, ColumnRef):
        return tree.names[-1] if tree.names[-1] != "*" else ""
    if isinstance(tree, Call):
        return tree.name.rpartition(".")[2]
    if isinstance(tree, Cast):
        return expression_name(tree.operand) or _type_word(tree)
    if isinstance(tree, Case):
        return (expression_name(tree.default) if tree.default else "") or "case"
    if isinstance(tree, ArrayOf):
        return "array"
    if isinstance(tree, RowOf):
        return "row"
    if isinstance(tree, Subquery):
        return {"exists": "exists", "array": "array"}.get(tree.kind, "")
    if isinstance(tree, Other) and tree.kind in ("CollateClause", "A_Indirection"):
        inner = dict(tree.fields).get("arg")
        return expression_name(inner) if isinstance(inner, Expr) else ""
    return ""


_TYPE_WORDS = {
    "boolean": "bool",
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "real": "float4",
    "double precision": "float8",
    "character varying": "varchar",
    "character": "bpchar",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "bit varying": "varbit",
}


def _type_word(cast: Cast) -> str:
    name = cast.type.name
    if name.startswith("interval "):
        return "interval"
    return _TYPE_WORDS.get(name, name.rpartition(".")[2].strip('"'))


def find_index(state: State, schema: str, name: str) -> tuple[Name, Name]:
    """Full name of an index and of its relation; `Missing` if there is none."""
    for candidate in state.candidates(schema, name):
        relation = state.index_owner.get(candidate)
        if relation is not None:
            return candidate, relation
    state.missing_relation(schema, name)


def drop_index(state: State, name: Name) -> None:
    """Take an index from its relation. The index of a key goes with the key alone."""
    relation = state.index_owner.get(name)
    if relation is None or name.name not in state.indexes_of(relation):
        raise Missing(("relation", name.name), f'index "{name}" is declared nowhere', str(name))
    del state.indexes_of(relation)[name.name]
    del state.index_owner[name]


def change_index(state: State, name: Name, **change: object) -> None:
    """Replace fields of an index."""
    indexes = state.indexes_of(state.index_owner[name])
    if name.name in indexes:
        indexes[name.name] = msgspec.structs.replace(indexes[name.name], **change)
