"""A time series has an index that leads with the tenant and the time, newest first.

## What it does
Looks at each table that has the tenancy's column and at least one of `time-columns`. One index
must start with the tenant column and one of those time columns, the time `DESC`; what follows
does not matter. The tenant column may go either way, since it is compared for equality. A
partial index, an index that is not a B-tree and an invalid one do not count. A key's own index is
ascending, so it counts only under `accept-ascending`. A partition has its parent's indexes.

## Why
The questions asked of a time series are *this tenant's newest rows* and *this tenant's rows since
then*. With that index each is a short walk in one place; without it the server reads and sorts
all of the tenant's rows, or of all tenants'. A B-tree can be read backwards, so an ascending
index serves plain queries as well; but it does not say what it is for, and it does not help as
soon as a query orders by more columns that go different ways.

## Example
```sql bad
CREATE TABLE events (tenant_id uuid NOT NULL, occurred_at timestamptz NOT NULL);
CREATE INDEX idx_events_occurred_at ON events (occurred_at DESC);
```
```sql good
CREATE TABLE events (tenant_id uuid NOT NULL, occurred_at timestamptz NOT NULL);
CREATE INDEX idx_events_tenant_id_occurred_at ON events (tenant_id, occurred_at DESC);
```

## Options
```yaml
time-columns: [occurred_at, created_at]
each: true
accept-ascending: true
```

## References
- PostgreSQL manual, 11.3 [Multicolumn
  Indexes](https://www.postgresql.org/docs/current/indexes-multicolumn.html)
- PostgreSQL manual, 11.4 [Indexes and ORDER
  BY](https://www.postgresql.org/docs/current/indexes-ordering.html)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.model import Index, IndexElement, Key, Table
from ddllint.diagnostics.finding import Problem, Related, Severity
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.rules.wording import listed, sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which columns make a time series, and how strictly their order is taken."""

    time_columns: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Names of columns that order a time series."),
    ] = ("occurred_at", "ingested_at", "last_run_at", "posted_at")
    each: Annotated[
        bool,
        msgspec.Meta(
            description="Whether each time column of a table needs an index, or one will do."
        ),
    ] = False
    accept_ascending: Annotated[
        bool,
        msgspec.Meta(
            description="Whether an ascending time will do, as a B-tree can be read backwards."
        ),
    ] = False


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each time series without its index."""
    tenant = context.tenancy.column
    for table in context.catalog.tables.values():
        if table.kind == "foreign" or table.persistence == "temporary" or table.partition_of:
            continue
        times = tuple(name for name in options.time_columns if name in table.columns)
        if tenant not in table.columns or not times:
            continue
        served = {time for time in times if _is_served(table, tenant, time, options)}
        if options.each:
            for time in times:
                if time not in served:
                    yield _problem(table, tenant, (time,), options)
        elif not served:
            yield _problem(table, tenant, times, options)


def _is_served(table: Table, tenant: str, time: str, options: Options) -> bool:
    by_index = any(
        _near_miss(index, tenant, time, options) is None for index in table.indexes.values()
    )
    return by_index or (
        options.accept_ascending and any(key.columns[:2] == (tenant, time) for key in _keys(table))
    )


def _problem(table: Table, tenant: str, times: tuple[str, ...], options: Options) -> Problem:
    wanted = listed((f"`({tenant}, {time} DESC)`" for time in times), "or")
    misses = list(_near_misses(table, tenant, times, options))
    told = f"; {misses[0].message}" if misses else ""
    return Problem(
        message=f"no index of `{table.name}` leads with {wanted}{told}",
        object=str(table.name),
        span=place(table.columns[times[0]].origin, table.origin),
        help=f"CREATE INDEX ON {sql_name(table.name)} "
        f"({sql_name(tenant)}, {sql_name(times[0])} DESC);",
        related=tuple(misses),
    )


def _near_misses(
    table: Table, tenant: str, times: tuple[str, ...], options: Options
) -> Iterator[Related]:
    """The indexes that hold one of the times, and why each does not count."""
    for index in table.indexes.values():
        for time in times:
            reason = _near_miss(index, tenant, time, options)
            if reason is not None and any(e.column == time for e in index.elements):
                yield Related(f"`{index.name.name}` {reason}", place(index.origin, table.origin))
                break
    for key in _keys(table):
        if key.columns[:1] == (tenant,) and key.columns[1:2] and key.columns[1] in times:
            yield Related(
                f"`{key.name}` is a key, so that `{key.columns[1]}` is ascending",
                place(key.origin, table.origin),
            )


def _near_miss(index: Index, tenant: str, time: str, options: Options) -> str | None:
    """Why an index does not lead with the tenant and the time; None when it does."""
    match index.elements:
        case (IndexElement(column=first), IndexElement(column=second) as ordered, *_) if (
            first == tenant and second == time
        ):
            if index.method != "btree":
                return f"is a {index.method} index, which keeps no order"
            if not (ordered.descending or options.accept_ascending):
                return f"has `{time}` ascending"
        case (IndexElement(column=first), *_) if first == tenant:
            return f"does not have `{time}` second"
        case (IndexElement(column=str(first)), *_):
            return f"leads with `{first}`"
        case _:
            return "leads with an expression"
    if index.predicate is not None:
        return "is partial"
    return None if index.valid else "is invalid"


def _keys(table: Table) -> tuple[Key, ...]:
    return tuple(c for c in table.constraints.values() if isinstance(c, Key))


RULE = Rule(
    Meta(
        code="DDL007",
        name="time-series-index",
        family=Family.HOUSE,
        severity=Severity.WARNING,
        summary="A time series has an index that leads with the tenant and the time",
        since="0.1.0",
    ),
    Options,
    check,
    __doc__,
)
