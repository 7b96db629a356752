"""A new column has a default that is the same for every row.

## What it does
Looks for ADD COLUMN on a table that was there before the migration whose default calls a volatile
function (`gen_random_uuid()`, `clock_timestamp()`, `nextval()`, or one that the migrations declare
so). `now()` is the same for the whole statement and costs nothing.

## Why
PostgreSQL stores a default that is the same for all rows once. One that is not makes it write the
whole table and its indexes anew, while nobody can read it.

## Example
```sql bad
ALTER TABLE orders ADD COLUMN public_id uuid NOT NULL DEFAULT gen_random_uuid();
```
```sql good
ALTER TABLE orders ADD COLUMN public_id uuid;
ALTER TABLE orders ALTER COLUMN public_id SET DEFAULT gen_random_uuid();
```

## Options
None.

## References
- PostgreSQL manual, ALTER TABLE:
  [Notes](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Cause
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, about, every_statement, steps
from ddllint.rules.safety.metas import VOLATILE_DEFAULT
from ddllint.rules.wording import sql_name


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each new column whose default is another for every row."""
    del options
    for one in every_statement(context):
        for action in one.actions:
            if action.cause is Cause.VOLATILE_DEFAULT:
                assert action.relation is not None
                alter = f"ALTER TABLE {sql_name(action.relation)}"
                column = sql_name(action.name)
                yield about(
                    one,
                    action,
                    f"the default of `{action.relation}.{action.name}` is another for every row: "
                    "the table is rewritten",
                    steps(
                        f"{alter} ADD COLUMN {column} ... without DEFAULT and NOT NULL",
                        f"{alter} ALTER COLUMN {column} SET DEFAULT ...",
                        f"UPDATE {sql_name(action.relation)} ... in batches",
                    ),
                )


RULE = Rule(VOLATILE_DEFAULT, NoOptions, check, __doc__)
