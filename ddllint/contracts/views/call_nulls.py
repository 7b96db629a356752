"""Whether a call or an operator can be NULL, from what its operands can be."""

from collections.abc import Sequence

from ddllint.contracts.views.known_functions import (
    FINITE_FIELDS,
    GEOMETRIC,
    MAY_BE_NULL,
    NEVER_NULL,
    OF_FIRST,
    TOTAL,
)
from ddllint.contracts.views.schema import Schema
from ddllint.contracts.views.types import Types, text
from ddllint.contracts.views.values import NEVER, Nulls, Value, every, nulls_of

_TOTAL_OPERATORS = frozenset(
    {
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "#",
        "&",
        "|",
        "<<",
        ">>",
        "=",
        "<>",
        "<",
        "<=",
        ">",
        ">=",
        "~~",
        "~~*",
        "~",
        "~*",
        "||",
        "@>",
        "<@",
        "&&",
        "?",
        "?|",
        "?&",
        "#-",
    }
)
_MISSING_KEY = frozenset({"->", "->>", "#>", "#>>", "@?"})
_INFINITE = frozenset(
    {"date", "timestamp without time zone", "timestamp with time zone", "interval"}
)
_STRINGS = frozenset({"text", "character varying", "character", "name", "unknown", "bytea"})


def operator_nulls(types: Types, name: str, operands: Sequence[Value]) -> Nulls:
    """Of `left name right`, or of a prefix operator."""
    given = every([nulls_of(operand) for operand in operands])
    if not given.not_null:
        return given
    if name in _MISSING_KEY:
        return Nulls(False, f"{name} gives NULL for what is not there")
    if name in _TOTAL_OPERATORS and all(_is_ordinary(types, operand) for operand in operands):
        return NEVER
    return Nulls(None, f"it is not known whether operator {name} gives NULL for these types")


def _is_ordinary(types: Types, operand: Value) -> bool:
    if operand.type is None:
        return False
    base = types.base(operand.type)
    return types.is_scalar(base) and base.name not in GEOMETRIC and base.name != "record"


def function_nulls(schema: Schema, namespace: str, name: str, arguments: Sequence[Value]) -> Nulls:
    """Of a call of a function that is no aggregate and returns no set."""
    if namespace or name in schema.routines:
        return Nulls(None, f"it is not known whether {name}() returns NULL")
    if name in NEVER_NULL:
        return NEVER
    given = every([nulls_of(argument) for argument in arguments])
    if name in OF_FIRST and arguments:
        return nulls_of(arguments[0])
    if name in TOTAL:
        return given
    if not given.not_null and name in MAY_BE_NULL:
        return given
    return _special(schema.types, name, arguments, given)


def _special(types: Types, name: str, arguments: Sequence[Value], given: Nulls) -> Nulls:
    """Of functions that are never NULL in some of their forms only."""
    shown = [_text(types, argument) for argument in arguments]
    if name in ("lower", "upper") and shown[:1] and shown[0] in _STRINGS:
        return given
    if name == "substring" and all(type_ == "integer" for type_ in shown[1:]):
        return given
    if name == "substring":
        return Nulls(False, "substring() gives NULL without a match")
    if name == "to_char" and shown and shown[0] not in _INFINITE and shown[0] is not None:
        return Nulls(False, "to_char() gives NULL for an empty format")
    if name in MAY_BE_NULL:
        return Nulls(False, f"{name}() returns NULL for some arguments")
    if name == "current_setting":
        if len(arguments) == 1:
            return given
        return Nulls(False, "current_setting() returns NULL for a setting that does not exist")
    return Nulls(None, f"it is not known whether {name}() returns NULL")


def _text(types: Types, value: Value) -> str | None:
    return None if value.type is None else text(types.base(value.type))


def extract_nulls(types: Types, field: str, source: Value) -> Nulls:
    """Of EXTRACT and of date_part with a literal field."""
    given = nulls_of(source)
    if not given.not_null:
        return given
    shown = _text(types, source)
    if field in FINITE_FIELDS or (shown is not None and shown not in _INFINITE):
        return NEVER
    return Nulls(False, f"EXTRACT gives NULL for the {field} of an infinite time")


def cast_nulls(types: Types, operand: Value, target: str) -> Nulls:
    """Of a cast to a type, given by its base."""
    given = nulls_of(operand)
    source = _text(types, operand)
    if not given.not_null:
        return given
    if source is None:
        return Nulls(None, operand.type_reason)
    if source == "jsonb" and target not in ("json", "jsonb", "text", "character varying"):
        return Nulls(False, "from PostgreSQL 18 on, a JSON null becomes NULL in this cast")
    if operand.type is not None and types.is_scalar(operand.type):
        return NEVER
    return Nulls(None, f"it is not known whether a cast from {source} gives NULL")
