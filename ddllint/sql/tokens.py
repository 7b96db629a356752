"""The extent of a name in a statement, found with PostgreSQL's own scanner."""

import re
from typing import Any

from ddllint.sql.operator_runs import without_long_runs
from ddllint.sql.psql import blank_psql
from ddllint.sql.source import Statement

_WINDOW = 4096
"""Bytes that are scanned first: a name is near the place where it is looked for."""

_COMMENTS = ("SQL_COMMENT", "C_COMMENT")
_NAME_BYTES = 63
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def token_at(statement: Statement, offset: int, name: str = "") -> tuple[int, int]:
    """First and last byte (exclusive) of a token of the statement.

    It is the token at byte `offset`, or with a `name` the first identifier from there on that
    spells that name; in `a.a` the last one, in `POLICY policy` the second. Without such a token
    it is the one at `offset`, or the whole first line. `offset` must be the beginning of a token.
    """
    data = statement.source.data
    start = max(statement.start, min(offset, statement.end))
    for end in sorted({min(start + _WINDOW, statement.end), statement.end}):
        text, tokens = _scanned(data[start:end])
        if end < statement.end:
            tokens = tokens[:-3]  # the last may be cut, and two more are looked at before it
        found = _spelt(text, tokens, name) if name else (tokens[0] if tokens else None)
        if found is None and end == statement.end and tokens:
            found = tokens[0]
        if found is not None:
            first = start + len(text[: found.start].encode())
            return first, first + len(text[found.start : found.end + 1].encode())
    return _first_line(data, start)


def _scanned(data: bytes) -> tuple[str, list[Any]]:
    """The text without what is psql's, and its tokens but for comments; none if it has none."""
    from pglast.parser import ParseError, scan  # a run without findings need not wait for it

    plain = without_long_runs(blank_psql(data.replace(b"\0", b" ")).data)
    text = plain.decode("utf-8", "ignore")  # a character may be cut at the end
    try:
        return text, [token for token in scan(text) if token.name not in _COMMENTS]
    except ParseError:
        return text, []


def _spelt(text: str, tokens: list[Any], name: str) -> Any:
    """The token that spells a name, or the one behind it in `name.name` and `KEYWORD keyword`.

    The first token is a name that the parser gave the place of: `text text` is a column.
    """
    spells = [_spells(text, tokens, at, name) for at in range(len(tokens))]
    for at, found in enumerate(spells):
        if not found:
            continue
        while at + 2 < len(tokens) and tokens[at + 1].name == "ASCII_46" and spells[at + 2]:
            at += 2
        doubled = 0 < at < len(tokens) - 1 and spells[at + 1]
        if doubled and tokens[at].kind == "UNRESERVED_KEYWORD":
            at += 1
        return tokens[at]
    return None


def _spells(text: str, tokens: list[Any], at: int, name: str) -> bool:
    token = tokens[at]
    if token.name == "UIDENT":
        return _cut(_unescaped(text, tokens, at)) == name
    if token.name != "IDENT" and token.kind in ("NO_KEYWORD", "RESERVED_KEYWORD"):
        return False
    written = text[token.start : token.end + 1]
    if written.startswith('"'):
        return _cut(written[1:-1].replace('""', '"')) == name
    return _cut(written.translate(_ASCII_LOWER)) == name


def _cut(name: str) -> str:
    """A name as the server keeps it: its first 63 bytes (PostgreSQL manual, 4.1.1)."""
    if len(name) * 4 <= _NAME_BYTES:
        return name
    return name.encode()[:_NAME_BYTES].decode("utf-8", "ignore")


def _unescaped(text: str, tokens: list[Any], at: int) -> str:
    r"""The name in `U&"..."` (PostgreSQL manual, 4.1.1), with the escape that UESCAPE gives."""
    mark = "\\"
    if at + 2 < len(tokens) and tokens[at + 1].name == "UESCAPE":
        mark = text[tokens[at + 2].start + 1]
    escaped = re.escape(mark)
    body = text[tokens[at].start + 3 : tokens[at].end].replace('""', '"')
    plain = re.sub(
        rf"{escaped}(?:({escaped})|\+([0-9A-Fa-f]{{6}})|([0-9A-Fa-f]{{4}}))",
        lambda found: found[1] or chr(int(found[2] or found[3], 16)),
        body,
    )
    # two escapes may be the halves of one character
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _first_line(data: bytes, offset: int) -> tuple[int, int]:
    end = data.find(b"\n", offset)
    line = data[offset : end if end != -1 else None].rstrip()
    return offset, offset + max(1, len(line))


_PLAIN_HEAD = re.compile(
    rb"create\s+(?:or\s+replace\s+)?(?:materialized\s+)?view\s+[\w.]+\s+"
    rb"(?:with\s*\([\w\s=,.]*\)\s*)?as\b",
    re.IGNORECASE,
)
"""A view's head as most are written, in which the first AS is the one."""


def query_text(statement: Statement) -> str:
    """The query of a CREATE VIEW or CREATE ... AS: what follows its first AS outside parentheses.

    WITH NO DATA and WITH CHECK OPTION at the end stay on it.
    """
    data = statement.source.data[statement.start : statement.end]
    if (head := _PLAIN_HEAD.match(data)) and b"\\" not in data and b"\0" not in data:
        return without_long_runs(data)[head.end() :].decode("utf-8", "ignore").strip()
    text, tokens = _scanned(data)
    depth = 0
    for token in tokens:
        depth += _step(token)
        if token.name == "AS" and not depth:
            return text[token.end + 1 :].strip()
    return text


def body_text(statement: Statement) -> str:
    """The body of a routine in SQL-standard form: from its RETURN or BEGIN ATOMIC on."""
    text, tokens = _scanned(statement.source.data[statement.start : statement.end])
    depth = 0
    named = False  # what stands before the parameters is the routine's name
    for at, token in enumerate(tokens):
        depth += _step(token)
        named = named or token.name == "ASCII_41"
        if depth or not named:
            continue
        following = tokens[at + 1].name if at + 1 < len(tokens) else ""
        if token.name == "RETURN" or (token.name, following) == ("BEGIN_P", "ATOMIC"):
            return text[token.start :].strip()
    return ""


def _step(token: Any) -> int:
    """What a token does to the depth of parentheses."""
    return {"ASCII_40": 1, "ASCII_41": -1}.get(token.name, 0)
