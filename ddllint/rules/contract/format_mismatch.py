"""A field's format is the one that its column's values have.

## What it does
Compares the `format` of each mapped field with the type of its column, in the direction in which
the field travels. An answer of format `date-time` needs `timestamp with time zone`: a `timestamp`
without one has no offset, a `date` no time. `uuid`, `date`, `time`, `duration`, `ipv4`, `ipv6`,
`byte` and `binary` need the type that holds such values and nothing else; formats that
PostgreSQL has no type for, such as `email` and `uri`, need a text. A request may also be stored
as text, which takes everything. A request field without a format whose column takes certain
texts only (a date, an address) is a finding, too; the uuid among these is CON112's.

`int32` and `int64` are ranges: the column may not hold more than the answer's format has, and
must hold what the request's format has, as far as the contract states no narrower limit (those
are CON107's). The CHECK constraints of the column count. A conversion with a factor (`cents`) is
calculated with; fields with another conversion are left to it.

## Why
`2026-03-01 10:00:00` is no `date-time`, and a generated client refuses it; so does the database,
at run time, what the contract let through.

## Example
The contract's `paid_at` is a string of format `date-time`.
```sql bad
CREATE TABLE invoices (id uuid PRIMARY KEY, paid_at timestamp NOT NULL);
```
```sql good
CREATE TABLE invoices (id uuid PRIMARY KEY, paid_at timestamptz NOT NULL);
```

## Options
```yaml
formats:
  - {name: isbn, types: [text, character varying]}
  - {name: ean, types: [bigint]}
```

## References
- OpenAPI Initiative, [Format Registry](https://spec.openapis.org/registry/format/)
- JSON Schema, Validation 2020-12, 7.3 [Defined
  Formats](https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3)
- RFC 3339, 5.6 [Internet Date/Time Format](https://www.rfc-editor.org/rfc/rfc3339#section-5.6)
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated

import msgspec

from ddllint.catalog.predicates import Allowed
from ddllint.contracts.model import Way
from ddllint.contracts.value import Stated
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.contract.alike import once_for_alike
from ddllint.rules.contract.bound import Bound, Typed, typed_columns
from ddllint.rules.contract.json_types import TEXTS, produced
from ddllint.rules.contract.metas import FORMAT_MISMATCH
from ddllint.rules.contract.numbers import (
    FORMATS,
    SIDES,
    Reach,
    column_reach,
    field_reach,
    format_reach,
    goes_further,
    numeric_columns,
    text_of,
)
from ddllint.rules.contract.tell import not_checked, problem, unless_unsure
from ddllint.rules.rule import Context, Rule
from ddllint.rules.wording import listed

_TYPED: dict[str, tuple[str, ...]] = {
    "uuid": ("uuid",),
    "date-time": ("timestamp with time zone",),
    "date": ("date",),
    "time": ("time with time zone",),
    "duration": ("interval",),
    "ipv4": ("inet", "cidr"),
    "ipv6": ("inet", "cidr"),
    "byte": ("bytea",),
    "binary": ("bytea",),
}
_TEXTUAL = frozenset(
    {
        "email",
        "idn-email",
        "hostname",
        "idn-hostname",
        "uri",
        "uri-reference",
        "iri",
        "iri-reference",
        "uri-template",
        "json-pointer",
        "relative-json-pointer",
        "regex",
        "password",
    }
)
_CHOOSY = frozenset(
    {
        "date",
        "time with time zone",
        "time without time zone",
        "timestamp with time zone",
        "timestamp without time zone",
        "interval",
        "inet",
        "cidr",
        "macaddr",
        "macaddr8",
        "bytea",
    }
)
"""Types that refuse most texts; `uuid` is CON112's, numbers and truth values are CON102's."""


class Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A format of your own, and the types, in canonical spelling, that hold its values."""

    name: str
    types: tuple[str, ...]


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Further formats."""

    formats: Annotated[
        tuple[Format, ...],
        msgspec.Meta(
            description="Formats of your own, each with the types, in canonical spelling, that "
            "hold its values."
        ),
    ] = ()


@once_for_alike
def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field whose format and column do not go together.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    own = {format.name: format.types for format in options.formats}
    for bound, column, way in typed_columns(context):
        yield from _text(bound, column, way, own)
    for bound, way, allowed, factor in numeric_columns(context):
        stated = bound.binding.field.value.format
        if stated is not None and stated.value in FORMATS:
            yield from _range(bound, way, allowed, factor, stated)


def _text(
    bound: Bound, column: Typed, way: Way, own: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem | NotChecked]:
    value = bound.binding.field.value
    if "string" not in value.types or value.any_type:
        return
    if value.format is None and (way == "response" or column.name not in _CHOOSY):
        return
    if produced(column.base, column.stored) != frozenset({"string"}):
        return
    if value.format is not None:
        yield from _formatted(bound, column, way, value.format, own)
    elif value.enum is None:
        yield _any_text(bound, column)


def _formatted(
    bound: Bound, column: Typed, way: Way, stated: Stated[str], own: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem | NotChecked]:
    types = own.get(stated.value, _TYPED.get(stated.value))
    holds_all = column.name in TEXTS
    if types is None:
        if stated.value not in _TEXTUAL:
            reason = f"format `{stated.value}` is not known; name its types in the option `formats`"
            yield not_checked(bound, reason)
        elif not holds_all and column.base.enum is None:
            yield _told(bound, column, way, stated, "a text type")
    elif column.name not in types and not (holds_all and way == "request"):
        stored = column.stored
        if holds_all and (stored.patterns or stored.values or stored.unread):
            yield not_checked(bound, f"whether its CHECK lets only a `{stated.value}` through")
        else:
            needed = listed((f"`{one}`" for one in types), "or")
            yield _told(bound, column, way, stated, needed)


def _told(bound: Bound, column: Typed, way: Way, stated: Stated[str], needed: str) -> Problem:
    field = bound.binding.field
    what = "gives" if way == "response" else "takes"
    return problem(
        bound,
        f"field `{field.name}` has the format `{stated.value}`, but column `{bound.object}` is "
        f"`{column.type}`, which {what} {_instead(column, stated)}",
        at=stated.span,
        help=f"The format `{stated.value}` needs {needed}.",
    )


def _instead(column: Typed, stated: Stated[str]) -> str:
    if column.name.endswith("without time zone"):
        return "no offset from UTC"
    return "any text" if column.name in TEXTS else f"no `{stated.value}`"


def _any_text(bound: Bound, column: Typed) -> Problem | NotChecked:
    field = bound.binding.field
    if field.value.patterns:
        return not_checked(bound, f"whether its pattern admits only what `{column.type}` takes")
    format = next((name for name, types in _TYPED.items() if column.name in types), None)
    write = f"Write `format: {format}`, or say" if format is not None else "Say"
    return problem(
        bound,
        f"field `{field.name}` may be any text, but column `{bound.object}` takes "
        f"only what `{column.type}` does",
        at=field.value.types_span,
        help=f"{write} in the mapping how the text becomes the value (`conversion`).",
    )


def _range(
    bound: Bound, way: Way, allowed: Allowed, factor: Fraction, stated: Stated[str]
) -> Iterator[Problem | NotChecked]:
    value = bound.binding.field.value
    for side in SIDES:
        found = column_reach(allowed, side, factor)
        column = None if found is None else found[0]
        if way == "response":
            limit = Reach(Fraction(FORMATS[stated.value][side.up]))
            furthest, beyond = column, goes_further(column, limit, side)
        else:
            furthest = format_reach(value, stated.value, side)
            narrower = value.enum is not None or field_reach(value, side) is not None
            beyond = not narrower and goes_further(furthest, column, side)
        if beyond:
            yield _outside(bound, way, stated, furthest)
            return


def _outside(
    bound: Bound, way: Way, stated: Stated[str], furthest: Reach | None
) -> Problem | NotChecked:
    name = bound.binding.field.name
    number = f"`{text_of(furthest.value)}`" if furthest is not None else "numbers without end"
    if way == "response":
        message = (
            f"column `{bound.object}` can hold {number}, which field `{name}` as "
            f"`{stated.value}` cannot"
        )
    else:
        message = (
            f"field `{name}` as `{stated.value}` can be {number}, which column `{bound.object}` "
            "refuses"
        )
    told = problem(
        bound,
        message,
        at=stated.span,
        help="Make the type of the column and the format one size, or state `minimum` and "
        "`maximum` (a CHECK does the same for the column).",
    )
    return told if bound.computed else unless_unsure(bound, way, told)


RULE = Rule(FORMAT_MISMATCH, Options, check, __doc__)
