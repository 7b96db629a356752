r"""Patterns as they are written: PostgreSQL's `~` and LIKE, and JSON Schema's `pattern`.

What is read here is what both languages mean alike or can be told apart in. The rest gives None:
back references, lookaround, word boundaries, embedded options, anchors inside of a pattern.

Sources: PostgreSQL manual, 9.7.1 (LIKE) and 9.7.3 (regular expressions); ECMA-262, 22.2; JSON
Schema Core 2020-12, 6.4, by which patterns are read with the flag `u`. In PostgreSQL `.` matches
a line feed, and `\d`, `\w` and `[[:alpha:]]` depend on the database's locale.
"""

import re
from collections.abc import Mapping

import msgspec

from ddllint.catalog.regular.nodes import (
    ANYTHING,
    CHARACTER,
    Chars,
    Choice,
    Node,
    Range,
    Repeat,
    Sequence,
    Unknown,
    characters,
    choice,
    complement,
    exactly,
    repeat,
    sequence,
)

MAX_TEXT = 2000
MAX_TIMES = 1000
_MAX_DEPTH = 50


class _UnreadError(Exception):
    """The pattern has something that is not read."""


class _Dialect(msgspec.Struct, frozen=True):
    """What the two languages write differently, or mean differently.

    `anchors` are the marks of a start (True) or an end; `classes` and `escapes` are what stands
    behind a backslash; `brackets` says that `]` may stand first in a bracket and `[:alpha:]`
    within one.
    """

    anchors: Mapping[str, bool]
    classes: Mapping[str, Node]
    escapes: Mapping[str, str]
    dot: Node
    brackets: bool


def posix(text: str, *, ignore_case: bool = False) -> Node | None:
    """The texts that `~` finds the pattern in, or `~*`; None when it cannot be told."""
    return _language(text, _POSIX, ignore_case)


def ecma(text: str) -> Node | None:
    """The texts that JSON Schema's `pattern` admits; None when it cannot be told."""
    return _language(text, _ECMA, False)


def like(text: str, *, ignore_case: bool = False) -> Node | None:
    r"""The texts that LIKE (or ILIKE) admits, with `\` for the escape."""
    parts: list[Node] = []
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
            if at == len(text):
                return None
            parts.append(exactly(text[at]))
        elif text[at] in "%_":
            parts.append(ANYTHING if text[at] == "%" else CHARACTER)
        else:
            parts.append(exactly(text[at]))
        at += 1
    try:
        return _folded(sequence(*parts)) if ignore_case else sequence(*parts)
    except _UnreadError:
        return None


def _language(text: str, dialect: _Dialect, ignore_case: bool) -> Node | None:
    if len(text) > MAX_TEXT:
        return None
    try:
        found = _Reader(text, dialect).read()
        return _folded(found) if ignore_case else found
    except _UnreadError:
        return None


