"""Texts of a field and its column have the same lengths.

## What it does
Compares `maxLength` and `minLength` with the length that `varchar(n)`, `char(n)` and CHECK
constraints on `length()` leave to the column, and that patterns imply. An answer may be no longer,
and no shorter, than the contract says; a request may be no longer than the column takes. Both
count characters. `char(n)` is filled up with blanks, so that each answer has all n of them.

A request field without any limit over a column that has one is a finding; the option turns that
off. What a pattern of the column refuses is CON108's. Fields with an `enum` are CON105's, fields
with a conversion are left to it.

## Why
`value too long for type character varying(50)` is an error that the client cannot have known of.

## Example
The contract's `name` has at most 100 characters.
```sql bad
CREATE TABLE customers (id uuid PRIMARY KEY, name varchar(255) NOT NULL);
```
```sql good
CREATE TABLE customers (id uuid PRIMARY KEY, name varchar(100) NOT NULL);
```

## Options
```yaml
unstated-limits: false
```

## References
- JSON Schema, Validation 2020-12, 6.3
  [maxLength](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3)
- PostgreSQL manual, 8.3 [Character
  Types](https://www.postgresql.org/docs/current/datatype-character.html)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.predicates import Allowed, Basis, Said
from ddllint.catalog.regular import ecma, longest, shortest
from ddllint.contracts.model import Way
from ddllint.contracts.value import Stated, Value
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, plain_values
from ddllint.rules.contract.metas import LENGTH_MISMATCH
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
    """Yield a problem for each field whose lengths are not those of its column.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound, way, allowed in plain_values(context):
        value = bound.binding.field.value
        if allowed.kind not in ("text", "character", "enum") or "string" not in value.types:
            continue
        if way == "response":
            yield from _answer(bound, allowed, value)
        elif value.enum is None:
            yield from _request(bound, allowed, value, options)


def _answer(bound: Bound, allowed: Allowed, value: Value) -> Iterator[Problem | NotChecked]:
    least, most = _lengths(allowed)
    if value.max_length and (most is None or most.value > value.max_length.value):
        yield _told(bound, "response", "longer", value.max_length, most, allowed)
    if value.min_length and (least.value if least else 0) < value.min_length.value:
        yield _told(bound, "response", "shorter", value.min_length, least, allowed)


def _lengths(allowed: Allowed) -> tuple[Said[int] | None, Said[int] | None]:
    """The shortest and the longest text of the column."""
    if allowed.values is None:
        return allowed.min_length, allowed.max_length
    lengths = [len(text) for text in allowed.values.value if isinstance(text, str)]
    basis = allowed.values.basis
    return Said(min(lengths, default=0), basis), Said(max(lengths, default=0), basis)


def _request(
    bound: Bound, allowed: Allowed, value: Value, options: Options
) -> Iterator[Problem | NotChecked]:
    """Lengths that the column states, not those that its patterns or its list of values imply."""
    most, least = allowed.max_length, allowed.min_length
    if allowed.values is not None:
        return
    if most is not None and not most.basis.implied:
        longest_sent = _longest(value)
        if longest_sent is None and options.unstated_limits:
            yield _told(bound, "request", "longer", None, most, allowed)
        elif longest_sent is not None and longest_sent > most.value:
            yield _told(bound, "request", "longer", value.max_length, most, allowed)
    if least is not None and not least.basis.implied and _shortest(value) < least.value:
        stated = value.min_length is not None or bool(value.patterns)
        if stated or options.unstated_limits:
            yield _told(bound, "request", "shorter", value.min_length, least, allowed)


def _longest(value: Value) -> int | None:
    """The length of the longest text that the field admits; None without end."""
    read = [ecma(pattern.value) for pattern in value.patterns]
    limits = [longest(language) for language in read if language is not None]
    limits.append(value.max_length.value if value.max_length else None)
    return min((limit for limit in limits if limit is not None), default=None)


def _shortest(value: Value) -> int:
    read = [ecma(pattern.value) for pattern in value.patterns]
    limits = [shortest(language) for language in read if language is not None]
    return max([*limits, value.min_length.value if value.min_length else 0])


def _told(
    bound: Bound,
    way: Way,
    word: str,
    stated: Stated[int] | None,
    column: Said[int] | None,
    allowed: Allowed,
) -> Problem | NotChecked:
    field = bound.binding.field
    limit = "at most" if word == "longer" else "at least"
    far = "up to" if word == "longer" else "as few as"
    wide, narrow = (column, stated) if way == "response" else (stated, column)
    goes = f"{far} {_characters(wide)}" if wide else "any number of characters"
    ends = f"{limit} {_characters(narrow)}" if narrow else "any number of characters"
    if way == "response":
        message = (
            f"column `{bound.object}` can hold {goes}, but field `{field.name}` has {ends}"
            f"{unproven(allowed)}"
        )
    else:
        message = f"field `{field.name}` may have {goes}, but column `{bound.object}` takes {ends}"
    basis: Basis | None = column.basis if column else None
    told = problem(
        bound,
        message,
        at=stated.span if stated else field.value.types_span,
        basis=basis,
        help="Give both the same limit: `maxLength` and `minLength` in the contract, `varchar(n)` "
        "or a CHECK on `length()` in the schema.",
    )
    return unless_unsure(bound, way, told)


def _characters(limit: Stated[int] | Said[int]) -> str:
    return f"{limit.value} character{'s' * (limit.value != 1)}"


RULE = Rule(LENGTH_MISMATCH, Options, check, __doc__)
