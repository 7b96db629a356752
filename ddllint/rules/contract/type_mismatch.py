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

import functools
from collections.abc import Iterator
from typing import Annotated

import msgspec

from ddllint.catalog.predicates import column_type
from ddllint.contracts.model import Conversion, Way
from ddllint.contracts.value import JsonType, Value
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, Typed, bound_columns
from ddllint.rules.contract.json_types import INTEGERS, null_is_json, produced, taken
from ddllint.rules.contract.metas import TYPE_MISMATCH
from ddllint.rules.contract.tell import not_checked, problem, unless_unsure
from ddllint.rules.rule import Context, Rule
from ddllint.rules.wording import listed, sql_name
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


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field whose type and column do not go together.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    for bound in bound_columns(context):
        if bound.binding.field.value.any_type:
            yield from _unfollowed(bound)
        elif bound.typed is None:
            yield not_checked(bound, f"the column's type is not known: {bound.unknown}")
        elif bound.binding.conversion is not None:
            yield from _converted(bound, bound.typed, bound.binding.conversion)
        elif bound.typed.name not in _JSON or options.json_shape:
            yield from _plain(context, bound, bound.typed)


_JSON = ("json", "jsonb")
_UNFOLLOWED = frozenset({"$dynamicRef", "$recursiveRef"})


def _unfollowed(bound: Bound) -> Iterator[NotChecked]:
    """Of a field that states no type: whether it is elsewhere, where nobody looks."""
    for lost in bound.binding.field.value.loose:
        if lost.value in _UNFOLLOWED:
            yield not_checked(bound, f"`{lost.value}` in the contract is not followed")


def _plain(context: Context, bound: Bound, column: Typed) -> Iterator[Problem | NotChecked]:
    value = bound.binding.field.value
    given = produced(column.base, column.stored)
    if not given:
        yield not_checked(bound, f"it is not known how type `{column.type}` is written as JSON")
        return
    for way in bound.binding.ways:
        bad = _departing(bound, column, way, given)
        if bad:
            yield _told(bound, column, way, bad)
            return
    if column.base.base.dimensions and value.items is not None:
        yield from _elements(context, bound, column, value.items)


def _departing(bound: Bound, column: Typed, way: Way, given: frozenset[JsonType]) -> list[str]:
    """The types that one side has and the other does not know, in the words of JSON.

    `given` are those of the column's values.
    """
    value = bound.binding.field.value
    if way == "request":
        left = frozenset(value.types) - taken(column.base, bound.allowed("request"))
        return sorted(left - {"number"} if column.name in INTEGERS else left)
    found = sorted(given - _named(value.types))
    null = null_is_json(column.stored, column.base) and not value.nullable
    return [*found, *(["null"] if null else [])]


@functools.cache
def _named(types: tuple[JsonType, ...]) -> frozenset[str]:
    """The types that the contract admits: each integer is a number."""
    return frozenset(types) | ({"integer"} if "number" in types else frozenset())


def _told(bound: Bound, column: Typed, way: Way, bad: list[str]) -> Problem | NotChecked:
    field = bound.binding.field
    kinds = listed((_with_article(word) for word in bad), "or")
    name = f"column `{bound.object}` of type `{column.type}`"
    if way == "request":
        message = f"field `{field.name}` may be {kinds}, which {name} cannot hold"
    else:
        message = f"{name} can give {kinds}, but field `{field.name}` is {_types(field.value)}"
    told = problem(bound, message, at=field.value.types_span, help=_help(bound, column))
    certain = column.name not in _JSON and bad != ["number"]
    return told if certain else unless_unsure(bound, way, told)


def _help(bound: Bound, column: Typed) -> str:
    if column.name in _JSON and bound.binding.field.value.types:
        words = ", ".join(f"'{word}'" for word in bound.binding.field.value.types)
        kind = f"{column.name}_typeof({sql_name(str(bound.binding.column))})"
        return f"CHECK ({kind} IN ({words}))" if "," in words else f"CHECK ({kind} = {words})"
    return (
        "Change the type of one of them, or say in the mapping how one becomes the other "
        "(`conversion`)."
    )


def _types(value: Value) -> str:
    if not value.types:
        return "nothing but null" if value.nullable else "nothing at all"
    return listed((_with_article(word) for word in value.types), "or")


def _with_article(word: str) -> str:
    return word if word == "null" else f"an {word}" if word[0] in "aio" else f"a {word}"


def _elements(context: Context, bound: Bound, column: Typed, items: Value) -> Iterator[Problem]:
    element = column_type(context.catalog, TypeName(column.base.base.name))
    if not produced(element) <= _named(items.types):
        yield problem(
            bound,
            f"column `{bound.object}` is a list of `{element.base}`, but an item of field "
            f"`{bound.binding.field.name}` is {_types(items)}",
            at=items.types_span,
            help="Change the type of one of them.",
        )


def _converted(bound: Bound, column: Typed, conversion: Conversion) -> Iterator[Problem]:
    """A conversion that is not for the field's or the column's type; factors are CON111's."""
    if conversion.factor is not None:
        return
    field = bound.binding.field
    if conversion.fields and not set(field.value.types) <= set(conversion.fields):
        yield problem(
            bound,
            f"conversion `{conversion.name}` is for {listed(conversion.fields, 'or')} fields, and "
            f"field `{field.name}` is {_types(field.value)}",
            at=field.value.types_span,
            help=f"{conversion.name}: {conversion.meaning}.",
        )
    if conversion.columns and column.name not in conversion.columns:
        yield problem(
            bound,
            f"conversion `{conversion.name}` is for {listed(conversion.columns, 'or')} columns, "
            f"and column `{bound.object}` is `{column.type}`",
            at=bound.binding.span,
            help=f"{conversion.name}: {conversion.meaning}.",
        )


RULE = Rule(TYPE_MISMATCH, Options, check, __doc__)
