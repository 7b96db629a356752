"""Constants of SQL as values: numbers, texts and truth values, below casts that keep them."""

import re
import struct
from decimal import Decimal
from typing import Literal

import msgspec

from ddllint.catalog.predicates.facets import Scalar
from ddllint.sql.expressions import (
    ArrayOf,
    Cast,
    Constant,
    Expr,
    Membership,
    Operator,
    TypeName,
)


class Null(msgspec.Struct, frozen=True):
    """The constant NULL."""


class Constants(msgspec.Struct, frozen=True):
    """What constants stand beside: a `number` of the type `beside`, a `text`, or a `boolean`.

    `names` are further types that a text may be cast to.
    """

    kind: Literal["text", "number", "boolean"]
    beside: str = ""
    names: frozenset[str] = frozenset()


_WHOLE = {"smallint": 15, "integer": 31, "bigint": 63}
_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\s*")
_SINGLE_DIGITS = 6  # FLT_DIG
_TRUTH = {"t": True, "true": True, "f": False, "false": False}
_TEXT_TYPES = frozenset({"text", "character varying"})


def read_constant(expression: Expr, of: Constants) -> Scalar | Null | None:
    """The value of the expression; None when it is no constant, or is not understood."""
    match expression:
        case Constant(kind="null"):
            return Null()
        case Cast(operand=operand, type=type_) if not type_.dimensions:
            value = read_constant(operand, of)
            return value if isinstance(value, Null) or _keeps(value, type_, of) else None
        case Operator(name="-", left=None, right=right):
            value = read_constant(right, of)
            return value.copy_negate() if isinstance(value, Decimal) else None
        case Constant(kind=kind, value=value):
            return _literal(kind, value, of)
    return None


def _literal(kind: str, value: bool | int | str | None, of: Constants) -> Scalar | None:
    text = str(value)
    if of.kind == "text":
        return text if kind == "string" else None
    if of.kind == "boolean":
        return value if isinstance(value, bool) else _TRUTH.get(text) if kind == "string" else None
    if kind not in ("integer", "float", "string") or not _NUMBER.fullmatch(text):
        return None
    number = Decimal(text.strip())
    if of.beside == "real":
        return number if _is_single(number) else None
    if of.beside == "double precision":
        return number if Decimal(repr(float(number))) == number else None
    return number


def _is_single(number: Decimal) -> bool:
    """Whether a `real` holds the number exactly, and shows it so: six digits it always shows."""
    if len(number.normalize().as_tuple().digits) > _SINGLE_DIGITS:
        return False
    try:
        return Decimal(struct.unpack("f", struct.pack("f", float(number)))[0]) == number
    except OverflowError:
        return False


def _keeps(value: Scalar | None, type_: TypeName, of: Constants) -> bool:
    """Whether a cast to the type leaves the value as it is."""
    if type_.modifiers:
        return False
    if isinstance(value, bool):
        return type_.name == "boolean"
    if isinstance(value, str):
        return type_.name in _TEXT_TYPES or type_.name in of.names
    if value is None:
        return False
    if type_.name in _WHOLE:
        return value == value.to_integral_value() and abs(value) < 2 ** _WHOLE[type_.name]
    if type_.name == "numeric":
        return of.beside not in ("real", "double precision")
    return type_.name in ("real", "double precision") and type_.name == of.beside


def unfolded(expression: Expr) -> tuple[Expr, str, tuple[Expr, ...], str] | None:
    """IN, `= ANY (ARRAY[...])` and the like: operand, operator, items, and `any` or `all`.

    None when it is something else, or the array's items cannot be told.
    """
    match expression:
        case Membership(operand=operand, items=items, negated=negated):
            return operand, "<>" if negated else "=", items, "all" if negated else "any"
        case Operator(name=name, left=left, right=right, quantifier=("any" | "all") as quantifier):
            found = _array(right)
            return None if left is None or found is None else (left, name, found, quantifier)
    return None


def _array(expression: Expr) -> tuple[Expr, ...] | None:
    match expression:
        case ArrayOf(items=items):
            return items
        case Cast(operand=operand, type=type_) if type_.dimensions and not type_.modifiers:
            element = TypeName(type_.name)
            found = _array(operand)
            return None if found is None else tuple(Cast(item, element) for item in found)
        case Constant(kind="string", value=str(text)):
            return _array_literal(text)
    return None


def _array_literal(text: str) -> tuple[Expr, ...] | None:
    """The items of `{a,"b c",NULL}`; None for what is nested or escaped (manual, 8.15.2)."""
    body = text.strip()
    if body == "{}":
        return ()
    if not re.fullmatch(r'\{\s*(?:"[^"\\]*"|[^"{},\\]+)(?:,\s*(?:"[^"\\]*"|[^"{},\\]+))*\}', body):
        return None
    found: list[Expr] = []
    for quoted, plain in re.findall(r'\s*(?:("[^"]*")|([^",{}]+))\s*[,}]', body[1:]):
        word = plain.strip()
        if not quoted and word.upper() == "NULL":
            found.append(Constant("null", None))
        else:
            found.append(Constant("string", quoted[1:-1] if quoted else word))
    return tuple(found)
