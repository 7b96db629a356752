"""Rows into a database."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import psycopg
from psycopg import sql

from ddllint.verify.rows.model import Row
from ddllint.verify.rows.trial import Refusal, Trial


class Swallowed(Exception):
    """A row was neither refused nor stored: a trigger or a rule took it away."""


def insert(connection: psycopg.Connection[Any], rows: Iterable[Row]) -> None:
    """Insert rows in the open transaction, which may begin here; nothing is committed.

    Keys that may wait until the end of the transaction do, and are checked at the end of this
    call. Raises psycopg.Error when the server refuses a row, and Swallowed when one is not
    stored all the same.
    """
    connection.execute("SET CONSTRAINTS ALL DEFERRED")
    for row in rows:
        put(connection, row)
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def put(connection: psycopg.Connection[Any], row: Row) -> None:
    """Insert one row; raises as `insert` does."""
    if connection.execute(insertion(row), parameters(row)).rowcount != 1:
        raise Swallowed(f"a trigger or a rule of {row.table} kept the row from being stored")


def insertion(row: Row) -> sql.Composed:
    """The INSERT of a row, with a placeholder for each of its values.

    An identity column takes the value that the row gives it (PostgreSQL manual, INSERT).
    """
    table = sql.Identifier(*row.table)
    if not row.values:
        return sql.SQL("INSERT INTO {} DEFAULT VALUES").format(table)
    return sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})").format(
        table,
        sql.SQL(", ").join(map(sql.Identifier, row.values)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row.values)),
    )


def parameters(row: Row) -> list[str | None]:
    """The values of the placeholders of `insertion`."""
    return list(row.values.values())


def on_server(connection: psycopg.Connection[Any]) -> Trial:
    """Tries rows in the connection's open transaction, where accepted ones stay.

    A foreign key that may wait may name a row that comes later; other constraints that may wait
    do not.
    """
    waits = connection.execute("SELECT EXISTS (SELECT FROM pg_constraint WHERE condeferrable)")
    may_wait = waits.fetchone() == (True,)

    def attempt(row: Row) -> Refusal | None:
        try:
            with connection.transaction():
                if may_wait:
                    connection.execute("SET CONSTRAINTS ALL DEFERRED")
                put(connection, row)
                if may_wait:
                    _check_all_but_references(connection)
        except (psycopg.Error, Swallowed) as error:
            return refusal_of(error)
        return None

    return attempt


def _check_all_but_references(connection: psycopg.Connection[Any]) -> None:
    with suppress(psycopg.errors.ForeignKeyViolation), connection.transaction():
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refusal_of(error: psycopg.Error | Swallowed) -> Refusal:
    """What the server said."""
    if isinstance(error, Swallowed):
        return Refusal(state="", message=str(error))
    said = error.diag
    return Refusal(
        state=said.sqlstate or "",
        message=said.message_primary or str(error),
        constraint=said.constraint_name or "",
        column=said.column_name or "",
        table=said.table_name or "",
        type=said.datatype_name or "",
    )
