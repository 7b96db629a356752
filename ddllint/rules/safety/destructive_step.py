"""No statement deletes what people stored.

## What it does
Looks for statements that take away what was there before the migration: DROP TABLE and DROP COLUMN,
also by way of CASCADE or of a schema or type, TRUNCATE, and a change to a type that the values may
not fit.

## Why
There is no way back but the backup. What must go, goes with the reason in a waiver, such as
`-- ddllint: waive MIG109: unread since 2026-03, exported to the archive`.

## Example
```sql bad
ALTER TABLE orders DROP COLUMN note;
```
```sql good
COMMENT ON COLUMN orders.note IS 'Unused; to be dropped after 2027-01-31.';
```

## Options
```yaml
steps: [drop-table, drop-column]
```

## References
- PostgreSQL manual, [DROP TABLE](https://www.postgresql.org/docs/current/sql-droptable.html)
- PostgreSQL manual, [TRUNCATE](https://www.postgresql.org/docs/current/sql-truncate.html)
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Action, Kind
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import about, every_statement
from ddllint.rules.safety.metas import DESTRUCTIVE_STEP


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What counts."""

    steps: Annotated[
        tuple[Literal["drop-table", "drop-column", "truncate", "narrow-type"], ...],
        msgspec.Meta(description="The steps that are reported."),
    ] = ("drop-table", "drop-column", "truncate", "narrow-type")


_HELP = "If it must go, say why: -- ddllint: waive MIG109: the reason"


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each thing that is lost."""
    for one in every_statement(context):
        for action in one.actions:
            step, message = _lost(action)
            if step in options.steps:
                yield about(one, action, message, _HELP)


def _lost(action: Action) -> tuple[str, str]:
    """The kind of step, and what it deletes; both empty for what deletes nothing."""
    match action.kind:
        case Kind.DROP_TABLE:
            return "drop-table", f"the rows of `{action.relation}` are deleted"
        case Kind.DROP_COLUMN:
            return "drop-column", f"the values of `{action.relation}.{action.name}` are deleted"
        case Kind.TRUNCATE:
            return "truncate", f"the rows of `{action.relation}` are deleted"
        case Kind.ALTER_TYPE if action.narrows:
            column = f"`{action.relation}.{action.name}`"
            return "narrow-type", f"values of {column} may not fit `{action.text}`"
    return "", ""


RULE = Rule(DESTRUCTIVE_STEP, Options, check, __doc__)
