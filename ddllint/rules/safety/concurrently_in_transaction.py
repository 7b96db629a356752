"""What cannot run inside a transaction does not.

## What it does
Looks for statements that PostgreSQL refuses inside a transaction: CREATE INDEX, DROP INDEX, REINDEX
and DETACH PARTITION with CONCURRENTLY, VACUUM, ALTER SYSTEM, CREATE DATABASE and their kin.

## Why
The migration fails, on the first server that it meets.

## Example
```sql bad
BEGIN;
CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);
COMMIT;
```
```sql good
CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);
```

## Options
None.

## References
- PostgreSQL manual, CREATE INDEX: [Building Indexes
  Concurrently](https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY)
- Alembic, [autocommit_block](https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import Problem
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, every_statement
from ddllint.rules.safety.metas import CONCURRENTLY_IN_TRANSACTION


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each statement that the server refuses where it stands."""
    del options
    for one in every_statement(context):
        if one.effect.alone and one.transaction is not None:
            names = [str(action.relation) for action in one.effect.actions if action.relation]
            yield Problem(
                "this statement cannot run inside a transaction",
                next(iter(names), ""),
                one.span(),
                "Put it outside of BEGIN and COMMIT "
                "(in Alembic: with op.get_context().autocommit_block():).",
            )


RULE = Rule(CONCURRENTLY_IN_TRANSACTION, NoOptions, check, __doc__)
