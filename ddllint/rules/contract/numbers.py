"""Limits of numbers, in units of the contract's field, and which of two goes further."""

import functools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec

from ddllint.catalog.predicates import Allowed, Basis
from ddllint.contracts.model import Way
from ddllint.contracts.value import Bound as ContractBound
from ddllint.contracts.value import Value
from ddllint.rules.contract.bound import Bound, by_way
from ddllint.rules.contract.json_types import INTEGERS
from ddllint.rules.rule import Context

FORMATS: dict[str, tuple[int, int]] = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
}
"""The ranges of the formats (OpenAPI Format Registry, int32 and int64)."""


class Reach(msgspec.Struct, frozen=True):
    """How far numbers go; `open` when they come as near as one likes but do not get there."""

    value: Fraction
    open: bool = False


class Side(msgspec.Struct, frozen=True):
    """Upwards (`maximum`) or downwards (`minimum`)."""

    name: str
    up: bool


_ONE = Fraction(1)
_LONGEST = 40
SIDES = (Side("minimum", False), Side("maximum", True))


def factor_of(bound: Bound) -> Fraction | None:
    """What the field is multiplied by to give the column; None if it is converted otherwise."""
    conversion = bound.binding.conversion
    if conversion is None:
        return _ONE
    return None if conversion.factor is None else Fraction(conversion.factor)


def numeric_columns(context: Context) -> Iterator[tuple[Bound, Way, Allowed, Fraction]]:
    """The columns and fields that are numbers, with each way and the factor between them.

    Fractions over an integer column without a conversion are left out: CON111 tells of them, and
    nobody knows in which unit to compare.
    """
    by_way(context)  # says what is missing
    yield from context.shared(_numeric_columns)


def _numeric_columns(context: Context) -> tuple[tuple[Bound, Way, Allowed, Fraction], ...]:
    found = []
    for bound, way in by_way(context):
        allowed, factor = bound.allowed(way), factor_of(bound)
        if allowed is None or factor is None or allowed.kind not in ("number", "float"):
            continue
        types = bound.binding.field.value.types
        if {"number", "integer"} & set(types) and not is_undeclared(bound):
            found.append((bound, way, allowed, factor))
    return tuple(found)


def is_undeclared(bound: Bound) -> bool:
    """Whether fractions are kept in an integer column and nobody says how."""
    value = bound.binding.field.value
    if bound.binding.conversion is not None or value.any_type:
        return False
    column = bound.typed.name if bound.typed is not None else ""
    if column not in INTEGERS:
        return False
    step = step_of(value)
    return not step or step % 1 != 0


def column_reach(allowed: Allowed, side: Side, factor: Fraction) -> tuple[Reach, Basis] | None:
    """How far the column goes, in units of the field; None without end."""
    if allowed.values is not None:
        numbers = [one for one in allowed.values.value if isinstance(one, Decimal)]
        furthest = max(numbers, default=0) if side.up else min(numbers, default=0)
        return Reach(Fraction(furthest) / factor), allowed.values.basis
    limit = allowed.maximum if side.up else allowed.minimum
    if limit is None:
        return None
    step = allowed.multiple_of.value if allowed.multiple_of else Decimal(0)
    refused = frozenset(one.value for one in allowed.excluded if isinstance(one.value, Decimal))
    return _reach(limit.value, limit.exclusive, step, refused, factor, side), limit.basis


@functools.lru_cache(1024)
def _reach(
    limit: Decimal,
    exclusive: bool,
    step: Decimal,
    refused: frozenset[Decimal],
    factor: Fraction,
    side: Side,
) -> Reach:
    """The limit that steps of that size come up to without those refused, in units of the field."""
    size = Fraction(step)
    reach = _stepped(Fraction(limit), exclusive, size, side)
    for _ in refused:
        if reach.value in refused:
            reach = _stepped(reach.value, True, size, side)
    return Reach(reach.value / factor, reach.open)


def field_reach(value: Value, side: Side) -> Reach | None:
    """How far the field goes by its `minimum` and `maximum`; None without end."""
    limit: ContractBound | None = value.maximum if side.up else value.minimum
    if limit is None:
        return None
    step = value.multiple_of.value if value.multiple_of else None
    return _field_reach(limit.value, limit.exclusive, step, "number" in value.types, side)


def format_reach(value: Value, format: str, side: Side) -> Reach:
    """How far the field goes by its format, which is one of FORMATS."""
    return _stepped(Fraction(FORMATS[format][side.up]), False, step_of(value), side)


@functools.lru_cache(1024)
def _field_reach(
    limit: Decimal, exclusive: bool, step: Decimal | None, fractions: bool, side: Side
) -> Reach:
    return _stepped(Fraction(limit), exclusive, _step(step, fractions), side)


def step_of(value: Value) -> Fraction:
    """What all numbers of the field are multiples of; 0 when there is no such number."""
    step = value.multiple_of.value if value.multiple_of else None
    return _step(step, "number" in value.types)


@functools.lru_cache(1024)
def _step(stated: Decimal | None, fractions: bool) -> Fraction:
    if stated is not None:
        return Fraction(stated)
    return Fraction(0 if fractions else 1)


def _stepped(limit: Fraction, exclusive: bool, step: Fraction, side: Side) -> Reach:
    if not step:
        return Reach(limit, exclusive)
    steps = limit / step
    if side.up:
        last = steps.__floor__()
        last -= int(exclusive and last == steps)
    else:
        last = steps.__ceil__()
        last += int(exclusive and last == steps)
    return Reach(last * step)


def is_brought(value: Value, number: Decimal) -> bool:
    """Whether the field may be the number, by its limits and steps."""
    at, step = Reach(Fraction(number)), step_of(value)
    beyond = any(goes_further(at, field_reach(value, side), side) for side in SIDES)
    return not beyond and not (step and at.value % step)


def goes_further(one: Reach | None, other: Reach | None, side: Side) -> bool:
    """Whether `one` goes where `other` does not; None is without end."""
    if other is None:
        return False
    if one is None:
        return True
    if one.value != other.value:
        return (one.value > other.value) is side.up
    return other.open and not one.open


def text_of(number: Fraction) -> str:
    """The number as people write it; a long one as its first digits and a power of ten."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    whole = number.denominator == 1
    text = str(number.numerator) if whole else f"{exact.normalize():f}"
    return text if len(text) <= _LONGEST else f"{exact:.6e}"
