"""JSON's own idea of types and equality, which is not Python's: `true` is not 1, 1 is 1.0."""

from collections.abc import Hashable
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TypeAlias

from ddllint.contracts.value import JsonType
from ddllint.settings.yaml import Data

AnyType: TypeAlias = "JsonType | None"
"""A JSON type; None is null's."""


def type_of(data: Data) -> AnyType:
    """The JSON type of the data, `integer` for each number without a fraction."""
    if isinstance(data, float):
        return "integer" if isfinite(data) and data.is_integer() else "number"
    return _TYPES[type(data)]


_TYPES: dict[type, AnyType] = {
    type(None): None,
    bool: "boolean",
    int: "integer",
    str: "string",
    list: "array",
    dict: "object",
}


def is_of(data: Data, kind: object) -> bool:
    """Whether the data is of the type that a schema names, `null` among them."""
    found = type_of(data)
    return (found or "null") == kind or (found == "integer" and kind == "number")


def identity(data: Data) -> Hashable:
    """A key that is equal for data that JSON calls equal, and for no other."""
    match data:
        case list():
            return ("list", *(identity(part) for part in data))
        case dict():
            return ("dict", frozenset((key, identity(part)) for key, part in data.items()))
    return (type(data) is bool, type(data) is str, data)


MAX_EXPONENT = 1_000
"""No number of a contract is further from 1: what is would cost memory to calculate with."""


def number(data: Data, written: str) -> Decimal | None:
    """The number, exactly as `written` in the file; None when the data is no finite number."""
    if isinstance(data, bool) or not isinstance(data, int | float):
        return None
    if isinstance(data, int):
        return Decimal(data)
    try:
        exact = Decimal(written)
    except InvalidOperation:
        exact = Decimal(repr(data))
    return exact if exact.is_finite() and abs(exact.adjusted()) <= MAX_EXPONENT else None


def count(data: Data) -> int | None:
    """The whole number from 0 on that a length is; None for anything else."""
    if isinstance(data, float) and isfinite(data) and data.is_integer():
        data = int(data)
    return data if isinstance(data, int) and not isinstance(data, bool) and data >= 0 else None
