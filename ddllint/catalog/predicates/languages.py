"""The texts and values of a column, to be compared with others."""

from decimal import Decimal
from fractions import Fraction

import msgspec

from ddllint.catalog.predicates.facets import Facets, Limit, Scalar
from ddllint.catalog.predicates.gather import possible
from ddllint.catalog.predicates.model import Allowed, Said
from ddllint.catalog.predicates.patterns import pattern_language
from ddllint.catalog.regular import ANYTHING, CHARACTER, Node, exactly, matches, repeat

MOST_LISTED = 1000
"""As many numbers are listed one by one, where limits leave no more."""


class Languages(msgspec.Struct, frozen=True):
    """Texts that are in all of `inside` and in none of `outside`.

    `complete` is False when a pattern could not be told; then there are fewer texts.
    """

    inside: tuple[Node, ...]
    outside: tuple[Node, ...]
    complete: bool


def languages(allowed: Allowed) -> Languages:
    """The texts that a column of texts allows."""
    inside: list[Node] = []
    outside: list[Node] = []
    complete = True
    for said in allowed.patterns:
        language = pattern_language(said.value)
        if language is None:
            complete = False
        else:
            (outside if said.value.negated else inside).append(language)
    least = allowed.min_length.value if allowed.min_length else 0
    most = allowed.max_length.value if allowed.max_length else None
    if least or most is not None:
        inside.append(repeat(CHARACTER, least, most))
    outside += [exactly(said.value) for said in allowed.excluded if isinstance(said.value, str)]
    return Languages(tuple(inside or [ANYTHING]), tuple(outside), complete)


def listed(allowed: Allowed) -> Said[tuple[Scalar, ...]] | None:
    """The only values: those that are listed, or the few numbers that the limits leave."""
    low, high, step = allowed.minimum, allowed.maximum, allowed.multiple_of
    if allowed.values is not None or low is None or high is None or step is None:
        return allowed.values
    first = -(-Fraction(low.value) // Fraction(step.value))
    last = Fraction(high.value) // Fraction(step.value)
    if last - first >= MOST_LISTED:
        return None
    numbers = (Decimal(number) * step.value for number in range(int(first), int(last) + 1))
    facets = _facets(allowed)
    return Said(tuple(one for one in numbers if possible(one, facets)), high.basis)


def admits(allowed: Allowed, value: Scalar) -> bool | None:
    """Whether the value is allowed; None if that depends on a pattern that cannot be told.

    What is in `unread` is left out of account.
    """
    if not possible(value, _facets(allowed)):
        return False
    if isinstance(value, str):
        for said in allowed.patterns:
            language = pattern_language(said.value)
            if language is None or matches(language, value) is None:
                return None
    return True


def _facets(allowed: Allowed) -> Facets:
    low, high = allowed.minimum, allowed.maximum
    return Facets(
        values=frozenset(allowed.values.value) if allowed.values else None,
        excluded=frozenset(said.value for said in allowed.excluded),
        minimum=Limit(low.value, low.exclusive) if low else None,
        maximum=Limit(high.value, high.exclusive) if high else None,
        multiple_of=allowed.multiple_of.value if allowed.multiple_of else None,
        min_length=allowed.min_length.value if allowed.min_length else 0,
        max_length=allowed.max_length.value if allowed.max_length else None,
        patterns=frozenset(said.value for said in allowed.patterns),
    )
