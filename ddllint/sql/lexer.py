"""The outline of SQL text: where comments, quotes, semicolons and psql commands are.

The real scanner stops at the first thing that it does not know, and psql commands are such a
thing. This one knows just what can hide a semicolon or a backslash (PostgreSQL manual, 4.1, and
"psql", Meta-Commands) and never fails.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A possessive group ends with `|(?!)`, which never matches: before Python 3.11.5 a last repetition
# that fails leaves the match where it failed (gh-106052), and another branch takes it back.
# Each branch begins with a literal: only then does `re` skip quickly to the next of them.
_STOP = re.compile(rb";|'|\"|\$|\\|--|/\*")
_SEMICOLONS = re.compile(rb";(?:\s*+;|(?!))*+")
_PLAIN = re.compile(rb"'[^']*+(')?")
# Strings with nothing between them that matters: a row of data is one match, not twenty.
_RUN = re.compile(rb"'[^']*+(?:'[^'\";$\\/-]*+(?<![eE])'[^']*+|(?!))*+(')?")
# After a line break a string may go on (4.1.2.1), with escapes if it began with them.
_ESCAPED = re.compile(
    rb"'(?:[^'\\]|\\.|''|(?!))*+"
    rb"(?:'[ \t\f\v]*[\n\r]\s*'(?:[^'\\]|\\.|''|(?!))*+|(?!))*+(')?",
    re.DOTALL,
)
_IDENTIFIER = re.compile(rb'"[^"]*+(")?')
_DOLLAR = re.compile(rb"\$(?:[A-Za-z_\x80-\xff][0-9A-Za-z_\x80-\xff]*+)?\$")
_LINE_COMMENT = re.compile(rb"--[^\n\r]*+")
_COMMENT_EDGE = re.compile(rb"/\*|\*/")
_META = re.compile(
    rb"""
    \\(?:[;\\]
      | (?:!|copy\b|help\b|h\b)[^\n]*+     # their argument is the rest of the line
      | (?:[^\n\\'"]|'(?:[^'\\\n]|\\.|(?!))*+'?|"[^"\n]*+"?|(?!))*+)
    """,
    re.VERBOSE,
)
_IN_WORD = re.compile(rb"[0-9A-Za-z_$\x80-\xff]")


class Token(NamedTuple):
    """A piece of text: `kind` is comment, string, semicolon or meta; bytes start to end.

    A string is any quoted text, an identifier too; semicolons in a row are one. `closed` is
    False for a string or a comment in the middle of which the text ends.
    """

    kind: str
    start: int
    end: int
    closed: bool = True


def outline(data: bytes, at: int = 0, *, runs: bool = False) -> Iterator[Token]:
    """The tokens that matter from byte `at` on. A quote that is never closed runs to the end.

    With `runs`, strings that follow each other with no other token between them are one token.
    """
    search = _STOP.search
    plain = _RUN if runs else _PLAIN
    while stop := search(data, at):
        start = stop.start()
        mark = data[start]
        if mark == 0x3B:  # ;
            token = Token("semicolon", start, _end(_SEMICOLONS, data, start))
        elif mark == 0x27:  # '
            token = _quoted(data, start, _ESCAPED if _has_escapes(data, start) else plain)
            if not token.closed and not _has_escapes(data, start):
                token = _before_last(data, token)
        elif mark == 0x22:  # "
            token = _quoted(data, start, _IDENTIFIER)
        elif mark == 0x2D:  # -
            token = Token("comment", start, _end(_LINE_COMMENT, data, start))
        elif mark == 0x24:  # $
            if (dollar := _dollar_quoted(data, start)) is None:
                at = start + 1
                continue
            token = dollar
        elif mark == 0x5C:  # backslash
            token = Token("meta", start, _end(_META, data, start))
        else:
            token = _block_comment(data, start)
        at = token.end
        yield token


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return found.end() if found else at + 1


def _has_escapes(data: bytes, quote: int) -> bool:
    if quote == 0 or data[quote - 1] not in b"eE":
        return False
    return quote == 1 or not _IN_WORD.match(data, quote - 2)


def _quoted(data: bytes, at: int, pattern: re.Pattern[bytes]) -> Token:
    found = pattern.match(data, at)
    return Token("string", at, found.end() if found else at + 1, bool(found and found.lastindex))


def _before_last(data: bytes, run: Token) -> Token:
    """The part of an open run that comes before the string that is not closed."""
    last = data.rfind(b"'", run.start, run.end)
    return run if last == run.start else Token("string", run.start, last)


def _dollar_quoted(data: bytes, at: int) -> Token | None:
    """The string that opens here; None for a dollar that opens none."""
    found = _DOLLAR.match(data, at)
    if found is None or (at and _IN_WORD.match(data, at - 1)):
        return None
    close = data.find(found[0], found.end())
    if close == -1:
        return Token("string", at, len(data), closed=False)
    return Token("string", at, close + len(found[0]))


def _block_comment(data: bytes, at: int) -> Token:
    start, depth = at, 0
    while edge := _COMMENT_EDGE.search(data, at):
        depth += 1 if edge[0] == b"/*" else -1
        at = edge.end()
        if not depth:
            return Token("comment", start, at)
    return Token("comment", start, len(data), closed=False)
