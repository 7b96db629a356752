"""Source text to statements with typed nodes; what cannot be parsed becomes a problem."""

import functools
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from pglast.parser import ParseError, parse_sql_json, split

from ddllint.diagnostics.finding import Problem
from ddllint.sql import nodes
from ddllint.sql.directives import Directive, find_directives
from ddllint.sql.expressions import Expression
from ddllint.sql.psql import blank_psql
from ddllint.sql.source import Source, Statement

MAX_STATEMENT_BYTES = 4 * 1024 * 1024
"""A longer statement is not parsed: its parse tree takes some fifty times its length."""

MAX_WHOLE_BYTES = 8 * 1024 * 1024
"""A longer source is parsed statement by statement, so that no tree of all of it exists."""

NODES: dict[str, type] = {
    node.__name__: node
    for node in (
        nodes.AlterDefaultPrivilegesStmt,
        nodes.AlterDomainStmt,
        nodes.AlterEnumStmt,
        nodes.AlterFunctionStmt,
        nodes.AlterObjectSchemaStmt,
        nodes.AlterOwnerStmt,
        nodes.AlterPolicyStmt,
        nodes.AlterRoleStmt,
        nodes.AlterSeqStmt,
        nodes.AlterTableStmt,
        nodes.CommentStmt,
        nodes.CompositeTypeStmt,
        nodes.CreateDomainStmt,
        nodes.CreateEnumStmt,
        nodes.CreateExtensionStmt,
        nodes.CreateForeignTableStmt,
        nodes.CreateFunctionStmt,
        nodes.CreatePolicyStmt,
        nodes.CreateRangeStmt,
        nodes.CreateRoleStmt,
        nodes.CreateSchemaStmt,
        nodes.CreateSeqStmt,
        nodes.CreateStmt,
        nodes.CreateTableAsStmt,
        nodes.CreateTrigStmt,
        nodes.DropRoleStmt,
        nodes.DropStmt,
        nodes.GrantRoleStmt,
        nodes.GrantStmt,
        nodes.IndexStmt,
        nodes.RefreshMatViewStmt,
        nodes.RenameStmt,
        nodes.TransactionStmt,
        nodes.VariableSetStmt,
        nodes.ViewStmt,
    )
}
"""The kinds of statement that have a typed node."""


class ParsedStatement(msgspec.Struct, frozen=True, gc=False):
    """A statement and the parser's JSON for it; `node()` is None for a kind not in `NODES`."""

    statement: Statement
    body: msgspec.Raw

    def node(self) -> Any:
        """The typed node of the statement's kind."""
        if self.statement.kind not in NODES:
            return None
        return decoder(NODES[self.statement.kind]).decode(self.body)


class ParsedSource(msgspec.Struct, frozen=True):
    """What one source holds: statements in order, problems (SQL001), directives in comments."""

    source: Source
    statements: tuple[ParsedStatement, ...]
    problems: tuple[Problem, ...]
    directives: tuple[Directive, ...]


@functools.cache
def decoder(node: type) -> "msgspec.json.Decoder[Any]":
    """The decoder of one kind of node, made once."""
    return msgspec.json.Decoder(node)


def parse_source(source: Source) -> ParsedSource:
    """Parse a source. A syntax error costs the statement that holds it, nothing else."""
    statements: list[ParsedStatement] = []
    problems: list[Problem] = []
    data = source.data
    if b"\0" in data:
        # libpg_query reads a C string: it would stop here without a word
        at = data.index(b"\0")
        problems.append(_problem(source, at, at + 1, "NUL byte in SQL text", _NUL_HELP))
        data = data.replace(b"\0", b" ")
    if len(data) > MAX_WHOLE_BYTES:
        _parse_each(source, blank_psql(data), statements, problems)
    elif not _parse_whole(source, data, statements):
        blanked = blank_psql(data)
        if blanked == data or not _parse_whole(source, blanked, statements):
            _parse_each(source, blanked, statements, problems)
    return ParsedSource(source, tuple(statements), tuple(problems), find_directives(source))


def parse_expression(text: str) -> Expression:
    """An expression from its text alone, as a server prints it; ParseError if it is none."""
    answer = msgspec.json.decode(parse_sql_json(f"SELECT {text}"))
    (target,) = answer["stmts"][0]["stmt"]["SelectStmt"]["targetList"]
    return Expression(msgspec.json.encode(target["ResTarget"]["val"]))


def parse_query(text: str) -> Expression:
    """A SELECT from its text alone, as a server prints it; ParseError if it is none."""
    (statement,) = decoder(nodes.ParseAnswer).decode(parse_sql_json(text)).stmts
    return Expression(msgspec.json.encode(statement.stmt))


_NUL_HELP = "Remove the byte; PostgreSQL refuses it everywhere in SQL."
_SYNTAX_HELP = "The statement was not checked; the rest of the file was."
_REST_HELP = "Nothing from here to the end of the file was checked."
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
_FIRST_WORD = re.compile(r"(?:\s+|--[^\n]*|/\*.*?\*/|\()*([A-Za-z]*)", re.DOTALL)
_BEGIN_ATOMIC = re.compile(r"\bbegin\s+atomic\b", re.IGNORECASE)
_RESYNC = re.compile(r";[ \t\r]*\n")


