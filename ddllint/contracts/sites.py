"""Where the schemas of the contracts stand: in components, bodies, parameters, other schemas."""

import itertools
from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from ddllint.contracts.dialects import Dialect, dialect_of
from ddllint.contracts.documents import Documents, Node, reference_of
from ddllint.settings.yaml import Data, Pointer

MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
"""Keywords whose value is a mapping from names to schemas (JSON Schema 2020-12 Core, 10)."""

LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})

SINGLE = frozenset(
    {
        "additionalItems",
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
"""Keywords whose value is a schema; `items` may also be a list of them (draft-07, 6.4.1)."""

PARTIAL = frozenset({"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"})
"""Keywords whose schemas speak of the same value as the schema that they stand in."""

_SCHEMA_KEYWORDS = MAPS | LISTS | SINGLE | {"type", "$ref", "enum", "const", "required", "$schema"}
_HOLDERS = MAPS | LISTS | SINGLE
_NAMED = ("schemas", "definitions", "$defs")
_DATA = frozenset({"example", "examples", "default", "value", "enum", "const"})


class Site(msgspec.Struct, frozen=True):
    """A schema, the dialect that it is read by, and whether it only adds to another one."""

    node: Node
    dialect: Dialect
    partial: bool


class Sites(msgspec.Struct, frozen=True):
    """All schemas, each once for each dialect, and the files that nothing leads into.

    `strangers` are those that are neither OpenAPI nor JSON Schema.
    """

    schemas: tuple[Site, ...]
    strangers: tuple[str, ...]


def find_sites(documents: Documents) -> Sites:
    """The schemas of all documents, in the order of the files."""
    finder = _Finder(documents)
    loose: list[str] = []
    for file, document in documents.files.items():
        if is_openapi(document.data) or is_schema(document.data):
            finder.walk(Node(file, (), document.data), schema=is_schema(document.data))
        else:
            loose.append(file)
    sites: dict[str, list[Site]] = {file: [] for file in documents.files}
    for key, node in finder.found:
        sites[node.file].append(Site(node, key[2], key in finder.partial))
    strangers = tuple(file for file in loose if file not in finder.files)
    return Sites(tuple(itertools.chain(*sites.values())), strangers)


def is_openapi(root: Data) -> bool:
    """Whether the document says that it is OpenAPI (or Swagger)."""
    return isinstance(root, dict) and ("openapi" in root or "swagger" in root)


def is_schema(root: Data) -> bool:
    """Whether the document itself is a JSON Schema."""
    if not isinstance(root, dict) or is_openapi(root):
        return False
    return any(_fits(key, root[key]) for key in root.keys() & _SCHEMA_KEYWORDS)


def _fits(key: str, value: Data) -> bool:
    if key in MAPS or key in SINGLE:
        return isinstance(value, dict | bool | list)
    if key in LISTS or key in ("enum", "required"):
        return isinstance(value, list)
    return key == "const" or isinstance(value, str | list)


_Key: TypeAlias = tuple[str, Pointer, Dialect, bool]


class _Finder:
    """Walks from the documents into their schemas, and along `$ref` into fragments of files."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.found: list[tuple[_Key, Node]] = []
        self.partial: set[_Key] = set()
        self.files: set[str] = set()
        self._seen: set[_Key] = set()
        self._dialects: dict[tuple[str, Dialect], Dialect] = {}

    def walk(self, start: Node, schema: bool) -> None:
        """Add all schemas at and below `start`, and those that are referred to from there."""
        waiting = [(start, self._dialect(start.file, Dialect.MODERN), schema, False)]
        while waiting:
            node, dialect, in_schema, partial = waiting.pop()
            key = (node.file, node.pointer, dialect, in_schema)
            if partial:
                self.partial.add(key)
            if key in self._seen:
                continue
            self._seen.add(key)
            self.files.add(node.file)
            if in_schema:
                self.found.append((key, node))
            if not isinstance(node.value, dict):
                continue
            if not in_schema or not _HOLDERS.isdisjoint(node.value):
                parts = _schemas_in(node, dialect) if in_schema else _objects_in(node)
                found = [(part, dialect, kind, adds) for part, kind, adds in parts]
                waiting += reversed(found)
            target = self._target(node) if "$ref" in node.value else None
            if target is not None:
                there = self._dialect(target.file, dialect)
                waiting.append((target, there, in_schema, partial))

    def _dialect(self, file: str, inherited: Dialect) -> Dialect:
        key = (file, inherited)
        if key not in self._dialects:
            self._dialects[key] = dialect_of(self.documents.files[file].data, inherited)
        return self._dialects[key]

    def _target(self, node: Node) -> Node | None:
        reference = reference_of(node)
        found = self.documents.resolve(node.file, reference) if reference is not None else None
        return found if isinstance(found, Node) else None


def _schemas_in(node: Node, dialect: Dialect) -> Iterator[tuple[Node, bool, bool]]:
    """The schemas within a schema."""
    schema = node.value
    if not isinstance(schema, dict) or ("$ref" in schema and not dialect.reads_siblings):
        return
    for key, value in schema.items():
        if key in MAPS and isinstance(value, dict):
            for name, part in value.items():
                yield Node(node.file, (*node.pointer, key, name), part), True, key in PARTIAL
        elif isinstance(value, list) and (key in LISTS or key == "items"):
            for at, part in enumerate(value):
                yield Node(node.file, (*node.pointer, key, at), part), True, key in PARTIAL
        elif key in SINGLE and isinstance(value, dict):
            yield Node(node.file, (*node.pointer, key), value), True, key in PARTIAL


def _objects_in(node: Node) -> Iterator[tuple[Node, bool, bool]]:
    """The parts of an object of OpenAPI, each with whether it is a schema."""
    value = node.value
    if not isinstance(value, dict):
        return
    for key, part in value.items():
        if key.startswith("x-") or (key in _DATA and not _names_things(node.pointer)):
            continue
        at = Node(node.file, (*node.pointer, key), part)
        if key == "schema":
            yield at, True, False
        elif key in _NAMED and isinstance(part, dict) and _holds_schemas(node.pointer, key):
            for name, schema in part.items():
                yield Node(node.file, (*at.pointer, name), schema), True, False
        elif isinstance(part, dict):
            yield at, False, False
        elif isinstance(part, list):
            for index, item in enumerate(part):
                yield Node(node.file, (*at.pointer, index), item), False, False


def _names_things(pointer: Pointer) -> bool:
    """Whether the keys at the pointer are names that the author chose."""
    return bool(pointer) and pointer[-1] in _CHOSEN


_CHOSEN = frozenset(
    {
        "callbacks",
        "content",
        "encoding",
        "headers",
        "links",
        "parameters",
        "pathItems",
        "paths",
        "requestBodies",
        "responses",
        "webhooks",
    }
)


def _holds_schemas(pointer: Pointer, key: str) -> bool:
    """Whether the key is the one that holds schemas, and no name of the author's."""
    return pointer == () or (pointer[-1] == "components" and key == "schemas")
