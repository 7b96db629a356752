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

from ddllint.catalog.predicates import ColumnType
from ddllint.contracts.model import Conversion
from ddllint.contracts.value import Value
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.rules.contract.bound import Bound, bound_columns
from ddllint.rules.contract.json_types import INTEGERS, is_whole
from ddllint.rules.contract.numbers import step_of
from ddllint.rules.contract.tell import problem
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.rules.wording import listed


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """No options: the conversion belongs into the mapping."""


def check(context: Context, options: Options) -> Iterator[Problem]:
    """Yield a problem for each number that is stored as an integer without saying how.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    del options
    for bound in bound_columns(context):
        conversion = bound.binding.conversion
        if bound.base is None or not bound.binding.ways:
            continue
        if conversion is None:
            if _has_fractions(bound.binding.field.value) and _is_integer(bound.base):
                yield _undeclared(bound)
        elif conversion.factor is not None:
            yield from _misused(bound, bound.base, conversion)


def _has_fractions(value: Value) -> bool:
    """Whether the field is a number, by its own word, and not only whole ones."""
    step = step_of(value)
    return not value.any_type and "number" in value.types and (not step or step % 1 != 0)


def _is_integer(base: ColumnType) -> bool:
    return base.base.name in INTEGERS and not base.base.dimensions


def _undeclared(bound: Bound) -> Problem:
    field = bound.binding.field
    return problem(
        bound,
        f"field `{field.name}` is a number with fractions, but column `{bound.object}` is "
        f"`{bound.type}`, and the mapping does not say how one becomes the other",
        at=field.value.types_span,
        help="For an amount of money kept in hundredths write `conversion: cents` in the mapping; "
        "for whole numbers `type: integer` in the contract.",
    )


def _misused(bound: Bound, base: ColumnType, conversion: Conversion) -> Iterator[Problem]:
    field = bound.binding.field
    known = {*conversion.fields, *(["integer"] if "number" in conversion.fields else [])}
    if conversion.fields and not known.issuperset(field.value.types):
        types = listed(field.value.types, "or")
        yield problem(
            bound,
            f"conversion `{conversion.name}` is for {listed(conversion.fields, 'or')} fields, and "
            f"field `{field.name}` is {types}",
            at=field.value.types_span,
            help=f"{conversion.name}: {conversion.meaning}.",
        )
    fits = not conversion.columns or base.base.name in conversion.columns
    if not fits or not (_is_integer(base) or is_whole(bound.stored)):
        yield problem(
            bound,
            f"conversion `{conversion.name}` gives whole numbers, but column `{bound.object}` is "
            f"`{bound.type}`",
            at=bound.binding.span,
            help=f"{conversion.name}: {conversion.meaning}.",
        )


RULE = Rule(
    Meta(
        code="CON111",
        name="money-conversion",
        family=Family.CONTRACT,
        severity=Severity.ERROR,
        summary="A number is not stored as an integer without saying how",
        since="0.2.0",
        needs_contracts=True,
    ),
    Options,
    check,
    __doc__,
)
