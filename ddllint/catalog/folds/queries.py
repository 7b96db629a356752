"""The columns of a query, as far as its text and the catalog tell."""

from collections.abc import Mapping

from ddllint.catalog.state import State
from ddllint.sql.expressions import Expression, TypeName
from ddllint.sql.walk import relation_names

UNKNOWN = TypeName("unknown")
_SERVER_SCHEMAS = frozenset({"pg_catalog", "information_schema"})


def output_columns(
    state: State, query: Expression, aliases: tuple[str, ...]
) -> dict[str, TypeName] | None:
    """The columns of a query with their types; None when their names cannot be told.

    `aliases` rename the first columns. A type that needs real inference is `unknown`.
    """
    try:
        from ddllint.catalog.canonical import Scope, query_columns  # views alone need it
    except ImportError:
        return None
    _require_relations(state, query)
    names = query_columns(query, Scope(resolve=lambda schema, name: _columns(state, schema, name)))
    if names is None:
        return None
    return dict.fromkeys(aliases + names[len(aliases) :], UNKNOWN)


def _require_relations(state: State, query: Expression) -> None:
    """Wait for the relations that the query reads; the server's own need no declaration."""
    for schema, name in sorted(relation_names(query)):
        if schema in _SERVER_SCHEMAS or (not schema and name.startswith("pg_")):
            continue
        if state.relation_name(schema, name) is None:
            state.missing_relation(schema, name)


def _columns(state: State, schema: str, name: str) -> Mapping[str, TypeName] | None:
    for candidate in state.candidates(schema, name):
        if candidate in state.tables:
            return {c.name: c.type for c in state.tables[candidate].columns.values()}
        if candidate in state.views:
            columns = state.views[candidate].columns
            return None if columns is None else dict.fromkeys(columns, UNKNOWN)
    return None
