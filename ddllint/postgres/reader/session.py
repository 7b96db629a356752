"""A transaction in which the server prints every name in full, and its queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import psycopg
from psycopg.rows import class_row

Row = TypeVar("Row")

_COMMON = """
WITH user_schema AS (
    SELECT oid, nspname::text AS schema FROM pg_namespace
    WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
), part_of_another AS (
    -- 'e': belongs to an extension. 'i' on a function: the constructor of a range type
    SELECT classid, objid FROM pg_depend
    WHERE deptype = 'e' OR deptype = 'i' AND classid = 'pg_proc'::regclass
), relation AS (
    SELECT c.oid, s.schema, c.relname::text AS name, c.relkind::text AS kind
    FROM pg_class c JOIN user_schema s ON s.oid = c.relnamespace
    WHERE NOT EXISTS (
        SELECT FROM part_of_another p WHERE p.classid = 'pg_class'::regclass AND p.objid = c.oid
    )
), user_type AS (
    SELECT t.oid, s.schema, t.typname::text AS name, t.typtype::text AS kind
    FROM pg_type t JOIN user_schema s ON s.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE NOT EXISTS (
        SELECT FROM part_of_another p WHERE p.classid = 'pg_type'::regclass AND p.objid = t.oid
    ) AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c')
), routine AS (
    SELECT p.oid, s.schema, p.proname::text AS name
    FROM pg_proc p JOIN user_schema s ON s.oid = p.pronamespace
    WHERE p.prokind <> 'a' AND NOT EXISTS (
        SELECT FROM part_of_another a WHERE a.classid = 'pg_proc'::regclass AND a.objid = p.oid
    )
)
"""

# Whatever a client or a role has set must not change a printed expression.
_SETTINGS = """
SET LOCAL search_path TO pg_catalog;
SET LOCAL quote_all_identifiers TO off;
SET LOCAL TimeZone TO 'UTC';
SET LOCAL DateStyle TO 'ISO, MDY';
SET LOCAL IntervalStyle TO 'postgres';
SET LOCAL extra_float_digits TO 1;
SET LOCAL bytea_output TO 'hex';
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A transaction, its server's major version, and the role whose objects have no owner."""

    connection: psycopg.Connection[Any]
    major: int
    implied_owner: str | None

    def rows(self, row: type[Row], query: str) -> list[Row]:
        """The answer to a query, which may use the tables that `_COMMON` defines."""
        with self.connection.cursor(row_factory=class_row(row)) as cursor:
            # not prepared: nothing of this reader is to stay on the caller's connection
            cursor.execute((_COMMON + query).encode(), prepare=False)
            return cursor.fetchall()

    def owner(self, role: str) -> str | None:
        """The owner to note for an object of `role`."""
        return None if role == self.implied_owner else role


@contextmanager
def reading(connection: psycopg.Connection[Any], owner: str | None) -> Iterator[Session]:
    """Give a session whose settings end with the block: its savepoint is rolled back."""
    with connection.transaction(force_rollback=True):
        connection.execute(_SETTINGS.encode())
        yield Session(connection, connection.info.server_version // 10000, owner)


def grouped(rows: Iterable[Row], key: Callable[[Row], int]) -> dict[int, list[Row]]:
    """The rows by the number that `key` finds in each; an absent number has none."""
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
