"""Which JSON types the values of a column become, and which it can take.

Source: PostgreSQL manual, 9.16 (`to_jsonb`): numbers and truth values stay what they are, arrays
and rows become lists and objects, everything else its text.
"""

from ddllint.catalog.predicates import Allowed, ColumnType
from ddllint.contracts.value import JsonType
from ddllint.sql.type_names import BUILT_IN_TYPES

INTEGERS = frozenset({"smallint", "integer", "bigint"})
TEXTS = frozenset({"text", "character varying", "character", "name", '"char"', "public.citext"})
_NUMBERS = INTEGERS | {"numeric", "real", "double precision"}
_OTHER_INTEGERS = frozenset({"oid"})
_JSON = frozenset({"json", "jsonb"})
_OBJECTS = frozenset({"record", "public.hstore", "hstore"})
_OF_JSON: dict[str, JsonType] = {
    "object": "object",
    "array": "array",
    "string": "string",
    "number": "number",
    "boolean": "boolean",
}


def produced(base: ColumnType, allowed: Allowed | None) -> frozenset[JsonType] | None:
    """The JSON types of the column's values; None for a type of which that is not known."""
    name = base.base.name
    if base.base.dimensions:
        return frozenset({"array"})
    if name in _JSON:
        words = allowed.json_types.value if allowed and allowed.json_types else _OF_JSON
        return frozenset(_OF_JSON[word] for word in words if word in _OF_JSON)
    if name in INTEGERS | _OTHER_INTEGERS or is_whole(allowed):
        return frozenset({"integer"})
    if name in _NUMBERS:
        return frozenset({"number"})
    if name == "boolean":
        return frozenset({"boolean"})
    if name in _OBJECTS or not base.known:
        return frozenset({"object"}) if name in _OBJECTS else None
    if base.enum is not None or name in TEXTS or name.split(" ")[0] in _FIRST_WORDS:
        return frozenset({"string"})
    return None


_FIRST_WORDS = frozenset(name.split(" ")[0] for name in BUILT_IN_TYPES) | {"citext"}


def taken(base: ColumnType, allowed: Allowed | None) -> frozenset[JsonType] | None:
    """The JSON types whose values the column can hold as they are; None if it is not known."""
    found = produced(base, allowed)
    if found is not None and base.base.name in _NUMBERS and not base.base.dimensions:
        whole = base.base.name in INTEGERS
        return frozenset({"integer"}) if whole else frozenset({"integer", "number"})
    return found | {"integer"} if found is not None and "number" in found else found


def is_whole(allowed: Allowed | None) -> bool:
    """Whether each number of the column is a whole one."""
    step = allowed.multiple_of if allowed is not None else None
    return step is not None and step.value == step.value.to_integral_value()


def null_is_json(allowed: Allowed | None, base: ColumnType) -> bool:
    """Whether the column can hold JSON's null, which is not the database's."""
    if base.base.name not in _JSON or base.base.dimensions:
        return False
    types = allowed.json_types if allowed is not None else None
    return types is None or "null" in types.value
