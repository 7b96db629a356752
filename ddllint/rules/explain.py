"""A rule's page, put together from its metadata, its documentation and its options."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from ddllint.rules.builtin import Builtin
from ddllint.rules.rule import Rule

_OPTIONS = "## Options\n"


class OptionPage(msgspec.Struct, frozen=True):
    """What is known of one option: `type` and `default` as people write them in YAML."""

    name: str
    type: str
    default: str
    description: str


def explain(entry: Rule[Any] | Builtin) -> str:
    """The page of a rule or of a code without one, in Markdown."""
    meta = entry.meta
    title = f"# {meta.code} {meta.name}"
    facts = f"family {meta.family} · severity {meta.severity} · since {meta.since}"
    text = entry.documentation.strip()
    if isinstance(entry, Rule):
        before, marker, after = text.partition(_OPTIONS)
        items = [_option_item(option) for option in option_pages(entry.options)]
        text = "".join([before, marker, *items, "\n" if items else "", after])
    summary, _, sections = text.partition("\n")
    return f"{title}\n\n{summary}\n\n{facts}\n{sections.rstrip()}\n"


def option_pages(options: type) -> tuple[OptionPage, ...]:
    """The options of a rule, from the fields of its options struct."""
    return tuple(_option_pages(options))


def _option_pages(options: type) -> Iterator[OptionPage]:
    _, components = msgspec.json.schema_components([options])
    properties = components[options.__name__]["properties"]
    for field in msgspec.structs.fields(options):
        described = properties[field.encode_name]
        yield OptionPage(
            field.encode_name,
            _type_in_words(described),
            json.dumps(msgspec.to_builtins(field.default), ensure_ascii=False),
            described.get("description", ""),
        )


def _option_item(option: OptionPage) -> str:
    from textwrap import fill  # needed for pages only

    facts = f"{option.type}, default `{option.default}`"
    text = f"- `{option.name}` ({facts}): {option.description}"
    return (
        fill(text, 100, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)
        + "\n"
    )


def _type_in_words(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_type_in_words(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if "$ref" in schema:
        return "mapping"
    if schema.get("type") == "array":
        return f"list of {_type_in_words(schema.get('items', {}))}"
    return str(schema.get("type", "any"))
