"""What the contract requires is NOT NULL.

## What it does
Takes each field that the contract requires and does not let be null, and asks that the column
which the mapping binds it to is NOT NULL, part of the primary key, or an identity column. A
binding to a relation that does not exist, or to a column that a table does not have, is a finding
too. A binding whose `nullable_because` says why the column may be null is accepted, and so is a
field that is not stored. Columns of views are CON104's, which also judges the other nulls: in
answers, of fields that may be left out, and in requests, of columns that take none. No null is
reported by both.

The rule cannot run without a contract and a mapping, and then says so.

## Why
A client that was promised a value reads it without a guard. A nullable column breaks that promise
on the first row that somebody inserts by hand.

## Example
The contract requires `currency` and does not let it be null.
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY, currency text);
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY, currency text NOT NULL);
```

## Options
None. Exceptions belong into the mapping, where the reason stands beside the field:
`nullable_because`.

## References
- JSON Schema, Validation 2020-12, 6.5.3
  [required](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3)
- PostgreSQL manual, 5.5.2 [Not-Null
  Constraints](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL)
"""

from collections.abc import Iterable, Iterator

import msgspec

from ddllint.catalog.model import Catalog, Table
from ddllint.catalog.names import Name
from ddllint.contracts.model import Binding
from ddllint.diagnostics.finding import NotChecked, Problem, Related, Severity
from ddllint.rules.place import place
from ddllint.rules.rule import CannotRun, Context, Family, Meta, Rule
from ddllint.rules.tenants import written_name
from ddllint.rules.unread import unless_unread
from ddllint.rules.wording import closest, sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """No options: exceptions belong into the mapping."""


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each required field whose column is nullable or missing.

    Raises CannotRun when there are no contracts, or no mapping binds them to tables.
    """
    del options
    if context.contracts is None:
        raise CannotRun(context.no_contracts)
    if not context.contracts.bindings:
        raise CannotRun("no mapping binds a contract field to a column")
    return _check_bindings(context, context.contracts.bindings)


def _check_bindings(
    context: Context, bindings: Iterable[Binding]
) -> Iterator[Problem | NotChecked]:
    """One problem for each relation and column that is wrong, however many fields it holds."""
    catalog = context.catalog
    absent: dict[Name, list[Binding]] = {}
    missing: dict[tuple[Name, str], list[Binding]] = {}
    nullable: dict[tuple[Name, str], list[Binding]] = {}
    for binding in bindings:
        name = written_name(binding.relation)
        table = catalog.tables.get(name)
        if catalog.relation(name) is None:
            absent.setdefault(name, []).append(binding)
        elif table is None or binding.column is None:
            continue
        elif binding.column not in table.columns:
            missing.setdefault((name, binding.column), []).append(binding)
        elif _promises_a_value(binding) and not table.columns[binding.column].not_null:
            nullable.setdefault((name, binding.column), []).append(binding)
    for name, found in absent.items():
        yield unless_unread(context, _no_relation(catalog, name, found))
    for (name, column), found in missing.items():
        yield _no_column(catalog.tables[name], column, found)
    for (name, column), found in nullable.items():
        yield _may_be_null(catalog.tables[name], column, found)


def _promises_a_value(binding: Binding) -> bool:
    field = binding.field
    return field.required and not field.nullable and not binding.nullable_because


def _no_relation(catalog: Catalog, name: Name, bindings: list[Binding]) -> Problem:
    first = bindings[0]
    known = [str(other) for other in (*catalog.tables, *catalog.views)]
    return Problem(
        message=f"the mapping binds `{first.schema}` to `{name}`, which no file declares",
        object=str(name),
        span=first.span or first.field.span,
        help=_did_you_mean(str(name), known),
    )


def _no_column(table: Table, column: str, bindings: list[Binding]) -> Problem:
    first = bindings[0]
    return Problem(
        message=f"field `{first.field.name}` is bound to column `{column}`, which "
        f"`{table.name}` does not have",
        object=f"{table.name}.{column}",
        span=first.span or first.field.span,
        help=_did_you_mean(column, list(table.columns)),
        related=(
            Related(f"`{table.name}` is declared here", place(table.origin)),
            *(Related(f"field `{one.field.name}`", one.field.span) for one in bindings),
        ),
    )


def _may_be_null(table: Table, column: str, bindings: list[Binding]) -> Problem:
    field = bindings[0].field.name
    return Problem(
        message=f"column `{table.name}.{column}` may be null, but the contract requires field "
        f"`{field}` and does not let it be null",
        object=f"{table.name}.{column}",
        span=place(table.columns[column].origin, table.origin),
        help=f"ALTER TABLE {sql_name(table.name)} ALTER COLUMN {sql_name(column)} SET NOT NULL; "
        "or say `nullable_because` in the mapping",
        related=tuple(
            Related(
                f"the contract requires `{one.field.name}`",
                one.field.required_span or one.field.span,
            )
            for one in bindings
        ),
    )


def _did_you_mean(name: str, known: list[str]) -> str:
    close = closest(name, known)
    if close is None:
        return "Declare it, or correct the mapping; `not_stored` says why a field has no column."
    return f"Did you mean `{close}`?"


RULE = Rule(
    Meta(
        code="DDL003",
        name="required-not-null",
        family=Family.HOUSE,
        severity=Severity.ERROR,
        summary="What the contract requires is NOT NULL",
        since="0.1.0",
        needs_contracts=True,
    ),
    Options,
    check,
    __doc__,
)
