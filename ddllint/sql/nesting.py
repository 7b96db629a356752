"""How deep a parse tree goes, told from the parser's JSON before anything decodes it.

Python and msgspec walk a tree by recursion, and Python ends it at a thousand frames. A tree
below the limit can be decoded, walked and compared without reaching that.
"""

import re

MAX_NESTING = 300
"""Levels of braces and brackets: some 150 operators, or 100 calls, one inside the other."""

_OTHERS = bytes(byte for byte in range(256) if byte not in b"{}[]")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


def is_too_deep(json: bytes, limit: int = MAX_NESTING) -> bool:
    """Whether JSON nests deeper than `limit`."""
    # strings may hold brackets: cheap to ignore first, as few do
    return _deeper(json, limit) and _deeper(_STRING.sub(b"", json), limit)


def _deeper(json: bytes, limit: int) -> bool:
    brackets = json.translate(None, _OTHERS)
    for _ in range(limit):
        if not brackets:
            return False
        brackets = brackets.replace(b"{}", b"").replace(b"[]", b"")
    return bool(brackets)
