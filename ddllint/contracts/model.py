"""What the contracts say of the database: fields with their places, bound to columns."""

from typing import Literal, TypeAlias

import msgspec

from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span

Direction: TypeAlias = Literal["request", "response", "both"]
"""Which way a schema travels: what a client sends, what it is answered, or either."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One property of an object schema, `allOf` and `$ref` followed.

    `pointer` is `file#/json/pointer` of the property as it is written below the schema, and
    `span` its key there. `required_span` is the field's item in the list that requires it.
    `nullable` says whether the contract lets the value be null, which is another question than
    whether the key may be left out (`required`).
    """

    name: str
    pointer: str
    span: Span
    required: bool = False
    required_span: Span | None = None
    nullable: bool = False


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """One contract field and the column that holds it.

    `schema` is `file#/json/pointer` of the mapped schema. `relation` is the table or view as the
    mapping writes it, `schema.name` or `name`. `column` is None for a field that is not stored,
    and `not_stored` then says why. `conversion` names how the column's value becomes the
    field's (`cents`), empty when they are the same; `reason` explains the entry.
    `nullable_because` is the reason why the column may be null although the contract asks for
    a value. `span` is the field's entry in the mapping or, without one, the schema's key there.
    """

    schema: str
    relation: str
    direction: Direction
    field: Field
    column: str | None
    conversion: str = ""
    reason: str = ""
    not_stored: str = ""
    nullable_because: str = ""
    span: Span | None = None


class Contracts(msgspec.Struct, frozen=True, kw_only=True):
    """All bindings, in the order of the mapping, and what is wrong with its files."""

    bindings: tuple[Binding, ...] = ()
    problems: tuple[Problem, ...] = ()
