"""Where statements begin and end, in text that may hold anything.

The parser's own splitter gives up at the first character that it does not know and takes an
unbalanced parenthesis for one long statement. This one ends a statement at its semicolon come
what may, as psql does; two commands hold semicolons of their own and are known by their heads.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ddllint.sql.lexer import outline

MAX_COMPOUND_BYTES = 128 * 1024
"""How far the end of a rule or of a routine's body is looked for."""

_GAP = rb"(?:\s|--[^\n\r]*+|/\*.*?\*/|(?!))++"  # see lexer for (?!)
_COMPOUND = re.compile(
    rb"(?i:create%(gap)s(?:or%(gap)sreplace%(gap)s)?(?P<kind>rule|function|procedure)\b)"
    % {b"gap": _GAP},
    re.DOTALL,
)
_ATOMIC = re.compile(rb"(?i:\bbegin%(gap)satomic\b)" % {b"gap": _GAP}, re.DOTALL)
_SPACE = b" \t\n\v\f\r"
_STEP = re.compile(rb"(?i:[();]|\b(?:begin|case|end)\b)")


class Piece(NamedTuple):
    """The bytes of one statement, without the space and comments around it.

    `after` is the byte behind its semicolon. `open` is where a quote or comment begins that is
    not closed, -1 if all are. `compound` says that semicolons belong to it.
    """

    start: int
    end: int
    after: int
    open: int = -1
    compound: bool = False


def split(data: bytes, at: int = 0) -> Iterator[Piece]:
    """The statements from byte `at` on. A comment that is never closed belongs to one."""
    while (piece := _next(data, at)) is not None:
        longer = _compound(data, piece)
        yield longer
        at = longer.after


def _next(data: bytes, at: int) -> Piece | None:
    start = end = open_ = -1
    for token in outline(data, at, runs=True):
        first, last = _ink(data, at, token.start)
        if first != -1:
            start, end = (first if start == -1 else start), last
        at = token.end
        if token.kind == "semicolon":
            if start != -1:
                return Piece(start, end, token.start + 1)
        elif token.kind != "comment" or not token.closed:
            start, end = (token.start if start == -1 else start), token.end
            open_ = -1 if token.closed else token.start
    first, last = _ink(data, at, len(data))
    if first != -1:
        start, end = (first if start == -1 else start), last
    return None if start == -1 else Piece(start, end, len(data), open_)


def _ink(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The bytes between two places without the space around them; -1 for nothing but space."""
    text = data[start:end]
    bare = text.lstrip()
    if not bare:
        return -1, -1
    first = end - len(bare)
    return first, first + len(bare.rstrip())


def _compound(data: bytes, piece: Piece) -> Piece:
    """The statement with the semicolons that belong to it."""
    head = _COMPOUND.match(data, piece.start, piece.end)
    if head is None:
        return piece
    if head["kind"].lower() != b"rule" and not _ATOMIC.search(data, piece.start, piece.end):
        return piece
    limit = min(len(data), piece.start + MAX_COMPOUND_BYTES)
    code = code_only(data[piece.start : limit])
    depth = blocks = 0
    for step in _STEP.finditer(code):
        word = step[0].lower()
        if word in b"()":
            depth += 1 if word == b"(" else -1
        elif word == b";":
            if depth <= 0 and blocks <= 0:
                end = piece.start + len(code[: step.start()].rstrip())
                return Piece(piece.start, end, piece.start + step.end(), compound=True)
        elif depth <= 0:
            blocks += _block_change(word, blocks)
    if depth <= 0 and blocks <= 0 and limit == len(data):
        return Piece(piece.start, piece.start + len(code.rstrip()), limit, compound=True)
    return piece


def _block_change(word: bytes, blocks: int) -> int:
    """What a word does to the number of open blocks; CASE has an END too."""
    if word == b"end":
        return -1 if blocks else 0
    return 1 if word == b"begin" or blocks else 0


def code_only(text: bytes) -> bytes:
    """The text with spaces for its comments and a quote for each byte of its quoted text."""
    pieces: list[bytes] = []
    at = 0
    for token in outline(text):
        if token.kind in ("comment", "string"):
            filler = b" " if token.kind == "comment" else b"'"
            pieces += [text[at : token.start], filler * (token.end - token.start)]
            at = token.end
    pieces.append(text[at:])
    return b"".join(pieces)


def trimmed_end(data: bytes, start: int, end: int) -> int:
    """Where the statement in these bytes ends without the space and comments behind it."""
    while end > start and data[end - 1] in _SPACE:
        end -= 1
    closing = data[end - 1 : end] == b"/"
    if not closing and data.find(b"--", start, end) == -1:
        return end
    line = max(data.rfind(b"\n", start, end), data.rfind(b"\r", start, end), start)
    if data.endswith(b"*/", start, end) or data.find(b"--", line, end) != -1:
        return start + len(code_only(data[start:end]).rstrip())
    return end
