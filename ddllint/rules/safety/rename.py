"""Tables and columns in use keep their names.

## What it does
Looks for RENAME of tables, views and columns, and for SET SCHEMA, of what was there before the
migration.

## Why
The application that runs while the migration does knows the old name: from the one moment to the
next its queries fail. Both names must be there for as long as both versions run.

## Example
```sql bad
ALTER TABLE orders RENAME COLUMN note TO remark;
```
```sql good
ALTER TABLE orders ADD COLUMN remark text;
```

## Options
None.

## References
- PostgreSQL manual, [ALTER TABLE](https://www.postgresql.org/docs/current/sql-altertable.html)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Action, Kind
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, about, every_statement
from ddllint.rules.safety.metas import RENAME


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each name in use that is there no more."""
    del options
    for one in every_statement(context):
        for action in one.actions:
            if action.kind is Kind.RENAME:
                part = f".{action.name}" if action.name else ""
                message = f"queries that know `{action.relation}{part}` fail from here on"
                yield about(one, action, message, _help(action))


def _help(action: Action) -> str:
    if action.name:
        return "Add a column of the new name, fill both, and drop the old one when nobody reads it."
    return "Leave a view of the old name behind, and drop it when nobody reads it."


RULE = Rule(RENAME, NoOptions, check, __doc__)
