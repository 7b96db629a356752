"""A downgrade undoes what the upgrade did.

## What it does
Runs, without a server, each Alembic revision up and down again, and compares the schema with that
before. Reported are a downgrade that does nothing or fails, one that raises without saying why, and
one that leaves something behind. `raise NotImplementedError("the rows are gone")` is an answer.
Plain SQL migrations have no downgrade.

## Why
The way back is taken at night, under pressure. It is known to lead back, or says that it does not.

## Example
`upgrade()` runs ALTER TABLE orders ADD COLUMN note text.
```python bad
def downgrade() -> None:
    pass
```
```python good
def downgrade() -> None:
    op.execute("ALTER TABLE orders DROP COLUMN note")
```

## Options
None.

## References
- Alembic, [Running our First
  Migration](https://alembic.sqlalchemy.org/en/latest/tutorial.html#downgrading)
"""

from collections.abc import Iterator

from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.revisions.model import Migration, Undo
from ddllint.rules.rule import CannotRun, Context, Rule
from ddllint.rules.safety.common import NoOptions
from ddllint.rules.safety.metas import INCOMPLETE_DOWNGRADE

_MOST = 5


def check(context: Context, options: NoOptions) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each downgrade that is not the way back.

    Raises CannotRun when no migration has a downgrade.
    """
    del options
    undone = [(one, one.undo) for one in context.migrations if one.undo is not None]
    if not undone:
        raise CannotRun("plain SQL migrations have no downgrade")
    for migration, undo in undone:
        yield from _check(migration, undo)


def _check(migration: Migration, undo: Undo) -> Iterator[Problem | NotChecked]:
    if undo.broken:
        message = f"downgrade() fails: {undo.broken}"
        yield Problem(message, "", undo.span, "Mend it, and try it on a throw-away database.")
    elif undo.raises:
        if ":" not in undo.raises:
            message = f"downgrade() raises {undo.raises} without a reason"
            yield Problem(message, "", undo.span, f'raise {undo.raises}("the reason")')
    elif undo.unseen:
        for part in undo.unseen:
            yield NotChecked(
                migration.path, f"what downgrade() does is unknown: {part.reason}", part.span
            )
    elif undo.left:
        yield _incomplete(undo)


def _incomplete(undo: Undo) -> Problem:
    objects = _objects(undo)
    named = ", ".join(objects[:_MOST])
    more = f" and {len(objects) - _MOST} more" if len(objects) > _MOST else ""
    does = "leaves" if undo.statements else "does nothing and leaves"
    return Problem(
        f"downgrade() {does} the schema other than it was: {named}{more}",
        objects[0],
        undo.span,
        "Undo each step of upgrade(), the last one first, or raise with the reason why not.",
    )


def _objects(undo: Undo) -> list[str]:
    """What differs, without the parts of tables that differ as a whole."""
    found = list(dict.fromkeys(one.object for one in undo.left))
    whole = [one.removeprefix("table ") + "." for one in found if one.startswith("table ")]
    kept = [one for one in found if not one.partition(" ")[2].startswith(tuple(whole))]
    return [one.replace(" public.", " ") for one in kept]


RULE = Rule(INCOMPLETE_DOWNGRADE, NoOptions, check, __doc__)
