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

from ddllint.catalog.model import ForeignKey, Index, Table
from ddllint.catalog.names import Name
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.rules.contract.access import Access, accesses, columns_in, with_parents
from ddllint.rules.contract.structure import with_operations
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Family, Meta, Rule
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
    used: dict[Name, set[str]] = {}
    for access in accesses(context, contracts):
        if isinstance(access, Access):
            columns = used.setdefault(access.table, set())
            columns.update(access.filters)
            if access.order is not None:
                columns.add(access.order[0])
    for table in context.catalog.tables.values():
        wanted = frozenset(
            column
            for one in with_parents(context.catalog, table)
            for column in used.get(one.name, ())
        )
        for index in table.indexes.values():
            if not _is_justified(context, table, index, wanted, options):
                yield _unjustified(table, index)


def _is_justified(
    context: Context, table: Table, index: Index, wanted: frozenset[str], options: Options
) -> bool:
    tenant = context.tenancy.column
    if index.unique or _tells_its_purpose(index, options.purpose_tag):
        return True
    leading = _leading(index, tenant)
    if leading & wanted or _serves_foreign_key(table, leading, tenant):
        return True
    return tenant in table.columns and not leading.isdisjoint(options.time_columns)


def _tells_its_purpose(index: Index, tag: str) -> bool:
    if not tag or index.comment is None:
        return False
    _, _, purpose = index.comment.text.partition(tag)
    return bool(purpose.strip())


def _leading(index: Index, tenant: str) -> frozenset[str]:
    """The columns that the index begins with past the tenant; all of them if it has no order."""
    found: set[str] = set()
    for element in index.elements:
        if element.column == tenant:
            continue
        if element.column is not None:
            found.add(element.column)
        elif element.expression is not None:
            found.update(columns_in(element.expression))
        if index.method == "btree":
            break
    return frozenset(found)


def _serves_foreign_key(table: Table, leading: frozenset[str], tenant: str) -> bool:
    for constraint in table.constraints.values():
        if not isinstance(constraint, ForeignKey):
            continue
        columns = frozenset(constraint.columns) - {tenant}
        if columns & leading or not (columns or leading):
            return True
    return False


def _unjustified(table: Table, index: Index) -> Problem:
    return Problem(
        message=f"no operation, key or purpose justifies index `{index.name.name}` of "
        f"`{table.name}`",
        object=f"{table.name}.{index.name.name}",
        span=place(index.origin, table.origin),
        help=f"DROP INDEX {sql_name(index.name)}; or say in its comment what it is for "
        "(`Purpose: ...`).",
    )


RULE = Rule(
    Meta(
        code="CON116",
        name="unjustified-index",
        family=Family.CONTRACT,
        severity=Severity.INFO,
        summary="An index has something that needs it",
        since="0.2.0",
        needs_contracts=True,
    ),
    Options,
    check,
    __doc__,
)
