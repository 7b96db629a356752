"""A key on a table in use takes an index that is there.

## What it does
Looks for PRIMARY KEY, UNIQUE and EXCLUDE constraints, also on a new column, that build their index
on a table that was there before the migration.

## Why
The index is built under ACCESS EXCLUSIVE: nobody can read the table until it is done. CREATE UNIQUE
INDEX CONCURRENTLY builds it while everyone works, and the constraint then takes it over.

## Example
```sql bad
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE (number);
```
```sql good
CREATE UNIQUE INDEX CONCURRENTLY orders_number_key ON orders (number);
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE USING INDEX orders_number_key;
```

## Options
None.

## References
- PostgreSQL manual, ALTER TABLE: [ADD table_constraint_using_index](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Action, Cause, Kind
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, about, every_statement, steps
from ddllint.rules.safety.metas import KEY_WITHOUT_INDEX
from ddllint.rules.wording import sql_name


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each key that builds its index under the lock."""
    del options
    for one in every_statement(context):
        for action in one.actions:
            if action.kind is Kind.ADD_KEY and action.works and action.cause is Cause.NONE:
                message = (
                    f"nobody can read `{action.relation}` while the index of {action.text} is built"
                )
                yield about(one, action, message, _help(action))


def _help(action: Action) -> str:
    assert action.relation is not None
    if action.text == "EXCLUDE":
        return "There is no other way: do it while nobody uses the table."
    table = sql_name(action.relation)
    return steps(
        f"CREATE UNIQUE INDEX CONCURRENTLY i ON {table} (...)",
        f"ALTER TABLE {table} ADD CONSTRAINT ... {action.text} USING INDEX i",
    )


RULE = Rule(KEY_WITHOUT_INDEX, NoOptions, check, __doc__)
