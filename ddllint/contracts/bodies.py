"""The objects that a message's body carries: itself, those within it, those in its lists."""

from collections.abc import Collection, Iterator
from typing import TypeAlias

import msgspec

from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Documents, Node
from ddllint.contracts.flatten import Flattener
from ddllint.contracts.sites import LISTS, MAPS, SINGLE
from ddllint.settings.yaml import Data, Pointer


class Carried(msgspec.Struct, frozen=True):
    """An object schema, the number of objects around it, and whether a list holds it."""

    schema: Node
    depth: int
    listed: bool


_SAME = frozenset({"allOf", "anyOf", "oneOf"})
_HOLDERS = MAPS | LISTS | SINGLE
_NO_VALUES = frozenset({"$defs", "definitions", "not", "if"})
_ITEMS = frozenset({"items", "prefixItems", "contains", "additionalItems", "unevaluatedItems"})


Place: TypeAlias = tuple[str, Pointer]
"""A file's name and the pointer of a node in it."""


def carried(
    flattener: Flattener, body: Node, inherited: Dialect, also: Collection[Place] = ()
) -> Iterator[Carried]:
    """Each object schema that `body` leads to, once, the outermost first.

    A schema that others are made of (`allOf`, branches of `oneOf`) counts as one too: either
    may be the mapped one. Those in `also` count even when they are only a `$ref`.
    """
    seen: set[Place] = set()
    level = [(body, inherited, 0, False)]
    while level:
        following: list[tuple[Node, Dialect, int, bool]] = []
        for node, outer, depth, listed in level:
            key = (node.file, node.pointer)
            if key in seen:
                continue
            seen.add(key)
            dialect = flattener.dialect(node, outer)
            if is_object(node) or key in also:
                yield Carried(node, depth, listed)
            if not leads_on(node.value):
                continue
            target = flattener.target(node)
            if target is not None:
                following.append((target, dialect, depth, listed))
                if not dialect.reads_siblings:
                    continue
            for part, keyword in parts_of(node):
                if _is_bare(part.value) and (part.file, part.pointer) not in also:
                    continue
                within = not (keyword in _SAME or keyword in _ITEMS)
                following.append((part, dialect, depth + within, listed or keyword in _ITEMS))
        level = following


def leads_on(value: Data) -> bool:
    """Whether other schemas stand in the schema, or are referred to there."""
    return isinstance(value, dict) and ("$ref" in value or not _HOLDERS.isdisjoint(value))


def parts_of(node: Node) -> Iterator[tuple[Node, str]]:
    """The schemas within the schema, each with its keyword; no value is of those left out."""
    if not isinstance(node.value, dict):
        return
    file, pointer = node.file, node.pointer
    for key, value in node.value.items():
        if key not in _HOLDERS or key in _NO_VALUES:
            continue
        if key in MAPS and isinstance(value, dict):
            for name, part in value.items():
                yield Node(file, (*pointer, key, name), part), key
        elif (key in LISTS or key == "items") and isinstance(value, list):
            for at, part in enumerate(value):
                yield Node(file, (*pointer, key, at), part), key
        elif key in SINGLE and isinstance(value, dict):
            yield Node(file, (*pointer, key), value), key


def is_object(node: Node) -> bool:
    """Whether the schema itself, not what it refers to, describes an object."""
    schema = node.value
    if not isinstance(schema, dict):
        return False
    return (
        _is_of_objects(schema) or isinstance(schema.get("properties"), dict) or _joins_objects(node)
    )


def _is_of_objects(schema: dict[str, Data]) -> bool:
    kinds = schema.get("type")
    return kinds == "object" or (isinstance(kinds, list) and "object" in kinds)


def _is_bare(schema: Data) -> bool:
    """Whether a schema speaks of no object, and leads to none."""
    return not isinstance(schema, dict) or not (leads_on(schema) or _is_of_objects(schema))


def _joins_objects(node: Node) -> bool:
    return (
        isinstance(node.value, dict)
        and "allOf" in node.value
        and any(
            isinstance(part.value, dict) and ("$ref" in part.value or is_object(part))
            for part in node.items("allOf")
        )
    )


def follow(documents: Documents, node: Node) -> Node:
    """Where the node's `$ref` ends, the node itself without one or where it leads nowhere."""
    if not isinstance(node.value, dict) or "$ref" not in node.value:
        return node
    seen: set[tuple[str, Pointer]] = set()
    while isinstance(node.value, dict) and isinstance(node.value.get("$ref"), str):
        found = documents.resolve(node.file, str(node.value["$ref"]))
        if not isinstance(found, Node) or (found.file, found.pointer) in seen:
            return node
        seen.add((found.file, found.pointer))
        node = found
    return node
