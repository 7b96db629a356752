"""Each table is bound to a tenant by its tenant column.

## What it does
Asks that each table has the tenancy's column (`tenant_id`), of the tenancy's type (`uuid`), NOT
NULL, with a foreign key of its own to the tenancy's parent (`tenants.id`), `ON DELETE CASCADE`,
validated. It does not matter how that was written: inline, as a table constraint, or by a later
ALTER in another file. A domain over the type will do.

The parent table, the tables that the settings list in `tenancy.exempt`, foreign tables and
temporary tables are left out. A partition has what its parent has; a child by INHERITS has its
parent's NOT NULL, but foreign keys are not inherited, so it needs its own.

## Why
A row without a tenant is seen by nobody or by everybody, and a tenant's deletion that leaves
rows behind is a breach of contract. Only the server can promise that neither happens.

## Example
```sql bad
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE invoices (id uuid PRIMARY KEY, tenant_id uuid REFERENCES tenants (id));
```
```sql good
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE invoices (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE
);
```

## Options
```yaml
require: declared
on-delete: [cascade, restrict]
```

## References
- PostgreSQL manual, 5.5.5 [Foreign
  Keys](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK)
- PostgreSQL manual, 5.11.1 [Inheritance:
  Caveats](https://www.postgresql.org/docs/current/ddl-inherit.html#DDL-INHERIT-CAVEATS)
"""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from ddllint.catalog.model import Action, Catalog, Column, ForeignKey, Table
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.rules.tenants import base_type, parent_key, scoped_tables
from ddllint.rules.wording import listed, sql_name
from ddllint.settings.model import Tenancy


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Which tables must have the tenant column, and what its key does."""

    require: Annotated[
        Literal["all", "declared"],
        msgspec.Meta(
            description="`all`: each table that is not exempt has the tenant column. `declared`: "
            "only tables that have the column are checked."
        ),
    ] = "all"
    on_delete: Annotated[
        tuple[Action, ...],
        msgspec.Meta(
            description="What the foreign key may do when the tenant is deleted; the first is "
            "what the help proposes.",
            min_length=1,
        ),
    ] = (Action.CASCADE,)


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each part of the tenant column that a table lacks."""
    tenancy = context.tenancy
    for table in scoped_tables(context.catalog, tenancy):
        if table.partition_of in context.catalog.tables:
            continue
        column = table.columns.get(tenancy.column)
        if column is not None:
            if not column.inherited:
                yield from _check_column(context.catalog, tenancy, table, column)
            yield from _check_foreign_key(tenancy, table, column, options)
        elif options.require == "all":
            yield _no_column(tenancy, table, options)


def _no_column(tenancy: Tenancy, table: Table, options: Options) -> Problem:
    return Problem(
        message=f"table `{table.name}` has no column `{tenancy.column}`",
        object=str(table.name),
        span=place(table.origin),
        help=f"Add {sql_name(tenancy.column)} {tenancy.type} NOT NULL "
        f"{_reference(tenancy, options)}, or list the table in `tenancy.exempt`.",
    )


def _check_column(
    catalog: Catalog, tenancy: Tenancy, table: Table, column: Column
) -> Iterator[Problem]:
    name = f"{table.name}.{column.name}"
    if str(base_type(catalog, column.type)) != tenancy.type:
        yield Problem(
            message=f"column `{name}` is `{column.type}`, not `{tenancy.type}`",
            object=name,
            span=place(column.origin, table.origin),
            help=f"{_alter_column(table, column)} TYPE {tenancy.type};",
        )
    if not column.not_null:
        yield Problem(
            message=f"column `{name}` may be null",
            object=name,
            span=place(column.origin, table.origin),
            help=f"{_alter_column(table, column)} SET NOT NULL;",
        )


def _alter_column(table: Table, column: Column) -> str:
    return f"ALTER TABLE {sql_name(table.name)} ALTER COLUMN {sql_name(column.name)}"


def _check_foreign_key(
    tenancy: Tenancy, table: Table, column: Column, options: Options
) -> Iterator[Problem]:
    keys = [
        constraint
        for constraint in table.constraints.values()
        if isinstance(constraint, ForeignKey) and constraint.columns == (column.name,)
    ]
    faults = [list(_faults(table, key, tenancy, options)) for key in keys]
    if [] in faults:
        return
    name = f"{table.name}.{column.name}"
    if not keys:
        parent, parent_column = parent_key(tenancy)
        yield Problem(
            message=f"column `{name}` has no foreign key to `{parent} ({parent_column})`",
            object=name,
            span=place(None if column.inherited else column.origin, table.origin),
            help=_add_key(table, tenancy, options),
        )
    for key, told in zip(keys, faults, strict=True):
        for fault, help_text in told:
            yield Problem(
                message=f"foreign key `{key.name}` of `{name}` {fault}",
                object=name,
                span=place(key.origin, column.origin, table.origin),
                help=help_text,
            )


def _faults(
    table: Table, key: ForeignKey, tenancy: Tenancy, options: Options
) -> Iterator[tuple[str, str]]:
    """What is wrong with a foreign key of the tenant column, each with what to do."""
    parent, parent_column = parent_key(tenancy)
    # an undeclared parent has no known columns: its absence is another rule's finding
    referenced = key.referenced_columns or (parent_column,)
    if (key.referenced, referenced) != (parent, (parent_column,)):
        target = f"{key.referenced} ({', '.join(referenced)})"
        yield (
            f"refers to `{target}`, not to `{parent} ({parent_column})`",
            _replace_key(table, key, tenancy, options),
        )
        return
    if key.on_delete not in options.on_delete:
        wanted = listed((action.upper() for action in options.on_delete), "or")
        yield (
            f"is ON DELETE {key.on_delete.upper()}, not {wanted}",
            _replace_key(table, key, tenancy, options),
        )
    if not key.enforced:
        yield "is NOT ENFORCED", _replace_key(table, key, tenancy, options)
    elif not key.validated:
        yield (
            "is NOT VALID: the rows that were there before it are not checked",
            f"ALTER TABLE {sql_name(table.name)} VALIDATE CONSTRAINT {sql_name(key.name)};",
        )


def _reference(tenancy: Tenancy, options: Options) -> str:
    parent, parent_column = parent_key(tenancy)
    target = f"{sql_name(parent)} ({sql_name(parent_column)})"
    return f"REFERENCES {target} ON DELETE {options.on_delete[0].upper()}"


def _replace_key(table: Table, key: ForeignKey, tenancy: Tenancy, options: Options) -> str:
    drop = f"ALTER TABLE {sql_name(table.name)} DROP CONSTRAINT {sql_name(key.name)};"
    return f"{drop} {_add_key(table, tenancy, options)}"


def _add_key(table: Table, tenancy: Tenancy, options: Options) -> str:
    return (
        f"ALTER TABLE {sql_name(table.name)} ADD FOREIGN KEY ({sql_name(tenancy.column)}) "
        f"{_reference(tenancy, options)};"
    )


RULE = Rule(
    Meta(
        code="DDL004",
        name="tenant-column",
        family=Family.HOUSE,
        severity=Severity.ERROR,
        summary="Each table is bound to a tenant by its tenant column",
        since="0.1.0",
    ),
    Options,
    check,
    __doc__,
)
