"""The mapping's entries joined with what they name in the contracts."""

from collections.abc import Iterator
from collections.abc import Mapping as Table

import msgspec

from ddllint.contracts.conversions import BUILT_IN
from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Documents, Node
from ddllint.contracts.fields import ObjectReader, object_fields
from ddllint.contracts.mapping import FieldMapping, Mapping, SchemaMapping
from ddllint.contracts.mapping_format import FieldEntry
from ddllint.contracts.model import (
    Binding,
    Conversion,
    Field,
    MappedParameter,
    MappedSchema,
    Operation,
    UnmappedSchema,
)
from ddllint.contracts.operations import described_operations, parameter_value
from ddllint.contracts.pointers import nearest, written
from ddllint.contracts.touches import join_operations
from ddllint.contracts.unmapped import unmapped_schemas
from ddllint.contracts.usage import Usage, usage_of
from ddllint.diagnostics.finding import Problem, Related
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml import Pointer

_DIALECT = Dialect.MODERN


class Joined(msgspec.Struct, frozen=True, kw_only=True):
    """What the mapping says of the contracts, each entry with what it names."""

    bindings: tuple[Binding, ...]
    schemas: tuple[MappedSchema, ...]
    parameters: tuple[MappedParameter, ...]
    operations: tuple[Operation, ...]
    unmapped: tuple[UnmappedSchema, ...]
    problems: tuple[Problem, ...]


def join(reader: ObjectReader, mapping: Mapping) -> Joined:
    """Schemas, fields, parameters and operations with what the mapping says of them."""
    documents, problems = reader.documents, list[Problem]()
    parameters = list(_parameters(reader, mapping, problems))
    columns = {parameter.pointer: parameter.columns for parameter in parameters}
    found = [
        (entry, node)
        for entry in mapping.schemas
        if (node := _found(documents, entry.file, entry.pointer, entry.span, problems)) is not None
    ]
    described = tuple(
        described_operations(
            reader.flattener, columns, {(node.file, node.pointer) for _, node in found}
        )
    )
    usage = usage_of(described)
    conversions = {**BUILT_IN, **mapping.conversions}
    schemas: list[MappedSchema] = []
    bindings: list[Binding] = []
    for entry, node in found:
        pointer = str(node)
        schema = _schema(reader, entry, node, pointer, usage.get(pointer))
        schemas.append(schema)
        problems += _contradicted(entry, schema, usage.get(pointer))
        if entry.relation is not None:
            bindings += _bindings(reader, entry, schema, node, conversions, problems)
    operations = join_operations(described, mapping, schemas, bindings, problems)
    return Joined(
        bindings=tuple(bindings),
        schemas=tuple(schemas),
        parameters=tuple(parameters),
        operations=operations,
        unmapped=unmapped_schemas(
            reader,
            (body for one in described for body in one.bodies),
            {(node.file, node.pointer): entry.relation is not None for entry, node in found},
        ),
        problems=tuple(problems),
    )


def _found(
    documents: Documents, file: str, pointer: Pointer, span: Span, problems: list[Problem]
) -> Node | None:
    """What the mapping names; a problem at its key when the contracts do not have it."""
    found = documents.find(file, pointer)
    if isinstance(found, Node):
        return found
    if not found.reported:
        problems.append(Problem(found.message, written(file, pointer), span, found.help))
    return None


def _parameters(
    reader: ObjectReader, mapping: Mapping, problems: list[Problem]
) -> Iterator[MappedParameter]:
    for entry in mapping.parameters:
        node = _found(reader.documents, entry.file, entry.pointer, entry.span, problems)
        if node is None:
            continue
        if not isinstance(node.value, dict) or not node.value.keys() & {"schema", "content", "in"}:
            message = f"`{node}` is no parameter and no header"
            problems.append(Problem(message, str(node), entry.span))
            continue
        name, location = node.child("name").value, node.child("in").value
        yield MappedParameter(
            pointer=str(node),
            name=name if isinstance(name, str) else "",
            location=location if isinstance(location, str) else "",
            value=parameter_value(reader.flattener, node, _DIALECT),
            columns=entry.columns,
            note=entry.note,
            span=entry.span,
            place=reader.documents.key_span(node),
        )


def _schema(
    reader: ObjectReader, entry: SchemaMapping, node: Node, pointer: str, usage: Usage | None
) -> MappedSchema:
    used = None if usage is None else usage.direction
    return MappedSchema(
        pointer=pointer,
        relation=entry.relation,
        direction=entry.direction or used or "both",
        declared=entry.direction,
        used=used,
        value=reader.flattener.value(node, _DIALECT),
        span=entry.span,
        place=reader.documents.key_span(node),
        not_stored=entry.not_stored,
    )


def _contradicted(
    entry: SchemaMapping, schema: MappedSchema, usage: Usage | None
) -> Iterator[Problem]:
    """A problem when the schema only travels the other way than the mapping says."""
    if usage is None or schema.declared not in ("request", "response"):
        return
    if schema.declared in usage.ways:
        return
    (other, first), *_ = usage.ways.items()
    yield Problem(
        f"the mapping says `{schema.declared}`, but the operations carry the schema in a {other}",
        schema.pointer,
        entry.direction_span,
        "Correct `direction`, or leave it out: the operations tell.",
        (Related(f"in a {other} here", first.span),),
    )


def _bindings(
    reader: ObjectReader,
    entry: SchemaMapping,
    schema: MappedSchema,
    node: Node,
    conversions: Table[str, Conversion],
    problems: list[Problem],
) -> Iterator[Binding]:
    found = object_fields(reader, node)
    problems += found.problems
    names = [field.name for field in found.fields]
    for name, mapped in entry.fields.items():
        if mapped is not None and name not in names:
            message = f"the schema has no field `{name}`"
            problems.append(Problem(message, f"{node}.{name}", mapped.span, nearest(name, names)))
    by_name = FieldMapping(FieldEntry(), entry.span)
    for field in found.fields:
        mapped = entry.fields.get(field.name, by_name)
        if mapped is not None:
            yield _binding(schema, field, mapped, conversions)


def _binding(
    schema: MappedSchema,
    field: Field,
    mapped: FieldMapping,
    conversions: Table[str, Conversion],
) -> Binding:
    entry = mapped.entry
    stored = entry.not_stored is None
    return Binding(
        schema=schema.pointer,
        relation=schema.relation or "",
        direction=schema.direction,
        field=field,
        column=(entry.column or field.name) if stored else None,
        conversion=conversions.get(entry.conversion),
        reason=entry.reason,
        not_stored=entry.not_stored or "",
        nullable_because=entry.nullable_because,
        span=mapped.span,
    )
