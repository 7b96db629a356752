"""A field's JSON type is one that its column has values of.

## What it does
Compares the `type` of each mapped field with the type of its column, in the direction in which
the field travels: what an answer reads must be of a type that the contract names, what a request
brings must be of a type that the column can hold. Types are compared as `to_jsonb` gives them: a
`numeric(8,2)` is a number and no integer, a `bigint` an integer, a `uuid` and a date are strings,
an array is a list whose elements are compared too. A `jsonb` column holds what its CHECK on
`jsonb_typeof` says, and without one anything, JSON's null included.

Where the mapping names a conversion, the field and the column must be of the types that the
conversion is for. A number kept in an integer column is CON111's business, formats are CON103's.
The type of a view's column is inferred; one that cannot be told is reported as not checked.

## Why
A client that was promised a number and gets a string fails at run time, on the first row. A
request that the contract accepts and the database refuses is answered with an error that nobody
wrote.

## Example
The contract's `quantity` is an integer.
```sql bad
CREATE TABLE items (id uuid PRIMARY KEY, quantity text NOT NULL);
```
```sql good
CREATE TABLE items (id uuid PRIMARY KEY, quantity integer NOT NULL);
```

## Options
```yaml
json-shape: false
```

## References
- JSON Schema, Validation 2020-12, 6.1.1
  [type](https://json-schema.org/draft/2020-12/json-schema-validation#section-6.1.1)
- PostgreSQL manual, 9.16 [JSON Functions and
  Operators](https://www.postgresql.org/docs/current/functions-json.html)
"""

from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.predicates import column_type
from ddllint.contracts.model import Way
from ddllint.contracts.value import Value
from ddllint.diagnostics.finding import NotChecked, Problem, Severity
from ddllint.rules.contract.bound import Bound, bound_columns
from ddllint.rules.contract.json_types import INTEGERS, null_is_json, produced, taken
from ddllint.rules.contract.tell import doubt, not_checked, problem
from ddllint.rules.rule import Context, Family, Meta, Rule
from ddllint.rules.wording import listed
from ddllint.sql.expressions import TypeName


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """How strict the comparison is."""

    json_shape: Annotated[
        bool,
        msgspec.Meta(
            description="Whether a `jsonb` column whose CHECK does not say that it holds objects, "
            "or lists, departs from a contract that does."
        ),
    ] = True


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field whose type and column do not go together.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound in bound_columns(context):
        value = bound.binding.field.value
        if value.any_type or not bound.binding.ways:
            continue
        if bound.base is None:
            yield not_checked(bound, f"the column's type is not known: {bound.unknown}")
        elif bound.binding.conversion is not None:
            yield from _converted(bound)
        else:
            yield from _plain(context, bound, options)


def _plain(context: Context, bound: Bound, options: Options) -> Iterator[Problem | NotChecked]:
    assert bound.base is not None
    value = bound.binding.field.value
    is_json = bound.base.base.name in ("json", "jsonb") and not bound.base.base.dimensions
    if is_json and not options.json_shape:
        return
    if produced(bound.base, bound.stored) is None:
        yield not_checked(bound, f"it is not known how type `{bound.type}` is written as JSON")
        return
    for way in bound.binding.ways:
        bad = _departing(bound, way, value)
        if bad:
            yield _told(bound, way, bad, is_json)
            return
    if bound.base.base.dimensions and value.items is not None:
        yield from _elements(context, bound, value.items)


def _departing(bound: Bound, way: Way, value: Value) -> list[str]:
    """The types that one side has and the other does not know, in the words of JSON."""
    assert bound.base is not None
    named = frozenset(value.types) | ({"integer"} if "number" in value.types else frozenset())
    if way == "response":
        found = sorted((produced(bound.base, bound.stored) or frozenset()) - named)
        null = null_is_json(bound.stored, bound.base) and not value.nullable
        return [*found, *(["null"] if null else [])]
    if bound.written is None:
        return []
    left = frozenset(value.types) - (taken(bound.base, bound.written) or frozenset())
    kept = bound.base.base.name in INTEGERS and not bound.base.base.dimensions
    return sorted(left - {"number"} if kept else left)


def _told(bound: Bound, way: Way, bad: list[str], is_json: bool) -> Problem | NotChecked:
    assert bound.base is not None
    field = bound.binding.field
    kinds = listed((_with_article(word) for word in bad), "or")
    types = listed((_with_article(word) for word in field.value.types), "or")
    column = f"column `{bound.object}` of type `{bound.type}`"
    if way == "request":
        message = f"field `{field.name}` may be {kinds}, which {column} cannot hold"
    else:
        message = f"{column} can give {kinds}, but field `{field.name}` is {types}"
    told = problem(
        bound,
        message,
        at=field.value.types_span,
        help=_json_help(bound)
        if is_json
        else "Change the type of one of them, or say in the "
        "mapping how one becomes the other (`conversion`).",
    )
    narrowing = is_json or bad == ["number"]
    reason = doubt(bound, way) if narrowing else ""
    return not_checked(bound, reason) if reason else told


def _json_help(bound: Bound) -> str:
    words = listed((f"'{word}'" for word in bound.binding.field.value.types), "or")
    return f"CHECK (jsonb_typeof({bound.binding.column}) = {words})"


def _with_article(word: str) -> str:
    return word if word == "null" else f"an {word}" if word[0] in "aio" else f"a {word}"


def _elements(context: Context, bound: Bound, items: Value) -> Iterator[Problem]:
    assert bound.base is not None
    element = column_type(context.catalog, TypeName(bound.base.base.name))
    found = produced(element, None)
    if items.any_type or found is None:
        return
    named = frozenset(items.types) | ({"integer"} if "number" in items.types else frozenset())
    if not found <= named:
        types = listed((_with_article(word) for word in items.types), "or")
        yield problem(
            bound,
            f"column `{bound.object}` is a list of `{element.base}`, but an item of field "
            f"`{bound.binding.field.name}` is {types}",
            at=items.types_span,
            help="Change the type of one of them.",
        )


def _converted(bound: Bound) -> Iterator[Problem]:
    """A conversion that is not for the field's or the column's type."""
    conversion, field = bound.binding.conversion, bound.binding.field
    assert conversion is not None
    assert bound.base is not None
    if conversion.factor is not None:
        return
    known = frozenset(conversion.fields) | ({"integer"} if "number" in conversion.fields else set())
    if conversion.fields and not frozenset(field.value.types) <= known:
        types = listed((_with_article(word) for word in field.value.types), "or")
        yield problem(
            bound,
            f"conversion `{conversion.name}` is for {listed(conversion.fields, 'or')} fields, and "
            f"field `{field.name}` is {types}",
            at=field.value.types_span,
            help=f"{conversion.name}: {conversion.meaning}.",
        )
    if conversion.columns and bound.base.base.name not in conversion.columns:
        yield problem(
            bound,
            f"conversion `{conversion.name}` is for {listed(conversion.columns, 'or')} columns, "
            f"and column `{bound.object}` is `{bound.type}`",
            at=bound.binding.span,
            help=f"{conversion.name}: {conversion.meaning}.",
        )


RULE = Rule(
    Meta(
        code="CON102",
        name="type-mismatch",
        family=Family.CONTRACT,
        severity=Severity.ERROR,
        summary="A field's JSON type is one that its column has values of",
        since="0.2.0",
        needs_contracts=True,
    ),
    Options,
    check,
    __doc__,
)
