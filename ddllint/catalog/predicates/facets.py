"""Sets of values, described by what bounds them: how such sets meet, and how they unite.

A description never leaves out a value that belongs to the set. `partial` says that it may hold
values which do not.
"""

from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TypeAlias, TypeVar

import msgspec

Scalar: TypeAlias = str | Decimal | bool
"""A value: text or an enum's label, a number, or a truth value. True is not the number 1."""

T = TypeVar("T")

JSON_TYPES = frozenset({"object", "array", "string", "number", "boolean", "null"})
"""What `jsonb_typeof` gives (PostgreSQL manual, 9.16)."""


class Limit(msgspec.Struct, frozen=True, gc=False):
    """A limit of numbers; `exclusive` when the limit itself is not reached."""

    value: Decimal
    exclusive: bool = False


class Regex(msgspec.Struct, frozen=True, gc=False):
    """A pattern as SQL has it. `like` patterns match the whole text, others are found in it."""

    text: str
    like: bool = False
    ignore_case: bool = False
    negated: bool = False


class Facets(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The values that meet all of this; None and empty sets say nothing."""

    values: frozenset[Scalar] | None = None
    excluded: frozenset[Scalar] = frozenset()
    minimum: Limit | None = None
    maximum: Limit | None = None
    multiple_of: Decimal | None = None
    min_length: int = 0
    max_length: int | None = None
    patterns: frozenset[Regex] = frozenset()
    json_types: frozenset[str] | None = None
    partial: bool = False


ALL = Facets()
NONE = Facets(values=frozenset())
UNREAD = Facets(partial=True)


def meet(one: Facets, other: Facets) -> Facets:
    """The values that belong to both."""
    return Facets(
        values=_both(one.values, other.values),
        excluded=one.excluded | other.excluded,
        minimum=tighter(one.minimum, other.minimum, lower=True),
        maximum=tighter(one.maximum, other.maximum, lower=False),
        multiple_of=common_multiple(one.multiple_of, other.multiple_of),
        min_length=max(one.min_length, other.min_length),
        max_length=_least(one.max_length, other.max_length),
        patterns=one.patterns | other.patterns,
        json_types=_both(one.json_types, other.json_types),
        partial=one.partial or other.partial,
    )


def unite(one: Facets, other: Facets) -> Facets:
    """The values that belong to either, and where it must be, some between them."""
    if one.values == frozenset():
        return other
    if other.values == frozenset() or one == other:
        return one
    if ALL in (one, other):
        return ALL
    if _only_values(one) and _only_values(other):
        return Facets(values=(one.values or frozenset()) | (other.values or frozenset()))
    if _only_types(one) and _only_types(other):
        types = (one.json_types or frozenset()) | (other.json_types or frozenset())
        return Facets(json_types=types)
    first, second = _hull(one), _hull(other)
    return Facets(
        excluded=first.excluded & second.excluded,
        minimum=_wider(first.minimum, second.minimum, lower=True),
        maximum=_wider(first.maximum, second.maximum, lower=False),
        multiple_of=first.multiple_of if first.multiple_of == second.multiple_of else None,
        min_length=min(first.min_length, second.min_length),
        max_length=None
        if first.max_length is None or second.max_length is None
        else max(first.max_length, second.max_length),
        patterns=first.patterns & second.patterns,
        json_types=None
        if first.json_types is None or second.json_types is None
        else first.json_types | second.json_types,
        partial=True,
    )


def _only_values(facets: Facets) -> bool:
    return facets.values is not None and facets == Facets(values=facets.values)


def _only_types(facets: Facets) -> bool:
    return facets.json_types is not None and facets == Facets(json_types=facets.json_types)


def _hull(facets: Facets) -> Facets:
    """The same without a list of values, but with what bounds these."""
    if not facets.values:
        return facets
    texts = [len(value) for value in facets.values if isinstance(value, str)]
    numbers = [value for value in facets.values if isinstance(value, Decimal)]
    bounds = Facets(
        min_length=min(texts, default=0),
        max_length=max(texts, default=None) if texts else None,
        minimum=Limit(min(numbers)) if numbers else None,
        maximum=Limit(max(numbers)) if numbers else None,
    )
    return meet(msgspec.structs.replace(facets, values=None), bounds)


def tighter(one: Limit | None, other: Limit | None, *, lower: bool) -> Limit | None:
    """The limit that leaves less; `one` when they are the same."""
    if one is None or other is None:
        return one or other
    if one.value == other.value:
        return one if one.exclusive >= other.exclusive else other
    return one if (one.value > other.value) is lower else other


def _wider(one: Limit | None, other: Limit | None, *, lower: bool) -> Limit | None:
    if one is None or other is None:
        return None
    return other if tighter(one, other, lower=lower) == one else one


def _both(one: frozenset[T] | None, other: frozenset[T] | None) -> frozenset[T] | None:
    if one is None or other is None:
        return one if other is None else other
    return one & other


def _least(one: int | None, other: int | None) -> int | None:
    return one if other is None else other if one is None else min(one, other)


def common_multiple(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    """The least number that is a multiple of both."""
    if one is None or other is None:
        return one if other is None else other
    first, second = Fraction(one), Fraction(other)
    below = lcm(first.denominator, second.denominator)
    whole = lcm(int(first * below), int(second * below))
    return decimal_of(Fraction(whole, below)) or one


def decimal_of(number: Fraction) -> Decimal | None:
    """The number as a decimal one, exactly; None when it has no end."""
    twos, fives, rest = 0, 0, number.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return None
    places = max(twos, fives)
    scaled = number.numerator * 10**places // number.denominator
    return Decimal(f"{scaled}E{-places}")
