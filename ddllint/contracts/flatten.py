"""From a schema to the flat summary of the values that it admits."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from ddllint.contracts.dialects import Dialect, dialect_of
from ddllint.contracts.documents import Documents, Node, reference_of
from ddllint.contracts.keywords import (
    DESCRIBE_OBJECTS,
    LIMITS,
    LISTS_VALUES,
    NOT_SUMMARISED,
    SHOWS,
    SUMMARISED,
    Keywords,
)
from ddllint.contracts.value import Stated, Value
from ddllint.contracts.value_algebra import NOTHING, all_of, one_of, within_types
from ddllint.diagnostics.finding import Problem
from ddllint.settings.yaml import Data, Pointer

MAX_DEPTH = 100
"""How deep schemas may contain and refer to one another; what Python's stack can hold."""

_MAX_REPEATS = 20_000
"""How often in all a schema in a circle is read anew, before summaries are cut short."""

_COMPOSED = frozenset({"$ref", "allOf", "anyOf", "items", "not", "oneOf"})
"""Keywords for whose sake other schemas must be read."""

_SEVERAL = DESCRIBE_OBJECTS | LIMITS | LISTS_VALUES | NOT_SUMMARISED | SHOWS | {"items"}
"""Keywords that are read together with others; most schemas have none."""

_Key = tuple[str, Pointer, Dialect]


