"""The form of the scripts: one transaction that is undone, rows, blocks that raise."""

from collections.abc import Iterable, Iterator

from psycopg import sql

from ddllint.settings.model import Tenancy
from ddllint.verify.rows import Row

HEAD = (
    r"\set ON_ERROR_STOP on",
    r"\encoding UTF8",
    "",
    "BEGIN;",
    "SET LOCAL client_min_messages = warning;",
)
TAIL = ("", "ROLLBACK;", r"\echo every promise holds")


def identifier(*names: str) -> str:
    """A name in SQL, quoted."""
    return sql.Identifier(*names).as_string(None)


def literal(value: str | None) -> str:
    """A value in SQL; None is NULL."""
    return sql.Literal(value).as_string(None).strip()


def comment(text: str) -> str:
    """A comment of one line."""
    return f"-- {' '.join(text.split())}"


def inserting(row: Row) -> str:
    """The INSERT of a row, without a semicolon."""
    table = identifier(*row.table)
    if not row.values:
        return f"INSERT INTO {table} DEFAULT VALUES"
    columns = ", ".join(map(identifier, row.values))
    values = ", ".join(map(literal, row.values.values()))
    return f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({values})"


def block(lines: Iterable[str]) -> Iterator[str]:
    """A DO of the lines: in dollar quotes, so that people can read it."""
    body = [*lines]
    tag, number = "$check$", 0
    while any(tag in line for line in body):
        number += 1
        tag = f"$check{number}$"
    yield f"DO {tag}"
    yield from body
    yield f"{tag};"


def setting(tenancy: Tenancy, value: str) -> str:
    """The statement that puts a tenant, or nothing, in the setting."""
    return f"SET LOCAL {identifier(*tenancy.setting.split('.'))} = {literal(value)};"


def seen(query: str, told: str) -> Iterator[str]:
    """The lines that raise `told` when a query gives a row."""
    yield "BEGIN"
    yield f"    IF EXISTS ({query}) THEN"
    yield f"        RAISE EXCEPTION USING MESSAGE = {literal(told)};"
    yield "    END IF;"
    yield "END"


def refused(statement: str, told: str) -> Iterator[str]:
    """The lines that raise `told` unless privileges or a policy refuse the statement.

    A row that is there already comes to its key only when the policy has let it through.
    """
    yield "BEGIN"
    yield "    BEGIN"
    yield f"        {statement};"
    yield "    EXCEPTION"
    yield "        WHEN insufficient_privilege THEN RETURN;"
    yield "        WHEN integrity_constraint_violation THEN NULL;"
    yield "    END;"
    yield from raised(told)
    yield "END"


def raised(told: str) -> Iterator[str]:
    """The line that raises `told`."""
    yield f"    RAISE EXCEPTION USING MESSAGE = {literal(told)};"
