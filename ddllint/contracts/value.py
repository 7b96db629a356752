"""What a field's value may be, as one flat summary of all that the schema says of it."""

from decimal import Decimal
from typing import Generic, Literal, TypeAlias, TypeVar

import msgspec

from ddllint.diagnostics.span import Span
from ddllint.settings.yaml import Data, Spot

JsonType: TypeAlias = Literal["boolean", "integer", "number", "string", "array", "object"]
"""A JSON type but null; `integer` is a number without a fraction (JSON Schema 2020-12, 4.2.3)."""

EVERY_TYPE: tuple[JsonType, ...] = ("boolean", "number", "string", "array", "object")

T = TypeVar("T")


Place: TypeAlias = Span | Spot
"""Where a value stands, known or to be looked up."""


def span_at(place: Place) -> Span:
    """The place itself."""
    return place if isinstance(place, Span) else place.span


class Stated(msgspec.Struct, Generic[T], frozen=True):
    """What a keyword says, and where its value stands in the contract."""

    value: T
    place: Place

    @property
    def span(self) -> Span:
        """The place of the keyword's value."""
        return span_at(self.place)


class Bound(msgspec.Struct, frozen=True):
    """A limit of a number, exactly as written; `exclusive` when the limit itself is not reached."""

    value: Decimal
    exclusive: bool
    place: Place

    @property
    def span(self) -> Span:
        """The place of the limit."""
        return span_at(self.place)


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """What a value may be: `$ref` and its siblings, `allOf`, `anyOf` and `oneOf` made one.

    It never forbids a value that the schema admits. What a summary cannot say is left out, and
    `loose` has the keyword and the place; when it is `exact`, it also admits no value (objects
    apart) that the schema forbids. A keyword binds values of its own type
    only: `max_length` strings, `minimum` numbers, `min_items` lists.

    - `types`: the types that the value may have; EVERY_TYPE when the schema says nothing, empty
      when only null is valid, or nothing. `types_place` is None when the types follow from
      something else (`const`, `enum`) or from nothing.
    - `nullable`: whether null is valid.
    - `enum`: the only values, null left out, `const` among them; None when there is no such list.
    - `minimum`, `maximum`: the tightest limits, `exclusiveMinimum` and so on among them.
    - `multiple_of`: the least number that is a multiple of all that are stated.
    - `patterns`: all must be found in the text, as ECMA-262 regular expressions.
    - `default`: None when absent; a default of null is Stated(None, ...).
    - `examples`: values that the schema shows (`example`, `examples`), as a hint alone.
    - `read_only`, `write_only`: where it is that says so.
    - `items`: of each item of a list; None when nothing is said of them.
    - `closed`: where it is that forbids keys which are not described
      (`additionalProperties: false`, `unevaluatedProperties: false`); None for an open object.
    - `object`: `file#/json/pointer` of the schema that has all fields of an object, `$ref`
      followed; empty when none is described.
    """

    types: tuple[JsonType, ...] = EVERY_TYPE
    types_place: Place | None = None
    nullable: bool = True
    format: Stated[str] | None = None
    enum: tuple[Stated[Data], ...] | None = None
    minimum: Bound | None = None
    maximum: Bound | None = None
    multiple_of: Stated[Decimal] | None = None
    min_length: Stated[int] | None = None
    max_length: Stated[int] | None = None
    patterns: tuple[Stated[str], ...] = ()
    default: Stated[Data] | None = None
    examples: tuple[Stated[Data], ...] = ()
    read_only: Place | None = None
    write_only: Place | None = None
    items: "Value | None" = None
    min_items: Stated[int] | None = None
    max_items: Stated[int] | None = None
    unique_items: Place | None = None
    closed: Place | None = None
    object: str = ""
    loose: tuple[Stated[str], ...] = ()

    @property
    def types_span(self) -> Span | None:
        """The place that states the types."""
        return None if self.types_place is None else span_at(self.types_place)

    @property
    def any_type(self) -> bool:
        """Whether values of every type are valid, as where the schema says nothing."""
        return len(self.types) >= len(EVERY_TYPE) and set(EVERY_TYPE) <= set(self.types)

    @property
    def exact(self) -> bool:
        """Whether nothing was left out of the summary, that of the items included."""
        return not self.loose and (self.items is None or self.items.exact)
