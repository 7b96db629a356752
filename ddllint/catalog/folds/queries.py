"""The columns of a query, as far as its text and the catalog tell."""

from collections.abc import Mapping

from ddllint.catalog.folds.indexes import expression_name
from ddllint.catalog.model import Composite
from ddllint.catalog.state import State
from ddllint.sql.expressions import ColumnRef, Expr, Expression, Other, TypeName
from ddllint.sql.rename import qualify_relations
from ddllint.sql.walk import relation_names

UNKNOWN = TypeName("unknown")
_NO_NAME = "?column?"
_SERVER_SCHEMAS = frozenset({"pg_catalog", "information_schema"})


def output_names(
    state: State, query: Expression, aliases: tuple[str, ...]
) -> tuple[str, ...] | None:
    """The names of a query's columns; None when they cannot be told.

    `aliases` rename the first columns.
    """
    require_relations(state, query)
    names = _plain_names(query.tree)
    if names is None:
        columns = output_columns(state, query, aliases)
        return None if columns is None else tuple(columns)
    return aliases + names[len(aliases) :]


def _plain_names(tree: Expr) -> tuple[str, ...] | None:
    """The names that the query's own text tells, without a star to look up."""
    fields = dict(tree.fields) if isinstance(tree, Other) else {}
    left = fields.get("larg")
    if isinstance(left, Other):
        return _plain_names(Other("SelectStmt", left.fields))  # UNION and its kin
    targets = fields.get("targetList")
    if not isinstance(targets, tuple):
        return None
    names = []
    for target in targets:
        parts = dict(target.fields) if isinstance(target, Other) else {}
        value = parts.get("val")
        if isinstance(value, ColumnRef) and value.names[-1] == "*":
            return None
        named = parts.get("name") or (expression_name(value) if isinstance(value, Expr) else "")
        names.append(str(named) or _NO_NAME)
    return tuple(names)


def output_columns(
    state: State, query: Expression, aliases: tuple[str, ...]
) -> dict[str, TypeName] | None:
    """The columns of a query with their types; None when their names cannot be told.

    A type that needs real inference is `unknown`.
    """
    # some 20 ms to import, and few specs need it
    from ddllint.catalog.canonical import Scope, query_row

    require_relations(state, query)
    scope = Scope(
        search_path=state.search_path, resolve=lambda schema, name: _columns(state, schema, name)
    )
    row = query_row(query, scope)
    if row is None:
        return None
    names = aliases + tuple([name for name, _ in row[len(aliases) :]])
    return {name: type_ or UNKNOWN for name, (_, type_) in zip(names, row, strict=True)}


def require_relations(state: State, query: Expression) -> None:
    """Wait for the relations that the query reads; the server's own need no declaration."""
    for schema, name in sorted(relation_names(query)):
        if schema in _SERVER_SCHEMAS or (not schema and name.startswith("pg_")):
            continue
        if state.relation_name(schema, name) is None:
            state.missing_relation(schema, name)


def settled(state: State, query: Expression) -> Expression:
    """The query with the schemas that the search path gave to its relations.

    Names in `public` stay as they are: that is where they are looked up later on.
    """
    if state.search_path == ("public",):
        return query
    return qualify_relations(query, lambda name: state.relation_name("", name))


def _columns(state: State, schema: str, name: str) -> Mapping[str, TypeName] | None:
    for candidate in state.candidates(schema, name):
        if candidate in state.tables:
            return {c.name: c.type for c in state.tables[candidate].columns.values()}
        if candidate in state.views:
            view = state.views[candidate]
            columns = output_columns(state, view.query, ())
            if columns is None or view.columns is None:
                return None
            return dict(zip(view.columns, columns.values(), strict=True))
        type_ = state.types.get(candidate)
        if isinstance(type_, Composite):
            return {c.name: c.type for c in type_.columns.values()}
    return None
