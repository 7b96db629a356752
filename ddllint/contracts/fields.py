"""The fields of an object schema: which there are, which must come, which may be null.

OpenAPI 3.0 and JSON Schema 2020-12 (which OpenAPI 3.1 uses) are read each by its own rules. A
file without a version of its own is read by the rules of the file that refers to it.
"""

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from ddllint.contracts.documents import Documents, Node, reference_of
from ddllint.contracts.model import Field
from ddllint.contracts.value import Value
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem
from ddllint.settings.yaml import Data, Pointer

MAX_DEPTH = 100
"""How deep schemas may contain and refer to one another; what Python's stack can hold."""


class ObjectFields(msgspec.Struct, frozen=True):
    """The fields in the order in which they are written, and what is wrong with the schema."""

    fields: tuple[Field, ...]
    problems: tuple[Problem, ...]


def object_fields(documents: Documents, schema: Node) -> ObjectFields:
    """The fields of the schema, through `$ref`, `allOf`, `anyOf` and `oneOf`.

    A field is required when each way through the schema requires it, and nullable when one of
    the ways lets it be null. References that lead nowhere are left out: Documents reports them.
    """
    reader = _Reader(documents)
    shape = reader.shape(schema, False)
    fields = [
        Field(
            name=name,
            pointer=str(found.node),
            span=documents.key_span(found.node),
            required=name in shape.required,
            required_span=documents.span(shape.required[name]) if name in shape.required else None,
            target=str(found.node),
            target_span=documents.key_span(found.node),
            value=Value(nullable=found.nullable),
        )
        for name, found in shape.properties.items()
    ]
    for name, place in shape.required.items():
        if name not in shape.properties:
            reader.report(place, f"`{name}` is required, but no property describes it")
    if not fields:
        reader.report(schema, "the schema has no properties, so there is nothing to compare")
    return ObjectFields(tuple(fields), tuple(reader.problems))


class _Property(msgspec.Struct, frozen=True):
    node: Node
    nullable: bool


class _Shape(msgspec.Struct, frozen=True):
    """What a schema says of an object; `required` gives each name's item in a list."""

    properties: dict[str, _Property]
    required: dict[str, Node]


