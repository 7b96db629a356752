"""Which JSON types the values of a column become, and which it can take.

Source: PostgreSQL manual, 9.16 (`to_jsonb`): numbers and truth values stay what they are, arrays
and rows become lists and objects, everything else its text.
"""

import functools
from decimal import Decimal

from ddllint.catalog.predicates import Allowed, ColumnType
from ddllint.contracts.value import JsonType

INTEGERS = frozenset({"smallint", "integer", "bigint"})
TEXTS = frozenset({"text", "character varying", "character", "name", "citext", "public.citext"})
_NUMBERS = INTEGERS | {"numeric", "real", "double precision"}
_WHOLE = INTEGERS | {"oid"}
_FRACTIONAL = _NUMBERS - INTEGERS
_JSON = frozenset({"json", "jsonb"})
_OF_JSON: dict[str, JsonType] = {
    "object": "object",
    "array": "array",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
}

_ARRAY: frozenset[JsonType] = frozenset({"array"})
_BOOLEAN: frozenset[JsonType] = frozenset({"boolean"})
_INTEGER: frozenset[JsonType] = frozenset({"integer"})
_NUMBER: frozenset[JsonType] = frozenset({"number"})
_STRING: frozenset[JsonType] = frozenset({"string"})
_UNKNOWN: frozenset[JsonType] = frozenset()


def produced(base: ColumnType, allowed: Allowed | None = None) -> frozenset[JsonType]:
    """The JSON types of the column's values; none for a type of which that is not known."""
    name = base.base.name
    if base.base.dimensions:
        return _ARRAY
    if name in _JSON:
        words = allowed.json_types.value if allowed and allowed.json_types else _OF_JSON
        return frozenset(_OF_JSON[word] for word in words if word in _OF_JSON)
    if name in _WHOLE or is_whole(allowed):
        return _INTEGER
    if name in _NUMBERS:
        return _NUMBER
    if name == "boolean":
        return _BOOLEAN
    if base.enum is not None or name in TEXTS or _is_built_in(name):
        return _STRING
    return _UNKNOWN


@functools.cache
def _is_built_in(name: str) -> bool:
    """Whether the type is the server's own; an interval may name its fields."""
    from ddllint.sql.type_names import BUILT_IN_TYPES  # brings the parser, needed for checks only

    return name in BUILT_IN_TYPES or name.startswith("interval ")


def taken(base: ColumnType, allowed: Allowed | None) -> frozenset[JsonType]:
    """The JSON types whose values the column can hold as they are."""
    found = produced(base, allowed)
    if base.base.name in _FRACTIONAL and not base.base.dimensions:
        return frozenset({"integer", "number"})
    return found | {"integer"} if "number" in found else found


def is_whole(allowed: Allowed | None) -> bool:
    """Whether each number of the column is a whole one."""
    values = allowed.values.value if allowed is not None and allowed.values is not None else ()
    if values and all(isinstance(one, Decimal) and one % 1 == 0 for one in values):
        return True
    step = allowed.multiple_of if allowed is not None else None
    return step is not None and step.value == step.value.to_integral_value()


def null_is_json(allowed: Allowed | None, base: ColumnType) -> bool:
    """Whether the column can hold JSON's null, which is not the database's."""
    if base.base.name not in _JSON or base.base.dimensions:
        return False
    types = allowed.json_types if allowed is not None else None
    return types is None or "null" in types.value
