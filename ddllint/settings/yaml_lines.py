"""Lines of YAML that can be told by themselves (YAML 1.2.2, 6 to 8)."""

import functools
import re
from collections.abc import Sequence
from typing import TypeAlias

from ddllint.settings.yaml_scalars import Scalar, plain

BLANK, NOTHING, SCALAR, LIST, MAPPING, LITERAL = range(6)
"""What a line gives as a value: NOTHING may be a block below it, LITERAL is text below it, a
MAPPING is empty. A line that is BLANK has neither dash nor key; it may have a comment."""

Line: TypeAlias = tuple[int, int, int, str | None, int, int, int, Scalar | tuple[Scalar, ...]]
"""The kind of the value; the column of the dash, or of the key without one, and that of what
comes after the dash; the key and its end; the start and the end of the value, and the value."""

_QUOTED = r"""'(?:[^']|'')*'|"[^"\\]*\""""
_KEY = r"""[^ \-?:,\[\]{}#&*!|>'"%@`][^:#]*(?:(?<! )#[^:#]*)*"""
_LINE = re.compile(rf"( *)(-(?: +|$))?(?:({_QUOTED}|{_KEY}):(?: +|$))?(.*)")
_ITEM = re.compile(rf"{_QUOTED}|-?[\w$/.](?:[\w$/. -]*[\w$/.-])?")
_LIST = rf"\[ *(?:(?:{_ITEM.pattern}) *(?:, *(?:{_ITEM.pattern}) *)*)?\]"
_CLOSED = re.compile(rf"({_QUOTED}|{_LIST}|{{}}|\|-?) *(?:(?<= )#.*)?")
_NO_TEXT = re.compile(" *(?:#| $)")
_LONGEST_KEY = 1000
_NO_PLAIN = frozenset("?:,]}#&*!>%@`")


@functools.lru_cache(65536)
def line_of(text: str) -> Line | None:
    """What a line holds that has no white space but spaces; None if that takes a parser.

    Most lines of a contract are in it again and again.
    """
    match = _LINE.match(text)
    assert match is not None  # whatever the line is, the last group takes it
    _, dash, key, rest = match.groups()
    indent, end, start = match.end(1), match.end(3), match.start(4)
    column = indent if dash is None else match.end(2)
    if key is not None:
        if key[-1] == " " or key == "<<" or len(key) > _LONGEST_KEY:
            return None
        key = _unquoted(key)
    if not rest or rest[0] == "#":
        if key is None and dash is None:
            return BLANK, indent, column, None, 0, 0, 0, None
        start = end + 1 if key is not None else indent + 1
        return NOTHING, indent, column, key, end, start, start, None
    if key is None and dash is None:
        return None
    found = _value(rest)
    if found is None:
        return None
    kind, length, value = found
    return kind, indent, column, key, end, start, start + length, value


def _value(text: str) -> tuple[int, int, Scalar | tuple[Scalar, ...]] | None:
    """The kind, the length and the value of what a text begins with; after it may be a comment."""
    first = text[0]
    try:
        if first not in "'\"[{|":
            written = text.partition(" #")[0].rstrip(" ")
            dash = first == "-" and written[1:2] in ("", " ")
            if first in _NO_PLAIN or dash or ": " in written or written[-1] == ":":
                return None
            return SCALAR, len(written), plain(written)
        match = _CLOSED.fullmatch(text)
        if match is None:
            return None
        written = match[1]
        if first == "[":
            items = tuple(_scalar(item) for item in _ITEM.findall(written, 1))
            return LIST, len(written), items
    except ValueError:  # a number that is too long
        return None
    if first in "{|":
        return MAPPING if first == "{" else LITERAL, len(written), written
    return SCALAR, len(written), _unquoted(written)


def _scalar(text: str) -> Scalar:
    return _unquoted(text) if text[0] in "'\"" else plain(text)


def _unquoted(text: str) -> str:
    if text[0] == "'":
        return text[1:-1].replace("''", "'")
    return text[1:-1] if text[0] == '"' else text


@functools.lru_cache(4096)
def item_places(line: str, start: int) -> tuple[tuple[int, int], ...]:
    """Start and end of each item of a LIST that starts at the column `start`."""
    return tuple([item.span() for item in _ITEM.finditer(line, start + 1)])


def literal(lines: Sequence[str], number: int, indent: int = -1) -> tuple[str, int] | None:
    """The text below the line `number`, deeper than `indent`, and the line after it.

    None if that takes a parser: for text that begins with an empty line, and where a line in it
    or after it has nothing but spaces or looks like a comment.
    """
    after = number + 1
    first = lines[after] if after < len(lines) else ""
    width = len(first) - len(first.lstrip(" "))
    if width <= indent:
        return None
    while after < len(lines) and (not lines[after] or lines[after].startswith(first[:width])):
        after += 1
    if any(map(_NO_TEXT.match, lines[number + 1 : after + 1])):
        return None
    text = "\n".join(line[width:] for line in lines[number + 1 : after])
    header = line_of(lines[number])
    kept = header is not None and header[-1] == "|" and (text[-1] == "\n" or after < len(lines))
    return text.rstrip("\n") + "\n" * kept, after
