"""Source text to statements with typed nodes; what cannot be parsed becomes a problem."""

import re
from dataclasses import dataclass, field
from typing import Any

import msgspec
from pglast.parser import ParseError, parse_sql_json

from ddllint.diagnostics.finding import Problem
from ddllint.sql import nodes
from ddllint.sql.directives import find_directives
from ddllint.sql.expressions import Expression
from ddllint.sql.nesting import is_too_deep
from ddllint.sql.operator_runs import without_long_runs
from ddllint.sql.parsed import NODES, ParsedSource, ParsedStatement, decoder
from ddllint.sql.psql import blank_psql
from ddllint.sql.source import Source, Statement
from ddllint.sql.split import Piece, split, trimmed_end
from ddllint.sql.syntax import FLATTEN, REST_HELP, STATEMENT_HELP, TOO_DEEP, refusal, unclosed

MAX_STATEMENT_BYTES = 1024 * 1024
"""A longer statement is not parsed: its parse tree takes some fifty times its length."""

MAX_WHOLE_BYTES = 1024 * 1024
"""A longer source is parsed in portions, so that no tree of all of it exists."""

MAX_PROBLEMS = 100
"""After so many problems a source is given up: it is in another language."""


def parse_source(source: Source) -> ParsedSource:
    """Parse a source. A syntax error costs the statement that holds it, nothing else."""
    found = _Found(source)
    data = source.data
    if b"\0" in data:
        # libpg_query reads a C string: it would stop here without a word
        at = data.index(b"\0")
        found.problem("NUL byte in SQL text", at, at + 1, _NUL_HELP)
        data = data.replace(b"\0", b" ")
    data = without_long_runs(data)
    if not _parse_whole(found, data):
        blanked = blank_psql(data)
        if blanked.unended != -1:
            at = blanked.unended
            found.problem(_UNENDED, at, at + 1, _UNENDED_HELP)
        if blanked.data is data or not _parse_whole(found, blanked.data):
            _parse_portions(found, blanked.data)
    problems = tuple(sorted(found.problems, key=lambda one: one.span))
    return ParsedSource(source, tuple(found.statements), problems, find_directives(source))


def parse_expression(text: str) -> Expression:
    """An expression from its text alone, as a server prints it; ParseError if it is none."""
    select = _only_select(f"SELECT {text}")
    targets = select.get("targetList", [])
    if len(targets) != 1 or not select.keys() <= {"targetList", "limitOption", "op"}:
        raise ParseError("not one expression", None)
    target = targets[0]["ResTarget"]
    if "name" in target:
        raise ParseError("an expression with a name", None)
    return Expression(msgspec.json.encode(target["val"]))


def parse_query(text: str) -> Expression:
    """A SELECT from its text alone, as a server prints it; ParseError if it is none."""
    return Expression(msgspec.json.encode({"SelectStmt": _only_select(text)}))


def _only_select(text: str) -> dict[str, Any]:
    answer = parse_sql_json(text).encode()
    if is_too_deep(answer):
        raise ParseError("the statement nests too deeply", None)
    statements = msgspec.json.decode(answer)["stmts"]
    if len(statements) != 1 or "SelectStmt" not in statements[0]["stmt"]:
        raise ParseError("not one SELECT", None)
    select: dict[str, Any] = statements[0]["stmt"]["SelectStmt"]
    return select


_NUL_HELP = "Remove the byte; PostgreSQL refuses it everywhere in SQL."
_UNENDED = "the data of COPY does not end"
_UNENDED_HELP = rf"End it with a line that holds nothing but `\.`. {REST_HELP}"
_DATA_KINDS = {
    "insert": "InsertStmt",
    "update": "UpdateStmt",
    "delete": "DeleteStmt",
    "merge": "MergeStmt",
    "copy": "CopyStmt",
    "select": "SelectStmt",
    "values": "SelectStmt",
    "with": "SelectStmt",
}
_FIRST_WORD = re.compile(rb"[\s(]*([A-Za-z]*)")
_KIND = re.compile(rb'"stmt":\{"(\w+)"')
_NO_BODY = msgspec.Raw(b"{}")
_FIRST_PORTION = 16 * 1024
_GIVEN_UP = f"Is this SQL for PostgreSQL? {REST_HELP}"


@dataclass(slots=True)
class _Found:
    """What was found so far."""

    source: Source
    statements: list[ParsedStatement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, message: str, start: int, end: int, help: str) -> None:
        self.problems.append(Problem(message, "", self.source.span(start, end), help))


def _parse_whole(found: _Found, data: bytes) -> bool:
    return len(data) <= MAX_WHOLE_BYTES and _parse_portion(found, data, 0, len(data))


