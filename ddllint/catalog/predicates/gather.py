"""Facets of several constraints, made one description that names its sources."""

import functools
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import msgspec

from ddllint.catalog.predicates.facets import (
    ALL,
    Facets,
    Limit,
    Regex,
    Scalar,
    common_multiple,
    meet,
    tighter,
)
from ddllint.catalog.predicates.model import Allowed, Basis, NumberLimit, Said, Unread
from ddllint.catalog.predicates.patterns import pattern_language
from ddllint.catalog.predicates.types import ColumnType
from ddllint.catalog.regular import longest, matches, shortest

T = TypeVar("T")


class Part(msgspec.Struct, frozen=True):
    """What one type or constraint says; `validated` is False where old rows may break it."""

    facets: Facets
    basis: Basis
    validated: bool = True


def gathered(
    found: ColumnType,
    parts: Iterable[Part],
    unread: tuple[Unread, ...] = (),
    *,
    stored: bool = True,
) -> Allowed:
    """All parts together. Of two that say the same, the first is named.

    Parts that are not validated do not bind what is `stored`.
    """
    binding: list[Part] = []
    unproven: dict[Basis, None] = {}
    for part in parts:
        if stored and not part.validated:
            unproven[part.basis] = None
            continue
        binding.append(part)
        if part.facets.partial:
            reason = f"{part.basis.words} is not understood, or not in full"
            unread = (*unread, Unread(reason, part.basis))
    telling = (part for part in binding if part.facets is not ALL)
    known = [more for part in telling for more in _with_lengths(part)]
    return Allowed(
        kind=found.kind,
        values=_values(found, known),
        excluded=_excluded(known),
        minimum=_limit(known, lower=True),
        maximum=_limit(known, lower=False),
        multiple_of=_said(known, lambda facets: facets.multiple_of, common_multiple),
        min_length=_said(known, lambda facets: facets.min_length or None, max),
        max_length=_said(known, lambda facets: facets.max_length, min),
        patterns=_patterns(known),
        json_types=_said(known, lambda facets: facets.json_types, lambda a, b: a & b),
        unread=tuple(dict.fromkeys(unread)),
        unproven=tuple(unproven),
    )


def _with_lengths(part: Part) -> Iterable[Part]:
    """The part, and the lengths that its patterns and values imply."""
    yield part
    if "" in part.facets.excluded:
        yield Part(Facets(min_length=1), part.basis)
    for pattern in part.facets.patterns:
        language = None if pattern.negated else pattern_language(pattern)
        if language is not None:
            lengths = Facets(min_length=shortest(language), max_length=longest(language))
            yield Part(lengths, msgspec.structs.replace(part.basis, implied=True))


def _limit(parts: Iterable[Part], *, lower: bool) -> NumberLimit | None:
    best: Limit | None = None
    basis = Basis("")
    for part in parts:
        limit = part.facets.minimum if lower else part.facets.maximum
        chosen = tighter(best, limit, lower=lower)
        if chosen is not best:
            best, basis = chosen, part.basis
    return None if best is None else NumberLimit(best.value, best.exclusive, basis)


def _said(
    parts: Iterable[Part], facet: Callable[[Facets], T | None], join: Callable[[T, T], T | None]
) -> Said[T] | None:
    found: Said[T] | None = None
    for part in parts:
        value = facet(part.facets)
        if value is None:
            continue
        joined = value if found is None else join(found.value, value)
        if joined is not None and (found is None or joined != found.value):
            found = Said(joined, part.basis)
    return found


def _excluded(parts: Iterable[Part]) -> tuple[Said[Scalar], ...]:
    return tuple(
        Said(value, part.basis) for part in parts for value in in_order(part.facets.excluded)
    )


def _patterns(parts: Iterable[Part]) -> tuple[Said[Regex], ...]:
    return tuple(
        Said(pattern, part.basis)
        for part in parts
        for pattern in sorted(part.facets.patterns, key=lambda one: (one.text, one.like))
    )


def in_order(values: Iterable[Scalar]) -> list[Scalar]:
    """Truth values, numbers and texts, each in their own order."""
    return sorted(values, key=lambda value: (str(type(value)), value))


def _values(found: ColumnType, parts: list[Part]) -> Said[tuple[Scalar, ...]] | None:
    listing = [part.basis for part in parts if part.facets.values is not None]
    if not listing:
        return None
    whole = functools.reduce(meet, (part.facets for part in parts))
    left = frozenset(value for value in whole.values or () if possible(value, whole))
    labels: tuple[Scalar, ...] = found.enum.labels if found.enum is not None else ()
    order = [label for label in labels if label in left] or in_order(left)
    return Said(tuple(order), listing[-1])


def possible(value: Scalar, facets: Facets) -> bool:
    """Whether nothing that is known forbids the value."""
    if facets.values is not None and not _is_among(value, facets.values):
        return False
    if _is_among(value, facets.excluded):
        return False
    if isinstance(value, str):
        most = facets.max_length
        if len(value) < facets.min_length or (most is not None and len(value) > most):
            return False
        return all(_may_match(value, pattern) for pattern in facets.patterns)
    return isinstance(value, bool) or _in_limits(value, facets)


def _is_among(value: Scalar, values: frozenset[Scalar]) -> bool:
    """True equals 1 in Python, and no number here."""
    if isinstance(value, str):
        return value in values
    return any(value == one and isinstance(value, bool) is isinstance(one, bool) for one in values)


def _in_limits(value: Decimal, facets: Facets) -> bool:
    low, high = facets.minimum, facets.maximum
    if low is not None and (value < low.value or (low.exclusive and value == low.value)):
        return False
    if high is not None and (value > high.value or (high.exclusive and value == high.value)):
        return False
    return facets.multiple_of is None or not Fraction(value) % Fraction(facets.multiple_of)


def _may_match(value: str, pattern: Regex) -> bool:
    language = pattern_language(pattern)
    found = None if language is None else matches(language, value)
    return found is not pattern.negated