class _Reader:
    """Reads schemas, each once: schemas may refer to one another in circles and diamonds."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.problems: list[Problem] = []
        self._shapes: dict[tuple[str, Pointer, bool], _Shape] = {}
        self._nulls: dict[tuple[str, Pointer, bool], bool] = {}
        self._depth = 0

    def report(self, node: Node, message: str, help: str = "", at_key: bool = False) -> None:
        """Add a problem at the node's value or at its key."""
        span = self.documents.key_span(node) if at_key else self.documents.span(node)
        self.problems.append(Problem(message, str(node), span, help))

    def shape(self, node: Node, is_30: bool) -> _Shape:
        """The object that the schema describes; empty where it leads back to itself."""
        is_30 = self._is_30(node.file, is_30)
        key = (node.file, node.pointer, is_30)
        if key not in self._shapes:
            self._shapes[key] = _Shape({}, {})
            self._descend(node)
            self._shapes[key] = self._read_shape(node, is_30)
            self._depth -= 1
        return self._shapes[key]

    def admits_null(self, node: Node, is_30: bool) -> bool:
        """Whether null is valid; not where the schema leads back to itself."""
        is_30 = self._is_30(node.file, is_30)
        key = (node.file, node.pointer, is_30)
        if key not in self._nulls:
            self._nulls[key] = False
            self._descend(node)
            self._nulls[key] = self._read_null(node, is_30)
            self._depth -= 1
        return self._nulls[key]

    def _is_30(self, file: str, inherited: bool) -> bool:
        """Whether OpenAPI 3.0 rules the file, or Swagger 2.0, whose schemas are like it."""
        root = self.documents.files[file].data
        if not isinstance(root, dict):
            return inherited
        if "openapi" in root or "$schema" in root:
            return str(root.get("openapi", "")).startswith("3.0")
        return "swagger" in root or inherited

    def _descend(self, node: Node) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"schemas refer to one another more than {MAX_DEPTH} levels deep"
            raise UsageError(message, self.documents.span(node))

    def _target(self, node: Node) -> Node | None:
        reference = reference_of(node)
        found = self.documents.resolve(node.file, reference) if reference is not None else None
        return found if isinstance(found, Node) else None

    def _read_shape(self, node: Node, is_30: bool) -> _Shape:
        target = self._target(node)
        if target is not None and is_30:
            return self.shape(target, is_30)  # OpenAPI 3.0.3, Reference Object: siblings ignored
        parts = [self._own(node, is_30), *(self.shape(part, is_30) for part in node.items("allOf"))]
        if target is not None:
            parts.append(self.shape(target, is_30))
        for keyword in ("anyOf", "oneOf"):
            branches = [part for part in node.items(keyword) if _may_be_object(part)]
            if branches:
                parts.append(_either([self.shape(part, is_30) for part in branches]))
        return _all(parts)

    def _own(self, node: Node, is_30: bool) -> _Shape:
        """What the schema itself says, without those that it is made of."""
        properties: dict[str, _Property] = {}
        listed = node.child("properties")
        for name in listed.value if isinstance(listed.value, dict) else ():
            part = listed.child(name)
            self._report_mistakes(part)
            properties[name] = _Property(part, self.admits_null(part, is_30))
        if listed.value is not None and not isinstance(listed.value, dict):
            self.report(listed, "`properties` must be a mapping from names to schemas")
        required = node.child("required")
        if required.value is not None and not isinstance(required.value, list | bool):
            self.report(required, "`required` must be a list of names")
        names = [item for item in node.items("required") if isinstance(item.value, str)]
        return _Shape(properties, {str(item.value): item for item in reversed(names)})

    def _report_mistakes(self, part: Node) -> None:
        if not isinstance(part.value, dict | bool):
            self.report(part, f"the property `{part.pointer[-1]}` has no schema")
        if isinstance(part.child("required").value, bool):
            self.report(
                part.child("required"),
                "`required: true` says nothing about a property",
                "List the property's name under `required` of the schema that it belongs to.",
                at_key=True,
            )

    def _read_null(self, node: Node, is_30: bool) -> bool:
        schema = node.value
        if not isinstance(schema, dict):
            return schema is not False
        if "$ref" in schema:
            target = self._target(node)
            admits = target is not None and self.admits_null(target, is_30)
            if is_30 or not admits:
                return admits
        return (
            self._type_admits_null(node, schema, is_30)
            and _values_admit_null(schema)
            and self._parts_admit_null(node, schema, is_30)
        )

    def _type_admits_null(self, node: Node, schema: dict[str, Data], is_30: bool) -> bool:
        nullable = schema.get("nullable") is True
        if nullable and not (is_30 and "type" in schema):
            message, help = _NULLABLE_30 if is_30 else _NULLABLE_31
            self.report(node.child("nullable"), message, help, at_key=True)
        kinds = _types(schema)
        return not kinds or "null" in kinds or (is_30 and nullable)

    def _parts_admit_null(self, node: Node, schema: dict[str, Data], is_30: bool) -> bool:
        def admitting(keyword: str) -> list[bool]:
            return [self.admits_null(part, is_30) for part in node.items(keyword)]

        any_of, one_of = admitting("anyOf"), admitting("oneOf")
        return (
            all(admitting("allOf"))
            and (not any_of or any(any_of))
            and (not one_of or sum(one_of) == 1)
            and not ("not" in schema and self.admits_null(node.child("not"), is_30))
        )


_NULLABLE_30 = (
    "`nullable` has no effect without `type` beside it (OpenAPI 3.0.3, Schema Object)",
    "Write `type` beside it, or move `nullable` to where `type` is.",
)
_NULLABLE_31 = (
    "`nullable` has no meaning in OpenAPI 3.1 and JSON Schema",
    'Write `type: [..., "null"]`.',
)


def _types(schema: dict[str, Data]) -> tuple[Data, ...]:
    kinds = schema.get("type")
    return tuple(kinds) if isinstance(kinds, list) else () if kinds is None else (kinds,)


def _values_admit_null(schema: dict[str, Data]) -> bool:
    values = schema.get("enum")
    if isinstance(values, list) and None not in values:
        return False
    return "const" not in schema or schema["const"] is None


def _may_be_object(node: Node) -> bool:
    kinds = _types(node.value) if isinstance(node.value, dict) else ()
    return not kinds or "object" in kinds


def _all(parts: Iterable[_Shape]) -> _Shape:
    """What holds when all parts do; the place of a property is that in the first part."""
    properties: dict[str, _Property] = {}
    required: dict[str, Node] = {}
    for part in parts:
        for name, found in part.properties.items():
            first = properties.setdefault(name, found)
            properties[name] = replace(first, nullable=first.nullable and found.nullable)
        for name, item in part.required.items():
            required.setdefault(name, item)
    return _Shape(properties, required)


def _either(branches: list[_Shape]) -> _Shape:
    """What holds when one of the branches does, whichever it is."""
    properties: dict[str, _Property] = {}
    for branch in branches:
        for name, found in branch.properties.items():
            first = properties.setdefault(name, found)
            properties[name] = replace(first, nullable=first.nullable or found.nullable)
    everywhere = [
        name for name in branches[0].required if all(name in branch.required for branch in branches)
    ]
    return _Shape(properties, {name: branches[0].required[name] for name in everywhere})
