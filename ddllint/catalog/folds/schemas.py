"""Schemas, extensions, and the session's search path."""

from collections.abc import Callable

import msgspec
from msgspec import Raw

from ddllint.catalog.folds.grants import apply_default_privileges
from ddllint.catalog.folds.options import option_text, role_name, value_text
from ddllint.catalog.model import Extension, Schema
from ddllint.catalog.names import Name
from ddllint.catalog.state import DEFAULT_SEARCH_PATH, FROM_THE_START, Rejected, State
from ddllint.sql.identifiers import identifier_list
from ddllint.sql.nodes import CreateExtensionStmt, CreateSchemaStmt, VariableSetStmt


def create_schema(state: State, node: CreateSchemaStmt, apply: Callable[[str, Raw], None]) -> None:
    """CREATE SCHEMA; `apply` runs the statements that it holds, inside the new schema."""
    owner = role_name(node.authrole) if node.authrole else None
    name = node.schemaname or owner or ""
    if name in state.schemas or name == "public":
        if node.if_not_exists:
            return
        earlier = state.schemas[name].origin if name in state.schemas else None
        raise Rejected(f'schema "{name}" is declared twice', name, earlier)
    state.schemas[name] = Schema(name, owner or state.role, origin=state.origin(-1, name))
    state.gone_schemas.discard(name)
    state.declare("schema", name)
    apply_default_privileges(state, "schema", Name("public", name))
    before = state.search_path, state.role
    state.search_path = (name, *state.search_path)
    state.role = owner or state.role
    for element in node.elements:
        for kind, body in element.items():
            apply(kind, body)
    state.search_path, state.role = before


def create_extension(state: State, node: CreateExtensionStmt) -> None:
    """CREATE EXTENSION."""
    if node.extname in state.extensions:
        if node.if_not_exists:
            return
        earlier = state.extensions[node.extname].origin
        if node.extname in FROM_THE_START:
            told = f'extension "{node.extname}" is in each database from the start'
            raise Rejected(told, node.extname)
        raise Rejected(f'extension "{node.extname}" is declared twice', node.extname, earlier)
    options = {wrapped.def_elem.defname: wrapped.def_elem for wrapped in node.options}
    schema = option_text(options["schema"]) if "schema" in options else _default_schema(state)
    origin = state.origin(-1, node.extname)
    state.extensions[node.extname] = Extension(node.extname, schema, origin=origin)
    state.declare("extension", node.extname)


def _default_schema(state: State) -> str:
    """Where an extension goes by default; empty for `public`, as some bring a schema of theirs."""
    return "" if state.creation_schema == "public" else state.creation_schema


def set_variable(state: State, node: VariableSetStmt) -> None:
    """SET and RESET: the search path and the role count, other settings change no object."""
    if node.is_local and state.before_local is None:
        state.before_local = state.search_path, state.role
    if node.name in ("role", "session_authorization"):
        names = [value_text(msgspec.json.decode(raw)) for raw in node.args]
        state.role = names[0] if names and names[0] != "none" else None
    if node.name == "search_path" or node.kind == "VAR_RESET_ALL":
        if node.kind == "VAR_SET_VALUE":
            values = [value_text(msgspec.json.decode(raw)) for raw in node.args]
            set_search_path(state, values)
        else:
            state.search_path = DEFAULT_SEARCH_PATH


def end_transaction(state: State) -> None:
    """What SET LOCAL has set holds no longer."""
    if state.before_local is not None:
        state.search_path, state.role = state.before_local
        state.before_local = None


def set_search_path(state: State, names: list[str]) -> None:
    """Take a search path; `"$user"`, `pg_catalog` and empty names make no objects."""
    state.search_path = tuple([n for n in names if n and n not in ("$user", "pg_catalog")])


def set_config(state: State, body: Raw) -> bool:
    """`SELECT set_config('search_path', ..., ...)` as in a dump; False for any other query."""
    if b"set_config" not in bytes(body):
        return False
    select = msgspec.json.decode(body)
    targets = select.get("targetList", [])
    if len(targets) != 1 or select.keys() & {"fromClause", "whereClause"}:
        return False
    call = targets[0]["ResTarget"]["val"].get("FuncCall", {})
    if value_text(call["funcname"][-1]) != "set_config" if call else True:
        return False
    arguments = [value_text(argument) for argument in call.get("args", [])]
    if arguments[0] == "search_path":
        set_search_path(state, identifier_list(arguments[1]))
    return True
