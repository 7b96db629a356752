"""Numbers of a field and its column have the same decimal places.

## What it does
Compares `multipleOf` with the step of the column: the scale of `numeric(p,s)`, whole numbers, and
CHECK constraints such as `x % 5 = 0`. The numbers of an answer must be multiples of what the
contract says. The numbers of a request must have no more decimal places than the column, since
the server rounds the rest away without a word. A conversion with a factor (`cents`) is calculated
with: `multipleOf: 0.01` is a whole number of cents.

A request field of type `number` that states no `multipleOf` over a column with a scale is a
finding; the option turns that off. A number over an integer column without a conversion is
CON111's, a field with an `enum` is CON105's.

Of a column that a view computes, the step is worked out from its query (`round(x, 2)`); where that
is not possible it is reported as not checked.

## Why
`0.005` that was sent, stored as `0.01` and answered as `0.01` is a figure that nobody wrote.

## Example
The contract's `share` is a multiple of 0.001.
```sql bad
CREATE TABLE shares (id uuid PRIMARY KEY, share numeric(6, 4) NOT NULL);
```
```sql good
CREATE TABLE shares (id uuid PRIMARY KEY, share numeric(6, 3) NOT NULL);
```

## Options
```yaml
unstated-limits: false
```

## References
- JSON Schema, Validation 2020-12, 6.2.1
  [multipleOf](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2.1)
- PostgreSQL manual, 8.1.2 [Arbitrary Precision
  Numbers](https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-NUMERIC-DECIMAL)
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import msgspec

from ddllint.catalog.predicates import Allowed
from ddllint.contracts.model import Way
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound
from ddllint.rules.contract.metas import SCALE_MISMATCH
from ddllint.rules.contract.numbers import numeric_columns, step_of, text_of
from ddllint.rules.contract.tell import problem, unless_unsure, unproven
from ddllint.rules.rule import Context, Rule


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What is judged."""

    unstated_limits: Annotated[
        bool,
        msgspec.Meta(
            description="Whether a request's field that states no `multipleOf` is held to the "
            "column's scale."
        ),
    ] = True


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field whose decimal places are not those of its column.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound, way, allowed, factor in numeric_columns(context):
        if way == "response":
            yield from _answer(bound, allowed, factor)
        elif bound.binding.field.value.enum is None:
            yield from _request(bound, allowed, factor, options)


def _answer(bound: Bound, allowed: Allowed, factor: Fraction) -> Iterator[Problem | NotChecked]:
    stated = bound.binding.field.value.multiple_of
    if stated is None:
        return
    wanted = Fraction(stated.value) * factor
    if allowed.values is not None:
        numbers = [value for value in allowed.values.value if isinstance(value, Decimal)]
        fits = all(Fraction(number) % wanted == 0 for number in numbers)
    else:
        step = allowed.multiple_of
        fits = step is not None and Fraction(step.value) % wanted == 0
    if not fits:
        yield _told(bound, "response", allowed, factor)


def _request(
    bound: Bound, allowed: Allowed, factor: Fraction, options: Options
) -> Iterator[Problem | NotChecked]:
    if allowed.multiple_of is None:
        return
    sent = step_of(bound.binding.field.value) * factor
    step = Fraction(allowed.multiple_of.value)
    if sent:
        if sent % step:
            yield _told(bound, "request", allowed, factor)
    elif options.unstated_limits:
        yield _told(bound, "request", allowed, factor)


def _told(bound: Bound, way: Way, allowed: Allowed, factor: Fraction) -> Problem | NotChecked:
    field = bound.binding.field
    stated, step = field.value.multiple_of, allowed.multiple_of
    sent = step_of(field.value)
    ours = f"multiples of {text_of(sent)}" if sent else "numbers of any number of decimal places"
    theirs = "numbers of any number of decimal places"
    if step is not None:
        theirs = f"multiples of {text_of(Fraction(step.value) / factor)}"
    if way == "response":
        message = (
            f"column `{bound.object}` can hold {theirs}, but field `{field.name}` has {ours} only"
            f"{unproven(allowed)}"
        )
    else:
        message = f"field `{field.name}` may be {ours}, but column `{bound.object}` keeps {theirs}"
    told = problem(
        bound,
        message,
        at=stated.span if stated else field.value.types_span,
        basis=step.basis if step else None,
        help="Give both the same step: `multipleOf` in the contract, a scale in the schema "
        "(`numeric(p, s)`).",
    )
    return unless_unsure(bound, way, told)


RULE = Rule(SCALE_MISMATCH, Options, check, __doc__)
