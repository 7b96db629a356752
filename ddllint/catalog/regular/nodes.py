"""Regular expressions as trees, kept small by the functions that make them."""

from typing import TypeAlias

import msgspec

LAST = 0x10FFFF
"""The greatest code point (RFC 3629, 3)."""

Range: TypeAlias = tuple[int, int]
"""The first and the last of a run of code points."""


class Chars(msgspec.Struct, frozen=True, gc=False):
    """One character out of sorted ranges that do not touch."""

    ranges: tuple[Range, ...]


class Unknown(msgspec.Struct, frozen=True, gc=False):
    """One character of a class that depends on the database's locale."""


class Sequence(msgspec.Struct, frozen=True, gc=False):
    """One after the other; none at all is the empty text."""

    parts: tuple["Node", ...]


class Choice(msgspec.Struct, frozen=True, gc=False):
    """One of them, in a fixed order; none at all is nothing, not even the empty text."""

    options: tuple["Node", ...]


class Repeat(msgspec.Struct, frozen=True, gc=False):
    """`inner` at least `low` and at most `high` times; None is without end."""

    inner: "Node"
    low: int
    high: int | None


Node: TypeAlias = Chars | Unknown | Sequence | Choice | Repeat

EMPTY = Sequence(())
NOTHING = Choice(())
CHARACTER = Chars(((1, LAST),))
"""Any character that PostgreSQL can hold in a text: not the one with code 0."""
ANYTHING = Repeat(CHARACTER, 0, None)


def sequence(*parts: Node) -> Node:
    """One part after the other."""
    flat: list[Node] = []
    for part in parts:
        if part == NOTHING:
            return NOTHING
        flat += part.parts if isinstance(part, Sequence) else (part,)
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))


def choice(*options: Node) -> Node:
    """One of the options; equal ones count once, and their order does not matter."""
    flat: dict[Node, None] = {}
    for option in options:
        flat |= dict.fromkeys(option.options if isinstance(option, Choice) else (option,))
    if ANYTHING in flat:
        return ANYTHING
    known = sorted(flat, key=repr) if len(flat) > 1 else tuple(flat)
    return known[0] if len(known) == 1 else Choice(tuple(known))


def repeat(inner: Node, low: int, high: int | None) -> Node:
    """`inner`, `low` to `high` times."""
    if high == 0 or inner == EMPTY:
        return EMPTY
    if inner == NOTHING:
        return EMPTY if low == 0 else NOTHING
    if (low, high) == (1, 1):
        return inner
    if isinstance(inner, Repeat) and (inner.low, inner.high) == (0, None):
        return inner
    return Repeat(inner, low, high)


def exactly(text: str) -> Node:
    """The language of one text."""
    return sequence(*(Chars(((ord(character), ord(character)),)) for character in text))


def characters(ranges: list[Range]) -> Node:
    """One character out of ranges in any order, which may overlap."""
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return Chars(tuple(merged)) if merged else NOTHING


def complement(ranges: list[Range]) -> list[Range]:
    """The characters outside of the ranges."""
    rest: list[Range] = []
    start = 1
    for first, last in sorted(ranges):
        if start < first:
            rest.append((start, first - 1))
        start = max(start, last + 1)
    return [*rest, (start, LAST)] if start <= LAST else rest


def nullable(node: Node) -> bool:
    """Whether the empty text belongs to the language."""
    match node:
        case Sequence(parts=parts):
            return all(nullable(part) for part in parts)
        case Choice(options=options):
            return any(nullable(option) for option in options)
        case Repeat(inner=inner, low=low):
            return low == 0 or nullable(inner)
    return False


def shortest(node: Node) -> int:
    """The length of the shortest text; 0 for nothing."""
    match node:
        case Sequence(parts=parts):
            return sum(shortest(part) for part in parts)
        case Choice(options=options):
            return min((shortest(option) for option in options), default=0)
        case Repeat(inner=inner, low=low):
            return shortest(inner) * low
    return 1


def longest(node: Node) -> int | None:
    """The length of the longest text; None when there is none."""
    match node:
        case Sequence(parts=parts):
            lengths = [longest(part) for part in parts]
            return None if None in lengths else sum(length or 0 for length in lengths)
        case Choice(options=options):
            lengths = [longest(option) for option in options]
            return None if None in lengths else max((n or 0 for n in lengths), default=0)
        case Repeat(inner=inner, high=high):
            length = longest(inner)
            return 0 if length == 0 else None if length is None or high is None else length * high
    return 1


def with_unknown(node: Node, meaning: Node) -> Node:
    """The tree with `meaning` for each class that depends on the locale."""
    match node:
        case Unknown():
            return meaning
        case Sequence(parts=parts):
            return sequence(*(with_unknown(part, meaning) for part in parts))
        case Choice(options=options):
            return choice(*(with_unknown(option, meaning) for option in options))
        case Repeat(inner=inner, low=low, high=high):
            return repeat(with_unknown(inner, meaning), low, high)
    return node
