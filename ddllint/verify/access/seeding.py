"""Many rows of several tenants, made on the server from one good row of each."""

from collections.abc import Iterator
from contextlib import suppress

import psycopg
from psycopg import errors, sql

from ddllint.catalog.model import Catalog, Exclusion, ForeignKey, Key, Table
from ddllint.catalog.predicates import column_type, listed, table_values
from ddllint.settings.model import Tenancy
from ddllint.verify.rows import Filling, Row, fill
from ddllint.verify.rows.insert import on_server

TENANTS = 10
_TIMES = ("timestamp with time zone", "timestamp without time zone", "timestamptz", "timestamp")
_VARIED = {
    "uuid": "md5({value}::text || g::text || {salt})::uuid",
    "text": "{value} || '-' || g",
    "character varying": "{value} || '-' || g",
    "integer": "{value} + g",
    "bigint": "{value} + g",
    "numeric": "{value} + g",
}
"""How a value becomes another one for each number `g`."""


def good_rows(administrator: psycopg.Connection, live: Catalog, tenancy: Tenancy) -> Filling:
    """A row of each tenant in each table, committed."""
    with administrator.transaction():
        return fill(live, tenancy, tenants=TENANTS, each=1, trial=on_server(administrator))


def multiply(
    administrator: psycopg.Connection, live: Catalog, table: Table, filling: Filling, rows: int
) -> None:
    """Add copies of the table's rows until there are `rows`; times go back by a minute a copy.

    Keys are told apart by one column that may hold anything; a reference that a key lets only one
    row have is left out. Raises psycopg.Error when the server refuses the copies.
    """
    models = [row for row in filling.rows if row.table == table.name]
    if not models:
        return
    varied = _varied(live, table)
    each = max(rows // len(models) - 1, 0)
    with administrator.transaction():
        if not table.triggers:
            _trust_references(administrator)
        for number, model in enumerate(models):
            statement = _copies(live, table, model, varied, number)
            administrator.execute(statement, {"rows": each})
    administrator.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(*table.name)))


def _trust_references(administrator: psycopg.Connection) -> None:
    """Let the transaction's rows refer to what their model refers to, and not be looked up again.

    The lookups are most of the time that copies take. Only a superuser may leave them out; the
    triggers of users are left out too (manual, session_replication_role).
    """
    with suppress(errors.InsufficientPrivilege), administrator.transaction():
        administrator.execute("SET LOCAL session_replication_role = replica")


def _copies(
    live: Catalog, table: Table, model: Row, varied: dict[str, str], number: int
) -> sql.Composed:
    columns, values = [], []
    for name, text in model.values.items():
        column = table.columns[name]
        if column.identity is not None or column.generated is not None:
            continue
        base = column_type(live, column.type).base.name
        value = sql.SQL("{}::{}").format(sql.Literal(text), sql.SQL(str(column.type)))
        if base in _TIMES:
            value = sql.SQL("{} - g * interval '1 minute'").format(value)
        elif name in varied:
            value = sql.SQL(varied[name]).format(value=value, salt=sql.Literal(f"{name}{number}"))
        columns.append(sql.Identifier(name))
        values.append(value)
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM generate_series(1, %(rows)s) g").format(
        sql.Identifier(*table.name), sql.SQL(", ").join(columns), sql.SQL(", ").join(values)
    )


def _varied(live: Catalog, table: Table) -> dict[str, str]:
    """For each key one column, with what makes its value another one."""
    referring = {
        column
        for key in table.constraints.values()
        if isinstance(key, ForeignKey)
        for column in key.columns
    }
    values = table_values(live, table, table.columns)
    found: dict[str, str] = {}
    for columns in _keys(table):
        if any(column in found for column in columns):
            continue
        free = [column for column in columns if column not in referring]
        for column in free:
            base = column_type(live, table.columns[column].type).base.name
            if base in _VARIED and listed(values[column].written) is None:
                found[column] = _VARIED[base]
                break
        else:
            optional = (one for one in columns if not table.columns[one].not_null)
            found |= dict.fromkeys(optional, "NULL")
    return found


def _keys(table: Table) -> Iterator[tuple[str, ...]]:
    for constraint in table.constraints.values():
        match constraint:
            case Key():
                yield constraint.columns
            case Exclusion():
                yield tuple(one.column for one, _ in constraint.elements if one.column)
    for index in table.indexes.values():
        if index.unique:
            yield tuple(one.column for one in index.elements if one.column)
