"""Indexes: CREATE INDEX, and the parts that exclusion constraints share with it."""

from collections.abc import Mapping

import msgspec

from ddllint.catalog.folds.operator_classes import default_operator_class
from ddllint.catalog.folds.options import expression, storage_options
from ddllint.catalog.folds.queries import view_columns
from ddllint.catalog.model import Column, Index, IndexElement
from ddllint.catalog.names import Name, choose_name, join_columns, number_repeats
from ddllint.catalog.state import Missing, State
from ddllint.sql.expressions import Expression
from ddllint.sql.identifiers import quote_name
from ddllint.sql.nodes import IndexElem, IndexStmt, StringNode, texts
from ddllint.sql.output_names import NO_NAME, natural_name


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
    columns = draft.columns if draft else _view_columns(state, relation, elements)
    elements = [without_defaults(columns, node.method, element) for element in elements]
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


def _view_columns(state: State, relation: Name, elements: list[IndexElem]) -> Mapping[str, Column]:
    """The columns of a materialized view, if an element has something to compare with theirs."""
    if any(element.collation or element.opclass for element in elements):
        return view_columns(state, state.views[relation]) or {}
    return {}


def without_defaults(columns: Mapping[str, Column], method: str, element: IndexElem) -> IndexElem:
    """An element without a collation or operator class that its column has anyway.

    With options the server keeps the operator class in any case.
    """
    column = columns.get(element.name)
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
        [element.name or key_name(expression(element.expr)) for element in elements]
    )


def key_name(expression: Expression | None) -> str:
    """What an expression is called in the name of an index: `expr` when it has no name."""
    name = NO_NAME if expression is None else natural_name(expression.tree)
    return "expr" if name == NO_NAME else name


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
