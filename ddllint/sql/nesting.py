"""How deep a parse tree goes, told from the parser's JSON before anything decodes it.

Python and msgspec walk a tree by recursion, and Python ends it at a thousand frames. A tree
below the limit can be decoded, walked and compared without reaching that.
"""

import re

MAX_NESTING = 250
"""Levels of braces and brackets: some 120 operators, 80 calls or 30 subqueries in a chain."""

_BLOCK = 128
_AS_BRACKETS = bytes.maketrans(b"{}", b"[]")
_OTHERS = bytes(byte for byte in range(256) if byte not in b"{}[]")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+|(?!))*+"', re.DOTALL)


def is_too_deep(json: bytes, limit: int = MAX_NESTING) -> bool:
    """Whether JSON nests deeper than `limit`."""
    # strings may hold brackets: cheap to ignore first, as few do
    return _deeper(json, limit) and _deeper(_STRING.sub(b"", json), limit)


def _deeper(json: bytes, limit: int) -> bool:
    brackets = json.translate(_AS_BRACKETS, _OTHERS)
    if not _may_be_deeper(brackets, limit):
        return False
    for _ in range(limit):
        if not brackets:
            return False
        brackets = brackets.replace(b"[]", b"")  # the innermost level
    return bool(brackets)


def _may_be_deeper(brackets: bytes, limit: int) -> bool:
    """False if even all opening brackets of a block before its closing ones stay below."""
    depth = 0
    for at in range(0, len(brackets), _BLOCK):
        opened = brackets.count(b"[", at, at + _BLOCK)
        if depth + opened > limit:
            return True
        depth += 2 * opened - min(_BLOCK, len(brackets) - at)
    return False
