"""Whether each text of one language belongs to another, and if not, which does not.

By derivatives of regular expressions (J. Brzozowski, Journal of the ACM 11, 1964): what may
follow after a character is an expression again, and of these there are finitely many. Work is
limited: what takes too many steps is not known.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TypeAlias

import msgspec

from ddllint.catalog.regular.nodes import (
    ANYTHING,
    CHARACTER,
    EMPTY,
    LAST,
    NOTHING,
    Chars,
    Choice,
    Node,
    Repeat,
    Unknown,
    choice,
    nullable,
    repeat,
    sequence,
    with_unknown,
)
from ddllint.catalog.regular.nodes import Sequence as Parts

MAX_STATES = 2000
MAX_WAYS = 40
"""As many alternatives may be open at once; states times ways is what the work amounts to."""
_SHOWN_FIRST = "aA0 -_.z"
_SURROGATES = (0xD800, 0xDFFF)


class Holds(msgspec.Struct, frozen=True):
    """Each text of the one belongs to the other."""


class Fails(msgspec.Struct, frozen=True):
    """`witness`, a shortest one, belongs to the one and not to the other."""

    witness: str


Verdict: TypeAlias = Holds | Fails | None
"""None: not known."""


def included(inside: Sequence[Node], outside: Sequence[Node], of: Node) -> Verdict:
    """Whether `of` has each text that is in all of `inside` and in none of `outside`."""
    most = [with_unknown(node, CHARACTER) for node in inside]
    least = [with_unknown(node, NOTHING) for node in inside]
    few = [with_unknown(node, NOTHING) for node in outside]
    many = [with_unknown(node, CHARACTER) for node in outside]
    found = _search(most, few, with_unknown(of, NOTHING))
    if not isinstance(found, Fails):
        return found
    if [most, few] != [least, many] or with_unknown(of, NOTHING) != with_unknown(of, CHARACTER):
        found = _search(least, many, with_unknown(of, CHARACTER))
        return found if isinstance(found, Fails) else None
    return found


def matches(node: Node, text: str) -> bool | None:
    """Whether the text belongs to the language; None if that depends on the locale."""
    least, most = (_matches(with_unknown(node, m), text) for m in (NOTHING, CHARACTER))
    return least if least == most else None


def _matches(node: Node, text: str) -> bool:
    for character in text:
        node = _after(node, ord(character))
        if node == NOTHING:
            return False
    return nullable(node)


def _search(inside: Sequence[Node], outside: Sequence[Node], of: Node) -> Verdict:
    """Breadth first, so that a witness is as short as can be."""
    alphabet = _representatives([*inside, *outside, of])
    start = (tuple(inside), tuple(outside), of)
    seen = {start}
    waiting: deque[tuple[tuple[tuple[Node, ...], tuple[Node, ...], Node], str]] = deque()
    waiting.append((start, ""))
    while waiting:
        (ins, outs, other), text = waiting.popleft()
        if all(map(nullable, ins)) and not any(map(nullable, outs)) and not nullable(other):
            return Fails(text)
        for code in alphabet:
            after = tuple(_after(node, code) for node in ins)
            left = _after(other, code)
            if NOTHING in after or left == ANYTHING:
                continue
            out = tuple(_after(node, code) for node in outs)
            if ANYTHING in out or (state := (after, out, left)) in seen:
                continue
            if len(seen) >= MAX_STATES or any(map(_is_wide, (*after, *out, left))):
                return None
            seen.add(state)
            waiting.append((state, text + chr(code)))
    return Holds()


def _is_wide(node: Node) -> bool:
    return isinstance(node, Choice) and len(node.options) > MAX_WAYS


def _after(node: Node, code: int) -> Node:
    """The texts that may follow the character."""
    match node:
        case Chars(ranges=ranges):
            return EMPTY if any(low <= code <= high for low, high in ranges) else NOTHING
        case Choice(options=options):
            return choice(*(_after(option, code) for option in options))
        case Repeat(inner=inner, low=low, high=high):
            if node == ANYTHING:
                return ANYTHING if code else NOTHING
            rest = repeat(inner, max(low - 1, 0), None if high is None else high - 1)
            return sequence(_after(inner, code), rest)
        case Parts(parts=parts):
            ways = []
            for at, part in enumerate(parts):
                ways.append(sequence(_after(part, code), *parts[at + 1 :]))
                if not nullable(part):
                    break
            return choice(*ways)
    return NOTHING


def _representatives(nodes: Sequence[Node]) -> tuple[int, ...]:
    """A character of each run that no expression tells apart, those that read well first."""
    starts = {1, _SURROGATES[0], _SURROGATES[1] + 1, 0x21, 0x7F, 0xA1}
    for node in nodes:
        for first, last in _ranges(node):
            starts |= {first, last + 1}
    ordered = sorted(start for start in starts if 1 <= start <= LAST)
    runs = zip(ordered, [*(start - 1 for start in ordered[1:]), LAST], strict=True)
    chosen = [_readable(*run) for run in runs if run[0] != _SURROGATES[0]]
    return tuple(sorted(chosen, key=_readability))


def _readable(first: int, last: int) -> int:
    return next((ord(one) for one in _SHOWN_FIRST if first <= ord(one) <= last), first)


def _readability(code: int) -> tuple[bool, int, int]:
    character = chr(code)
    rank = _SHOWN_FIRST.find(character)
    return not character.isprintable(), rank if rank >= 0 else len(_SHOWN_FIRST), code


def _ranges(node: Node) -> Iterator[tuple[int, int]]:
    match node:
        case Chars(ranges=ranges):
            yield from ranges
        case Parts(parts=many) | Choice(options=many):
            for one in many:
                yield from _ranges(one)
        case Repeat(inner=inner):
            yield from _ranges(inner)
        case Unknown():
            return
