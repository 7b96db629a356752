"""No statement rewrites a table in use.

## What it does
Looks for what writes a table that was there before the migration anew: a change of a column's type
that is more than a wider limit, a new column that is an identity, serial, stored generated or of a
domain with constraints, SET UNLOGGED and LOGGED, another access method or tablespace, CLUSTER,
VACUUM FULL. Volatile defaults are MIG107. A change of type is not checked if the migrations do not
tell the type before.

## Why
A rewrite takes as long as the table is large, needs as much disk again, and nobody can read the
table meanwhile.

## Example
```sql bad
ALTER TABLE invoices ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
```
```sql good
ALTER TABLE invoices ADD COLUMN number bigint;
```

## Options
None.

## References
- PostgreSQL manual, ALTER TABLE:
  [Notes](https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.revisions.actions import Action, Cause, Kind
from ddllint.revisions.locks import Work
from ddllint.rules.rule import Context, Rule
from ddllint.rules.safety.common import NoOptions, about, every_statement
from ddllint.rules.safety.metas import TABLE_REWRITE

_KINDS = frozenset({Kind.ADD_COLUMN, Kind.ALTER_TYPE, Kind.REWRITE})
_HELP = {
    Cause.GENERATED: "Add a plain column, filled by a trigger and in batches, or take a view.",
    Cause.IDENTITY: "Add a plain column, fill it in batches, then ADD GENERATED ... AS IDENTITY.",
    Cause.DOMAIN: "Take the type under the domain, with a CHECK that is added NOT VALID.",
    Cause.TYPE: "Add a second column, fill it in batches, and let the application change over.",
}
_WORDS = {
    Cause.GENERATED: "is stored for every row",
    Cause.IDENTITY: "is numbered for every row",
    Cause.DOMAIN: "has a domain that is checked for every row",
}


def check(context: Context, options: NoOptions) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each action that rewrites a table."""
    del options
    for one in every_statement(context):
        for action in one.actions:
            if action.kind not in _KINDS or action.cause is Cause.VOLATILE_DEFAULT:
                continue
            if action.cause is Cause.UNKNOWN_TYPE:
                about_it = f"{action.relation}.{action.name}"
                reason = "the migrations do not tell the type that the column has before"
                yield NotChecked(about_it, reason, one.span(action.name))
            elif Work.REWRITE in dict(action.works).values():
                message = f"{_told(action)}: `{action.relation}` is rewritten"
                yield about(one, action, message, _HELP.get(action.cause, _LATER))


_LATER = "Do it while nobody uses the table, or move the rows to a new table in batches."


def _told(action: Action) -> str:
    if action.kind is Kind.REWRITE:
        return action.text
    column = f"`{action.relation}.{action.name}`"
    return f"{column} {_WORDS.get(action.cause, f'becomes `{action.text}`')}"


RULE = Rule(TABLE_REWRITE, NoOptions, check, __doc__)
