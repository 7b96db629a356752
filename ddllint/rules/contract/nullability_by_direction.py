"""Null may be where the contract lets it be, in requests and in answers.

## What it does
Looks at who reads and who writes. In an **answer**, a column that may be null must belong to a
field that may be null: if the field is optional, its key would have to be left out whenever the
column is null, and a serializer that writes all keys breaks the contract. In a **request**, a
field that may be null needs a column that may be null; and one that may be left out needs a
column that may be null, or that has a DEFAULT, an identity or a generation expression. A body
that only PATCH carries leaves out what it does not change, and a field with a `default` in the
contract is CON110's: both are let be, and so is an answer's field that only some variants of the
schema describe (`oneOf`), which has no value in the rows of the others. A conversion that may lose
the value needs a column that may be null.

A field that is required and never null, over a column of a *table*, is DDL003's in both
directions and not reported twice; over a column of a *view* it is judged here. Whether a view's
column can be null is inferred, and reported as not checked where nothing can be said.
`nullable_because` in the mapping accepts a null in answers, and `reason` tells what becomes of a
null in requests.

## Why
`null` where a client expects a value is the most common way for an API to break its promise, and
a request that the contract accepts must not end in a not-null violation.

## Example
The contract's `note` is optional, and never null.
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY, note text);
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY, note text NOT NULL DEFAULT '');
```

## Options
```yaml
optional-answers: false
```

## References
- JSON Schema, Validation 2020-12, 6.5.3
  [required](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.5.3)
- PostgreSQL manual, 5.5.2 [Not-Null
  Constraints](https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-NOT-NULL)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.model import Column
from ddllint.catalog.predicates import is_null_default
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, by_way
from ddllint.rules.contract.metas import NULLABILITY_BY_DIRECTION
from ddllint.rules.contract.tell import not_checked, problem, unless_unsure
from ddllint.rules.rule import Context, Rule
from ddllint.rules.wording import sql_name


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """What is judged."""

    optional_answers: Annotated[
        bool,
        msgspec.Meta(
            description="Whether an answer's field that may be left out, but not be null, is "
            "judged; say false if your serializer leaves out what is null."
        ),
    ] = True


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each null that one side has and the other does not expect.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound, way in by_way(context):
        if way == "response":
            yield from _answer(bound, options)
        elif context.contracts is not None:
            yield from _request(bound, context.contracts)


def _answer(bound: Bound, options: Options) -> Iterator[Problem | NotChecked]:
    field = bound.binding.field
    if field.nullable or bound.binding.nullable_because or bound.not_null:
        return
    if field.required and not bound.view:  # DDL003's
        return
    if not field.required and (field.conditional or not options.optional_answers):
        return
    if bound.not_null is None:
        yield not_checked(bound, f"whether the column can be null: {bound.null_reason}")
        return
    promise = "is required and" if field.required else "may be left out but"
    yield problem(
        bound,
        f"column `{bound.object}` may be null{_because(bound)}, but field `{field.name}` "
        f"{promise} is never null",
        at=field.required_span or field.value.types_span,
        help="Let the field be null in the contract, keep null out of the column, or say "
        "`nullable_because` in the mapping.",
    )


def _because(bound: Bound) -> str:
    return f" ({bound.null_reason})" if bound.null_reason else ""


def _request(bound: Bound, contracts: Contracts) -> Iterator[Problem | NotChecked]:
    field = bound.binding.field
    if bound.written is None:
        yield not_checked(bound, "a request cannot be stored in a column that a view computes")
        return
    column, conversion = bound.written.column, bound.binding.conversion
    if not column.not_null or column.generated is not None:
        return
    if conversion is not None and conversion.loses:
        yield _refused(bound, f"conversion `{conversion.name}` may give null")
    elif field.nullable and not bound.binding.reason:
        told = _refused(bound, f"field `{field.name}` may be null")
        yield unless_unsure(bound, "request", told)
    elif not (field.required or _is_filled(bound, column)) and _inserts(bound, contracts):
        yield _refused(
            bound,
            f"field `{field.name}` may be left out",
            " and has no default",
            f"; or ALTER TABLE {sql_name(bound.relation)} ALTER COLUMN "
            f"{sql_name(column.name)} SET DEFAULT ...;",
        )


def _is_filled(bound: Bound, column: Column) -> bool:
    """Whether something else gives the value when the request does not."""
    default = bound.binding.field.value.default  # CON110 compares it
    return default is not None or column.identity is not None or not is_null_default(column)


def _inserts(bound: Bound, contracts: Contracts) -> bool:
    """Whether a row may begin with the request: not if PATCH alone carries it."""
    methods = {
        operation.method
        for operation in contracts.operations
        if any(payload.schema == bound.binding.schema for payload in operation.requests)
    }
    return methods != {"PATCH"}


def _refused(bound: Bound, what: str, lacks: str = "", more: str = "") -> Problem:
    field = bound.binding.field
    return problem(
        bound,
        f"{what}, but column `{bound.object}` is NOT NULL{lacks}",
        at=field.value.types_span,
        help=f"Ask for a value in the contract, or let the column be null{more}",
    )


RULE = Rule(NULLABILITY_BY_DIRECTION, Options, check, __doc__)
