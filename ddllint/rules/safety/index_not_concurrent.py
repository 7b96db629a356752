"""An index on a table in use is built and dropped CONCURRENTLY.

## What it does
Looks for CREATE INDEX, DROP INDEX and REINDEX without CONCURRENTLY, on a table or materialized view
that was there before the migration. One that the same migration makes has no users yet and is let
be. On a partitioned table there is no CONCURRENTLY: the help says what to do instead.

## Why
CREATE INDEX reads the whole table and lets nobody write meanwhile; DROP INDEX lets nobody read.

## Example
```sql bad
CREATE INDEX orders_customer ON orders (customer_id);
```
```sql good
CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);
CREATE TABLE refunds (id uuid PRIMARY KEY, order_id uuid NOT NULL);
CREATE INDEX refunds_order ON refunds (order_id);
```

## Options
```yaml
drop: false
```

## References
- PostgreSQL manual, CREATE INDEX: [Building Indexes
  Concurrently](https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Action, Kind
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import about, every_statement
from ddllint.rules.safety.metas import INDEX_NOT_CONCURRENT
from ddllint.rules.wording import sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What counts."""

    drop: Annotated[bool, msgspec.Meta(description="Look at DROP INDEX, too.")] = True


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each index that is built or dropped while others wait."""
    for one in every_statement(context):
        for action in one.actions:
            if action.concurrently:
                continue
            if action.kind in (Kind.CREATE_INDEX, Kind.REINDEX) and action.works:
                message = f"nobody can write to `{action.relation}` while the index is built"
                yield about(one, action, message, _help(action))
            elif action.kind is Kind.DROP_INDEX and options.drop:
                table = f"`{action.relation}`" if action.name else "its table"
                message = f"nobody can read {table} while the index is dropped"
                yield about(one, action, message, "DROP INDEX CONCURRENTLY, outside a transaction.")


def _help(action: Action) -> str:
    assert action.relation is not None
    if action.kind is Kind.REINDEX:
        return "REINDEX ... CONCURRENTLY, outside a transaction."
    if action.relation in dict(action.works):
        return "CREATE INDEX CONCURRENTLY, outside a transaction."
    return (
        f"CREATE INDEX ... ON ONLY {sql_name(action.relation)}, then CREATE INDEX CONCURRENTLY on "
        "each partition, then ALTER INDEX ... ATTACH PARTITION for each."
    )


RULE = Rule(INDEX_NOT_CONCURRENT, Options, check, __doc__)
