"""A constraint is validated in another transaction than it is added in.

## What it does
Looks for VALIDATE CONSTRAINT on a table to which the same transaction has added a constraint NOT
VALID before. Alembic runs a whole revision in one transaction, unless parts of it are in an
`autocommit_block()`.

## Why
The lock that ADD CONSTRAINT took is held until the transaction ends. VALIDATE then reads the table
under it, which is what NOT VALID was to avoid.

## Example
```sql bad
BEGIN;
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total_cents >= 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT positive;
COMMIT;
```
```sql good
BEGIN;
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total_cents >= 0) NOT VALID;
COMMIT;
ALTER TABLE orders VALIDATE CONSTRAINT positive;
```

## Options
None.

## References
- PostgreSQL manual, ALTER TABLE:
  [Notes](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES)
"""

from collections.abc import Iterator

from ddllint.catalog.names import Name
from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Kind
from ddllint.revisions.model import Migration
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, about
from ddllint.rules.safety.metas import VALIDATION_IN_TRANSACTION


def check(context: Context, options: NoOptions) -> Iterator[Problem]:
    """Yield a problem for each validation under the lock of the addition."""
    del options
    for migration in context.migrations:
        yield from _check(migration)


def _check(migration: Migration) -> Iterator[Problem]:
    added: set[tuple[int, Name | None]] = set()
    for one in migration.statements:
        if one.transaction is None:
            continue
        for action in one.actions:
            place = (one.transaction, action.relation)
            if not action.valid:
                added.add(place)
            elif action.kind is Kind.VALIDATE and place in added:
                yield about(
                    one,
                    action,
                    f"`{action.relation}` is read under the lock that ADD CONSTRAINT took in the "
                    "same transaction",
                    "Commit before it (in Alembic: each step in its own autocommit_block()).",
                )


RULE = Rule(VALIDATION_IN_TRANSACTION, NoOptions, check, __doc__)
