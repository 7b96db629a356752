"""Rows of several tenants, one of whom has nothing, and rows that tie."""

from collections.abc import Iterator

import psycopg
from psycopg import sql

from ddllint.catalog.model import Catalog, Exclusion, Key, Table
from ddllint.rules.tenants import parent_key, scoped_tables
from ddllint.settings.model import Tenancy
from ddllint.verify.applying import said
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.refusing import place_of
from ddllint.verify.rows import Filling, fill, insert
from ddllint.verify.rows.insert import on_server

_TENANTS = 3
_EACH = 3


def insert_rows(
    administrator: psycopg.Connection, live: Catalog, tenancy: Tenancy
) -> tuple[str, ...]:
    """Insert rows of all tables, and commit; the tenants, the last without rows if that can be."""
    with administrator.transaction(force_rollback=True):
        filling = fill(live, tenancy, tenants=_TENANTS, each=_EACH, trial=on_server(administrator))
    tenants = _tenants(filling, tenancy)
    last = tenants[-1] if len(tenants) == _TENANTS else None
    fewer = [row for row in filling.rows if last is None or row.values.get(tenancy.column) != last]
    try:
        with administrator.transaction():
            insert(administrator, fewer)
    except psycopg.Error:  # rows without a tenant refer to those that were left out
        with administrator.transaction():
            insert(administrator, filling.rows)
    return tenants


def _tenants(filling: Filling, tenancy: Tenancy) -> tuple[str, ...]:
    parent, key = parent_key(tenancy)
    named = [row.values.get(tenancy.column) for row in filling.rows]
    named += [row.values.get(key) for row in filling.rows if row.table == parent]
    return tuple(dict.fromkeys(tenant for tenant in named if tenant is not None))


def make_ties(
    administrator: psycopg.Connection, live: Catalog, specs: Catalog, tenancy: Tenancy
) -> Iterator[Proof]:
    """Make all rows of a tenant in a table alike but for what keys tell apart.

    Yields a proof that was not run for each table whose rows cannot be.
    """
    for table in scoped_tables(live, tenancy):
        columns = _free(table, tenancy.column)
        if tenancy.column not in table.columns or not columns or table.partition_of is not None:
            continue  # the rows of a partition are those of the table above
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        statement = sql.SQL(
            "UPDATE {table} t SET ({names}) = (SELECT {names} FROM {table} o"
            " WHERE o.{tenant} = t.{tenant} ORDER BY o.ctid LIMIT 1)"
        ).format(
            table=sql.Identifier(*table.name),
            names=names,
            tenant=sql.Identifier(tenancy.column),
        )
        try:
            administrator.execute(statement)
        except psycopg.Error as error:
            spec = specs.tables.get(table.name)
            yield Proof(
                "rows that tie can be tried",
                str(table.name),
                Verdict.NOT_RUN,
                said(error),
                place_of(spec.origin if spec else None),
            )


def _free(table: Table, tenant: str) -> list[str]:
    """The columns that no key decides."""
    bound = {tenant, *_decided(table)}
    return [
        column.name
        for column in table.columns.values()
        if column.name not in bound and column.generated is None and column.identity is None
    ]


def _decided(table: Table) -> Iterator[str]:
    for constraint in table.constraints.values():
        match constraint:
            case Key():
                yield from constraint.columns
            case Exclusion():
                yield from (one.column for one, _ in constraint.elements if one.column)
    for index in table.indexes.values():
        if index.unique:
            yield from (one.column for one in index.elements if one.column)
