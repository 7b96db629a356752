"""The fields of an object schema: which there are, which must come, what each may be."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from ddllint.contracts.bodies import follow
from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Documents, Node
from ddllint.contracts.flatten import MAX_DEPTH, Flattener
from ddllint.contracts.keywords import shown_by
from ddllint.contracts.model import Field
from ddllint.contracts.value import Stated, Value
from ddllint.contracts.value_algebra import all_of, one_of
from ddllint.diagnostics.finding import Problem, Related
from ddllint.settings.yaml import Data, Pointer


class ObjectFields(msgspec.Struct, frozen=True):
    """The fields in the order in which they are written, and what is wrong with the schema."""

    fields: tuple[Field, ...]
    problems: tuple[Problem, ...]


def object_fields(
    reader: "ObjectReader", schema: Node, inherited: Dialect = Dialect.MODERN
) -> ObjectFields:
    """The fields of the schema, through `$ref`, `allOf`, `anyOf` and `oneOf`.

    A field is required when each variant of the schema requires it; one that some variants do
    not describe is conditional, and its value is what the others say: a variant is taken not to
    send what it does not describe. References that lead nowhere are left out.
    """
    shape = reader.shape(schema, inherited)
    documents = reader.documents
    problems: list[Problem] = []
    fields: list[Field] = []
    for name, found in shape.properties.items():
        fields.append(
            Field(
                name=name,
                documents=documents,
                used=found.node,
                defined=follow(documents, found.node),
                listed=shape.required.get(name),
                value=found.value,
                conditional=found.conditional,
            )
        )
    if not fields:
        message = "the schema has no properties, so there is nothing to compare"
        problems.append(Problem(message, str(schema), documents.span(schema)))
    problems += undescribed(documents, shape)
    problems += _shut_out(reader, schema, shape, inherited)
    return ObjectFields(tuple(fields), tuple(problems))


def _key(node: Node) -> tuple[str, Pointer]:
    return (node.file, node.pointer)


class Property(msgspec.Struct, frozen=True):
    """One property: where it is described first, what it may be, and whether always."""

    node: Node
    value: Value
    conditional: bool = False


class Shape(msgspec.Struct, frozen=True):
    """What a schema says of an object; `required` gives each name's item in a list.

    `extra` says that names which are not listed are described too, by a pattern or as a map.
    """

    properties: dict[str, Property]
    required: dict[str, Node]
    extra: bool = False


class ObjectReader:
    """Reads object schemas, each once: they may refer to one another in circles and diamonds."""

    def __init__(self, flattener: Flattener) -> None:
        self.flattener = flattener
        self.documents = flattener.documents
        self._shapes: dict[tuple[str, Pointer, Dialect], Shape] = {}
        self._depth = 0

    def shape(self, node: Node, inherited: Dialect) -> Shape:
        """The object that the schema describes; empty where it leads back to itself.

        What lies too deep for `flattener` is left out, and the object said to have `extra` names.
        """
        dialect = self.flattener.dialect(node, inherited)
        key = (node.file, node.pointer, dialect)
        if key not in self._shapes:
            if self._depth >= MAX_DEPTH:
                self.flattener.cut(node)
                return Shape({}, {}, extra=True)
            self._shapes[key] = Shape({}, {})
            self._depth += 1
            self._shapes[key] = self._read(node, dialect)
            self._depth -= 1
        return self._shapes[key]

    def parts(self, node: Node, inherited: Dialect) -> Iterator[Node]:
        """The schemas that must hold together with the node's own keywords."""
        dialect = self.flattener.dialect(node, inherited)
        target = self.flattener.target(node)
        if target is not None:
            yield target
            if not dialect.reads_siblings:
                return
        yield from node.items("allOf")

    def _read(self, node: Node, dialect: Dialect) -> Shape:
        target = self.flattener.target(node)
        if target is not None and not dialect.reads_siblings:
            return self.shape(target, dialect)
        parts = [self._own(node, dialect)]
        parts += [self.shape(part, dialect) for part in node.items("allOf")]
        if target is not None:
            parts.append(self.shape(target, dialect))
        for keyword in ("anyOf", "oneOf"):
            branches = [part for part in node.items(keyword) if _may_be_object(part)]
            if branches:
                parts.append(self._either(node.child(keyword), branches, dialect))
        joined = self._shown(node, _all(parts) if len(parts) > 1 else parts[0])
        tag = node.child("discriminator", "propertyName").value
        return self._discriminated(node, joined, tag) if isinstance(tag, str) else joined

    def _shown(self, node: Node, shape: Shape) -> Shape:
        """The shape with what examples of the whole object show of its properties."""
        examples = shown_by(node)
        if not examples:
            return shape
        properties = dict(shape.properties)
        for shown in examples:
            for name in properties.keys() & (shown.value if isinstance(shown.value, dict) else ()):
                part, found = shown.child(name), properties[name]
                example = Stated(part.value, self.documents.span(part))
                value = replace(found.value, examples=(*found.value.examples, example))
                properties[name] = replace(found, value=value)
        return replace(shape, properties=properties)

    def _own(self, node: Node, dialect: Dialect) -> Shape:
        """What the schema itself says, without those that it is made of."""
        listed = node.child("properties")
        described = listed.value.items() if isinstance(listed.value, dict) else ()
        parts = {name: Node(listed.file, (*listed.pointer, name), part) for name, part in described}
        properties = {
            name: Property(part, self.flattener.value(part, dialect))
            for name, part in parts.items()
        }
        required = [item for item in node.items("required") if isinstance(item.value, str)]
        extra = node.child("additionalProperties").value
        patterns = node.child("patternProperties").value
        return Shape(
            properties,
            {str(item.value): item for item in reversed(required)},
            isinstance(extra, dict) or isinstance(patterns, dict),
        )

    def _either(self, at: Node, branches: list[Node], dialect: Dialect) -> Shape:
        """What holds when one of the branches does, whichever it is."""
        shapes = [self.shape(branch, dialect) for branch in branches]
        span = self.documents.key_span(at)
        properties: dict[str, Property] = {}
        for name in dict.fromkeys(name for shape in shapes for name in shape.properties):
            found = [shape.properties[name] for shape in shapes if name in shape.properties]
            properties[name] = Property(
                found[0].node,
                one_of([one.value for one in found], str(at.pointer[-1]), span, exclusive=False),
                len(found) < len(shapes) or any(one.conditional for one in found),
            )
        everywhere = {
            name: item
            for name, item in shapes[0].required.items()
            if all(name in shape.required for shape in shapes)
        }
        return Shape(properties, everywhere, any(shape.extra for shape in shapes))

    def _discriminated(self, node: Node, shape: Shape, name: str) -> Shape:
        """The shape with the variants' names as the values of the field that tells them apart.

        OpenAPI 3.1, Discriminator Object: a variant that `mapping` does not name has the name
        of its schema.
        """
        mapping = node.child("discriminator", "mapping")
        named = mapping.value if isinstance(mapping.value, dict) else {}
        names = [Stated[Data](key, self.documents.key_span(mapping.child(key))) for key in named]
        mapped = {str(target).rpartition("/")[2] for target in named.values()} | set(named.values())
        for branch in (*node.items("oneOf"), *node.items("anyOf")):
            reference = branch.child("$ref")
            schema = str(reference.value).rpartition("/")[2]
            if reference.value is not None and schema not in mapped:
                names.append(Stated[Data](schema, self.documents.span(reference)))
        if not names:
            return shape
        listed = Value(types=("string",), nullable=False, enum=tuple(names))
        found = shape.properties.get(name)
        at = node.child("discriminator", "propertyName") if found is None else found.node
        value = listed if found is None else all_of([_with_names(found.value, listed), listed])
        properties = {**shape.properties, name: Property(at, value)}
        return replace(shape, properties=properties)