class Flattener:
    """Summarises schemas, each once: schemas may refer to one another in circles and diamonds."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self._known: dict[_Key, Value | None] = {}
        self._seen: set[_Key] = set()
        self._dialects: dict[tuple[str, Dialect], Dialect] = {}
        self._repeats = 0
        self._open: list[_Key] = []
        self._outer = 0  # how many of those describe a list around the value, not the value
        self._lowest_cut = MAX_DEPTH
        self.too_deep: list[Problem] = []

    def value(self, node: Node, inherited: Dialect = Dialect.MODERN) -> Value:
        """What the schema at `node` admits.

        `inherited` is the dialect of the file that refers to it. What lies more than MAX_DEPTH
        levels deep is not looked at: a summary says that it is loose, `too_deep` where.
        """
        found = self._value(node, inherited)
        return self._unknown(node, "$ref") if found is None else found

    def dialect(self, node: Node, inherited: Dialect) -> Dialect:
        """The dialect of the node's file."""
        key = (node.file, inherited)
        if key not in self._dialects:
            self._dialects[key] = dialect_of(self.documents.files[node.file].data, inherited)
        return self._dialects[key]

    def target(self, node: Node) -> Node | None:
        """What the node's `$ref` leads to; None without one, and where it leads nowhere."""
        reference = reference_of(node)
        found = self.documents.resolve(node.file, reference) if reference is not None else None
        return found if isinstance(found, Node) else None

    def cut(self, node: Node) -> None:
        """Tell that the node, as too deep, was not looked at."""
        message = f"schemas refer to one another more than {MAX_DEPTH} levels deep"
        help = "What lies deeper is not checked. Refer to it from fewer levels above."
        self.too_deep.append(Problem(message, str(node), self.documents.span(node), help))

    def _value(self, node: Node, inherited: Dialect) -> Value | None:
        """The summary; None where the schema leads back to itself and so adds nothing.

        A summary that a circle has cut short is not kept: from elsewhere it may say more.
        """
        dialect = self.dialect(node, inherited)
        key = (node.file, node.pointer, dialect)
        if key in self._known:
            return self._known[key]
        if isinstance(node.value, dict) and _COMPOSED.isdisjoint(node.value):
            plain = self._own(node, node.value, dialect) or Value()
            self._known[key] = plain
            return plain
        if key in self._open:
            at = self._open.index(key)
            self._lowest_cut = min(self._lowest_cut, at)
            return self._unknown(node, "items") if at < self._outer else None
        at = len(self._open)
        if at >= MAX_DEPTH:
            self.cut(node)
            return self._unknown(node, "$ref")
        self._repeats += key in self._seen
        if self._repeats > _MAX_REPEATS:
            return self._unknown(node, "$ref")
        self._seen.add(key)
        self._open.append(key)
        found = self._read(node, dialect)
        self._open.pop()
        if self._lowest_cut >= at:
            self._lowest_cut = MAX_DEPTH
            self._known[key] = found
        return found

    def _unknown(self, node: Node, keyword: str) -> Value:
        return Value(loose=(Stated(keyword, self.documents.key_span(node)),))

    def _read(self, node: Node, dialect: Dialect) -> Value | None:
        schema = node.value
        if not isinstance(schema, dict):
            return NOTHING if schema is False else Value()
        if "$ref" in schema and not dialect.reads_siblings:
            return self._referred(node, dialect)
        own = self._own(node, schema, dialect)
        stated = [*([] if own is None else [own]), *self._parts(node, schema, dialect)]
        known = [value for value in stated if value is not None]
        return None if stated and not known else self._of_one_object(node, known, all_of(known))

    def _of_one_object(self, node: Node, parts: Sequence[Value], joined: Value) -> Value:
        """The value with the schema that has all fields: `node`, when more than one part has."""
        if len(parts) < 2 or sum(part.object != "" for part in parts) < 2:
            return joined
        return replace(joined, object=str(node))

    def _referred(self, node: Node, dialect: Dialect) -> Value | None:
        target = self.target(node)
        return self._unknown(node, "$ref") if target is None else self._value(target, dialect)

    def _parts(
        self, node: Node, schema: dict[str, Data], dialect: Dialect
    ) -> Iterator[Value | None]:
        """The summaries of what the schema is made of, all of which must hold."""
        if "$ref" in schema:
            yield self._referred(node, dialect)
        for part in node.items("allOf"):
            yield self._value(part, dialect)
        for keyword in ("anyOf", "oneOf"):
            if keyword not in schema:
                continue
            branches = [self._value(part, dialect) for part in node.items(keyword)]
            known = [value for value in branches if value is not None]
            if known:
                span = self.documents.key_span(node.child(keyword))
                joined = one_of(known, keyword, span, exclusive=keyword == "oneOf")
                several = sum("object" in value.types for value in known) > 1
                yield replace(joined, object=str(node)) if joined.object and several else joined
            elif branches:
                yield None
        if "not" in schema:
            yield self._without(node.child("not"), dialect)

    def _without(self, node: Node, dialect: Dialect) -> Value:
        """What is left when the node's schema must not hold: only of null is that told."""
        excluded = self._value(node, dialect)
        if excluded is None or excluded.loose:
            return self._unknown(node, "not")
        lost = self._unknown(node, "not").loose if excluded.types else ()
        return Value(nullable=not excluded.nullable, loose=lost)

    def _own(self, node: Node, schema: dict[str, Data], dialect: Dialect) -> Value | None:
        """What the schema's own keywords say; None when it has none that count."""
        if SUMMARISED.isdisjoint(schema):
            return None
        said = Keywords(self.documents, node, schema)
        types, types_place, null = said.types(dialect)
        facts: dict[str, Any] = {"types": types, "types_place": types_place, "nullable": null}
        readers = said.READ
        for keyword in schema:
            if keyword in readers:
                name, read = readers[keyword]
                facts[name] = read(said, keyword)
        if _SEVERAL.isdisjoint(schema):
            return Value(**facts)
        if not LISTS_VALUES.isdisjoint(schema):
            facts["enum"], null_listed = said.listed()
            facts["nullable"] = null and null_listed
        if not LIMITS.isdisjoint(schema):
            facts["minimum"], facts["maximum"] = said.bounds(dialect)
        if not SHOWS.isdisjoint(schema):
            facts["examples"] = said.examples()
        if "items" in schema:
            facts["items"] = self._items(node, schema, dialect)
        if not DESCRIBE_OBJECTS.isdisjoint(schema):
            facts["closed"], facts["object"] = said.closed(), str(node)
        if not NOT_SUMMARISED.isdisjoint(schema):
            facts["loose"] = said.left_out()
        return within_types(Value(**facts))

    def _items(self, node: Node, schema: dict[str, Data], dialect: Dialect) -> Value | None:
        """The summary of each item: of a list around it, nothing is told there."""
        if isinstance(schema.get("items", []), list) or "prefixItems" in schema:
            return None
        outer, self._outer = self._outer, len(self._open)
        found = self._value(node.child("items"), dialect)
        self._outer = outer
        return found
