"""What is wrong in a schema itself, whatever the database says."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ddllint.contracts.conformance import departures
from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Dangling, Documents, Node
from ddllint.contracts.fields import ObjectReader, undescribed
from ddllint.contracts.json_values import MAX_EXPONENT, identity, is_of, number
from ddllint.contracts.keyword_forms import APPLIES_TO, FORMATS, FORMS, TEXT_FORMATS
from ddllint.contracts.keywords import LIMITS
from ddllint.contracts.patterns import MAX_PATTERN, verdict
from ddllint.contracts.pointers import nearest
from ddllint.contracts.sites import MAPS, Site
from ddllint.diagnostics.finding import Problem
from ddllint.settings.typed import kind_of
from ddllint.settings.yaml import Data


def mistakes_in(reader: ObjectReader, site: Site) -> Iterator[Problem]:
    """The problems of one schema, those within it not included."""
    node, schema = site.node, site.node.value
    documents = reader.documents
    if not isinstance(schema, dict):
        if not isinstance(schema, bool):
            yield _problem(documents, node, f"a schema must be a mapping, not {kind_of(schema)}")
        return
    if "$ref" in schema and not site.dialect.reads_siblings:
        return
    forms = FORMS[site.dialect]
    misshapen = [key for key in schema if key in forms and not forms[key][0](schema[key])]
    if misshapen:
        yield from _of_forms(documents, node, misshapen, site.dialect)
    if not _ABOUT_OBJECTS.isdisjoint(schema):
        yield from _of_required(reader, site)
    if "type" in schema and not _BOUND_TO_TYPES.isdisjoint(schema):
        yield from _of_types(documents, node, schema)
    if not _NUMBERS.isdisjoint(schema):
        yield from _of_numbers(documents, node, schema)
    if not _ABOUT_LIMITS.isdisjoint(schema):
        yield from _of_limits(documents, node, schema)
    if "nullable" in schema:
        yield from _of_nullable(documents, node, schema, site.dialect)
    if not _PATTERNS.isdisjoint(schema):
        yield from _of_pattern(documents, node, schema)
    if "format" in schema:
        yield from _of_format(documents, node, schema)
    if "discriminator" in schema:
        yield from _of_discriminator(documents, node)
    if not _EXAMPLES.isdisjoint(schema) or (node.pointer and node.pointer[-1] == "schema"):
        yield from _of_data(reader, site, schema)


_BOUND_TO_TYPES = APPLIES_TO.keys() | {"enum", "const"}
_ABOUT_OBJECTS = frozenset({"required", "properties", "allOf"})
_ABOUT_LIMITS = frozenset(
    {
        "enum",
        "exclusiveMinimum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "readOnly",
    }
)
_NUMBERS = LIMITS | {"multipleOf"}
_PATTERNS = frozenset({"pattern", "patternProperties"})
_EXAMPLES = frozenset({"default", "example", "examples"})


def _problem(
    documents: Documents, node: Node, message: str, help: str = "", at_key: bool = False
) -> Problem:
    span = documents.key_span(node) if at_key else documents.span(node)
    return Problem(message, str(node), span, help)


def _of_forms(
    documents: Documents, node: Node, misshapen: Iterable[str], dialect: Dialect
) -> Iterator[Problem]:
    for keyword in misshapen:
        at = node.child(keyword)
        message = f"`{keyword}` must be {FORMS[dialect][keyword][1]}, not {kind_of(at.value)}"
        yield _problem(documents, at, message, _help_for(keyword, at.value, dialect))


def _help_for(keyword: str, value: Data, dialect: Dialect) -> str:
    if keyword == "type" and isinstance(value, str):
        return nearest(value, ("array", "boolean", "integer", "null", "number", "object", "string"))
    if keyword == "type" and dialect is Dialect.OPENAPI_30:
        return "Write `nullable: true` beside a single type."
    if keyword in ("exclusiveMinimum", "exclusiveMaximum"):
        plain = "minimum" if keyword.endswith("inimum") else "maximum"
        if dialect is Dialect.OPENAPI_30:
            return f"Write the limit as `{plain}`, with `{keyword}: true` beside it."
        return f"Write the limit itself as `{keyword}`, in the place of `{plain}`."
    return ""


def _of_required(reader: ObjectReader, site: Site) -> Iterator[Problem]:
    documents, at = reader.documents, site.node.child("required")
    names = at.value
    if isinstance(names, bool):
        message = "`required: true` says nothing about a property"
        help = "List the property's name under `required` of the schema that it belongs to."
        yield _problem(documents, at, message, help, at_key=True)
    elif names is not None and not isinstance(names, list):
        yield _problem(documents, at, "`required` must be a list of names")
    elif isinstance(names, list):
        seen: set[str] = set()
        for number, name in enumerate(names):
            if not isinstance(name, str):
                message = f"`required` lists names, not {kind_of(name)}"
                yield _problem(documents, at.child(number), message)
            elif name in seen:
                yield _problem(documents, at.child(number), f"`{name}` is required twice")
            else:
                seen.add(name)
    if not site.partial and not _names_its_own(site.node.value):
        shape = reader.shape(site.node, site.dialect)
        if shape.properties:
            yield from undescribed(documents, shape)


def _names_its_own(schema: Data) -> bool:
    """Whether all that a schema can require is described right there, as it is in most."""
    if not isinstance(schema, dict) or not _JOINING.isdisjoint(schema):
        return False
    named, required = schema.get("properties"), schema.get("required", [])
    return (
        isinstance(named, dict)
        and isinstance(required, list)
        and all(isinstance(name, str) and name in named for name in required)
    )


_JOINING = frozenset({"$ref", "allOf", "anyOf", "oneOf", "discriminator"})
"""Keywords by which an object has what other schemas describe."""


def _of_types(documents: Documents, node: Node, schema: dict[str, Data]) -> Iterator[Problem]:
    """Keywords that speak of another type, and listed values that are of another one."""
    stated = schema.get("type")
    kinds = stated if isinstance(stated, list) else [] if stated is None else [stated]
    if not kinds:
        return
    for keyword in schema:
        types = APPLIES_TO.get(keyword)
        if types is not None and not any(kind in types for kind in kinds):
            if keyword == "required" and isinstance(schema[keyword], bool):
                continue
            shown = ", ".join(str(kind) for kind in kinds)
            message = f"`{keyword}` says nothing of the type {shown}"
            yield _problem(documents, node.child(keyword), message, at_key=True)
    null = schema.get("nullable") is True
    for item in _listed(node, schema):
        if not any(is_of(item.value, kind) for kind in kinds) and not (item.value is None and null):
            shown = ", ".join(str(kind) for kind in kinds)
            message = f"{_shown(item.value)} can never be valid: `type` is {shown}"
            help = "Write it in quotes." if shown == "string" and item.value is not None else ""
            yield _problem(documents, item, message, help)


def _shown(value: Data) -> str:
    """A value that is written down, in words; null is one."""
    return "null" if value is None else kind_of(value)


def _listed(node: Node, schema: dict[str, Data]) -> Iterator[Node]:
    yield from node.items("enum")
    if "const" in schema:
        yield node.child("const")


_PAIRS = (
    ("minimum", "maximum", False),
    ("minimum", "exclusiveMaximum", True),
    ("exclusiveMinimum", "maximum", True),
    ("exclusiveMinimum", "exclusiveMaximum", True),
    ("minLength", "maxLength", False),
    ("minItems", "maxItems", False),
    ("minProperties", "maxProperties", False),
)


def _of_numbers(documents: Documents, node: Node, schema: dict[str, Data]) -> Iterator[Problem]:
    """Numbers that are not compared with anything: JSON has none that is infinite."""
    for keyword in schema.keys() & _NUMBERS:
        if isinstance(schema[keyword], float) and _number(documents, node, schema, keyword) is None:
            message = f"`{keyword}` is no finite number, or one of more than {MAX_EXPONENT} digits"
            yield _problem(documents, node.child(keyword), message)


def _number(
    documents: Documents, node: Node, schema: dict[str, Data], keyword: str
) -> Decimal | None:
    return number(schema[keyword], documents.files[node.file].fraction_in(schema, keyword))


def _of_limits(documents: Documents, node: Node, schema: dict[str, Data]) -> Iterator[Problem]:
    for low, high, strict in _PAIRS:
        if low in schema and high in schema:
            least = _number(documents, node, schema, low)
            most = _number(documents, node, schema, high)
            if least is None or most is None:
                continue
            if least > most or (strict and least == most):
                message = f"no value fits: `{low}` is {least}, `{high}` is {most}"
                yield _problem(documents, node.child(low), message)
    seen: set[object] = set()
    for item in node.items("enum"):
        if identity(item.value) in seen:
            yield _problem(documents, item, f"{_shown(item.value)} is listed twice")
        seen.add(identity(item.value))
    if schema.get("readOnly") is True and schema.get("writeOnly") is True:
        message = "what is `readOnly` and `writeOnly` is never sent"
        yield _problem(documents, node.child("writeOnly"), message, at_key=True)


def _of_nullable(
    documents: Documents, node: Node, schema: dict[str, Data], dialect: Dialect
) -> Iterator[Problem]:
    if schema.get("nullable") is not True:
        return
    at = node.child("nullable")
    if dialect is Dialect.OPENAPI_30:
        if "type" not in schema:
            message = (
                "`nullable` has no effect without `type` beside it (OpenAPI 3.0.3, Schema Object)"
            )
            help = "Write `type` beside it, or move `nullable` to where `type` is."
            yield _problem(documents, at, message, help, at_key=True)
    else:
        message = "`nullable` has no meaning in OpenAPI 3.1 and JSON Schema"
        yield _problem(documents, at, message, 'Write `type: [..., "null"]`.', at_key=True)


def _of_pattern(documents: Documents, node: Node, schema: dict[str, Data]) -> Iterator[Problem]:
    places = [node.child("pattern")] if isinstance(schema.get("pattern"), str) else []
    patterns = schema.get("patternProperties")
    texts = [(at, str(at.value)) for at in places]
    for name in patterns if isinstance(patterns, dict) else ():
        texts.append((node.child("patternProperties", name), name))
    for at, text in texts:
        if len(text) > MAX_PATTERN:
            message = f"the pattern is longer than {MAX_PATTERN} characters"
        elif reason := verdict(text).ecma:
            message = f"not a regular expression of ECMA-262: {reason}"
        else:
            continue
        yield _problem(documents, at, message, at_key=at.pointer[-1] != "pattern")


def _of_format(documents: Documents, node: Node, schema: dict[str, Data]) -> Iterator[Problem]:
    """Formats are open (JSON Schema 2020-12 Validation, 7.2.3): only a near miss is a mistake."""
    stated = schema.get("format")
    if not isinstance(stated, str):
        return
    at = node.child("format")
    if stated not in FORMATS:
        help = nearest(_spelled_alike(stated), FORMATS)
        if help:
            yield _problem(documents, at, f"`{stated}` is no format that is known", help)
    elif stated in TEXT_FORMATS and schema.get("type") in ("integer", "number", "boolean"):
        message = f"the format `{stated}` says nothing of the type {schema['type']}"
        yield _problem(documents, at, message)


def _spelled_alike(word: str) -> str:
    lower = word.lower().replace("_", "-")
    return {"datetime": "date-time", "guid": "uuid", "url": "uri"}.get(lower, lower)


def _of_discriminator(documents: Documents, node: Node) -> Iterator[Problem]:
    at = node.child("discriminator")
    if not isinstance(at.value, dict):
        return
    if not isinstance(at.value.get("propertyName"), str):
        yield _problem(documents, at, "a discriminator needs `propertyName`", at_key=True)
    mapping = at.child("mapping")
    for name, target in mapping.value.items() if isinstance(mapping.value, dict) else ():
        place = mapping.child(name)
        if not isinstance(target, str):
            yield _problem(documents, place, f"`{name}` must lead to a schema")
            continue
        by_name = "/" not in target and "#" not in target and "." not in target
        reference = f"#/components/schemas/{target}" if by_name else target
        found = documents.resolve(node.file, reference)
        if isinstance(found, Dangling) and not found.reported:
            yield _problem(documents, place, found.message, found.help)


def _of_data(reader: ObjectReader, site: Site, schema: dict[str, Data]) -> Iterator[Problem]:
    """Defaults and examples that the schema itself forbids."""
    node = site.node
    places = [(key, node.child(key)) for key in ("default", "example") if key in schema]
    if isinstance(schema.get("examples"), list):
        places += [("example", item) for item in node.items("examples")]
    if node.pointer and node.pointer[-1] == "schema":
        places += [("example", example) for example in _beside(reader.documents, node)]
    if not places:
        return
    value = reader.flattener.value(node, site.dialect)
    for kind, place in places:
        for departure in departures(reader, value, place, site.dialect):
            message = f"the {kind} does not fit its schema: it {departure.reason}"
            yield _problem(reader.documents, departure.node, message)


def _beside(documents: Documents, node: Node) -> Iterator[Node]:
    """The examples that stand beside a `schema` (OpenAPI 3.1, Media Type and Parameter Object)."""
    around = documents.find(node.file, node.pointer[:-1])
    if not isinstance(around, Node) or not isinstance(around.value, dict):
        return
    if len(node.pointer) > 1 and node.pointer[-2] in MAPS:
        return
    if "example" in around.value:
        yield around.child("example")
    named = around.value.get("examples")
    for name, example in named.items() if isinstance(named, dict) else ():
        if isinstance(example, dict) and "value" in example:
            yield around.child("examples", name, "value")
