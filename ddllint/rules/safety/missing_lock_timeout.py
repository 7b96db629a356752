"""Who waits for a lock gives up in time.

## What it does
Looks for a statement that takes a lock which blocks reads or writes (SHARE or stronger) on a table
or view that was there before the migration, and that runs without a `lock_timeout`. The first of
each migration is reported. `SET LOCAL` counts until its transaction ends, and not at all outside of
one. What cannot be seen into, such as a DO block, is told as not checked.

## Why
`ALTER TABLE` waits for the transactions that use the table. While it waits, every query that comes
later waits behind it, even a SELECT: one forgotten session and a change of a millisecond stop the
application. With a timeout the migration fails instead, and is run again.

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
- PostgreSQL manual, 19.11.1 [lock_timeout](https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT)
- PostgreSQL manual, 13.3.1 [Table-Level
  Locks](https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES)
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.revisions.locks import Lock
from ddllint.revisions.model import Migration
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import blocking
from ddllint.rules.safety.metas import MISSING_LOCK_TIMEOUT


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which locks count."""

    weakest_lock: Annotated[
        Literal["share", "share row exclusive", "exclusive", "access exclusive"],
        msgspec.Meta(description="The weakest lock that has to be bounded."),
    ] = "share"


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for the first statement of a migration that needs a timeout and has none."""
    weakest = Lock[options.weakest_lock.upper().replace(" ", "_")]
    for migration in context.migrations:
        yield from _unseen(migration)
        yield from _first(migration, weakest)


def _first(migration: Migration, weakest: Lock) -> Iterator[Problem]:
    for one in migration.statements:
        held = blocking(one, weakest)
        if held is not None and not one.lock_timeout:
            relation, lock = held
            yield Problem(
                f"`{relation}` is locked {lock.sql} without a lock_timeout",
                str(relation),
                one.span(relation.name),
                "Write before it: SET lock_timeout = '5s';",
            )
            return


def _unseen(migration: Migration) -> Iterator[NotChecked]:
    """What no rule about migrations sees is told once, here."""
    told = {part.span.line for part in migration.unseen}
    for part in migration.unseen:
        yield NotChecked(migration.path, part.reason, part.span)
    for one in migration.statements:
        if one.effect.unseen and one.span().line not in told:
            yield NotChecked(migration.path, one.effect.unseen, one.span())


RULE = Rule(MISSING_LOCK_TIMEOUT, Options, check, __doc__)
