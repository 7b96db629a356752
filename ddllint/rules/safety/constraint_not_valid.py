"""A constraint on a table in use is added NOT VALID.

## What it does
Looks for foreign keys and CHECK constraints, written by themselves or on a new column, whose
addition reads all rows of a table that was there before the migration.

## Why
The rows are read under the lock: a foreign key lets nobody write to either table meanwhile, a CHECK
lets nobody read. Added NOT VALID it holds for new rows at once; VALIDATE CONSTRAINT looks at the
old ones while everyone goes on working.

## Example
```sql bad
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total_cents >= 0);
```
```sql good
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total_cents >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT positive;
```

## Options
None.

## References
- PostgreSQL manual, ALTER TABLE:
  [Notes](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Kind
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, about, every_statement, steps
from ddllint.rules.safety.metas import CONSTRAINT_NOT_VALID
from ddllint.rules.wording import sql_name

_NOUNS = {Kind.ADD_FOREIGN_KEY: "foreign key", Kind.ADD_CHECK: "CHECK"}
_LOST = {Kind.ADD_FOREIGN_KEY: "write to", Kind.ADD_CHECK: "read"}


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each constraint that reads the rows as it is added."""
    del options
    for one in every_statement(context):
        for action in one.actions:
            if action.kind in _NOUNS and action.works:
                assert action.relation is not None
                name = sql_name(action.text) if action.text else "..."
                table = sql_name(action.relation)
                yield about(
                    one,
                    action,
                    f"nobody can {_LOST[action.kind]} `{action.relation}` while the "
                    f"{_NOUNS[action.kind]} is checked against its rows",
                    steps(
                        f"ALTER TABLE {table} ADD CONSTRAINT {name} ... NOT VALID",
                        f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}",
                    ),
                )


RULE = Rule(CONSTRAINT_NOT_VALID, NoOptions, check, __doc__)
