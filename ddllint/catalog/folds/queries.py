"""The columns of a query, as far as its text and the catalog tell."""

from collections.abc import Mapping

from msgspec import structs

from ddllint.catalog.model import Column, Composite, View
from ddllint.catalog.state import DEFAULT_SEARCH_PATH, Rejected, State
from ddllint.sql.expressions import ColumnRef, Expr, Expression, Other, TypeName
from ddllint.sql.output_names import NO_NAME, natural_name
from ddllint.sql.query_columns import plain_targets, write_out_stars
from ddllint.sql.rename import qualify_relations
from ddllint.sql.walk import relation_names

UNKNOWN = TypeName("unknown")
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
    return _renamed(names, aliases)


def _renamed(names: tuple[str, ...], aliases: tuple[str, ...]) -> tuple[str, ...]:
    if len(aliases) > len(names):
        raise Rejected(f"more names are given than the query has columns ({len(names)})", "")
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
        natural = natural_name(value) if isinstance(value, Expr) else NO_NAME
        names.append(str(parts.get("name") or natural))
    return tuple(names)


def output_columns(
    state: State, query: Expression, aliases: tuple[str, ...]
) -> dict[str, Column] | None:
    """The columns of a query as a table made of it has them; None when they cannot be told.

    A type that needs real inference is `unknown`.
    """
    # some 20 ms to import, and few specs need it
    from ddllint.catalog.canonical import Scope, Signature, query_row
    from ddllint.catalog.scopes import signature_of

    def functions(schema: str, name: str) -> tuple[Signature, ...]:
        names = state.candidates(schema, name)
        return tuple([signature_of(r) for r in state.routines.values() if r.name in names])

    require_relations(state, query)
    scope = Scope(
        search_path=state.search_path,
        resolve=lambda schema, name: _types(state, schema, name),
        functions=functions,
    )
    row = query_row(query, scope)
    if row is None:
        return None
    names = _renamed(tuple([name for name, _ in row]), aliases)
    columns = [Column(name, type_ or UNKNOWN) for name, (_, type_) in zip(names, row, strict=True)]
    plain = _plain_columns(state, query)
    if len(plain) == len(columns):
        columns = [
            structs.replace(column, type=source.type, collation=source.collation)
            if source is not None
            else column
            for column, source in zip(columns, plain, strict=True)
        ]
    return {column.name: column for column in columns}


def _plain_columns(state: State, query: Expression) -> list[Column | None]:
    """The columns of relations that the query just passes on, with modifiers and collation."""

    def columns_of(schema: str, name: str) -> tuple[str, ...] | None:
        return column_names_of(state, schema, name)

    found: list[Column | None] = []
    for target in plain_targets(write_out_stars(query, columns_of), columns_of):
        columns = _columns(state, target[0], target[1]) if target else None
        found.append(columns.get(target[2]) if columns and target else None)
    return found


def require_relations(state: State, query: Expression) -> None:
    """Wait for the relations that the query reads; the server's own need no declaration."""
    for schema, name in sorted(relation_names(query)):
        if schema in _SERVER_SCHEMAS or (not schema and name.startswith("pg_")):
            continue
        if state.relation_name(schema, name) is None:
            state.missing_relation(schema, name)


def settled(state: State, query: Expression) -> Expression:
    """The query with what its names meant when it was made.

    Relations get the schema that the search path gave them; names in `public` stay as they
    are: that is where they are looked up later on. A star becomes the columns that it stands
    for: those that are added later are not in a view.
    """
    query = write_out_stars(query, lambda schema, name: column_names_of(state, schema, name))
    if state.search_path == ("public",):
        return query
    return qualify_relations(query, lambda name: state.relation_name("", name))


def column_names_of(state: State, schema: str, name: str) -> tuple[str, ...] | None:
    """The names of a relation's columns, by its name as written; None if they are not known."""
    for candidate in state.candidates(schema, name):
        if candidate in state.tables:
            return tuple(state.tables[candidate].columns)
        if candidate in state.views:
            columns = state.views[candidate].columns
            return None if columns is None else tuple(columns)
    return None


def _types(state: State, schema: str, name: str) -> dict[str, TypeName] | None:
    columns = _columns(state, schema, name)
    return None if columns is None else {c.name: c.type for c in columns.values()}


def _columns(state: State, schema: str, name: str) -> Mapping[str, Column] | None:
    for candidate in state.candidates(schema, name):
        if candidate in state.tables:
            return state.tables[candidate].columns
        if candidate in state.views:
            return view_columns(state, state.views[candidate])
        type_ = state.types.get(candidate)
        if isinstance(type_, Composite):
            return type_.columns
    return None


def view_columns(state: State, view: View) -> dict[str, Column] | None:
    """The columns of a view with their types; None when they cannot be told."""
    if view.columns is None or view.name in state.views_in_sight:
        return None
    state.views_in_sight.add(view.name)
    search_path, state.search_path = state.search_path, DEFAULT_SEARCH_PATH
    try:
        return output_columns(state, view.query, tuple(view.columns))
    finally:
        state.search_path = search_path
        state.views_in_sight.remove(view.name)
