"""Broken rows on a server: who refuses them, and that nothing stays."""

from typing import Any

import psycopg
from psycopg import sql

from ddllint.verify.rows.breaking import Broken
from ddllint.verify.rows.insert import Swallowed, put, refusal_of
from ddllint.verify.rows.masks import Mask
from ddllint.verify.rows.targets import Target
from ddllint.verify.rows.trial import Refusal

_PARTS = """
WITH RECURSIVE part AS (
    SELECT oid, conname::text AS name FROM pg_constraint
    WHERE conrelid = %(table)s::regclass AND conname = %(name)s
    UNION ALL
    SELECT one.oid, one.conname::text FROM pg_constraint one JOIN part ON one.conparentid = part.oid
), indexed AS (
    SELECT indexrelid AS oid, relname::text AS name
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = %(table)s::regclass AND relname = %(name)s
    UNION ALL
    SELECT inhrelid, relname::text FROM indexed
    JOIN pg_inherits ON inhparent = indexed.oid JOIN pg_class ON pg_class.oid = inhrelid
)
SELECT name FROM part UNION SELECT name FROM indexed
"""


def attempt(connection: psycopg.Connection[Any], broken: Broken) -> Refusal | None:
    """Insert the broken row, with its masks gone and the rows before it there; what was said.

    None if the row was accepted. Whatever came of it is rolled back, to a savepoint when a
    transaction is open. The connection's role must own the tables of the masks.
    """
    try:
        with connection.transaction(force_rollback=True):
            for mask in broken.masks:
                connection.execute(_gone(mask))
            for row in (*broken.before, broken.row):
                put(connection, row)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (psycopg.Error, Swallowed) as error:
        return refusal_of(error)
    return None


def _gone(mask: Mask) -> sql.Composed:
    table, name = sql.Identifier(*mask.table), sql.Identifier(mask.name)
    if mask.kind == "index":
        return sql.SQL("DROP INDEX IF EXISTS {}").format(
            sql.Identifier(mask.table.schema, mask.name)
        )
    if mask.kind == "not null":
        return sql.SQL("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL").format(table, name)
    return sql.SQL("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {} CASCADE").format(table, name)


def names_of(connection: psycopg.Connection[Any], target: Target) -> frozenset[str]:
    """The names by which the server may speak of the constraint: partitions have their own."""
    table = sql.Identifier(*target.table.name).as_string(connection)
    found = connection.execute(_PARTS, {"table": table, "name": target.name}).fetchall()
    return frozenset({target.name, *(name for (name,) in found)})
