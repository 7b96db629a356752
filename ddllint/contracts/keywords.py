"""The keywords of one schema object, typed, with their places.

What is not of the type that its keyword takes is left out here; `mistakes` reports it.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Documents, Node
from ddllint.contracts.json_values import count, identity, number
from ddllint.contracts.value import EVERY_TYPE, Bound, JsonType, Stated
from ddllint.contracts.value_algebra import ordered
from ddllint.settings.yaml import Data, Spot

TYPES: dict[str, JsonType] = {
    "array": "array",
    "boolean": "boolean",
    "integer": "integer",
    "number": "number",
    "object": "object",
    "string": "string",
}

DESCRIBE_OBJECTS = frozenset(
    {
        "additionalProperties",
        "patternProperties",
        "properties",
        "required",
        "unevaluatedProperties",
    }
)

SHOWS = frozenset({"example", "examples"})
"""Keywords with values that are shown (OpenAPI 3.0.3, Schema Object; JSON Schema 2020-12, 9.5)."""

NOT_SUMMARISED = frozenset(
    {
        "$dynamicRef",
        "$recursiveRef",
        "additionalItems",
        "contains",
        "else",
        "if",
        "prefixItems",
        "then",
        "unevaluatedItems",
    }
)
"""Keywords that restrict more than objects, and that no summary holds."""

LIMITS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
LISTS_VALUES = frozenset({"enum", "const"})


def shown_by(schema: Node) -> tuple[Node, ...]:
    """The values that a schema shows."""
    found = (schema.child("example"), *schema.items("examples"))
    return tuple(one for one in found if one.value is not None)


class Keywords:
    """Reads the keywords of `node`, whose value is the mapping `schema`."""

    def __init__(self, documents: Documents, node: Node, schema: dict[str, Data]) -> None:
        self._documents = documents
        self._document = documents.files[node.file]
        self._node = node
        self._schema = schema

    def place(self, keyword: str) -> Spot:
        """Where the value under a keyword stands."""
        return Spot(self._document, self._schema, keyword)

    def text(self, keyword: str) -> Stated[str] | None:
        """A text, such as a format."""
        value = self._schema.get(keyword)
        return Stated(value, self.place(keyword)) if isinstance(value, str) else None

    def length(self, keyword: str) -> Stated[int] | None:
        """A whole number from 0 on."""
        value = count(self._schema[keyword])
        return None if value is None else Stated(value, self.place(keyword))

    def patterns(self, keyword: str) -> tuple[Stated[str], ...]:
        """The pattern, if it is text."""
        found = self.text(keyword)
        return () if found is None else (found,)

    def true(self, keyword: str) -> Spot | None:
        """Where the keyword's value stands if it is true."""
        return self.place(keyword) if self._schema[keyword] is True else None

    def closed(self) -> Spot | None:
        """Where the keys are forbidden which are not described."""
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            if self._schema.get(keyword) is False:
                return self.place(keyword)
        return None

    def default(self, keyword: str) -> Stated[Data]:
        """Any data, null among it."""
        return Stated(self._schema[keyword], self.place(keyword))

    def examples(self) -> tuple[Stated[Data], ...]:
        """The values that are shown; OpenAPI 3.0 has one only."""
        return tuple(
            Stated(shown.value, self._documents.span(shown)) for shown in shown_by(self._node)
        )

    def number(self, keyword: str) -> Stated[Decimal] | None:
        """A number, exactly as written."""
        if keyword not in self._schema:
            return None
        schema = self._schema
        exact = number(schema[keyword], self._document.fraction_in(schema, keyword))
        return None if exact is None else Stated(exact, self.place(keyword))

    def types(self, dialect: Dialect) -> tuple[tuple[JsonType, ...], Spot | None, bool]:
        """The types but null, the place that states them, and whether null is among them.

        OpenAPI 3.0.3, Schema Object: `nullable` counts beside `type` only.
        """
        stated = self._schema.get("type")
        if stated is None:
            return EVERY_TYPE, None, True
        flagged = dialect is Dialect.OPENAPI_30 and self._schema.get("nullable") is True
        if isinstance(stated, str) and stated in TYPES:
            return (TYPES[stated],), self.place("type"), flagged
        names = stated if isinstance(stated, list) else [stated]
        known = {TYPES[name] for name in names if isinstance(name, str) and name in TYPES}
        null = "null" in names or flagged
        if not known and not null:
            return EVERY_TYPE, None, True  # no type at all: `mistakes` says so
        return ordered(known), self.place("type"), null

    def listed(self) -> tuple[tuple[Stated[Data], ...] | None, bool]:
        """The only values but null, None without such a list, and whether null is one of them."""
        schema = self._schema
        values = schema.get("enum")
        listed = None
        if isinstance(values, list):
            document = self._document
            listed = [Stated(value, Spot(document, values, at)) for at, value in enumerate(values)]
        if "const" in schema:
            constant = identity(schema["const"])
            if listed is None:
                listed = [Stated(schema["const"], self.place("const"))]
            listed = [item for item in listed if identity(item.value) == constant]
        if listed is None:
            return None, True
        kept = tuple(item for item in listed if item.value is not None)
        return kept, len(kept) < len(listed)

    def bounds(self, dialect: Dialect) -> tuple[Bound | None, Bound | None]:
        """The lower and the upper limit.

        OpenAPI 3.0 and draft-04 write a flag beside the limit, later dialects a limit of its own.
        """
        return (
            self._bound("minimum", "exclusiveMinimum", dialect),
            self._bound("maximum", "exclusiveMaximum", dialect),
        )

    def _bound(self, inclusive: str, exclusive: str, dialect: Dialect) -> Bound | None:
        limit, strict = self.number(inclusive), self.number(exclusive)
        if strict is None or dialect is Dialect.OPENAPI_30:
            flagged = dialect is not Dialect.MODERN and self._schema.get(exclusive) is True
            return None if limit is None else Bound(limit.value, flagged, limit.place)
        if limit is not None:
            passed = limit.value > strict.value
            if passed if inclusive == "minimum" else limit.value < strict.value:
                return Bound(limit.value, False, limit.place)
        return Bound(strict.value, True, strict.place)

    def multiple(self, keyword: str) -> Stated[Decimal] | None:
        """A number that is more than 0."""
        found = self.number(keyword)
        return found if found is not None and found.value > 0 else None

    def left_out(self) -> tuple[Stated[str], ...]:
        """The keywords that no summary holds."""
        return tuple(
            Stated(keyword, self._documents.key_span(self._node.child(keyword)))
            for keyword in self._schema
            if keyword in NOT_SUMMARISED
        )

    READ: ClassVar[dict[str, tuple[str, Callable[["Keywords", str], object]]]] = {
        "default": ("default", default),
        "format": ("format", text),
        "maxItems": ("max_items", length),
        "maxLength": ("max_length", length),
        "minItems": ("min_items", length),
        "minLength": ("min_length", length),
        "multipleOf": ("multiple_of", multiple),
        "pattern": ("patterns", patterns),
        "readOnly": ("read_only", true),
        "uniqueItems": ("unique_items", true),
        "writeOnly": ("write_only", true),
    }
    """How to read a keyword that stands for itself, and the name of what it says in a Value."""


SUMMARISED = (
    Keywords.READ.keys()
    | DESCRIBE_OBJECTS
    | LIMITS
    | LISTS_VALUES
    | NOT_SUMMARISED
    | SHOWS
    | {"items", "nullable", "type"}
)
"""Keywords that a summary reads, or tells that it leaves them out."""
