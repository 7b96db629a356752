"""The outline of SQL text: where comments, quotes, semicolons and psql commands are.

The real scanner stops at the first thing that it does not know, and psql commands are such a
thing. This one knows just what can hide a semicolon or a backslash (PostgreSQL manual, 4.1) and
never fails.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"""
    (?P<comment>--[^\n]*|/\*)
  | (?P<string>(?<![0-9A-Za-z_$\x80-\xff])[eE]'(?:[^'\\]|\\.|'')*+(?:'|\Z)
      | '[^']*+(?:'|\Z)
      | "[^"]*+(?:"|\Z))
  | (?P<dollar>(?<![0-9A-Za-z_$\x80-\xff])\$(?:[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*)?\$)
  | (?P<semicolon>;)
  | (?P<meta>\\[^\n]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(rb"/\*|\*/")


class Token(NamedTuple):
    """A piece of text: `kind` is comment, string, semicolon or meta; bytes start to end."""

    kind: str
    start: int
    end: int


def outline(data: bytes, at: int = 0) -> Iterator[Token]:
    """The tokens that matter from byte `at` on. A quote that is never closed runs to the end."""
    while found := _TOKEN.search(data, at):
        kind, start, at = found.lastgroup or "", found.start(), found.end()
        if found[0] == b"/*":
            at = _comment_end(data, at)
        elif kind == "dollar":
            kind = "string"
            close = data.find(found[0], at)
            at = len(data) if close == -1 else close + len(found[0])
        yield Token(kind, start, at)


def _comment_end(data: bytes, at: int) -> int:
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(data, at)):
        depth += 1 if edge[0] == b"/*" else -1
        at = edge.end()
    return len(data) if depth else at