class _Reader:
    """Reads one pattern, from its first character to its last."""

    def __init__(self, text: str, dialect: _Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self.at = 0
        self.depth = 0

    def read(self) -> Node:
        if self.text.startswith(("***", "(?")) and not self.text.startswith("(?:"):
            raise _UnreadError
        options = [self._anchored()]
        while self._took("|"):
            options.append(self._anchored())
        if self.at < len(self.text):
            raise _UnreadError
        return choice(*options)

    def _anchored(self) -> Node:
        """One alternative of the whole, with what may stand before and behind it."""
        begins = self._took_anchor(True)
        body = self._sequence()
        ends = self._took_anchor(False)
        return sequence(*(() if begins else (ANYTHING,)), body, *(() if ends else (ANYTHING,)))

    def _took_anchor(self, start: bool) -> bool:
        for mark, opens in self.dialect.anchors.items():
            if opens is start and self.text.startswith(mark, self.at):
                self.at += len(mark)
                return True
        return False

    def _took(self, mark: str) -> bool:
        if self.text.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def _choice(self) -> Node:
        options = [self._sequence()]
        while self._took("|"):
            options.append(self._sequence())
        return choice(*options)

    def _sequence(self) -> Node:
        parts = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            if any(self.text.startswith(mark, self.at) for mark in self.dialect.anchors):
                break
            parts.append(self._repeated(self._atom()))
        return sequence(*parts)

    def _repeated(self, atom: Node) -> Node:
        found = re.compile(r"([*+?]|\{(\d{1,4})(,?)(\d{0,4})\})\??").match(self.text, self.at)
        if not found:
            return atom
        self.at = found.end()
        mark, low, comma, high = found.groups()
        if self.text[self.at : self.at + 1] in ("*", "+", "?", "{"):
            raise _UnreadError
        if mark in ("*", "+", "?"):
            return repeat(atom, int(mark == "+"), 1 if mark == "?" else None)
        least = int(low)
        most = least if not comma else int(high) if high else None
        if max(least, most or 0) > MAX_TIMES or (most is not None and most < least):
            raise _UnreadError
        return repeat(atom, least, most)

    def _atom(self) -> Node:
        mark = self.text[self.at]
        self.at += 1
        if mark == "(":
            return self._group()
        if mark == "[":
            return self._bracket()
        if mark == ".":
            return self.dialect.dot
        if mark == "\\":
            return self._escape()
        if mark in "*+?{" or (mark in "]}" and not self.dialect.brackets):
            raise _UnreadError
        return exactly(mark)

    def _group(self) -> Node:
        if not self._took("?:") and self.text.startswith("?", self.at):
            raise _UnreadError
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _UnreadError
        inner = self._choice()
        self.depth -= 1
        if not self._took(")"):
            raise _UnreadError
        return inner

    def _escape(self) -> Node:
        mark = self._escaped()
        if mark in self.dialect.classes:
            return self.dialect.classes[mark]
        return exactly(self._character(mark))

    def _escaped(self) -> str:
        mark = self.text[self.at : self.at + 1]
        self.at += 1
        if not mark:
            raise _UnreadError
        return mark

    def _character(self, mark: str) -> str:
        """The character that an escape stands for."""
        if mark in self.dialect.escapes:
            return self.dialect.escapes[mark]
        if mark == "u" and (found := re.compile("[0-9a-fA-F]{4}").match(self.text, self.at)):
            self.at = found.end()
            code = int(found[0], 16)
            if not code or 0xD800 <= code <= 0xDFFF:
                raise _UnreadError
            return chr(code)
        if mark.isalnum() or mark == "_" or not mark.isascii():
            raise _UnreadError
        return mark

    def _bracket(self) -> Node:
        negated = self._took("^")
        ranges: list[Range] = []
        unknown = False
        if self.dialect.brackets and self.text.startswith("]", self.at):
            ranges.append((ord("]"), ord("]")))
            self.at += 1
        while not self._took("]"):
            member = self._member()
            if not isinstance(member, str):
                unknown = unknown or isinstance(member, Unknown)
                ranges += member.ranges if isinstance(member, Chars) else ()
                continue
            last = member
            if self.text.startswith("-", self.at) and self.text[self.at + 1 : self.at + 2] != "]":
                self.at += 1
                end = self._member()
                if not isinstance(end, str) or end < member:
                    raise _UnreadError
                last = end
            ranges.append((ord(member), ord(last)))
        if unknown:
            return Unknown()
        return characters(complement(ranges) if negated else ranges)

    def _member(self) -> "str | Node":
        """A character of a bracket, or a class in it."""
        mark = self.text[self.at : self.at + 1]
        self.at += 1
        if not mark:
            raise _UnreadError
        if mark == "[" and self.dialect.brackets:
            named = re.compile(r":[a-z]+:\]").match(self.text, self.at)
            if named:
                self.at = named.end()
                return Unknown()
            if self.text[self.at : self.at + 1] in (".", "="):
                raise _UnreadError
        if mark != "\\":
            return mark
        mark = self._escaped()
        return self.dialect.classes[mark] if mark in self.dialect.classes else self._character(mark)


_LINE_ENDS: list[Range] = [(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]
_DIGITS: list[Range] = [(0x30, 0x39)]
_WORD: list[Range] = [*_DIGITS, (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]
_SPACE: list[Range] = [
    (0x09, 0x0D),
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
]


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_POSIX = _Dialect(
    anchors={"^": True, "$": False, "\\A": True, "\\Z": False},
    classes=dict.fromkeys("dwsDWS", Unknown()),
    escapes={**_ESCAPES, "b": "\b", "a": "\a", "B": "\\"},
    dot=CHARACTER,
    brackets=True,
)
_ECMA = _Dialect(
    anchors={"^": True, "$": False},
    classes={
        **{mark: characters(of) for mark, of in zip("dws", (_DIGITS, _WORD, _SPACE), strict=True)},
        **{
            mark: characters(complement(of))
            for mark, of in zip("DWS", (_DIGITS, _WORD, _SPACE), strict=True)
        },
    },
    escapes=_ESCAPES,
    dot=characters(complement(_LINE_ENDS)),
    brackets=False,
)


def _folded(node: Node) -> Node:
    """The same in either case. Letters beyond ASCII have cases that depend on the locale."""
    match node:
        case Chars(ranges=ranges):
            if node == CHARACTER:
                return node
            if ranges[-1][1] > 0x7F:
                raise _UnreadError
            codes = [code for first, last in ranges for code in range(first, last + 1)]
            both = {ord(one) for code in codes for one in (chr(code).lower(), chr(code).upper())}
            return characters([(code, code) for code in sorted(both)])
        case Sequence(parts=parts):
            return sequence(*(_folded(part) for part in parts))
        case Choice(options=options):
            return choice(*(_folded(option) for option in options))
        case Repeat(inner=inner, low=low, high=high):
            return repeat(_folded(inner), low, high)
    return node
