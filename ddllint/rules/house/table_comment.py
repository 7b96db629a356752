"""Tables and views carry a comment.

## What it does
Asks for a `COMMENT ON` with text in it on each table, foreign table, view and materialized view,
and on each table's columns of the names in `columns`. Temporary tables are left out.

## Why
The comment is the one piece of documentation that travels with the schema: it is shown by every
client, read by the data dictionary, and it outlives the wiki page. A `correlation_id` without a
word on who sets it and what it links is useless to whoever has to trace an incident.

## Example
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY, correlation_id uuid);
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY, correlation_id uuid);
COMMENT ON TABLE invoices IS 'Invoices as they were sent.';
COMMENT ON COLUMN invoices.correlation_id IS 'The request that made the invoice.';
```

## Options
```yaml
columns: [correlation_id, external_event_id]
partitions: true
```

## References
- PostgreSQL manual, [COMMENT](https://www.postgresql.org/docs/current/sql-comment.html)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.model import Comment, Table, View
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.rules.wording import sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What carries a comment."""

    columns: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Names of table columns that carry a comment too."),
    ] = ("correlation_id",)
    partitions: Annotated[
        bool,
        msgspec.Meta(description="Whether each partition carries a comment of its own."),
    ] = False


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each relation and each named column without a comment."""
    for table in context.catalog.tables.values():
        if table.persistence == "temporary":
            continue
        if table.partition_of is not None and not options.partitions:
            continue
        yield from _check_relation(table, "foreign table" if table.kind == "foreign" else "table")
        yield from _check_columns(table, options)
    for view in context.catalog.views.values():
        yield from _check_relation(view, "materialized view" if view.materialized else "view")


def _check_relation(relation: Table | View, kind: str) -> Iterator[Problem]:
    if _is_blank(relation.comment):
        name = str(relation.name)
        yield Problem(
            message=f"{kind} `{name}` has {_lack(relation.comment)}",
            object=name,
            span=place(relation.origin),
            help=f"COMMENT ON {kind.upper()} {sql_name(relation.name)} IS '...';",
        )


def _check_columns(table: Table, options: Options) -> Iterator[Problem]:
    for column in table.columns.values():
        asked = column.name in options.columns and not column.inherited
        if asked and _is_blank(column.comment):
            name = f"{table.name}.{column.name}"
            yield Problem(
                message=f"column `{name}` has {_lack(column.comment)}",
                object=name,
                span=place(column.origin, table.origin),
                help=f"COMMENT ON COLUMN {sql_name(table.name)}.{sql_name(column.name)} IS '...';",
            )


def _is_blank(comment: Comment | None) -> bool:
    return comment is None or not comment.text.strip()


def _lack(comment: Comment | None) -> str:
    return "no comment" if comment is None else "an empty comment"


RULE = Rule(
    Meta(
        code="DDL001",
        name="table-comment",
        family=Family.HOUSE,
        severity=Severity.ERROR,
        summary="Tables and views carry a comment",
        since="0.1.0",
    ),
    Options,
    check,
    __doc__,
)
