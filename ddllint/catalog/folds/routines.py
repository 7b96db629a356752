"""Functions and procedures."""

from typing import Any

import msgspec
from msgspec import UNSET

from ddllint.catalog.folds.grants import apply_default_privileges, drop_grants
from ddllint.catalog.folds.objects import find_routine, plain_type
from ddllint.catalog.folds.options import expression, option_text, value_text
from ddllint.catalog.model import Parameter, Routine
from ddllint.catalog.state import Rejected, State
from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import quote_identifier
from ddllint.sql.nodes import AlterFunctionStmt, CreateFunctionStmt, DefElem, FunctionParameter
from ddllint.sql.tokens import body_text

_MODES = {
    "FUNC_PARAM_IN": "in",
    "FUNC_PARAM_OUT": "out",
    "FUNC_PARAM_INOUT": "inout",
    "FUNC_PARAM_VARIADIC": "variadic",
    "FUNC_PARAM_TABLE": "table",
}


def create_routine(state: State, node: CreateFunctionStmt) -> None:
    """CREATE [OR REPLACE] FUNCTION and PROCEDURE."""
    name = state.new_dotted(node.funcname)
    parameters = tuple([_parameter(state, wrapped.parameter) for wrapped in node.parameters])
    kind = "procedure" if node.is_procedure else "function"
    routine = Routine(
        name,
        parameters,
        kind,
        returns=_returns(state, node, parameters),
        body=body_text(state.statement) if node.sql_body is not UNSET else "",
        owner=state.role,
        origin=state.origin(-1, name.name),
    )
    for wrapped in node.options:
        routine = with_option(routine, wrapped.def_elem)
    earlier = state.routines.get(routine.signature)
    if earlier is not None:
        if not node.replace:
            shown = routine.signature
            raise Rejected(f'routine "{shown}" is declared twice', shown, earlier.origin)
        routine = msgspec.structs.replace(routine, owner=earlier.owner, comment=earlier.comment)
    state.routines[routine.signature] = routine
    state.declare("routine", name.name)
    if earlier is None:
        apply_default_privileges(state, "routine", name, routine.signature)


def _parameter(state: State, node: FunctionParameter) -> Parameter:
    type_ = plain_type(state.type(node.type_name))
    return Parameter(node.name, type_, _MODES.get(node.mode, "in"), expression(node.default))


def _returns(
    state: State, node: CreateFunctionStmt, parameters: tuple[Parameter, ...]
) -> TypeName | None:
    """What a function returns; OUT parameters say it when RETURNS does not."""
    if node.return_type is not None:
        return plain_type(state.type(node.return_type))
    if node.is_procedure:
        return None
    outputs = [p.type for p in parameters if p.mode in ("out", "inout")]
    return outputs[0] if len(outputs) == 1 else TypeName("record")


def with_option(routine: Routine, option: DefElem) -> Routine:
    """A routine with one of its options set."""
    replace = msgspec.structs.replace
    match option.defname:
        case "language":
            return replace(routine, language=option_text(option))
        case "volatility":
            return replace(routine, volatility=option_text(option))
        case "strict":
            return replace(routine, strict=option_text(option) == "true")
        case "security":
            return replace(routine, security_definer=option_text(option) == "true")
        case "leakproof":
            return replace(routine, leakproof=option_text(option) == "true")
        case "parallel":
            return replace(routine, parallel=option_text(option))
        case "as":
            return replace(routine, body=_body(option))
        case "set":
            return replace(routine, settings=_settings(routine.settings, option))
    return routine


def _body(option: DefElem) -> str:
    node = msgspec.json.decode(option.arg) if option.arg is not UNSET else {}
    items = node.get("List", {}).get("items", [])
    return value_text(items[-1]) if items else ""


def _settings(
    settings: tuple[tuple[str, str], ...], option: DefElem
) -> tuple[tuple[str, str], ...]:
    """SET clauses after one more of them, sorted by name."""
    node: dict[str, Any] = msgspec.json.decode(option.arg) if option.arg is not UNSET else {}
    clause = node.get("VariableSetStmt", {})
    kept = {name: value for name, value in settings if name != clause.get("name")}
    if clause.get("kind") == "VAR_RESET_ALL":
        return ()
    if clause.get("kind") == "VAR_SET_VALUE":
        kept[clause["name"]] = _setting_value(clause["name"], clause.get("args", []))
    return tuple(sorted(kept.items()))


def _setting_value(name: str, arguments: list[dict[str, Any]]) -> str:
    """A setting's value as `proconfig` holds it: the items of a list are identifiers."""
    values = [value_text(argument) for argument in arguments]
    if name in ("search_path", "temp_tablespaces", "session_preload_libraries"):
        values = [quote_identifier(value) if value else '""' for value in values]
    return ", ".join(values)


def alter_routine(state: State, node: AlterFunctionStmt) -> None:
    """ALTER FUNCTION with actions."""
    signature = find_routine(state, node.func)
    routine = state.routines[signature]
    for wrapped in node.actions:
        routine = with_option(routine, wrapped.def_elem)
    state.routines[signature] = routine


def drop_routine(state: State, signature: str) -> None:
    """Forget a routine and the grants on it."""
    del state.routines[signature]
    drop_grants(state, "routine", signature)
