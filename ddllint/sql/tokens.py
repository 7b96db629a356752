"""The extent of a name in a statement, found with PostgreSQL's own scanner."""

from pglast.parser import ParseError, scan

from ddllint.sql.source import Statement


def token_at(statement: Statement, offset: int, name: str = "") -> tuple[int, int]:
    """First and last byte (exclusive) of a token of the statement.

    It is the token at byte `offset`, or with a `name` the first identifier from there on that
    spells that name. Without such a token it is the one at `offset`, or the whole first line.
    """
    data = statement.source.data
    text = data[statement.start : statement.end].decode("utf-8", "replace")
    try:
        tokens = scan(text)
    except ParseError:
        return _first_line(data, offset)
    starts = _byte_offsets(text, [t.start for t in tokens] + [t.end + 1 for t in tokens])
    at_offset = None
    for token in tokens:
        start, end = statement.start + starts[token.start], statement.start + starts[token.end + 1]
        if end <= offset or token.name in ("SQL_COMMENT", "C_COMMENT"):
            continue
        if at_offset is None:
            at_offset = start, end
            if not name:
                break
        if _spells(text[token.start : token.end + 1], name):
            return start, end
    return at_offset or _first_line(data, offset)


def _byte_offsets(text: str, characters: list[int]) -> dict[int, int]:
    if text.isascii():
        return {at: at for at in characters}
    offsets, at, done = {}, 0, 0
    for character in sorted(set(characters)):
        at += len(text[done:character].encode("utf-8", "replace"))
        done = character
        offsets[character] = at
    return offsets


def _spells(token: str, name: str) -> bool:
    if token.startswith('"'):
        return token[1:-1].replace('""', '"') == name
    return token.lower() == name


def _first_line(data: bytes, offset: int) -> tuple[int, int]:
    end = data.find(b"\n", offset)
    line = data[offset : end if end != -1 else None].rstrip()
    return offset, offset + max(1, len(line))


def query_text(statement: Statement) -> str:
    """The query of a CREATE VIEW or CREATE ... AS: what follows its first AS outside parentheses.

    WITH NO DATA and WITH CHECK OPTION at the end stay on it.
    """
    text = statement.text
    depth = 0
    for token in scan(text):
        if token.name == "ASCII_40":
            depth += 1
        elif token.name == "ASCII_41":
            depth -= 1
        elif token.name == "AS" and not depth:
            return text[token.end + 1 :].strip()
    return text


def body_text(statement: Statement) -> str:
    """The body of a routine in SQL-standard form: from its RETURN or BEGIN ATOMIC on."""
    text = statement.text
    depth = 0
    for token in scan(text):
        if token.name == "ASCII_40":
            depth += 1
        elif token.name == "ASCII_41":
            depth -= 1
        elif token.name in ("RETURN", "BEGIN_P") and not depth:
            return text[token.start :].strip()
    return ""
