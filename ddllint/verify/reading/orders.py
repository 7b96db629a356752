"""Views whose rows must not depend on the order in which the rows of tables are stored."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import psycopg
from psycopg import sql

from ddllint.catalog.model import Catalog, Table
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import column_type
from ddllint.rules.tenants import scoped_tables
from ddllint.settings.model import Tenancy
from ddllint.sql.expressions import TypeName
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.reading.refreshes import Refreshes
from ddllint.verify.refusing import place_of

_Row: TypeAlias = Mapping[str, object]
_Shown: TypeAlias = Mapping[Name, Sequence[_Row]]

_PROMISE = "it shows the same rows in whatever order those of the tables are stored"


def orders(
    administrator: psycopg.Connection,
    live: Catalog,
    specs: Catalog,
    tenancy: Tenancy,
    tenants: Sequence[str],
    refreshes: Sequence[Refreshes],
) -> Iterator[Proof]:
    """Yield a proof for each view that shows rows, where those of a tenant tie on their times.

    The rows tell apart what is no time: which of them a view takes can be seen. What changes
    from one refresh to the next by itself, such as `now()`, is not compared.
    """
    for table in scoped_tables(live, tenancy):
        if tenancy.column in table.columns and table.partition_of is None:
            _tie(administrator, live, table, tenancy.column)
    seen = []
    for reverse in (False, False, True):
        if reverse:
            for table in live.tables.values():
                if table.kind == "table":
                    _store_backwards(administrator, table)
        for refreshed in refreshes:
            refreshed.again()
        seen.append(_shown(administrator, live, tenancy, tenants))
    for name, rows in seen[0].items():
        if rows:
            spec = specs.views.get(name)
            verdict, evidence = _judged(*(one[name] for one in seen))
            place = place_of(spec.origin if spec else None)
            yield Proof(_PROMISE, str(name), verdict, evidence, place)


def _tie(administrator: psycopg.Connection, live: Catalog, table: Table, tenant: str) -> None:
    """Give the rows of a tenant the same times; where constraints forbid that, none can tie."""
    times = [
        column.name
        for column in table.columns.values()
        if column.not_null and column.generated is None and _is_time(live, column.type)
    ]
    for time in times:
        statement = sql.SQL(
            "UPDATE {table} t SET {time} = (SELECT min({time}) FROM {table} o"
            " WHERE o.{tenant} = t.{tenant})"
        ).format(
            table=sql.Identifier(*table.name),
            time=sql.Identifier(time),
            tenant=sql.Identifier(tenant),
        )
        _tried(administrator, statement)


def _is_time(live: Catalog, type_: TypeName) -> bool:
    base = column_type(live, type_).base
    return not base.dimensions and (base.name == "date" or base.name.startswith("timestamp"))


def _store_backwards(administrator: psycopg.Connection, table: Table) -> None:
    """Write each row anew, the last first: a scan of the table finds them the other way round."""
    column = next((c.name for c in table.columns.values() if c.generated is None), None)
    if column is None:
        return
    name, changed = sql.Identifier(*table.name), sql.Identifier(column)
    statement = sql.SQL("UPDATE {} SET {} = {} WHERE ctid = %s").format(name, changed, changed)
    with administrator.transaction():
        places = administrator.execute(
            sql.SQL("SELECT ctid::text FROM {} ORDER BY ctid DESC").format(name)
        ).fetchall()
        for (place,) in places:
            _tried(administrator, statement, (place,))


def _tried(
    administrator: psycopg.Connection, statement: sql.Composed, values: tuple[object, ...] = ()
) -> None:
    try:
        with administrator.transaction():
            administrator.execute(statement, values or None)
    except psycopg.Error:
        return


def _shown(
    administrator: psycopg.Connection, live: Catalog, tenancy: Tenancy, tenants: Sequence[str]
) -> _Shown:
    """The rows of each view, one tenant after the other in the setting; none that is refused."""
    found: dict[Name, list[_Row]] = {}
    for view in live.views.values():
        rows: list[_Row] = []
        for tenant in tenants[:1] if view.materialized else tenants:
            try:
                with administrator.transaction():
                    administrator.execute(
                        "SELECT set_config(%s, %s, true)", (tenancy.setting, tenant)
                    )
                    texts = administrator.execute(
                        sql.SQL("SELECT to_jsonb(v)::text FROM {} AS v").format(
                            sql.Identifier(*view.name)
                        )
                    ).fetchall()
            except psycopg.Error:
                continue
            rows += (json.loads(text) for (text,) in texts)
        found[view.name] = rows
    return found


def _judged(
    first: Sequence[_Row], again: Sequence[_Row], backwards: Sequence[_Row]
) -> tuple[Verdict, str]:
    stable = [column for column in first[0] if _values(first, [column]) == _values(again, [column])]
    if not stable:
        return Verdict.NOT_RUN, "it does not show the same twice, so that nothing is told"
    if _values(first, stable) == _values(backwards, stable):
        words = f"{len(first)} rows, of tables whose times tie, are the same stored backwards"
        return Verdict.PROVEN, words
    moved = [one for one in stable if _values(first, [one]) != _values(backwards, [one])]
    return Verdict.REFUTED, (
        f"stored backwards, rows whose times tie give another {', '.join(moved or stable)}: "
        "the view's order leaves open which it takes"
    )


def _values(rows: Sequence[_Row], columns: Sequence[str]) -> list[str]:
    return sorted(json.dumps([row.get(column) for column in columns]) for row in rows)
