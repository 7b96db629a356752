"""Views and materialized views."""

import msgspec

from ddllint.catalog.folds.grants import apply_default_privileges
from ddllint.catalog.folds.options import storage_options
from ddllint.catalog.folds.queries import output_names, settled
from ddllint.catalog.model import View, ViewColumn
from ddllint.catalog.names import Name
from ddllint.catalog.state import Rejected, State
from ddllint.sql.expressions import Expression
from ddllint.sql.nodes import CreateTableAsStmt, RangeVar, RefreshMatViewStmt, ViewStmt, texts
from ddllint.sql.source import Origin
from ddllint.sql.tokens import query_text

_CHECK_OPTIONS = {"LOCAL_CHECK_OPTION": "local", "CASCADED_CHECK_OPTION": "cascaded"}


def create_view(state: State, node: ViewStmt) -> None:
    """CREATE [OR REPLACE] VIEW."""
    name = state.new_name(node.view)
    earlier = state.views.get(name)
    if earlier is None or earlier.materialized or not node.replace:
        state.reject_taken(name)
        earlier = None
    origin = state.origin(node.view.location, name.name)
    written = Expression(bytes(node.query))
    columns = _columns(state, written, texts(node.aliases), origin)
    query = settled(state, written)
    options = storage_options(node.options)
    if node.check_option in _CHECK_OPTIONS:
        options["check_option"] = _CHECK_OPTIONS[node.check_option]
    view = View(
        name,
        columns,
        query,
        query_text=query_text(state.statement),
        indexes={},
        triggers={},
        options=tuple(sorted(options.items())),
        owner=state.role,
        origin=origin,
    )
    if earlier is not None:
        view = _keeping(earlier, view)
    state.views[name] = view
    _declare(state, view)
    if earlier is None:
        apply_default_privileges(state, "table", name)


def _keeping(earlier: View, view: View) -> View:
    """OR REPLACE keeps what belongs to the view and not to its query."""
    columns = view.columns
    if columns is not None and earlier.columns is not None:
        columns = {
            name: msgspec.structs.replace(column, comment=earlier.columns[name].comment)
            if name in earlier.columns
            else column
            for name, column in columns.items()
        }
    return msgspec.structs.replace(
        view,
        columns=columns,
        triggers=earlier.triggers,
        owner=earlier.owner,
        comment=earlier.comment,
    )


def create_materialized_view(state: State, node: CreateTableAsStmt) -> None:
    """CREATE MATERIALIZED VIEW."""
    name = state.new_name(node.into.rel)
    if node.if_not_exists and state.taken(name):
        return
    state.reject_taken(name)
    origin = state.origin(node.into.rel.location, name.name)
    written = Expression(bytes(node.query))
    columns = _columns(state, written, texts(node.into.columns), origin)
    query = settled(state, written)
    view = View(
        name,
        columns,
        query,
        query_text=query_text(state.statement),
        materialized=True,
        indexes={},
        triggers={},
        options=tuple(sorted(storage_options(node.into.options).items())),
        with_data=not node.into.skip_data,
        owner=state.role,
        origin=origin,
    )
    state.views[name] = view
    _declare(state, view)
    apply_default_privileges(state, "table", name)


def _columns(
    state: State, query: Expression, aliases: tuple[str, ...], origin: Origin
) -> dict[str, ViewColumn] | None:
    names = output_names(state, query, aliases)
    if names is None:
        return None
    return {name: ViewColumn(name, origin=origin) for name in names}


def _declare(state: State, view: View) -> None:
    state.declare("relation", view.name.name)
    state.declare("type", view.name.name)
    for column in view.columns or ():
        state.declare("column", view.name.schema, view.name.name, column)


def refresh(state: State, node: RefreshMatViewStmt) -> None:
    """REFRESH MATERIALIZED VIEW: whether the view holds rows."""
    name = find_view(state, node.relation)
    state.views[name] = msgspec.structs.replace(state.views[name], with_data=not node.skip_data)


def find_view(state: State, relation: RangeVar) -> Name:
    """The full name of a view; `Missing` if there is none."""
    for candidate in state.candidates(relation.schemaname, relation.relname):
        if candidate in state.views:
            return candidate
    state.missing_relation(relation.schemaname, relation.relname)


def rename_view_column(view: View, old: str, new: str) -> View:
    """A view with one of its columns under a new name."""
    if view.columns is None:
        return view
    if old not in view.columns:
        shown = f"{view.name}.{old}"
        raise Rejected(f'column "{shown}" is declared nowhere', shown)
    columns = {
        new if name == old else name: msgspec.structs.replace(column, name=new)
        if name == old
        else column
        for name, column in view.columns.items()
    }
    return msgspec.structs.replace(view, columns=columns)
