"""A number is not stored as an integer without saying how.

## What it does
Looks at fields of type `number` over columns of an integer type. If the field can have fractions
(no `multipleOf` of whole numbers), the mapping must name the conversion that makes a whole number
of it: `cents` for an amount of money in units of its currency, kept in hundredths. Without one, the
two sides disagree about every amount by a factor of a hundred, or fractions are lost.

And it looks at the conversions that multiply (`cents`, `decimal_string_cents`, and those of the
mapping's own that state a factor): the field must be of a type that the conversion is for, and the
column must hold whole numbers. `cents` over `numeric(12, 2)` is money that was converted twice.

## Why
An amount that is 100 times too high looks like an amount.

## Example
The contract's `total` is a number, and the mapping names the column without a conversion.
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY, total integer NOT NULL);
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY, total numeric(12, 2) NOT NULL);
```

## Options
None. The conversion belongs into the mapping, where the reason stands beside it.

## References
- PostgreSQL manual, 8.1.1 [Integer
  Types](https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT)
- JSON Schema, Core 2020-12, 4.2.3 [Mathematical
  Integers](https://json-schema.org/draft/2020-12/json-schema-core#section-4.2.3)
"""

from collections.abc import Iterator

import msgspec

from ddllint.contracts.model import Conversion
from ddllint.diagnostics.finding import Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, Typed, bound_columns
from ddllint.rules.contract.json_types import is_whole
from ddllint.rules.contract.metas import MONEY_CONVERSION
from ddllint.rules.contract.numbers import is_undeclared
from ddllint.rules.contract.tell import problem
from ddllint.rules.rule import Context, Rule
from ddllint.rules.wording import listed


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """No options: the conversion belongs into the mapping."""


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each number that is stored as an integer without saying how.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    del options
    for bound in bound_columns(context):
        column, conversion = bound.typed, bound.binding.conversion
        if column is None:
            continue
        if is_undeclared(bound):
            yield _undeclared(bound, column)
        elif conversion is not None and conversion.factor is not None:
            yield from _misused(bound, column, conversion)


def _undeclared(bound: Bound, column: Typed) -> Problem:
    field = bound.binding.field
    return problem(
        bound,
        f"field `{field.name}` is a number with fractions, but column `{bound.object}` is "
        f"`{column.type}`, and the mapping does not say how one becomes the other",
        at=field.value.types_span,
        help="For an amount of money kept in hundredths write `conversion: cents` in the mapping; "
        "for whole numbers `type: integer` in the contract.",
    )


def _misused(bound: Bound, column: Typed, conversion: Conversion) -> Iterator[Problem]:
    field = bound.binding.field
    if not (field.value.any_type or set(field.value.types) <= set(conversion.fields)):
        yield problem(
            bound,
            f"conversion `{conversion.name}` is for {listed(conversion.fields, 'or')} fields, and "
            f"field `{field.name}` is {listed(field.value.types, 'or')}",
            at=field.value.types_span,
            help=f"{conversion.name}: {conversion.meaning}.",
        )
    if not is_whole(column.stored):
        yield problem(
            bound,
            f"conversion `{conversion.name}` gives whole numbers, but column `{bound.object}` is "
            f"`{column.type}`",
            at=bound.binding.span,
            help=f"{conversion.name}: {conversion.meaning}.",
        )


RULE = Rule(MONEY_CONVERSION, Options, check, __doc__)
