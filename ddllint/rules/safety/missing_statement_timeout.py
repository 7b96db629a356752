"""Who holds a lock that blocks others gives it back in time.

## What it does
Looks for a statement that takes a lock which blocks reads or writes (SHARE or stronger) on a table
or view that was there before the migration, and that runs without a `statement_timeout`. The first
of each migration is reported. What locks less (CONCURRENTLY, VALIDATE CONSTRAINT) may take long.

## Why
`lock_timeout` bounds the wait for the lock, not how long it is held. A statement that was quick on
a copy of the database can read for an hour on the real one, and everyone waits.

## Example
```sql bad
ALTER TABLE orders ADD COLUMN note text;
```
```sql good
SET lock_timeout = '5s';
SET statement_timeout = '60s';
ALTER TABLE orders ADD COLUMN note text;
```

## Options
```yaml
weakest-lock: access exclusive
```

## References
- PostgreSQL manual, 19.11.1
  [statement_timeout](https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT)
- PostgreSQL manual, 13.3.1 [Table-Level
  Locks](https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES)
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.locks import Lock
from ddllint.revisions.model import Migration
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import blocking
from ddllint.rules.safety.metas import MISSING_STATEMENT_TIMEOUT


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which locks count."""

    weakest_lock: Annotated[
        Literal["share", "share row exclusive", "exclusive", "access exclusive"],
        msgspec.Meta(description="The weakest lock that has to be bounded."),
    ] = "share"


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for the first statement of a migration that needs a timeout and has none."""
    weakest = Lock[options.weakest_lock.upper().replace(" ", "_")]
    for migration in context.migrations:
        yield from _first(migration, weakest)


def _first(migration: Migration, weakest: Lock) -> Iterator[Problem]:
    for one in migration.statements:
        held = blocking(one, weakest)
        if held is not None and not one.statement_timeout:
            relation, lock = held
            yield Problem(
                f"`{relation}` is locked {lock.sql} without a statement_timeout",
                str(relation),
                one.span(relation.name),
                "Write before it: SET statement_timeout = '60s';",
            )
            return


RULE = Rule(MISSING_STATEMENT_TIMEOUT, Options, check, __doc__)
