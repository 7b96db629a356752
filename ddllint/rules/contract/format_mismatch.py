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
are CON107's). The CHECK constraints of the column count. Fields with a conversion are left to it.

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
formats: {iso-country: [text, character], ean: [bigint]}
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

from ddllint.contracts.model import Way
from ddllint.diagnostics.finding import NotChecked, Problem, Severity
from ddllint.rules.contract.bound import Bound, by_way
from ddllint.rules.contract.json_types import TEXTS, produced
from ddllint.rules.contract.numbers import (
    FORMATS,
    SIDES,
    Reach,
    column_reach,
    factor_of,
    field_reach,
    goes_further,
    is_numeric,
    text_of,
)
from ddllint.rules.contract.tell import doubt, not_checked, problem
from ddllint.rules.rule import Context, Family, Meta, Rule
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
_NUMERIC = frozenset({*FORMATS, "float", "double"})
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


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """Further formats."""

    formats: Annotated[
        dict[str, tuple[str, ...]],
        msgspec.Meta(description="Formats of your own, each with the types that hold it."),
    ] = {}


def check(context: Context, options: Options) -> Iterator[Problem | NotChecked]:
    """Yield a problem for each field whose format and column do not go together.

    Raises CannotRun when there are no contracts, or no mapping binds them to columns.
    """
    own = {name: tuple(types) for name, types in options.formats.items()}
    for bound, way in by_way(context):
        if bound.base is None or bound.binding.conversion is not None:
            continue
        stated = bound.binding.field.value.format
        if stated is not None and stated.value in FORMATS and stated.value not in own:
            yield from _range(bound, way, stated.value)
        else:
            yield from _text(bound, way, _TYPED | own)


def _text(
    bound: Bound, way: Way, typed: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem | NotChecked]:
    assert bound.base is not None
    value, name = bound.binding.field.value, bound.base.base.name
    is_text = produced(bound.base, bound.stored) == frozenset({"string"})
    if "string" not in value.types or value.any_type or not is_text:
        return
    if value.format is None:
        if way == "request" and name in _CHOOSY and value.enum is None:
            yield from _any_text(bound)
        return
    stated = value.format.value
    holds_all = name in TEXTS
    if stated not in typed:
        if stated not in _TEXTUAL | _NUMERIC:
            yield not_checked(
                bound, f"format `{stated}` is not known; name its types in the option `formats`"
            )
        elif not holds_all and bound.base.enum is None:
            yield _told(bound, way, "a text type")
    elif name not in typed[stated] and not (holds_all and way == "request"):
        narrowed = bound.stored is not None and (bound.stored.patterns or bound.stored.values)
        told = _told(bound, way, listed((f"`{one}`" for one in typed[stated]), "or"))
        if holds_all and narrowed:
            yield not_checked(bound, f"whether its CHECK lets only a `{stated}` through")
        else:
            yield told


def _told(bound: Bound, way: Way, wanted: str) -> Problem:
    field = bound.binding.field
    assert field.value.format is not None
    stated = field.value.format.value
    what = "gives" if way == "response" else "takes"
    return problem(
        bound,
        f"field `{field.name}` is a `{stated}`, but column `{bound.object}` is `{bound.type}`, "
        f"which {what} {_instead(bound, stated)}",
        at=field.value.format.span,
        help=f"A `{stated}` needs {wanted}.",
    )


def _instead(bound: Bound, stated: str) -> str:
    assert bound.base is not None
    name = bound.base.base.name
    if name.endswith("without time zone"):
        return "no offset from UTC"
    return "any text" if name in TEXTS else f"no `{stated}`"


def _any_text(bound: Bound) -> Iterator[Problem | NotChecked]:
    assert bound.base is not None
    field = bound.binding.field
    if field.value.patterns:
        yield not_checked(bound, f"whether its pattern admits only what `{bound.type}` takes")
        return
    formats = [name for name, types in _TYPED.items() if bound.base.base.name in types]
    yield problem(
        bound,
        f"field `{field.name}` may be any text, but column `{bound.object}` takes only what is "
        f"a `{bound.type}`",
        at=field.value.types_span,
        help=f"Write `format: {formats[0]}`, or say in the mapping how the text becomes the value "
        "(`conversion`)."
        if formats
        else "Say in the mapping how the text becomes the value (`conversion`).",
    )


def _range(bound: Bound, way: Way, stated: str) -> Iterator[Problem | NotChecked]:
    allowed = bound.allowed(way)
    factor = factor_of(bound)
    if allowed is None or factor is None or not is_numeric(bound, allowed):
        return
    value = bound.binding.field.value
    for side in SIDES:
        limit = Reach(Fraction(FORMATS[stated][side.up]))
        found = column_reach(allowed, side, factor)
        column = None if found is None else found[0]
        if way == "response":
            furthest, beyond = column, goes_further(column, limit, side)
        else:
            narrower = value.enum is not None or field_reach(value, side) is not None
            furthest, beyond = limit, not narrower and goes_further(limit, column, side)
        if beyond:
            yield _outside(bound, way, stated, furthest)
            return


def _outside(bound: Bound, way: Way, stated: str, furthest: Reach | None) -> Problem | NotChecked:
    field = bound.binding.field
    column = f"column `{bound.object}` of type `{bound.type}`"
    number = f"`{text_of(furthest.value)}`" if furthest is not None else "numbers without end"
    if way == "response":
        message = f"{column} can hold {number}, which field `{field.name}` as `{stated}` cannot"
    else:
        message = f"field `{field.name}` as `{stated}` can be {number}, which {column} refuses"
    told = problem(
        bound,
        message,
        at=field.value.format.span if field.value.format else None,
        help="Make the type of the column and the format one size, or state `minimum` and "
        "`maximum` (a CHECK does the same for the column).",
    )
    reason = "" if bound.computed else doubt(bound, way)
    return not_checked(bound, reason) if reason else told


RULE = Rule(
    Meta(
        code="CON103",
        name="format-mismatch",
        family=Family.CONTRACT,
        severity=Severity.ERROR,
        summary="A field's format is the one that its column's values have",
        since="0.2.0",
        needs_contracts=True,
    ),
    Options,
    check,
    __doc__,
)
