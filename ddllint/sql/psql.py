"""What `pg_dump` and people write for psql, taken out without moving anything else."""

import re

from ddllint.sql.lexer import outline

_BLANK = bytes(10 if byte == 10 else 32 for byte in range(256))
_COPY = re.compile(rb"\bCOPY\b[^;]*\bFROM\s+STDIN\b[^;]*\Z", re.IGNORECASE)
_END_OF_DATA = re.compile(rb"^\\\.[ \t]*\r?$", re.MULTILINE)
_SENDS = re.compile(rb"\\(?:g|gx|gset|gexec|gdesc|crosstabview|watch|;)(?![A-Za-z])")


def blank_psql(data: bytes) -> bytes:
    r"""The same text with psql commands and COPY data as spaces; offsets and lines stay.

    A command that sends what stands before it, such as `\g`, leaves a semicolon.
    """
    if b"\\" not in data:
        return data
    pieces: list[bytes] = []
    kept = boundary = 0
    tokens = outline(data)
    while token := next(tokens, None):
        if token.kind == "meta":
            pieces.append(data[kept : token.start])
            command = data[token.start : token.end].translate(_BLANK)
            sends = _SENDS.match(data, token.start)
            pieces.append(b";" + command[1:] if sends else command)
            kept = token.end
        elif token.kind == "semicolon" and _COPY.search(data, boundary, token.start):
            start, end = _copied(data, token.end)
            pieces += [data[kept:start], data[start:end].translate(_BLANK)]
            kept = end
            tokens = outline(data, end)
        if token.kind != "string":
            boundary = token.end
    pieces.append(data[kept:])
    return b"".join(pieces)


def _copied(data: bytes, at: int) -> tuple[int, int]:
    """Start and end of the data that follows a COPY whose semicolon ends at `at`."""
    line = data.find(b"\n", at)
    if line == -1:
        return at, at
    found = _END_OF_DATA.search(data, line + 1)
    return line + 1, found.end() if found else len(data)
