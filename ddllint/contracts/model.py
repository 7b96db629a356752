"""What the contracts say of the database: fields with their places, bound to columns."""

from decimal import Decimal
from typing import Literal, TypeAlias

import msgspec

from ddllint.contracts.documents import Documents, Node
from ddllint.contracts.value import JsonType, Value
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span

Way: TypeAlias = Literal["request", "response"]
Direction: TypeAlias = Literal["request", "response", "both"]
"""Which way a schema travels: what a client sends, what it is answered, or either."""

_WAYS: dict[Direction, tuple[Way, ...]] = {
    "request": ("request",),
    "response": ("response",),
    "both": ("request", "response"),
}


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One property of an object schema, `allOf` and `$ref` followed.

    Three nodes of the documents: `used`, the property as it is written below the schema; `defined`,
    where its `$ref` ends, the same without one; `listed`, its item in the list that requires it.

    `required` says that the key must be there in each variant of the schema, `nullable` that the
    value may be null. `conditional` fields belong to some variants only (branches of `oneOf` or
    `anyOf`): a row of another variant has none. The field that a discriminator names has the
    variants' names as its `enum`.
    """

    name: str
    documents: Documents
    used: Node
    defined: Node
    listed: Node | None
    value: Value
    conditional: bool = False

    @property
    def pointer(self) -> str:
        """`file#/json/pointer` of the property where it is used."""
        return str(self.used)

    @property
    def span(self) -> Span:
        """The place of its key where it is used."""
        return self.documents.key_span(self.used)

    @property
    def target(self) -> str:
        """`file#/json/pointer` of the property where it is defined."""
        return str(self.defined)

    @property
    def target_span(self) -> Span:
        """The place of its key where it is defined."""
        return self.documents.key_span(self.defined)

    @property
    def required(self) -> bool:
        """Whether the key must be there."""
        return self.listed is not None

    @property
    def required_span(self) -> Span | None:
        """The place of the item that requires it."""
        return None if self.listed is None else self.documents.span(self.listed)

    @property
    def nullable(self) -> bool:
        """Whether the contract lets the value be null, be the key required or not."""
        return self.value.nullable

    def travels(self, way: Way) -> bool:
        """Whether the field is sent that way: `readOnly` not in requests, `writeOnly` not back.

        OpenAPI 3.1 and 3.0.3, Schema Object.
        """
        return (self.value.read_only if way == "request" else self.value.write_only) is None

    def required_in(self, way: Way) -> bool:
        """Whether the key must be there in a message that goes that way."""
        return self.required and self.travels(way)


class Conversion(msgspec.Struct, frozen=True, kw_only=True):
    """How a field's value becomes the column's.

    `meaning` is a sentence. `fields` are the JSON types and `columns` the PostgreSQL types
    (canonical names) that it works on, empty when it promises nothing of them. With a `factor`
    the column's number is the field's times `factor`. `loses` says that the column may be null
    although the field has a value. `custom` ones come from the mapping, with their `span`.
    """

    name: str
    meaning: str
    fields: tuple[JsonType, ...] = ()
    columns: tuple[str, ...] = ()
    factor: Decimal | None = None
    loses: bool = False
    custom: bool = False
    span: Span | None = None


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """One contract field and the column that holds it.

    `schema` is `file#/json/pointer` of the mapped schema. `relation` is the table or view as the
    mapping writes it, `schema.name` or `name`. `column` is None for a field that is not stored,
    and `not_stored` then says why. `conversion` is how the field's value becomes the column's,
    None when they are the same; `reason` explains the entry. `nullable_because` is the reason
    why the column may be null although the contract asks for a value. `span` is the field's
    entry in the mapping or, without one, the schema's key there. `direction` is the schema's.
    """

    schema: str
    relation: str
    direction: Direction
    field: Field
    column: str | None
    conversion: Conversion | None = None
    reason: str = ""
    not_stored: str = ""
    nullable_because: str = ""
    span: Span | None = None

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways that the field travels: those of the schema but for readOnly, writeOnly."""
        value = self.field.value
        if value.read_only is None and value.write_only is None:
            return _WAYS[self.direction]
        return tuple([way for way in _WAYS[self.direction] if self.field.travels(way)])

    @property
    def required(self) -> bool:
        """Whether a message that carries the schema must have the key, in one of the ways."""
        return self.field.required and bool(self.ways)