def _parse_whole(source: Source, data: bytes, statements: list[ParsedStatement]) -> bool:
    try:
        answer = parse_sql_json(data.decode())
    except ParseError:
        return False
    statements.extend(_statements(source, 0, len(data), answer))
    return True


def _statements(source: Source, base: int, end: int, answer: str) -> Iterator[ParsedStatement]:
    for raw in decoder(nodes.ParseAnswer).decode(answer).stmts:
        start = base + raw.stmt_location
        stop = start + raw.stmt_len if raw.stmt_len else end
        for kind, body in raw.stmt.items():
            yield ParsedStatement(Statement(source, start, stop, kind, base), body)


def _parse_each(
    source: Source, data: bytes, statements: list[ParsedStatement], problems: list[Problem]
) -> None:
    """Statement by statement, going on behind each that cannot be parsed."""
    text = data.decode()
    offset = _ByteOffsets(text)
    at = 0
    while at < len(text):
        try:
            pieces = split(text[at:], with_parser=False, only_slices=True)
            error = None
        except ParseError as failure:
            error = failure
            stop = at + (_location(failure) or 0)
            pieces = _complete(text[at:stop])
        bounds = [(at + p.start, at + p.stop) for p in pieces]
        _parse_pieces(source, text, bounds, offset, statements, problems)
        if error is None:
            return
        again = _RESYNC.search(text, stop) if text[stop : stop + 1] in "'\"" else None
        problems.append(
            _problem(
                source,
                offset(stop),
                offset(stop) + 1,
                _reason(error),
                _SYNTAX_HELP if again else _REST_HELP,
            )
        )
        at = again.end() if again else len(text)


def _complete(text: str) -> tuple[slice, ...]:
    """The slices of the statements that end before the text does."""
    pieces: tuple[slice, ...] = split(text, with_parser=False, only_slices=True)
    if pieces and not text[pieces[-1].stop :].lstrip().startswith(";"):
        return pieces[:-1]
    return pieces


def _parse_pieces(
    source: Source,
    text: str,
    pieces: list[tuple[int, int]],
    offset: "_ByteOffsets",
    statements: list[ParsedStatement],
    problems: list[Problem],
) -> None:
    index = 0
    while index < len(pieces):
        start, stop = pieces[index]
        index += 1
        first, last = offset(start), offset(stop)
        if last - first > MAX_STATEMENT_BYTES:
            _long_statement(source, text[start : start + 4096], first, last, statements, problems)
            continue
        try:
            answer = parse_sql_json(text[start:stop])
        except ParseError as failure:
            longer = _atomic_body(text, pieces, index - 1)
            if longer is None:
                place = offset(start + (_location(failure) or 0))
                problems.append(_syntax_problem(source, place, last, failure))
                continue
            index, stop, answer = longer
        statements.extend(_statements(source, first, offset(stop), answer))


def _atomic_body(
    text: str, pieces: list[tuple[int, int]], index: int
) -> tuple[int, int, str] | None:
    """A function body in BEGIN ATOMIC, which the scanner splits at its inner semicolons."""
    start, stop = pieces[index]
    if not _BEGIN_ATOMIC.search(text, start, stop):
        return None
    for after in range(index + 1, len(pieces)):
        try:
            answer = parse_sql_json(text[start : pieces[after][1]])
        except ParseError:
            continue
        return after + 1, pieces[after][1], answer
    return None


def _long_statement(
    source: Source,
    head: str,
    start: int,
    end: int,
    statements: list[ParsedStatement],
    problems: list[Problem],
) -> None:
    """A statement of data is known by its first word; any other is not checked, and said so."""
    found = _FIRST_WORD.match(head)
    word = found[1].lower() if found else ""
    if word in _DATA_KINDS:
        statement = Statement(source, start, end, _DATA_KINDS[word])
        statements.append(ParsedStatement(statement, msgspec.Raw(b"{}")))
        return
    size = f"{(end - start) / 1024 / 1024:.1f} MB"
    limit = f"{MAX_STATEMENT_BYTES // 1024 // 1024} MB"
    problems.append(
        _problem(
            source,
            start,
            start + max(1, len(word)),
            f"statement of {size} is longer than the limit of {limit}",
            "The statement was not checked. Split it.",
        )
    )


def _syntax_problem(source: Source, place: int, end: int, failure: ParseError) -> Problem:
    line_end = source.data.find(b"\n", place, end)
    stop = line_end if line_end != -1 else end
    word = re.match(rb"[\w$\x80-\xff]+", source.data[place:stop])
    return _problem(
        source, place, place + (word.end() if word else 1), _reason(failure), _SYNTAX_HELP
    )


def _problem(source: Source, start: int, end: int, message: str, help: str) -> Problem:
    return Problem(message, "", source.span(start, end), help)


def _reason(failure: ParseError) -> str:
    reason = str(failure.args[0])
    return reason if len(reason) <= 200 else reason[:200] + '..."'


def _location(failure: ParseError) -> int | None:
    """The character at which the parser stopped; it does not always know."""
    return failure.args[1] if len(failure.args) > 1 else None


class _ByteOffsets:
    """Character offsets of a text to byte offsets; quick when they are asked in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ascii = text.isascii()
        self._last = (0, 0)

    def __call__(self, character: int) -> int:
        if self._ascii:
            return character
        done, at = self._last if self._last[0] <= character else (0, 0)
        at += len(self._text[done:character].encode())
        self._last = (character, at)
        return at
