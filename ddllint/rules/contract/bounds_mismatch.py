"""Numbers of a field and its column have the same limits.

## What it does
Compares `minimum`, `maximum` and their exclusive forms with the limits of the column: the range
of `smallint`, `integer`, `bigint` and `numeric(p,s)`, and CHECK constraints in any spelling
(`BETWEEN`, two comparisons, reversed, split over several constraints, on a domain). An answer may
not go beyond the contract's limits, a request not beyond the column's. A conversion with a factor
(`cents`) is calculated with; fields with another conversion are left to it.

A request field that states no limit and no format over a column that has one is a finding; the
option turns that off. One with `int32` or `int64` is CON103's as far as the format goes, one with
an `enum` is CON105's.

For a column that a view computes, limits are worked out from its query (a count is never below 0).
One that may pass the contract's limits by them is reported as not checked.

## Why
`integer out of range` is an error that the client cannot have known of; a negative amount in an
answer that promised none is one that it does not expect.

## Example
The contract's `quantity` is at least 1 and at most 99.
```sql bad
CREATE TABLE items (id uuid PRIMARY KEY, quantity integer NOT NULL CHECK (quantity >= 0));
```
```sql good
CREATE TABLE items (
    id uuid PRIMARY KEY,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 99)
);
```

## Options
```yaml
unstated-limits: false
```

## References
- JSON Schema, Validation 2020-12, 6.2
  [maximum](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.2)
- PostgreSQL manual, 8.1 [Numeric
  Types](https://www.postgresql.org/docs/current/datatype-numeric.html)
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

import msgspec

from ddllint.catalog.predicates import Allowed, Basis
from ddllint.contracts.model import Way
from ddllint.contracts.value import Value
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound
from ddllint.rules.contract.metas import BOUNDS_MISMATCH
from ddllint.rules.contract.numbers import (
    FORMATS,
    SIDES,
    Reach,
    Side,
    column_reach,
    field_reach,
    goes_further,
    numeric_columns,
    text_of,
)
from ddllint.rules.contract.tell import problem, unless_unsure, unproven
from ddllint.rules.rule import Context, Rule


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What is judged."""

    unstated_limits: Annotated[
        bool,
        msgspec.Meta(
            description="Whether a request's field that states no limit is held to the column's."
        ),
    ] = True


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field whose limits are not those of its column.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound, way, allowed, factor in numeric_columns(context):
        for side in SIDES:
            yield from _compared(bound, way, allowed, factor, side, options)


def _compared(
    bound: Bound, way: Way, allowed: Allowed, factor: Fraction, side: Side, options: Options
) -> Iterator[Problem | NotChecked]:
    value = bound.binding.field.value
    field = field_reach(value, side)
    if way == "response" and field is None:
        return
    found = column_reach(allowed, side, factor)
    column, basis = (None, None) if found is None else found
    if way == "response":
        if goes_further(column, field, side):
            yield _told(bound, way, side, field, column, basis, allowed)
    elif goes_further(field, column, side) and _is_judged(value, field, options):
        yield _told(bound, way, side, field, column, basis, allowed)


def _is_judged(value: Value, field: Reach | None, options: Options) -> bool:
    """Whether a request's limit, or that there is none, is this rule's to judge."""
    if value.enum is not None:
        return False
    ranged = value.format is not None and value.format.value in FORMATS
    return field is not None or (options.unstated_limits and not ranged)


def _told(
    bound: Bound,
    way: Way,
    side: Side,
    field: Reach | None,
    column: Reach | None,
    basis: Basis | None,
    allowed: Allowed,
) -> Problem | NotChecked:
    name, value = bound.binding.field.name, bound.binding.field.value
    if way == "response":
        message = (
            f"column `{bound.object}` {_far(column, side)}, but field `{name}` is "
            f"{_limit(field, side)}{unproven(allowed)}"
        )
    else:
        message = (
            f"field `{name}` {_far(field, side)}, but column `{bound.object}` takes "
            f"{_limit(column, side)}"
        )
    stated = value.maximum if side.up else value.minimum
    told = problem(
        bound,
        message,
        at=stated.span if stated else value.types_span,
        basis=basis,
        help=f"Give both the same limit: `{side.name}` in the contract, a CHECK in the schema.",
    )
    return unless_unsure(bound, way, told)


def _far(reach: Reach | None, side: Side) -> str:
    """How far the wider of the two goes."""
    if reach is None:
        return f"has no {side.name}"
    far = "nearly " if reach.open else ""
    return f"can be {far}as {'high' if side.up else 'low'} as {text_of(reach.value)}"


def _limit(reach: Reach | None, side: Side) -> str:
    """Where the narrower of the two ends; it always does."""
    if reach is None:
        return "anything"
    beyond, up_to = ("less than", "at most") if side.up else ("more than", "at least")
    return f"{beyond if reach.open else up_to} {text_of(reach.value)}"


RULE = Rule(BOUNDS_MISMATCH, Options, check, __doc__)
