"""A request's default is the column's.

## What it does
Compares the `default` of each mapped request field with the DEFAULT of its column: the row that
is stored when the field is left out has the value that the contract names. A column without
DEFAULT is a finding as well, and so is a DEFAULT for a field whose default is null. A conversion
with a factor (`cents`) is calculated with. What the server computes (`now()`, a generated column)
and defaults that are lists or objects are reported as not checked; fields with another conversion
are left to it.

It is a warning: in JSON Schema `default` is an annotation, and a service may fill it in itself.

## Why
Two defaults for one field part in the first release in which one of them is changed.

## Example
The contract's `quantity` is 1 if it is left out.
```sql bad
CREATE TABLE items (id uuid PRIMARY KEY, quantity integer NOT NULL DEFAULT 0);
```
```sql good
CREATE TABLE items (id uuid PRIMARY KEY, quantity integer NOT NULL DEFAULT 1);
```

## Options
```yaml
missing: false
```

## References
- JSON Schema, Validation 2020-12, 9.2
  [default](https://json-schema.org/draft/2020-12/json-schema-validation#section-9.2)
- PostgreSQL manual, 5.2 [Default
  Values](https://www.postgresql.org/docs/current/ddl-default.html)
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import msgspec

from ddllint.catalog.model import Column
from ddllint.catalog.predicates import Allowed, Scalar, constant_default, is_null_default
from ddllint.contracts.value import Stated
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, Written, by_way
from ddllint.rules.contract.metas import DEFAULT_MISMATCH
from ddllint.rules.contract.numbers import factor_of
from ddllint.rules.contract.tell import not_checked, problem, shown
from ddllint.rules.contract.values import as_stored, scalar
from ddllint.rules.rule import Context, Rule
from ddllint.rules.wording import sql_name
from ddllint.settings.yaml import Data


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What is judged."""

    missing: Annotated[
        bool,
        msgspec.Meta(
            description="Whether a column without DEFAULT is a finding; say false if the service "
            "fills the contract's defaults in."
        ),
    ] = True


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each request field whose default is not its column's.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound, way in by_way(context):
        stated, written = bound.binding.field.value.default, bound.written
        if way == "response" or stated is None or written is None:
            continue
        factor = factor_of(bound)
        if factor is None:
            continue
        yield from _compared(context, bound, written, stated, factor, options)


def _compared(
    context: Context,
    bound: Bound,
    written: Written,
    stated: Stated[Data],
    factor: Fraction,
    options: Options,
) -> Iterator[Problem | NotChecked]:
    wanted, column = scalar(stated.value), written.column
    if column.identity is not None or column.generated is not None:
        yield not_checked(bound, "whether its default is what the server makes of the column")
    elif is_null_default(column):
        if stated.value is not None and options.missing:
            yield _told(bound, column, stated, "has none")
    elif wanted is None and stated.value is not None:
        yield not_checked(bound, "defaults that are lists or objects are not compared")
    else:
        given = constant_default(context.catalog, column)
        if given is None:
            yield not_checked(bound, "the column's default is computed")
        elif not _same(written.allowed, wanted, given, factor):
            yield _told(bound, column, stated, f"has {shown(given)}")


def _same(allowed: Allowed, wanted: Scalar | None, given: Scalar, factor: Fraction) -> bool:
    match wanted, given:
        case Decimal(), Decimal():
            return Fraction(wanted) * factor == Fraction(given)
        case str(), str():
            return as_stored(allowed, wanted) == as_stored(allowed, given)
    return wanted is given


def _told(bound: Bound, column: Column, stated: Stated[Data], has: str) -> Problem:
    wanted = scalar(stated.value)
    default = "null" if stated.value is None else "a list or an object"
    return problem(
        bound,
        f"field `{bound.binding.field.name}` is {shown(wanted) if wanted is not None else default} "
        f"by default, but column `{bound.object}` {has}",
        at=stated.span,
        help=f"ALTER TABLE {sql_name(bound.relation)} ALTER COLUMN {sql_name(column.name)} SET "
        "DEFAULT ...; or take the default from the contract",
    )


RULE = Rule(DEFAULT_MISMATCH, Options, check, __doc__)
