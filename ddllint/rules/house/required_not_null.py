"""What the contract requires is NOT NULL.

## What it does
Takes each field that the contract requires and does not let be null, and asks that the column
which the mapping binds it to is NOT NULL, part of the primary key, or an identity column. A
binding to a table or column that does not exist is a finding too. A binding whose
`nullable_because` says why the column may be null is accepted, and so is a field that is not
stored. Columns of views are not judged here, for the server calls each of them nullable; that
they exist is.

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

from ddllint.catalog.model import Catalog, Table, View
from ddllint.catalog.names import Name
from ddllint.contracts.model import Binding
from ddllint.diagnostics.finding import Problem, Related, Severity
from ddllint.rules.place import place
from ddllint.rules.rule import CannotRun, Context, Family, Meta, Rule
from ddllint.rules.tenants import is_not_null, written_name
from ddllint.rules.wording import closest, sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """No options: exceptions belong into the mapping."""


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each required field whose column is nullable or missing.

    Raises CannotRun when there are no contracts, or no mapping binds them to tables.
    """
    del options
    if context.contracts is None:
        raise CannotRun("the settings name no contracts")
    if not context.contracts.bindings:
        raise CannotRun("no mapping binds a contract field to a column")
    return _check_bindings(context.catalog, context.contracts.bindings)


def _check_bindings(catalog: Catalog, bindings: Iterable[Binding]) -> Iterator[Problem]:
    absent: set[Name] = set()
    for binding in bindings:
        name = written_name(binding.relation)
        relation = catalog.relation(name)
        if relation is None:
            if name not in absent:
                absent.add(name)
                yield _no_relation(catalog, name, binding)
        elif binding.column is not None:
            yield from _check_column(catalog, relation, binding, binding.column)


def _no_relation(catalog: Catalog, name: Name, binding: Binding) -> Problem:
    known = [str(other) for other in (*catalog.tables, *catalog.views)]
    return Problem(
        message=f"the mapping binds `{binding.schema}` to `{name}`, which no file declares",
        object=str(name),
        span=binding.span or binding.field.span,
        help=_did_you_mean(str(name), known),
        related=(Related("the contract's field", binding.field.span),),
    )


def _check_column(
    catalog: Catalog, relation: Table | View, binding: Binding, column: str
) -> Iterator[Problem]:
    if relation.columns is None:
        return
    name = f"{relation.name}.{column}"
    if column not in relation.columns:
        yield Problem(
            message=f"the mapping binds field `{binding.field.name}` to `{name}`, "
            f"but `{relation.name}` has no column `{column}`",
            object=name,
            span=binding.span or binding.field.span,
            help=_did_you_mean(column, list(relation.columns)),
            related=(
                Related(f"`{relation.name}` is declared here", place(relation.origin)),
                Related("the contract's field", binding.field.span),
            ),
        )
    elif (
        isinstance(relation, Table)
        and binding.field.required
        and not binding.field.nullable
        and not binding.nullable_because
        and not is_not_null(catalog, relation, column)
    ):
        yield Problem(
            message=f"column `{name}` may be null, but the contract requires field "
            f"`{binding.field.name}` and does not let it be null",
            object=name,
            span=place(relation.columns[column].origin, relation.origin),
            help=f"ALTER TABLE {sql_name(relation.name)} ALTER COLUMN {sql_name(column)} "
            "SET NOT NULL; or say `nullable_because` in the mapping",
            related=(
                Related(
                    f"the contract requires `{binding.field.name}`",
                    binding.field.required_span or binding.field.span,
                ),
            ),
        )


def _did_you_mean(name: str, known: list[str]) -> str:
    close = closest(name, known)
    return f"Did you mean `{close}`?" if close else "Declare it, or correct the mapping."


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