class MappedSchema(msgspec.Struct, frozen=True, kw_only=True):
    """A schema of the mapping.

    `pointer` is `file#/json/pointer`, `span` its key in the mapping, `place` its key in the
    contract. `relation` is None when no table holds it, and `not_stored` then says why.

    `declared` is the direction that the mapping states and `used` the one in which the operations
    carry it, None where there is none; `direction` is the former if there is one, else the
    latter, else both. `value` says whether the object is closed, and where.
    """

    pointer: str
    relation: str | None
    direction: Direction
    declared: Direction | None
    used: Direction | None
    value: Value
    span: Span
    place: Span
    not_stored: str = ""

    @property
    def closed(self) -> bool:
        """Whether the schema forbids fields that it does not describe."""
        return self.value.closed is not None


class UnmappedSchema(msgspec.Struct, frozen=True, kw_only=True):
    """A schema of an object that the API carries and the mapping does not name.

    `name` is the last step of its pointer, or the file's name; `fields` are the names of its
    fields; `direction` is None where no operation carries it.
    Schemas that are written inside of another belong to that one, and a body that is written in
    place around mapped schemas (a page of rows) is an envelope: neither is listed.
    """

    pointer: str
    name: str
    direction: Direction | None
    fields: tuple[str, ...]
    span: Span


class MappedParameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter or header of the mapping, and the columns (`relation.column`) that keep it.

    `pointer` and `place` are its definition in the contract, `span` its key in the mapping;
    `note` tells how values are stitched together. `name` and `location` are empty for what is no
    parameter (a response header has a name only where it is used).
    """

    pointer: str
    name: str
    location: str
    value: Value
    columns: tuple[str, ...]
    note: str
    span: Span
    place: Span


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter of an operation.

    `location` is query, path, header or cookie. `pointer` and `span` are its definition, `$ref`
    followed; `used_span` is where the operation (or its path) lists it. `columns` are those
    (`relation.column`) that the mapping gives it, of any relation.
    """

    name: str
    location: str
    pointer: str
    span: Span
    used_span: Span
    required: bool
    value: Value
    columns: tuple[str, ...] = ()


class Payload(msgspec.Struct, frozen=True, kw_only=True):
    """An object schema that a request's or an answer's body carries.

    `status` is that of the answer (`200`, `4XX`, `default`), empty for a request. `schema` is the
    schema's `file#/json/pointer`, `$ref` followed. `listed` says that it comes as the items of a
    list, as in a page; `depth` counts the objects around it, 0 for the body itself. `body` is
    the body's schema below the operation.
    """

    status: str
    media_type: str
    schema: str
    listed: bool
    depth: int
    documents: Documents
    body: Node

    @property
    def span(self) -> Span:
        """The place of the body's schema."""
        return self.documents.span(self.body)


class Filter(msgspec.Struct, frozen=True):
    """A parameter (query or path) that chooses rows by a column of a relation that is touched."""

    parameter: Parameter
    relation: str
    column: str


class Order(msgspec.Struct, frozen=True):
    """One term of the promised order of a list.

    `column` is None where the mapping gives the field none. `span` is the term as written.
    """

    field: str
    relation: str
    column: str | None
    descending: bool
    span: Span


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of the API.

    `method` is in capitals, `identifier` its `operationId` or empty, `pointer` and `span` its
    place in the contract. `reads` and `writes` are relations as the mapping writes them: by the
    operation's entry under `operations` if it has one, else those of the mapped schemas in the
    answers of success, and in the request of POST, PUT, PATCH, DELETE; a DELETE without a body
    writes to the relations that its path parameters are columns of. `filters` holds for the
    relations of both. `order` is the entry's `order` or else the contract's `x-order`.
    """

    method: str
    path: str
    identifier: str
    pointer: str
    span: Span
    parameters: tuple[Parameter, ...] = ()
    requests: tuple[Payload, ...] = ()
    responses: tuple[Payload, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    order: tuple[Order, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class Contracts(msgspec.Struct, frozen=True, kw_only=True):
    """All that the contracts and the mapping say, and what is wrong in these files.

    `schemas` and `bindings` are in the order of the mapping, `operations` and `unmapped` in that
    of the files and their text.
    """

    bindings: tuple[Binding, ...] = ()
    problems: tuple[Problem, ...] = ()
    schemas: tuple[MappedSchema, ...] = ()
    parameters: tuple[MappedParameter, ...] = ()
    operations: tuple[Operation, ...] = ()
    unmapped: tuple[UnmappedSchema, ...] = ()
