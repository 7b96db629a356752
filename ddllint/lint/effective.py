"""The settings in effect, written out, and the JSON Schema of what a settings file may say."""

from collections.abc import Sequence
from typing import Any

import msgspec

from ddllint.diagnostics.finding import Severity
from ddllint.lint.selection import OFF, UNREAD
from ddllint.rules.rule import Meta, Rule
from ddllint.settings.load import Loaded
from ddllint.settings.model import Settings
from ddllint.settings.typed import typed

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def effective(loaded: Loaded, rules: Sequence[Rule[Any]], always: Sequence[Meta]) -> dict[str, Any]:
    """The settings as plain data, defaults and all, in the form of a settings file.

    `validate` must have accepted `loaded`. Nothing is extended any more.
    """
    data: dict[str, Any] = msgspec.to_builtins(loaded.settings)
    del data["extends"]
    written = loaded.settings.rules
    listed: dict[str, Any] = {}
    for rule in rules:
        entry = dict(written.get(rule.meta.code, {}))
        severity = entry.pop("severity", rule.meta.severity.value)
        options = msgspec.to_builtins(typed(entry, rule.options))
        listed[rule.meta.code] = {"severity": severity, **options}
    for meta in always:
        severity = written.get(meta.code, {}).get("severity", meta.severity.value)
        listed[meta.code] = {"severity": severity}
    return {**data, "rules": listed}


def settings_schema(rules: Sequence[Rule[Any]], always: Sequence[Meta]) -> dict[str, Any]:
    """The JSON Schema of `ddllint.yaml`, with the options of each rule."""
    (settings,), components = msgspec.json.schema_components(
        [Settings], ref_template="#/$defs/{name}"
    )
    entries: dict[str, Any] = {}
    for rule in rules:
        code = rule.meta.code
        # every rule calls its options `Options`: the code keeps them apart
        _, own = msgspec.json.schema_components(
            [rule.options], ref_template=f"#/$defs/{code}.{{name}}"
        )
        options = own.pop(rule.options.__name__)
        entries[code] = _entry(rule.meta, options.get("properties", {}))
        components |= {f"{code}.{name}": schema for name, schema in own.items()}
    entries |= {meta.code: _entry(meta, {}) for meta in always}
    known = components["Settings"]["properties"]["rules"]
    known |= {"properties": entries, "additionalProperties": False}
    return {"$schema": _DIALECT, "title": "Settings of ddllint", **settings, "$defs": components}


def _entry(meta: Meta, options: dict[str, Any]) -> dict[str, Any]:
    words = [severity.value for severity in Severity] + [OFF] * (meta.code not in UNREAD)
    severity = {
        "description": f"How much a finding weighs (by itself: {meta.severity.value}).",
        "enum": words,
    }
    return {
        "type": "object",
        "description": f"{meta.name}: {meta.summary}.",
        "properties": {"severity": severity, **options},
        "additionalProperties": False,
    }
