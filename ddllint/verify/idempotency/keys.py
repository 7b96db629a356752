"""Natural keys: unique over what the world calls a thing, within one tenant."""

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from ddllint.catalog.model import Catalog, Column, ForeignKey, Key, Table
from ddllint.rules.tenants import scoped_tables
from ddllint.settings.model import Tenancy
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.refusing import place_of
from ddllint.verify.rows.attempt import names_of
from ddllint.verify.rows.breaking import Breaker, Broken
from ddllint.verify.rows.insert import insertion, parameters, refusal_of
from ddllint.verify.rows.reasons import Reason
from ddllint.verify.rows.rules import UNIQUE, Elements
from ddllint.verify.rows.tables import shape_of
from ddllint.verify.rows.targets import Target, targets
from ddllint.verify.rows.trial import Refusal


def natural_keys(catalog: Catalog, tenancy: Tenancy) -> Iterator[Target]:
    """The unique keys of tenant tables that are not about a surrogate."""
    scoped = {table.name for table in scoped_tables(catalog, tenancy)}
    for target in targets(catalog):
        table = target.table
        if table.name not in scoped or tenancy.column not in table.columns:
            continue
        if isinstance(target.about, Elements) and target.state == UNIQUE:
            columns = set(key_columns(catalog, target)) - {tenancy.column}
            if columns and columns.isdisjoint(surrogates(table, tenancy.column)):
                yield target


def key_columns(catalog: Catalog, target: Target) -> tuple[str, ...]:
    """The columns that a unique key depends on, those of its predicate included."""
    assert isinstance(target.about, Elements)
    return target.about.columns(shape_of(catalog, target.table))


def surrogates(table: Table, tenant: str) -> frozenset[str]:
    """The columns by which rows are told apart here, and nowhere else.

    They are those of a primary key that the server fills, or that has nothing to do with tenants.
    """
    return frozenset(
        name
        for key in table.constraints.values()
        if isinstance(key, Key) and key.primary
        for name in key.columns
        if tenant not in key.columns or is_filled(table.columns[name])
    )


def is_filled(column: Column) -> bool:
    """Whether the server has a value for a row that gives none."""
    return column.default is not None or column.identity is not None


def same_for_another(
    connection: psycopg.Connection[Any], breaker: Breaker, target: Target, tenancy: Tenancy
) -> Proof:
    """Whether a row of another tenant may take the values that a row of the first one has.

    References that name the tenant too keep what they refer to: the row that they would name
    belongs to the first tenant. Nothing that is tried stays.
    """
    broken = breaker.broken(target)
    if isinstance(broken, Reason):
        return _proof(target, Verdict.NOT_RUN, broken.text)
    values = broken.row.values
    tenant = values.get(tenancy.column)
    about = [name for name in key_columns(breaker.catalog, target) if name in values]
    bound = _bound_to_tenant(target.table, tenancy.column).intersection(about)
    columns = [name for name in about if name not in (tenancy.column, *bound)]
    other = _another(breaker, target.table, tenancy, tenant)
    if other is None:
        return _proof(target, Verdict.NOT_RUN, "there are no rows of two tenants")
    if not columns:
        evidence = f"{', '.join(sorted(bound))} names a row of the tenant, so that no other has it"
        return _proof(target, Verdict.PROVEN, evidence)
    refusal = _taken(connection, broken, tenancy, other, columns)
    told = ", ".join(columns)
    if refusal is None:
        evidence = f"a row of another tenant took the same {told}"
        return _proof(target, Verdict.PROVEN, evidence)
    evidence = f"a row of another tenant with the same {told} was refused: {refusal.message}"
    by_key = refusal.state == UNIQUE and refusal.constraint in names_of(connection, target)
    return _proof(target, Verdict.REFUTED if by_key else Verdict.NOT_RUN, evidence)


def _bound_to_tenant(table: Table, tenant: str) -> frozenset[str]:
    """The columns that refer, with the tenant column, to a row of the tenant."""
    return frozenset(
        column
        for key in table.constraints.values()
        if isinstance(key, ForeignKey) and tenant in key.columns
        for column in key.columns
        if column != tenant
    )


def _another(breaker: Breaker, table: Table, tenancy: Tenancy, first: str | None) -> str | None:
    """A tenant that has rows in the table, and is not the first one."""
    held = breaker.filling.rows
    tenants = (row.values.get(tenancy.column) for row in held if row.table == table.name)
    return next((one for one in tenants if one not in (None, first)), None)


def _taken(
    connection: psycopg.Connection[Any],
    broken: Broken,
    tenancy: Tenancy,
    other: str,
    columns: list[str],
) -> Refusal | None:
    """Give a row of the other tenant the values of the columns; what the server said."""
    table = sql.Identifier(*broken.row.table)
    statement = sql.SQL(
        "UPDATE {table} SET {values}"
        " WHERE ctid = (SELECT ctid FROM {table} WHERE {tenant} = %s LIMIT 1)"
    ).format(
        table=table,
        values=sql.SQL(", ").join(
            sql.SQL("{} = %s").format(sql.Identifier(column)) for column in columns
        ),
        tenant=sql.Identifier(tenancy.column),
    )
    given = [*(broken.row.values[column] for column in columns), other]
    try:
        with connection.transaction(force_rollback=True):
            for row in broken.before:
                connection.execute(insertion(row), parameters(row))
            connection.execute(statement, given)
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except psycopg.Error as error:
        return refusal_of(error)
    return None


def _proof(target: Target, verdict: Verdict, evidence: str) -> Proof:
    return Proof(
        promise="another tenant may use the same key",
        object=f"{target.table.name}.{target.name}",
        verdict=verdict,
        evidence=evidence,
        span=place_of(target.origin),
    )
