"""Long runs of operator characters, which PostgreSQL's scanner reads again for each of them.

`scan.l` takes the longest operator that it can, gives most of it back and starts over; and at the
beginning of a comment it takes the operator characters that follow. Ten thousand of them take
seconds, a megabyte hours. No operator is longer than 63 bytes (PostgreSQL manual, 4.1.3).
"""

import re

from ddllint.sql.lexer import outline

LONGEST_RUN = 1024
"""Bytes; shorter runs take milliseconds."""

_CHARACTERS = b"+-*/<>=~!@#%^&|`?"
_RUN = re.compile(rb"[-+*/<>=~!@#%%^&|`?]{%d,}" % LONGEST_RUN)


def without_long_runs(data: bytes) -> bytes:
    """The same text, just as long, in which the scanner meets no run that is longer.

    A block comment with such a run becomes space, and an operator one that is too long.
    """
    if not _has_long_run(data):
        return data
    tame = bytearray(data)
    at = 0
    for token in outline(data):
        _cut_runs(tame, at, token.start)
        if data.startswith(b"/*", token.start) and _RUN.search(data, token.start, token.end):
            tame[token.start : token.end] = b" " * (token.end - token.start)
            if not token.closed:
                tame[token.start : token.start + 2] = b"/*"
        at = token.end
    _cut_runs(tame, at, len(data))
    return bytes(tame)


def _has_long_run(data: bytes) -> bool:
    """Whether there may be a run: it covers a whole block of half the size."""
    half = LONGEST_RUN // 2
    for at in range(0, len(data) - half + 1, half):
        if data[at] in _CHARACTERS and not data[at : at + half].strip(_CHARACTERS):
            return True
    return False


def _cut_runs(tame: bytearray, start: int, end: int) -> None:
    for found in _RUN.finditer(bytes(tame[start:end])):
        first, last = start + found.start(), start + found.end()
        tame[first:last] = b"@" * 64 + b" " * (last - first - 64)
