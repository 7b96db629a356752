"""Rows in all tables, and whether they are still there afterwards."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import psycopg
from psycopg import errors, sql

from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.settings.model import Tenancy
from ddllint.verify.rows import fill, insert
from ddllint.verify.rows.insert import on_server

Rows: TypeAlias = Mapping[Name, tuple[str, ...]]
"""The rows of each table, each as the text of a JSON object, sorted."""


def filled(
    administrator: "psycopg.Connection[Any]", catalog: Catalog, tenancy: Tenancy
) -> tuple[str, ...]:
    """Put rows of two tenants into the tables, in place of those that are there.

    Tells which tables got none, and why.
    """
    tables = [
        sql.Identifier(*table.name) for table in catalog.tables.values() if table.kind != "foreign"
    ]
    with administrator.transaction():
        administrator.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(tables)))
        with administrator.transaction(force_rollback=True):
            filling = fill(catalog, tenancy, trial=on_server(administrator))
        insert(administrator, filling.rows)
    return tuple(f"{one.table} has none: {one.reason}" for one in filling.unfilled)


def rows_of(administrator: "psycopg.Connection[Any]", catalog: Catalog) -> Rows:
    """The rows of the tables of a catalog; none of a table that is not there."""
    return {
        table.name: _rows(administrator, table.name)
        for table in catalog.tables.values()
        if table.partition_of is None and table.kind != "foreign"
    }


def _rows(administrator: "psycopg.Connection[Any]", name: Name) -> tuple[str, ...]:
    statement = sql.SQL("SELECT to_jsonb(t)::text FROM {} t ORDER BY 1")
    try:
        found = administrator.execute(statement.format(sql.Identifier(*name))).fetchall()
    except errors.UndefinedTable:
        return ()
    return tuple(row for (row,) in found)


def lost(before: Rows, after: Rows) -> list[str]:
    """What became of the rows of each table where they are not the same, in words."""
    return [
        f"{name}: {len(set(rows) & set(after[name]))} of {len(rows)} rows are as they were"
        for name, rows in before.items()
        if rows != after[name]
    ]
