"""A materialized view in use is refreshed CONCURRENTLY.

## What it does
Looks for REFRESH MATERIALIZED VIEW without CONCURRENTLY, of a view that was there before the
migration.

## Why
Nobody can read the view until its query has run. CONCURRENTLY needs a unique index on the view, and
lets everyone read meanwhile.

## Example
```sql bad
REFRESH MATERIALIZED VIEW daily_revenue;
```
```sql good
REFRESH MATERIALIZED VIEW CONCURRENTLY daily_revenue;
```

## Options
None.

## References
- PostgreSQL manual, [REFRESH MATERIALIZED
  VIEW](https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Kind
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, about, every_statement
from ddllint.rules.safety.metas import REFRESH_NOT_CONCURRENT
from ddllint.rules.wording import sql_name


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each refresh that nobody can read meanwhile."""
    del options
    for one in every_statement(context):
        for action in one.actions:
            if action.kind is Kind.REFRESH and not action.concurrently:
                assert action.relation is not None
                message = f"nobody can read `{action.relation}` while it is refreshed"
                view = sql_name(action.relation)
                help = f"REFRESH MATERIALIZED VIEW CONCURRENTLY {view};"
                yield about(one, action, message, help)


RULE = Rule(REFRESH_NOT_CONCURRENT, NoOptions, check, __doc__)
