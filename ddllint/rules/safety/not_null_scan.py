"""NOT NULL is set on a table in use once a CHECK has proven it.

## What it does
Looks for SET NOT NULL, a new NOT NULL column without a default, and a primary key over columns that
may be null, on tables that were there before the migration: PostgreSQL reads all rows. A column for
which a valid CHECK says IS NOT NULL is let be, since PostgreSQL takes its word.

## Why
The rows are read under ACCESS EXCLUSIVE: nobody can read or write. And a new column without a value
fails as soon as the table has a row.

## Example
```sql bad
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
```
```sql good
CREATE TABLE orders (id uuid PRIMARY KEY, note text);
ALTER TABLE orders ADD CONSTRAINT note_there CHECK (note IS NOT NULL) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT note_there;
ALTER TABLE orders ALTER COLUMN note SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT note_there;
```

## Options
None.

## References
- PostgreSQL manual, ALTER TABLE: [SET NOT
  NULL](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Action, Cause, Kind
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, about, every_statement, steps
from ddllint.rules.safety.metas import NOT_NULL_SCAN
from ddllint.rules.wording import sql_name


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each NOT NULL whose proof is a look at all rows."""
    del options
    for one in every_statement(context):
        for action in one.actions:
            if action.cause is Cause.NOT_NULL:
                message = (
                    f"nobody can read `{action.relation}` while its rows are searched for nulls"
                )
                yield about(one, action, message, _help(action))


def _help(action: Action) -> str:
    assert action.relation is not None
    if action.kind is Kind.ADD_COLUMN:
        return "Give it a DEFAULT, or add it without NOT NULL and fill it in batches."
    alter = f"ALTER TABLE {sql_name(action.relation)}"
    column = sql_name(action.name) if action.kind is Kind.SET_NOT_NULL else "..."
    return steps(
        f"{alter} ADD CONSTRAINT c CHECK ({column} IS NOT NULL) NOT VALID",
        f"{alter} VALIDATE CONSTRAINT c",
        f"{alter} ALTER COLUMN {column} SET NOT NULL",
    )


RULE = Rule(NOT_NULL_SCAN, NoOptions, check, __doc__)
