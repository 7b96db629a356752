"""How far numbers go and what they are multiples of, and what arithmetic makes of that.

Exact numbers only: integers and `numeric`. NULL, NaN and infinities are left out of account. A
range never leaves out a number that there may be; it may hold some that there are not.

Source: PostgreSQL manual, 9.3 and 9.21; a result that does not fit its type is an error there.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, gcd, lcm

import msgspec

_Bound = Fraction | None


class Numbers(msgspec.Struct, frozen=True):
    """Numbers from `minimum` to `maximum`, multiples of `step`; None says nothing.

    A `step` is more than 0.
    """

    minimum: Fraction | None = None
    maximum: Fraction | None = None
    step: Fraction | None = None


ANY = Numbers()
NONE = Numbers(Fraction(1), Fraction(0))
"""No number at all: those of NULL."""

COUNT = Numbers(Fraction(0), None, Fraction(1))
RANK = Numbers(Fraction(1), None, Fraction(1))
SIGN = Numbers(Fraction(-1), Fraction(1), Fraction(1))
_ZERO = Fraction(0)


def single(number: Fraction) -> Numbers:
    """One number."""
    return Numbers(number, number, abs(number) or None)


def is_none(numbers: Numbers) -> bool:
    """Whether there is no number at all."""
    least, most = numbers.minimum, numbers.maximum
    return least is not None and most is not None and least > most


def either(ranges: Iterable[Numbers]) -> Numbers:
    """Numbers of any of the ranges."""
    known = [one for one in ranges if not is_none(one)]
    if not known:
        return NONE
    return Numbers(
        _all(min, [one.minimum for one in known]),
        _all(max, [one.maximum for one in known]),
        _common(known),
    )


def _all(choose: Callable[[list[Fraction]], Fraction], bounds: Sequence[_Bound]) -> _Bound:
    known = [bound for bound in bounds if bound is not None]
    return choose(known) if known and len(known) == len(bounds) else None


def _common(ranges: Sequence[Numbers]) -> _Bound:
    """The greatest number that all are multiples of; 0 is a multiple of any."""
    steps = [one.step for one in ranges if not _is_zero(one)]
    if not steps:
        return None
    known = [step for step in steps if step is not None]
    if len(known) < len(steps):
        return None
    below = lcm(*(step.denominator for step in known))
    return Fraction(gcd(*(int(step * below) for step in known)), below)


def _is_zero(numbers: Numbers) -> bool:
    return numbers.minimum == numbers.maximum == _ZERO


def negated(numbers: Numbers) -> Numbers:
    """The numbers with the other sign."""
    return Numbers(_minus(numbers.maximum), _minus(numbers.minimum), numbers.step)


def _minus(bound: _Bound) -> _Bound:
    return None if bound is None else -bound


def added(one: Numbers, other: Numbers) -> Numbers:
    """Sums of a number of each."""
    return Numbers(
        _sum(one.minimum, other.minimum),
        _sum(one.maximum, other.maximum),
        _common([one, other]),
    )


def _sum(one: _Bound, other: _Bound) -> _Bound:
    return None if one is None or other is None else one + other


def multiplied(one: Numbers, other: Numbers) -> Numbers:
    """Products of a number of each."""
    step = None
    if one.step is not None and other.step is not None:
        step = one.step * other.step
    ends = [
        left * right
        for left in (one.minimum, one.maximum)
        for right in (other.minimum, other.maximum)
        if left is not None and right is not None
    ]
    if len(ends) == 4:
        return Numbers(min(ends), max(ends), step)
    if _is_positive(one) and _is_positive(other):
        return Numbers(min(ends), None, step)
    return Numbers(step=step)


def divided(one: Numbers, other: Numbers) -> Numbers:
    """Quotients: only their sign is told, as the server rounds them to a scale of its choice."""
    return _signed(one) if _is_positive(other) else ANY


def remainder(one: Numbers, other: Numbers) -> Numbers:
    """Remainders, which have the sign of what is divided."""
    return msgspec.structs.replace(_signed(one), step=_common([one, other]))


def _signed(numbers: Numbers) -> Numbers:
    if _is_positive(numbers):
        return Numbers(minimum=_ZERO)
    return Numbers(maximum=_ZERO) if _is_positive(negated(numbers)) else ANY


def _is_positive(numbers: Numbers) -> bool:
    """Whether no number is below 0."""
    return numbers.minimum is not None and numbers.minimum >= 0


def absolute(numbers: Numbers) -> Numbers:
    """The numbers without their sign."""
    if _is_positive(numbers):
        return numbers
    furthest = _all(max, [_minus(numbers.minimum), numbers.maximum])
    return Numbers(_ZERO, furthest, numbers.step)


def rounded(numbers: Numbers, step: Fraction) -> Numbers:
    """The numbers at most one step away, upwards or downwards, as multiples of the step."""
    least, most = numbers.minimum, numbers.maximum
    return Numbers(
        None if least is None else floor(least / step) * step,
        None if most is None else ceil(most / step) * step,
        step,
    )


def summed(numbers: Numbers) -> Numbers:
    """Sums of one or more of the numbers."""
    return Numbers(
        numbers.minimum if _is_positive(numbers) else None,
        numbers.maximum if _is_positive(negated(numbers)) else None,
        numbers.step,
    )


def averaged(numbers: Numbers) -> Numbers:
    """Averages, which the server rounds to a scale of its choice: whole limits stay limits."""
    whole = rounded(numbers, Fraction(1))
    return Numbers(whole.minimum, whole.maximum)


def greatest(ranges: Sequence[tuple[Numbers, bool]]) -> Numbers:
    """The greatest of one number of each range; the flag says that it is never left out."""
    everything = either(numbers for numbers, _ in ranges)
    least = [n.minimum for n, always in ranges if always and n.minimum is not None]
    if everything.minimum is not None:
        least.append(everything.minimum)
    return Numbers(max(least, default=None), everything.maximum, everything.step)


def lowest(ranges: Sequence[tuple[Numbers, bool]]) -> Numbers:
    """The least of one number of each range, likewise."""
    return negated(greatest([(negated(numbers), always) for numbers, always in ranges]))