def _with_names(value: Value, listed: Value) -> Value:
    """The value without its own list where that has none of the variants' names."""
    joined = all_of([value, listed])
    return value if joined.enum else replace(value, enum=None, types=listed.types)


def _may_be_object(node: Node) -> bool:
    kinds = node.value.get("type") if isinstance(node.value, dict) else None
    return kinds is None or kinds == "object" or (isinstance(kinds, list) and "object" in kinds)


def _all(parts: Iterable[Shape]) -> Shape:
    """What holds when all parts do; the place of a property is that in the first part."""
    properties: dict[str, Property] = {}
    required: dict[str, Node] = {}
    extra = False
    for part in parts:
        for name, found in part.properties.items():
            first = properties.get(name)
            properties[name] = found if first is None else _both(first, found)
        for name, item in part.required.items():
            required.setdefault(name, item)
        extra = extra or part.extra
    return Shape(properties, required, extra)


def _both(first: Property, other: Property) -> Property:
    value = first.value if first.value is other.value else all_of([first.value, other.value])
    return Property(first.node, value, first.conditional and other.conditional)


def undescribed(documents: Documents, shape: Shape) -> Iterator[Problem]:
    """A problem for each name that is required and that nothing describes."""
    if shape.extra:
        return
    for name, item in shape.required.items():
        if name not in shape.properties:
            message = f"`{name}` is required, but no property describes it"
            yield Problem(message, str(item), documents.span(item))


def _shut_out(
    reader: ObjectReader, schema: Node, shape: Shape, inherited: Dialect
) -> Iterator[Problem]:
    """A problem for each part that forbids a field which another part describes.

    JSON Schema 2020-12 Core, 10.3.2.3: `additionalProperties` sees the `properties` beside it
    only, not those of `allOf` or behind `$ref`.
    """
    seen: set[tuple[str, Pointer]] = set()
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        if _key(part) in seen:
            continue
        seen.add(_key(part))
        waiting += reader.parts(part, inherited)
        shut = part.child("additionalProperties")
        if shut.value is not False or part.child("patternProperties").value is not None:
            continue
        listed = part.child("properties").value
        own = listed if isinstance(listed, dict) else {}
        for name, found in shape.properties.items():
            if name not in own and not found.conditional:
                yield Problem(
                    f"`additionalProperties: false` forbids the field `{name}`, which another "
                    "part of the schema describes",
                    str(shut),
                    reader.documents.key_span(shut),
                    "Write `unevaluatedProperties: false` in the schema that joins the parts.",
                    (Related("described here", reader.documents.key_span(found.node)),),
                )
