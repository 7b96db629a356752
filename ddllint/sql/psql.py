"""What `pg_dump` and people write for psql, taken out without moving anything else.

Source: PostgreSQL manual, "psql" (Meta-Commands) and "COPY" (the end of the data).
"""

import re
from typing import NamedTuple

from ddllint.sql.lexer import outline
from ddllint.sql.split import code_only

_BLANK = bytes(10 if byte == 10 else 32 for byte in range(256))
_STDIN = re.compile(rb"(?i:\bfrom\s+stdin\b)")
# COPY (query) sends data out; commands and comments may stand before the word.
_COPY = re.compile(
    rb"(?i:(?:\s|--[^\n\r]*+|/\*.*?\*/|\\[^\n]*+|(?!))*+copy\b\s*+(?!\())", re.DOTALL
)
_CLIENT_COPY = re.compile(rb"(?i:\\copy\b(?!\s*\().*\bfrom\s+stdin\b)")
_END_OF_DATA = re.compile(rb"^\\\.[ \t]*\r?$", re.MULTILINE)
_SENDS = re.compile(rb"\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch)(?![A-Za-z])|\\;")


class Blanked(NamedTuple):
    """The text without what is psql's. `unended` is where COPY data without an end begins.

    It is -1 when all COPY data ends with a line that holds nothing but a backslash and a dot.
    """

    data: bytes
    unended: int = -1


def blank_psql(data: bytes) -> Blanked:
    r"""The same text with psql commands and COPY data as spaces; offsets and lines stay.

    A command that sends what stands before it, such as `\g`, leaves a semicolon.
    """
    if b"\\" not in data and not _STDIN.search(data):
        return Blanked(data)
    blanked = bytearray(data)
    statement, unended = 0, -1
    tokens = outline(data, runs=True)
    while token := next(tokens, None):
        if token.kind not in ("meta", "semicolon"):
            continue
        sent, copies = token.kind == "semicolon", False
        if not sent:
            command = data[token.start : token.end]
            blanked[token.start : token.end] = command.translate(_BLANK)
            sent = _SENDS.match(command) is not None
            copies = _CLIENT_COPY.match(command) is not None
        if sent:
            blanked[token.start] = 0x3B  # ;
            copies = _reads_data(data, statement, token.start)
            statement = token.end
        if copies:
            start, end, ended = _copied(data, token.start + 1)
            blanked[start:end] = data[start:end].translate(_BLANK)
            if not ended and data[start:end].strip():
                unended = start
            statement = end
            tokens = outline(data, end, runs=True)
    return Blanked(bytes(blanked), unended)


def _reads_data(data: bytes, start: int, end: int) -> bool:
    """Whether the statement is a COPY that takes its data from the lines that follow."""
    head = _COPY.match(data, start, end)
    return head is not None and _STDIN.search(code_only(data[head.end() : end])) is not None


def _copied(data: bytes, at: int) -> tuple[int, int, bool]:
    """Start and end of the data that follows a COPY that ends at `at`, and whether it ends."""
    line = data.find(b"\n", at)
    if line == -1:
        return len(data), len(data), True
    found = _END_OF_DATA.search(data, line + 1)
    return line + 1, found.end() if found else len(data), found is not None
