"""A reader of ECMA-262 patterns (22.2.1), in the form that `new RegExp(pattern, "u")` takes.

Without the `u` flag nearly everything is a pattern (Annex B), and a typing error is not seen. Of
that form only what everybody writes is taken: `\\-` and the like, `{`, `}` and `]` for themselves.
"""

import re
from typing import NoReturn

import msgspec

MAX_DEPTH = 50


class InvalidPattern(Exception):
    """Why a text is no pattern."""


class Traits(msgspec.Struct):
    """What engines differ in, gathered while a pattern is read.

    `unbounded` counts the parts that repeat without bound, `ways` multiplies the numbers of ways
    in which all other parts may match; `nested` says that a part which may match in several ways
    is itself repeated. `for_python` is the pattern in Python's spelling.
    """

    named_groups: bool = False
    properties: str = ""
    braced_code_points: bool = False
    empty_class: str = ""
    word_boundary: str = ""
    control_escape: bool = False
    open_brace: bool = False
    lookahead: bool = False
    lookbehind: bool = False
    back_reference: bool = False
    highest_bound: int = 0
    unbounded: int = 0
    ways: int = 1
    nested: bool = False
    for_python: str = ""


def parse(pattern: str) -> Traits:
    """The traits of the pattern. Raises InvalidPattern."""
    reader = _Reader(pattern)
    reader.disjunction(0)
    if reader.at < len(pattern):
        reader.refuse("`)` closes nothing")
    reader.traits.for_python = "".join(reader.python)
    return reader.traits


