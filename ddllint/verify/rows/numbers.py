"""Numbers within limits, small positive ones first."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ddllint.catalog.predicates import Allowed, NumberLimit, admits, decimal_of

_ENOUGH = 1000
_MOST_PLACES = 12
_WINDOW = 9000
_MOST_FOUND = 40


def numbers(allowed: Allowed, start: int) -> Iterator[str]:
    """Different numbers that are allowed; `start` says with which of the small ones to begin."""
    step = Fraction(allowed.multiple_of.value) if allowed.multiple_of else _step(allowed)
    low, high = _ends(allowed, step)
    for place in _places(low, high, start):
        number = decimal_of(place * step)
        if number is not None and admits(allowed, number):
            yield written(number)


def written(number: Decimal) -> str:
    """The number without an exponent."""
    return format(number, "f")


def _step(allowed: Allowed) -> Fraction:
    """How far apart: whole numbers, or what leaves enough of them between the limits."""
    step = Fraction(1)
    for _ in range(_MOST_PLACES):
        low, high = _ends(allowed, step)
        if low is None or high is None or high - low >= _ENOUGH:
            return step
        if allowed.kind == "number" and high - low >= 1:
            return step
        step /= 10
    return step


def _ends(allowed: Allowed, step: Fraction) -> tuple[int | None, int | None]:
    """The first and the last multiple of the step within the limits."""
    return _end(allowed.minimum, step, lower=True), _end(allowed.maximum, step, lower=False)


def _end(limit: NumberLimit | None, step: Fraction, *, lower: bool) -> int | None:
    if limit is None:
        return None
    value = Fraction(limit.value) / step
    end = -(-value.numerator // value.denominator) if lower else int(value // 1)
    if limit.exclusive and value == end:
        end += 1 if lower else -1
    return end


def _places(low: int | None, high: int | None, start: int) -> Iterator[int]:
    """Places from `low` to `high`: from 1 upwards if that is within, then what is left."""
    if low is not None and high is not None and low > high:
        return
    if high is not None and high < 1:
        room = _WINDOW if low is None else min(_WINDOW, high - low + 1)
        yield from (high - (start + at) % room for at in range(min(room, _MOST_FOUND)))
        return
    first = 1 if low is None else max(low, 1)
    room = _WINDOW if high is None else min(_WINDOW, high - first + 1)
    yield from (first + (start + at) % room for at in range(min(room, _MOST_FOUND)))
    for place in (0, -1, -2):
        if low is None or low <= place:
            yield place
