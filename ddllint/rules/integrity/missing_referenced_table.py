"""A foreign key refers to a table, columns and a key that exist.

## What it does
Asks of each foreign key that some file declares the table it refers to, that this table has the
columns it refers to, as many as the key has itself, and that a primary key, a UNIQUE constraint
or a unique index covers exactly those columns. A partial index, one over expressions and a
deferrable constraint do not count, as the server does not accept them. Tables named in `external`
are somebody else's and taken on trust.

Comments, policies and indexes on what does not exist are SQL002's business.

## Why
The server refuses such a key, but not before the migration runs. A spec that refers to a table
that was renamed last week is wrong today.

## Example
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY, customer_id uuid REFERENCES customer (id));
CREATE TABLE customers (id uuid PRIMARY KEY);
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY, customer_id uuid REFERENCES customers (id));
CREATE TABLE customers (id uuid PRIMARY KEY);
```

## Options
```yaml
external: [auth.users]
```

## References
- PostgreSQL manual, 5.5.5 [Foreign
  Keys](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.model import Catalog, ForeignKey, Index, Key, Table
from ddllint.diagnostics.finding import NotChecked, Problem, Related, Severity
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.rules.tenants import written_name
from ddllint.rules.unread import unless_unread
from ddllint.rules.wording import closest, listed, sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which tables are declared elsewhere."""

    external: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Tables that are declared elsewhere and may be referred to."),
    ] = ()


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each foreign key that the server would refuse for its target."""
    external = {written_name(text) for text in options.external}
    for table in context.catalog.tables.values():
        for key in table.constraints.values():
            if isinstance(key, ForeignKey) and key.referenced not in external:
                yield from _check_key(context, table, key)


def _check_key(context: Context, table: Table, key: ForeignKey) -> Iterator[Problem | NotChecked]:
    catalog = context.catalog
    target = catalog.tables.get(key.referenced)
    told = _absent(catalog, key) if target is None else _fault(key, target)
    if told is not None:
        message, help_text = told
        problem = Problem(
            message=f"foreign key `{key.name}` of `{table.name}` {message}",
            object=f"{table.name}.{key.columns[0]}",
            span=place(key.origin, table.origin),
            help=help_text,
            related=(Related(f"`{target.name}` is declared here", place(target.origin)),)
            if target
            else (),
        )
        is_known = target is not None or key.referenced in catalog.views
        yield problem if is_known else unless_unread(context, problem)


def _absent(catalog: Catalog, key: ForeignKey) -> tuple[str, str]:
    """What to say of a key to no table, and what to do."""
    name = key.referenced
    if name in catalog.views:
        return f"refers to the view `{name}`", "Refer to a table: a view has no keys."
    close = closest(str(name), (str(known) for known in catalog.tables))
    return f"refers to `{name}`, which no file declares", (
        f"Did you mean `{close}`?"
        if close
        else "Declare the table in a spec, or list it under `external`."
    )


def _fault(key: ForeignKey, target: Table) -> tuple[str, str] | None:
    """Why the server would refuse a key to this table, and what to do; None when it would not."""
    name = target.name
    absent = [column for column in key.referenced_columns if column not in target.columns]
    if not key.referenced_columns:
        return (
            f"refers to `{name}`, which has no primary key",
            f"Name the columns that it refers to, or give `{name}` a primary key.",
        )
    if absent:
        close = closest(absent[0], target.columns)
        return (
            f"refers to {_told(absent)}, which `{name}` does not have",
            f"Did you mean `{close}`?" if close else f"`{name}` has {_told(list(target.columns))}.",
        )
    if len(key.columns) != len(key.referenced_columns):
        return (
            f"has {len(key.columns)} and refers to {len(key.referenced_columns)} columns",
            "Name as many columns on both sides.",
        )
    if not _is_unique(target, key.referenced_columns):
        columns = ", ".join(sql_name(column) for column in key.referenced_columns)
        return (
            f"refers to {_told(key.referenced_columns)} of `{name}`, which no key makes unique",
            f"ALTER TABLE {sql_name(name)} ADD UNIQUE ({columns});",
        )
    return None


def _told(columns: tuple[str, ...] | list[str]) -> str:
    return f"{'columns' if len(columns) > 1 else 'column'} {listed(f'`{c}`' for c in columns)}"


def _is_unique(table: Table, columns: tuple[str, ...]) -> bool:
    """Whether a key covers exactly these columns, in any order."""
    wanted = sorted(columns)
    for key in table.constraints.values():
        if isinstance(key, Key) and not key.deferrable and sorted(key.columns) == wanted:
            return True
    return any(_makes_unique(index, wanted) for index in table.indexes.values())


def _makes_unique(index: Index, columns: list[str]) -> bool:
    return (
        index.unique
        and index.predicate is None
        and sorted(element.column or "" for element in index.elements) == columns
    )


RULE = Rule(
    Meta(
        code="REF101",
        name="missing-referenced-table",
        family=Family.INTEGRITY,
        severity=Severity.ERROR,
        summary="A foreign key refers to a table, columns and a key that exist",
        since="0.1.0",
    ),
    Options,
    check,
    __doc__,
)
