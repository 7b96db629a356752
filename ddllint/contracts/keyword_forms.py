"""What each keyword of a schema takes (JSON Schema 2020-12, OpenAPI 3.0.3 and 3.1)."""

from collections.abc import Callable

from ddllint.contracts.dialects import Dialect
from ddllint.contracts.json_values import count, is_of
from ddllint.contracts.keywords import TYPES
from ddllint.settings.yaml import Data

Form = tuple[Callable[[Data], bool], str]


def _is_text(value: Data) -> bool:
    return isinstance(value, str)


def _is_flag(value: Data) -> bool:
    return isinstance(value, bool)


def _is_number(value: Data) -> bool:
    return is_of(value, "number")


def _is_schema(value: Data) -> bool:
    return isinstance(value, dict | bool)


def _is_mapping(value: Data) -> bool:
    return isinstance(value, dict)


def _is_step(value: Data) -> bool:
    return _is_number(value) and isinstance(value, int | float) and value > 0


def _is_count(value: Data) -> bool:
    return count(value) is not None


def _is_list(value: Data) -> bool:
    return isinstance(value, list)


def _is_full_list(value: Data) -> bool:
    return isinstance(value, list) and bool(value)


def _is_type(value: Data) -> bool:
    return isinstance(value, str) and value in _TYPE_NAMES


def _is_types(value: Data) -> bool:
    if not isinstance(value, list):
        return _is_type(value)
    return bool(value) and all(_is_type(name) for name in value)


_TYPE_NAMES = (*TYPES, "null")
_FLAG = (_is_flag, "true or false")
_TEXT = (_is_text, "text")
_NUMBER = (_is_number, "a number")
_NUMBER_OR_FLAG = (lambda value: _is_flag(value) or _is_number(value), "a number")
_COUNT = (_is_count, "a whole number from 0 on")
_SCHEMAS = (_is_full_list, "a list of schemas, with one at least")
_SCHEMA = (_is_schema, "a schema")
_NAMED = (_is_mapping, "a mapping from names to schemas")
_TYPE_30 = (
    lambda value: _is_type(value) and value != "null",
    f"one of {', '.join(TYPES)} in OpenAPI 3.0",
)

_FORMS: dict[str, Form] = {
    "type": (_is_types, f"one of {', '.join(_TYPE_NAMES)}, or a list of them"),
    "format": _TEXT,
    "pattern": _TEXT,
    "title": _TEXT,
    "description": _TEXT,
    "$ref": _TEXT,
    "enum": (_is_full_list, "a list of values, with one at least"),
    "examples": (lambda value: isinstance(value, list | dict), "a list"),
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "exclusiveMinimum": _NUMBER,
    "exclusiveMaximum": _NUMBER,
    "multipleOf": (_is_step, "a number that is more than 0"),
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
        _COUNT,
    ),
    **dict.fromkeys(
        ("uniqueItems", "readOnly", "writeOnly", "nullable", "deprecated"),
        _FLAG,
    ),
    **dict.fromkeys(("allOf", "anyOf", "oneOf"), _SCHEMAS),
    **dict.fromkeys(
        ("not", "additionalProperties", "propertyNames", "if", "then", "else"), _SCHEMA
    ),
    **dict.fromkeys(("properties", "patternProperties", "$defs", "definitions"), _NAMED),
    "items": (lambda value: isinstance(value, dict | bool | list), "a schema"),
    "discriminator": (_is_mapping, "a mapping with `propertyName`"),
}

_EXCLUSIVE = ("exclusiveMinimum", "exclusiveMaximum")

FORMS: dict[Dialect, dict[str, Form]] = {
    Dialect.OPENAPI_30: {**_FORMS, **dict.fromkeys(_EXCLUSIVE, _FLAG), "type": _TYPE_30},
    Dialect.DRAFT_7: {**_FORMS, **dict.fromkeys(_EXCLUSIVE, _NUMBER_OR_FLAG)},
    Dialect.MODERN: _FORMS,
}
"""By dialect and keyword: how to tell whether it takes a value, and what it takes in words."""

APPLIES_TO: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("minLength", "maxLength", "pattern"), ("string",)),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        ("number", "integer"),
    ),
    **dict.fromkeys(("items", "minItems", "maxItems", "uniqueItems"), ("array",)),
    **dict.fromkeys(
        ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
        ("object",),
    ),
}
"""The types that a keyword speaks of; beside another `type` it says nothing."""

FORMATS = frozenset(
    {
        "base64url",
        "binary",
        "byte",
        "char",
        "commonmark",
        "date",
        "date-time",
        "decimal",
        "decimal128",
        "double",
        "duration",
        "email",
        "float",
        "hostname",
        "html",
        "http-date",
        "idn-email",
        "idn-hostname",
        "int16",
        "int32",
        "int64",
        "int8",
        "ipv4",
        "ipv6",
        "iri",
        "iri-reference",
        "json-pointer",
        "media-range",
        "password",
        "regex",
        "relative-json-pointer",
        "time",
        "time-local",
        "date-time-local",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "unixtime",
        "uri",
        "uri-reference",
        "uri-template",
        "uuid",
    }
)
"""The formats of JSON Schema 2020-12 and of the OpenAPI Format Registry."""

TEXT_FORMATS = frozenset(
    {"date", "date-time", "duration", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"}
)
"""Formats that say nothing of a number."""