_QUANTIFIER = re.compile(r"(?:[*+?]|\{(?P<low>[0-9]+)(?P<comma>,(?P<high>[0-9]*))?\})(?P<lazy>\??)")
_GROUP_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_PROPERTY = re.compile(r"[pP]\{[A-Za-z0-9_]+(=[A-Za-z0-9_]+)?\}")
_HEXADECIMAL = re.compile(r"x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}")
_UNICODE = re.compile(r"u\{([0-9a-fA-F]+)\}")


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.traits = Traits()
        self.python: list[str] = []
        self.groups = len(re.findall(r"\((?!\?)|\(\?<(?![=!])", re.sub(r"\\.", "", pattern)))
        self.names: set[str] = set()

    def refuse(self, reason: str) -> NoReturn:
        raise InvalidPattern(f"{reason}, at character {self.at + 1}")

    def peek(self, text: str) -> bool:
        return self.pattern.startswith(text, self.at)

    def take(self, text: str, python: str | None = None) -> None:
        self.at += len(text)
        self.python.append(text if python is None else python)

    def disjunction(self, depth: int) -> int:
        """Read alternatives up to `)` or the end; how many parts match in several ways."""
        if depth > MAX_DEPTH:
            self.refuse(f"groups are nested deeper than {MAX_DEPTH} levels")
        varying, alternatives = 0, 1
        while self.at < len(self.pattern) and not self.peek(")"):
            if self.peek("|"):
                self.take("|")
                alternatives += 1
            else:
                varying += self.term(depth)
        self.traits.ways *= alternatives
        return varying + (alternatives > 1)

    def term(self, depth: int) -> int:
        character = self.pattern[self.at]
        inner, repeatable = 0, True
        if character == "^":
            self.take("^")
            repeatable = False
        elif character == "$":
            self.take("$", r"\Z")
            repeatable = False
        elif character == "(":
            inner, repeatable = self.group(depth)
        elif character == "[":
            self.character_class()
        elif character == "\\":
            repeatable = self.escape(in_class=False)
        elif character in "*+?":
            self.refuse(f"`{character}` repeats nothing")
        elif character in "{}]" and not _QUANTIFIER.match(self.pattern, self.at):
            following = self.pattern[self.at + 1 : self.at + 2]
            self.traits.open_brace |= character == "{" and following.isdigit()
            self.take(character, f"\\{character}")
        elif character == "{":
            self.refuse("the numbers in braces repeat nothing")
        else:
            self.take(character)
        return self.quantifier(inner, repeatable)

    def quantifier(self, inner: int, repeatable: bool) -> int:
        """Read a repetition, if there is one; how many parts match in several ways by now."""
        found = _QUANTIFIER.match(self.pattern, self.at)
        if found is None:
            return inner
        if not repeatable:
            self.refuse(f"`{found[0]}` repeats what takes no room")
        low, high, unbounded = _limits(found)
        if high < low:
            self.refuse(f"`{found[0]}` has its numbers in the wrong order")
        self.traits.highest_bound = max(self.traits.highest_bound, high)
        self.take(found[0])
        if inner and (unbounded or high > 1):
            self.traits.nested = True
        self.traits.unbounded += unbounded
        self.traits.ways *= high - low + 1
        return inner + (unbounded or high > low)

    def group(self, depth: int) -> tuple[int, bool]:
        """Read a group; how many of its parts match in several ways; whether it may repeat."""
        repeatable = True
        if self.peek("(?:"):
            self.take("(?:")
        elif self.peek("(?=") or self.peek("(?!"):
            self.take(self.pattern[self.at : self.at + 3])
            self.traits.lookahead, repeatable = True, False
        elif self.peek("(?<=") or self.peek("(?<!"):
            self.take(self.pattern[self.at : self.at + 4])
            self.traits.lookbehind, repeatable = True, False
        elif self.peek("(?<"):
            name = _GROUP_NAME.match(self.pattern, self.at + 3)
            if name is None or not self.pattern.startswith(">", name.end()):
                self.refuse("the group has no name")
            if name[0] in self.names:
                self.refuse(f"two groups have the name `{name[0]}`")
            self.names.add(name[0])
            self.traits.named_groups = True
            self.take(f"(?<{name[0]}>", f"(?P<{name[0]}>")
        elif self.peek("(?"):
            self.refuse(f"`{self.pattern[self.at : self.at + 3]}` opens no kind of group")
        else:
            self.take("(")
        inner = self.disjunction(depth + 1)
        if not self.peek(")"):
            self.refuse("a group is not closed")
        self.take(")")
        return inner, repeatable

    def character_class(self) -> None:
        negated = self.peek("[^")
        start = self.at
        self.take("[^" if negated else "[")
        if self.peek("]"):
            self.traits.empty_class = self.pattern[start : self.at + 1]
        while not self.peek("]"):
            first = self.class_atom()
            if not self.peek("-") or self.pattern.startswith("-]", self.at):
                continue
            self.take("-")
            last = self.class_atom()
            if first is None or last is None:
                self.refuse("a range needs a character at both ends")
            if first > last:
                self.refuse("a range is in the wrong order")
        self.take("]")

    def class_atom(self) -> int | None:
        """Read one member of a class: its code point, None for a set such as `\\d`."""
        if self.at >= len(self.pattern):
            self.refuse("a class is not closed")
        character = self.pattern[self.at]
        if character == "\\":
            start = self.at
            self.escape(in_class=True)
            return _code_point(self.pattern[start + 1 : self.at])
        self.take(character, "\\[" if character == "[" else None)
        return ord(character)

    def escape(self, in_class: bool) -> bool:
        """Read what starts with a backslash; whether it may be repeated."""
        rest = self.pattern[self.at + 1 : self.at + 2]
        if not rest:
            self.refuse("the pattern ends in a backslash")
        if rest in "dDsSwWfnrtv" or not (rest.isalnum() or rest.isspace()):
            self.take("\\" + rest)
        elif rest in "bB":
            if rest == "B" and in_class:
                self.refuse("`\\B` cannot stand in a class")
            if not in_class:
                self.traits.word_boundary = f"\\{rest}"
            self.take("\\" + rest)
            return in_class
        elif rest == "c" and re.match(r"[A-Za-z]", self.pattern[self.at + 2 :]):
            self.traits.control_escape = True
            self.take(self.pattern[self.at : self.at + 3])
        elif rest == "0" and not re.match(r"[0-9]", self.pattern[self.at + 2 :]):
            self.take("\\0")
        elif rest in "xuUpPk":
            self.long_escape(rest, in_class)
        elif rest.isdigit() and not in_class:
            digits = re.match(r"[0-9]+", self.pattern[self.at + 1 :])
            number = digits[0] if digits else rest
            if int(number) > self.groups:
                self.refuse(f"`\\{number}` refers to a group that there is not")
            self.traits.back_reference = True
            self.take("\\" + number)
        else:
            self.refuse(f"`\\{rest}` has no meaning{_MEANT.get(rest, '')}")
        return True

    def long_escape(self, kind: str, in_class: bool) -> None:
        text, start = self.pattern, self.at + 1
        if found := _HEXADECIMAL.match(text, start):
            self.take("\\" + found[0])
        elif (found := _UNICODE.match(text, start)) and int(found[1], 16) <= 0x10FFFF:
            self.traits.braced_code_points = True
            self.take("\\" + found[0])
        elif found := _PROPERTY.match(text, start):
            self.traits.properties = f"\\{kind}{{...}}"
            self.take("\\" + found[0])
        elif kind == "k" and not in_class and text.startswith("<", start + 1):
            self.traits.back_reference = True
            end = text.find(">", start)
            if end < 0 or f"(?{text[start + 1 : end + 1]}" not in text:
                self.refuse("`\\k` refers to a group that there is not")
            self.take(text[self.at : end + 1])
        else:
            self.refuse(f"`\\{kind}` is not complete")


def _limits(found: re.Match[str]) -> tuple[int, int, bool]:
    """How often at least and at most, and whether without bound (at most says nothing then)."""
    kind = found[0][0]
    if kind != "{":
        return (0, 1, False) if kind == "?" else (0, 0, True)
    low = int(found["low"])
    if found["comma"] is None:
        return low, low, False
    return (low, int(found["high"]), False) if found["high"] else (low, low, True)


_MEANT = {
    "A": "; the start is `^`",
    "Z": "; the end is `$`",
    "z": "; the end is `$`",
    "h": "; white space is `\\s`",
    "y": "; a word's edge is `\\b`",
}
_CODES = {"f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "b": 8, "0": 0}


def _code_point(escaped: str) -> int | None:
    """The character that an escape stands for; None for a set of them."""
    kind = escaped[0]
    if kind in "dDsSwWpP":
        return None
    if kind in _CODES:
        return _CODES[kind]
    if kind == "c":
        return ord(escaped[1]) % 32
    if kind in "xu":
        return int(escaped.strip("xu{}"), 16)
    return ord(kind)
