"""The form of the scripts: one transaction that is undone, rows, blocks that raise."""

from collections.abc import Iterable, Iterator, Mapping

from psycopg import sql

from ddllint.catalog.names import Name
from ddllint.rules.tenants import parent_key
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


def acting(role: str) -> Iterator[str]:
    """The lines that become a role, and fail where row security would not bind it.

    SET ROLE changes whom policies and privileges ask for (manual, SET ROLE).
    """
    yield f"SET LOCAL ROLE {identifier(role)};"
    told = f"nothing is proven by {role}: it has to be no superuser, without BYPASSRLS"
    condition = "rolname = current_user AND NOT rolsuper AND NOT rolbypassrls"
    yield from block(
        (
            "BEGIN",
            f"    IF current_user <> {literal(role)}",
            "        OR current_setting('row_security') <> 'on'",
            f"        OR NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE {condition})",
            "    THEN",
            f"    {next(raised(told))}",
            "    END IF;",
            "END",
        )
    )


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


def poured(
    rows: Iterable[Row], tenancy: Tenancy, owners: Mapping[Name, str | None]
) -> Iterator[str]:
    """The lines in which the owners of the tables, bound by row security too, insert rows."""
    parent, key = parent_key(tenancy)
    role, tenant = None, None
    for row in rows:
        if owners[row.table] not in (None, role):
            role = owners[row.table]
            yield f"SET LOCAL ROLE {identifier(role or '')};"
        whose = row.values.get(key if row.table == parent else tenancy.column)
        if whose not in (None, tenant):
            tenant = whose
            yield setting(tenancy, whose or "")
        yield f"{inserting(row)};"
    if role is not None:
        yield "RESET ROLE;"


def seen(query: str, told: str, *, may_fail: bool = False) -> Iterator[str]:
    """The lines that raise `told` when a query gives a row; with `may_fail` it may be refused."""
    yield "DECLARE is_seen boolean := false;"
    yield "BEGIN"
    if may_fail:
        yield "    BEGIN"
        yield f"        is_seen := EXISTS ({query});"
        yield "    EXCEPTION WHEN OTHERS THEN NULL;"
        yield "    END;"
    else:
        yield f"    is_seen := EXISTS ({query});"
    yield "    IF is_seen THEN"
    yield f"        RAISE EXCEPTION USING MESSAGE = {literal(told)};"
    yield "    END IF;"
    yield "END"


def refused(statement: str, told: str, *, by: str = "insufficient_privilege") -> Iterator[str]:
    """The lines that raise `told` unless privileges or a policy refuse the statement.

    A row that is there already comes to its key only when the policy has let it through. `by`
    is the condition that counts as a refusal.
    """
    yield "BEGIN"
    yield "    BEGIN"
    yield f"        {statement};"
    yield "    EXCEPTION"
    yield "        WHEN integrity_constraint_violation THEN NULL;"
    yield f"        WHEN {by} THEN RETURN;"
    yield "    END;"
    yield from raised(told)
    yield "END"


def raised(told: str) -> Iterator[str]:
    """The line that raises `told`."""
    yield f"    RAISE EXCEPTION USING MESSAGE = {literal(told)};"
