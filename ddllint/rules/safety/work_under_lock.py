"""Nothing that takes long follows ACCESS EXCLUSIVE in one transaction.

## What it does
Follows each transaction: once a statement holds ACCESS EXCLUSIVE on a table that was there before
the migration, a later one that reads, rewrites or updates the rows of such a table is reported. So
is one that waits for a lock on another table without a `lock_timeout`; with `other-tables` also
one that has a timeout. Let be is what itself needs ACCESS EXCLUSIVE on the same tables: other rules
tell what it costs.

## Why
Locks are held until the transaction ends. A change of a millisecond blocks everyone for as long as
the slowest statement behind it.

## Example
```sql bad
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
UPDATE customers SET active = true;
COMMIT;
```
```sql good
BEGIN;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
UPDATE customers SET active = true;
```

## Options
```yaml
other-tables: true
```

## References
- PostgreSQL manual, 13.3.1 [Table-Level
  Locks](https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES)
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec

from ddllint.catalog.names import Name
from ddllint.diagnostics.finding import Problem, Related
from ddllint.revisions.locks import Lock
from ddllint.revisions.model import Migration, MigrationStatement
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import blocking
from ddllint.rules.safety.metas import WORK_UNDER_LOCK


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What counts besides work on rows."""

    other_tables: Annotated[
        bool,
        msgspec.Meta(
            description="Report a lock on another table even if a lock_timeout bounds the wait."
        ),
    ] = False


_Held = Mapping[Name, MigrationStatement]


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each statement that prolongs a lock which lets nobody read."""
    for migration in context.migrations:
        yield from _check(migration, options)


def _check(migration: Migration, options: Options) -> Iterator[Problem]:
    held: dict[Name, MigrationStatement] = {}
    transaction: int | None = None
    for one in migration.statements:
        if one.transaction != transaction:
            held.clear()
        transaction = one.transaction
        if held:
            yield from _prolonged(one, held, options)
        if transaction is not None:
            for name, lock in one.locks.items():
                if lock is Lock.ACCESS_EXCLUSIVE:
                    held.setdefault(name, one)


def _prolonged(one: MigrationStatement, held: _Held, options: Options) -> Iterator[Problem]:
    longer = {
        name: first
        for name, first in held.items()
        if one.locks.get(name) is not Lock.ACCESS_EXCLUSIVE
    }
    if not longer:
        return
    worked = next(iter(one.works), None)
    if worked is not None:
        yield _problem(one, longer, worked, f"the rows of `{worked}` are gone through")
        return
    lock = blocking(one, Lock.SHARE)
    if lock is None or lock[0] in held or (one.lock_timeout and not options.other_tables):
        return
    yield _problem(one, longer, lock[0], f"a lock on `{lock[0]}` is waited for")


def _problem(one: MigrationStatement, held: _Held, name: Name, what: str) -> Problem:
    locked, first = next(iter(held.items()))
    return Problem(
        f"{what} while nobody can read `{locked}`",
        str(name),
        one.span(name.name),
        "Commit before it, so that each transaction locks one table for a moment.",
        (Related(f"`{locked}` is locked ACCESS EXCLUSIVE here", first.span(locked.name)),),
    )


RULE = Rule(WORK_UNDER_LOCK, Options, check, __doc__)
