"""The form of the mapping file, typed; its JSON Schema is made from the same types."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from ddllint.contracts.value import JsonType

VERSION = 1


class FieldEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field whose column is not simply the one of its name."""

    column: Annotated[
        str | None, Meta(description="The column that holds it; by default that of its name.")
    ] = None
    conversion: Annotated[
        str,
        Meta(description="How the field's value becomes the column's: a built-in or own name."),
    ] = ""
    reason: Annotated[str, Meta(description="Why the entry is as it is.")] = ""
    not_stored: Annotated[str | None, Meta(description="Why no column holds the field.")] = None
    nullable_because: Annotated[
        str,
        Meta(description="Why the column may be null although the contract always gives a value."),
    ] = ""


class SchemaEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A schema of an object: the table or view that holds it, or why none does."""

    relation: Annotated[
        str | None, Meta(description="The table or view: `name` or `schema.name`.")
    ] = None
    not_stored: Annotated[str | None, Meta(description="Why no table or view holds it.")] = None
    direction: Annotated[
        Literal["request", "response", "both"] | None,
        Meta(description="Which way it travels, where the contract's operations do not tell."),
    ] = None
    fields: Annotated[
        dict[str, FieldEntry],
        Meta(description="By name: the fields whose column is not that of their name."),
    ] = {}


class ParameterEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parameter or header, and the columns that keep its value."""

    columns: Annotated[
        tuple[str, ...], Meta(description="The columns: `table.column`, or `schema.table.column`.")
    ]
    note: Annotated[
        str, Meta(description="How the value gets there, and what it stitches together.")
    ] = ""


class OperationEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an operation does that its bodies do not tell."""

    reads: Annotated[
        tuple[str, ...] | None,
        Meta(description="The tables and views that it reads, in place of those of its answers."),
    ] = None
    writes: Annotated[
        tuple[str, ...] | None,
        Meta(description="The tables that it writes to, in place of those of its request."),
    ] = None
    order: Annotated[
        tuple[str, ...] | None,
        Meta(
            description="The fields that its list is ordered by, `-name` for the greatest first, "
            "in place of the contract's `x-order`."
        ),
    ] = None
    reason: Annotated[str, Meta(description="Why the entry is as it is.")] = ""


class ConversionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A conversion of the house's own."""

    meaning: Annotated[str, Meta(description="What the column holds, in a sentence.", min_length=1)]
    fields: Annotated[
        tuple[JsonType, ...], Meta(description="The types of the fields that it is for.")
    ] = ()
    columns: Annotated[
        tuple[str, ...], Meta(description="The PostgreSQL types of the columns that it is for.")
    ] = ()
    loses: Annotated[
        bool, Meta(description="Whether the column may be null although the field has a value.")
    ] = False


class MappingFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which table or view holds what the contracts describe."""

    version: Annotated[Literal[1], Meta(description="The version of this form.")]
    conversions: Annotated[
        dict[str, ConversionEntry], Meta(description="By name: the house's own conversions.")
    ] = {}
    schemas: Annotated[
        dict[str, SchemaEntry],
        Meta(description="By file, `#` and JSON pointer: the schemas of objects."),
    ] = {}
    parameters: Annotated[
        dict[str, ParameterEntry],
        Meta(description="By file, `#` and JSON pointer: parameters and headers."),
    ] = {}
    operations: Annotated[
        dict[str, OperationEntry],
        Meta(description="By method and path, as in `GET /api/orders`: operations."),
    ] = {}


_PLACE = r"^[^#]+#(/.*)?$"
_OPERATION = r"^(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) \S+$"


def mapping_schema() -> dict[str, Any]:
    """The JSON Schema of a mapping file, for editors."""
    (root,), components = msgspec.json.schema_components(
        [MappingFile], ref_template="#/$defs/{name}"
    )
    known = components["MappingFile"]["properties"]
    for name, form in (("schemas", _PLACE), ("parameters", _PLACE), ("operations", _OPERATION)):
        known[name]["propertyNames"] = {"pattern": form}
    components["SchemaEntry"]["oneOf"] = [
        {"required": ["relation"], "not": {"required": ["not_stored"]}},
        {"required": ["not_stored"], "not": {"required": ["relation"]}},
    ]
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": "Mapping of ddllint", **root, "$defs": components}
