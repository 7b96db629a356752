"""Rows into a database."""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

from ddllint.verify.rows.model import Row
from ddllint.verify.rows.trial import Refusal, Trial


def insert(connection: psycopg.Connection[Any], rows: Iterable[Row]) -> None:
    """Insert rows in the open transaction, which may begin here; nothing is committed.

    Keys that may wait until the end of the transaction do, and are checked at the end of this
    call. Raises psycopg.Error when the server refuses a row.
    """
    connection.execute("SET CONSTRAINTS ALL DEFERRED")
    for row in rows:
        connection.execute(insertion(row), parameters(row))
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")


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
    """Tries rows in the connection's open transaction, where accepted ones stay."""

    def attempt(row: Row) -> Refusal | None:
        try:
            with connection.transaction():
                connection.execute(insertion(row), parameters(row))
        except psycopg.Error as error:
            return refusal_of(error)
        return None

    return attempt


def refusal_of(error: psycopg.Error) -> Refusal:
    """What the server said."""
    said = error.diag
    return Refusal(
        state=said.sqlstate or "",
        message=said.message_primary or str(error),
        constraint=said.constraint_name or "",
        column=said.column_name or "",
        table=said.table_name or "",
        type=said.datatype_name or "",
    )
