"""No column has a name that says nothing.

## What it does
Refuses the column names in `names`: in tables, views and composite types. A name is compared as
a whole, never in part, so that `metadata` and `data_freshness_seconds` are fine. Case does not
count: the server folds `Data` to `data`, and a quoted `"Data"` spells the same empty word.

## Why
`data`, `misc`, `other` and `stuff` are where a schema goes to rot: nobody can tell what belongs
there, so everything does. A name such as `raw_payload` says what is kept and who wrote it.

## Example
```sql bad
CREATE TABLE dead_events (id uuid PRIMARY KEY, data jsonb NOT NULL);
```
```sql good
CREATE TABLE dead_events (id uuid PRIMARY KEY, raw_payload jsonb NOT NULL, metadata jsonb);
```

## Options
A name stands alone, or with a reason and a better name, which the finding then tells.
```yaml
names:
  - misc
  - {name: data, reason: says neither source nor form, better: raw_payload}
```

## References
- PostgreSQL manual, 4.1.1 [Identifiers and Key
  Words](https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS)
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec

from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.rules.columns import declared_columns
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.sql.source import Origin


class GenericName(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """A name that is refused, why, and what to call the column instead."""

    name: str
    reason: str = ""
    better: str = ""


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which names are refused."""

    names: Annotated[
        tuple[str | GenericName, ...],
        msgspec.Meta(
            description="Column names that are refused, each perhaps with `reason` and `better`."
        ),
    ] = ("data", "misc", "other", "stuff")


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each column whose whole name is one of the refused."""
    refused = _by_folded_name(options)
    for relation, column, origins in _columns(context.catalog):
        entry = refused.get(column.casefold())
        if entry is not None:
            name = f"{relation}.{column}"
            reason = f": {entry.reason}" if entry.reason else ""
            yield Problem(
                message=f"column name `{name}` says nothing{reason}",
                object=name,
                span=place(*origins),
                help=f"Call it `{entry.better}`."
                if entry.better
                else "Give it a name that says what the column holds.",
            )


def _by_folded_name(options: Options) -> Mapping[str, GenericName]:
    entries = [GenericName(name) if isinstance(name, str) else name for name in options.names]
    return {entry.name.casefold(): entry for entry in entries}


def _columns(catalog: Catalog) -> Iterator[tuple[Name, str, tuple[Origin | None, ...]]]:
    """Relation, column and where they were declared, for all that has columns."""
    for relation, column in declared_columns(catalog):
        yield relation.name, column.name, (column.origin, relation.origin)
    for view in catalog.views.values():
        for shown in (view.columns or {}).values():
            yield view.name, shown.name, (shown.origin, view.origin)


RULE = Rule(
    Meta(
        code="DDL002",
        name="generic-column-name",
        family=Family.HOUSE,
        severity=Severity.ERROR,
        summary="No column has a name that says nothing",
        since="0.1.0",
    ),
    Options,
    check,
    __doc__,
)
