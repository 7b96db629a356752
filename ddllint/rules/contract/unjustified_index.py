"""An index has something that needs it.

## What it does
Looks at the indexes of tables that have nothing to show for themselves. An index is justified if

- it is unique, and so a constraint;
- a foreign key of the table begins where it does, so that deleting what is referred to need not
  read the whole table; a foreign key on the tenancy's column alone justifies an index on that
  column alone;
- an operation of the contract searches or sorts by the column that it leads with (the tenancy's
  column passed over), through views too;
- it leads with one of `time-columns`, after the tenant, as DDL007 asks;
- its comment tells what it is for, with `purpose-tag` and words behind it.

An index over an expression counts for each column in it. Materialized views are let be.

## Why
An index is paid for with each write and each vacuum. One that no query uses is found by nobody:
the server does not complain, and who made it has left.

## Example
No operation searches or sorts by `color`.
```sql bad
CREATE TABLE orders (id uuid PRIMARY KEY, color text);
CREATE INDEX idx_orders_color ON orders (color);
```
```sql good
CREATE TABLE orders (id uuid PRIMARY KEY, color text);
CREATE INDEX idx_orders_color ON orders (color);
COMMENT ON INDEX idx_orders_color IS 'Purpose: the nightly report groups by color.';
```

## Options
```yaml
purpose-tag: "Why:"
time-columns: [created_at]
```

## References
- PostgreSQL manual, 11.12 [Examining Index
  Usage](https://www.postgresql.org/docs/current/indexes-examine.html)
- PostgreSQL manual, 5.5.5 [Foreign
  Keys](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.model import Index, Table
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.finding import Problem
from ddllint.rules.contract.index_uses import columns_wanted_of, index_uses, wanted_columns
from ddllint.rules.contract.metas import UNJUSTIFIED_INDEX
from ddllint.rules.contract.structure import with_operations
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Rule
from ddllint.rules.wording import sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What justifies an index besides keys and operations."""

    purpose_tag: Annotated[
        str,
        msgspec.Meta(
            description="The words in an index's comment that its purpose follows; empty if a "
            "comment justifies nothing."
        ),
    ] = "Purpose:"
    time_columns: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Names of columns that order a time series."),
    ] = ("occurred_at", "ingested_at", "last_run_at", "posted_at")


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each index that nothing justifies.

    Raises CannotRun when there are no contracts, no mapping or no operations.
    """
    return _check(context, with_operations(context), options)


def _check(context: Context, contracts: Contracts, options: Options) -> Iterator[Problem]:
    wanted = wanted_columns(context, contracts)
    for table in context.catalog.tables.values():
        columns = columns_wanted_of(context.catalog, table, wanted)
        for index in table.indexes.values():
            uses = index_uses(
                table,
                index,
                columns,
                tenant=context.tenancy.column,
                times=options.time_columns,
                tag=options.purpose_tag,
            )
            if next(uses, None) is None:
                yield _unjustified(table, index)


def _unjustified(table: Table, index: Index) -> Problem:
    return Problem(
        message=f"no operation, key or purpose justifies index `{index.name.name}` of "
        f"`{table.name}`",
        object=f"{table.name}.{index.name.name}",
        span=place(index.origin, table.origin),
        help=f"DROP INDEX {sql_name(index.name)}; or say in its comment what it is for "
        "(`Purpose: ...`).",
    )


RULE = Rule(UNJUSTIFIED_INDEX, Options, check, __doc__)
