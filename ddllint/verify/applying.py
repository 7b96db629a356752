"""SQL files applied to a database as they are, in the order that the server accepts."""

from collections.abc import Iterable

import psycopg
from psycopg import errors

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.sql.parsed import ParsedSource, ParsedStatement
from ddllint.sql.tokens import token_at

_MISSING = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedObject,
    errors.UndefinedFunction,
    errors.InvalidSchemaName,
    errors.InvalidForeignKey,
)
"""What the server says when a statement needs an object that another file makes."""


def apply_in_order(connection: psycopg.Connection, parsed: ParsedSource) -> None:
    """Run the statements of one file. Raises UsageError at the first that the server refuses.

    `connection` is in autocommit mode: some statements cannot run inside a transaction.
    """
    for statement in parsed.statements:
        try:
            _execute(connection, statement)
        except psycopg.Error as error:
            raise _refused(statement, error) from None


def apply(connection: psycopg.Connection, sources: Iterable[ParsedSource]) -> None:
    """Run the statements of all files.

    A file whose next statement needs an object that does not exist yet waits for the others.
    When all of them wait, single statements may go before earlier ones of their file.
    `connection` is in autocommit mode. Raises UsageError at a statement that the server refuses.
    """
    waiting = [list(parsed.statements) for parsed in sources]
    while any(waiting):
        left = sum(map(len, waiting))
        for statements in waiting:
            _run_first(connection, statements)
        if sum(map(len, waiting)) == left:
            waiting = [_left_of(connection, statements) for statements in waiting]
        if sum(map(len, waiting)) == left:
            raise _first_refusal(connection, waiting)


def _run_first(connection: psycopg.Connection, statements: list[ParsedStatement]) -> None:
    """Run statements, and take them from the list, until one has to wait."""
    while statements and _succeeds(connection, statements[0]):
        del statements[0]


def _left_of(
    connection: psycopg.Connection, statements: list[ParsedStatement]
) -> list[ParsedStatement]:
    """Run what does not have to wait; the rest."""
    return [one for one in statements if not _succeeds(connection, one)]


def _succeeds(connection: psycopg.Connection, statement: ParsedStatement) -> bool:
    """Run a statement; False when it has to wait."""
    try:
        _execute(connection, statement)
    except _MISSING:
        return False
    except psycopg.Error as error:
        raise _refused(statement, error) from None
    return True


def _first_refusal(
    connection: psycopg.Connection, waiting: list[list[ParsedStatement]]
) -> UsageError:
    statement = next(statements[0] for statements in waiting if statements)
    try:
        _execute(connection, statement)
    except psycopg.Error as error:
        return _refused(statement, error)
    raise AssertionError("a statement that was refused is accepted")


def _execute(connection: psycopg.Connection, statement: ParsedStatement) -> None:
    connection.execute(statement.statement.text.encode())


def _refused(statement: ParsedStatement, error: psycopg.Error) -> UsageError:
    return UsageError(f"the server refuses this: {said(error)}", place_of(statement))


def place_of(statement: ParsedStatement) -> Span:
    """The first word of a statement."""
    it = statement.statement
    return it.source.span(*token_at(it, it.start))


def said(error: psycopg.Error) -> str:
    """What the server said, on one line, without the statement."""
    return error.diag.message_primary or " ".join(str(error).split())