def _parse_portion(found: _Found, data: bytes, start: int, end: int) -> bool:
    """Parse statements as one text; False, and nothing found, if the parser refuses it."""
    try:
        answer = parse_sql_json(data[start:end].decode()).encode()
    except ParseError:
        return False
    if is_too_deep(answer):
        return False
    _add(found, data, start, end, answer)
    return True


def _add(found: _Found, data: bytes, start: int, end: int, answer: bytes) -> None:
    for raw in decoder(nodes.ParseAnswer).decode(answer).stmts:
        first = start + raw.stmt_location
        last = trimmed_end(data, first, first + raw.stmt_len if raw.stmt_len else end)
        for kind, body in raw.stmt.items():
            statement = Statement(found.source, first, last, kind, start)
            # a body is a view of the whole answer: none is kept that nobody reads
            kept = body if kind in NODES or kind == "SelectStmt" else _NO_BODY
            found.statements.append(ParsedStatement(statement, kept))


def _parse_portions(found: _Found, data: bytes) -> None:
    """Many statements at once, and each alone where the parser refuses the lot."""
    at, size = 0, _FIRST_PORTION
    while pieces := _take(data, at, size):
        first, last = pieces[0], pieces[-1]
        if not _is_long(first) and _parse_portion(found, data, first.start, last.end):
            at, size = last.after, min(2 * size, MAX_WHOLE_BYTES)
            continue
        at, size = _parse_each(found, data, pieces), _FIRST_PORTION
        if len(found.problems) >= MAX_PROBLEMS:
            if _take(data, at, 1):
                found.problem("too many syntax errors", at, at + 1, _GIVEN_UP)
            return


def _take(data: bytes, at: int, size: int) -> list[Piece]:
    """Statements from byte `at` on of `size` bytes together; a long one stays alone."""
    taken: list[Piece] = []
    for piece in split(data, at):
        if _is_long(piece) and taken:
            break
        taken.append(piece)
        if piece.after - at >= size:
            break
    return taken


def _is_long(piece: Piece) -> bool:
    return piece.end - piece.start > MAX_STATEMENT_BYTES


def _parse_each(found: _Found, data: bytes, pieces: list[Piece]) -> int:
    """Parse the statements one by one, as far as they can be relied on; where to go on."""
    for piece in pieces:
        if _is_long(piece):
            resume = _long_statement(found, data, piece)
        else:
            resume = _parse_piece(found, data, piece)
        if resume != piece.after or len(found.problems) >= MAX_PROBLEMS:
            return resume
    return pieces[-1].after


def _parse_piece(found: _Found, data: bytes, piece: Piece) -> int:
    text = data[piece.start : piece.end].decode()
    try:
        answer = parse_sql_json(text).encode()
    except ParseError as failure:
        refused = refusal(data, piece, text, failure)
        found.problem(*refused[:4])
        if refused.resume == refused.start:
            _parse_portion(found, data, piece.start, refused.start)
        return refused.resume
    if is_too_deep(answer):
        _deep_statement(found, piece, answer)
    else:
        _add(found, data, piece.start, piece.end, answer)
    return piece.after


def _deep_statement(found: _Found, piece: Piece, answer: bytes) -> None:
    """A statement whose tree nobody reads is known by its kind; any other is not checked."""
    kind = _KIND.search(answer)
    if kind is None or (name := kind[1].decode()) in NODES:
        found.problem(TOO_DEEP, piece.start, piece.start + 1, f"{FLATTEN} {STATEMENT_HELP}")
    else:
        _add_unread(found, piece, name)


def _add_unread(found: _Found, piece: Piece, kind: str) -> None:
    statement = Statement(found.source, piece.start, piece.end, kind, piece.start)
    found.statements.append(ParsedStatement(statement, _NO_BODY))


def _long_statement(found: _Found, data: bytes, piece: Piece) -> int:
    """A statement of data is known by its first word; any other is not checked, and said so."""
    if piece.open != -1:
        refused = unclosed(data, piece)
        found.problem(*refused[:4])
        return refused.resume
    first = _FIRST_WORD.match(data, piece.start)
    word = first[1].decode().lower() if first else ""
    if word in _DATA_KINDS:
        _add_unread(found, piece, _DATA_KINDS[word])
        return piece.after
    size = (piece.end - piece.start) / 1024 / 1024
    limit = MAX_STATEMENT_BYTES // 1024 // 1024
    message = f"statement of {size:.1f} MB is longer than the limit of {limit} MB"
    end = piece.start + max(1, len(word))
    found.problem(message, piece.start, end, f"Split it. {STATEMENT_HELP}")
    return piece.after
