"""Texts that a column allows: words where they do, else members of what its patterns describe."""

import random
from collections.abc import Iterator
from itertools import chain

from ddllint.catalog.predicates import Allowed, admits, languages
from ddllint.catalog.regular import Fails, Node, exactly, included, matches
from ddllint.catalog.regular.nodes import NOTHING, Chars, Choice, Repeat, Sequence
from ddllint.verify.rows.ascii_patterns import allowed_in_ascii
from ddllint.verify.rows.builtin import letters

_READABLE = ((0x61, 0x7A), (0x41, 0x5A), (0x30, 0x39), (0x21, 0x7E), (0x20, 0x20))
_MORE_TIMES = 5
_MANY_TIMES = 40
"""As often as that more than it must, a part is repeated; in each fourth text the latter."""
_TRIES = 60
_MOST_FOUND = 12


class _NoTextError(Exception):
    """The node has no text, or one that depends on the database's locale."""


def texts(allowed: Allowed, stem: str, start: int, seed: int) -> Iterator[str]:
    """Different texts that are allowed, as far as can be told; `stem` begins the words."""
    allowed = allowed_in_ascii(allowed)
    seen: set[str] = set()
    for found in chain(_words(allowed, stem, start), _described(allowed, seed)):
        if found not in seen and admits(allowed, found) is not False:
            seen.add(found)
            yield found


def _words(allowed: Allowed, stem: str, start: int) -> Iterator[str]:
    least = allowed.min_length.value if allowed.min_length else 0
    most = allowed.max_length.value if allowed.max_length else None
    for number in range(start, start + _MOST_FOUND):
        word = _fitted(letters(number), stem, least, most)
        yield word
        yield word.upper()
        yield _fitted(str(number), "", least, most)


def _fitted(end: str, stem: str, least: int, most: int | None) -> str:
    """A word that ends in `end` and is as long as it must be."""
    word = f"{stem}-{end}" if stem else end
    if most is not None and len(word) > most:
        word = end[-most:] if most else ""
    return word.rjust(least, "a")


def _described(allowed: Allowed, seed: int) -> Iterator[str]:
    """Members of the patterns: some drawn by chance, and if there are none, the shortest."""
    found = languages(allowed)
    chance = random.Random(seed)  # no secret: the same seed gives the same rows
    count = 0
    for at in range(_TRIES):
        try:
            more = _MANY_TIMES if at // len(found.inside) % 4 == 3 else _MORE_TIMES
            text = _drawn(found.inside[at % len(found.inside)], chance, more)
        except _NoTextError:
            continue
        if all(matches(node, text) for node in found.inside) and not any(
            matches(node, text) is not False for node in found.outside
        ):
            count += 1
            yield text
        if count >= _MOST_FOUND:
            return
    outside = found.outside
    while count < _MOST_FOUND and allowed.patterns:
        shortest = included(found.inside, outside, NOTHING)
        if not isinstance(shortest, Fails):
            return
        count += 1
        outside = (*outside, exactly(shortest.witness))
        yield shortest.witness


def _drawn(node: Node, chance: random.Random, more: int) -> str:
    match node:
        case Chars(ranges=ranges):
            return _character(ranges, chance)
        case Sequence(parts=parts):
            return "".join(_drawn(part, chance, more) for part in parts)
        case Choice(options=options) if options:
            return _drawn(chance.choice(options), chance, more)
        case Repeat(inner=inner, low=low, high=high):
            most = low + more if high is None else min(high, low + more)
            return "".join(_drawn(inner, chance, more) for _ in range(chance.randint(low, most)))
    raise _NoTextError


def _character(ranges: tuple[tuple[int, int], ...], chance: random.Random) -> str:
    for first, last in _READABLE:
        common = [(max(first, a), min(last, b)) for a, b in ranges if a <= last and b >= first]
        if common:
            return chr(chance.randint(*chance.choice(common)))
    return chr(ranges[0][0])
