"""Where the references of a contract stand.

Not every `$ref` is one: examples and defaults are data, and a property may have any name.
"""

from ddllint.settings.yaml import Data, Pointer

_DATA = frozenset({"const", "default", "enum", "example", "value"})
"""Keywords whose value is data of the contract's user (OpenAPI 3.1, JSON Schema 2020-12)."""

_NAMED = frozenset(
    {
        "$defs",
        "callbacks",
        "content",
        "definitions",
        "dependentSchemas",
        "encoding",
        "examples",
        "headers",
        "links",
        "parameters",
        "pathItems",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securitySchemes",
        "webhooks",
    }
)
"""Keywords whose value is a mapping from names that the author chose."""

_CONTAINERS = frozenset({dict, list})


def references_in(data: Data) -> list[tuple[Pointer, str]]:
    """The pointer of each `$ref` in a document, and what it says."""
    found: list[tuple[Pointer, str]] = []
    _collect(data, [], False, found)
    return found


def _collect(
    value: Data, path: list[str | int], named: bool, found: list[tuple[Pointer, str]]
) -> None:
    """Add the references in `value`; `named` says that its keys are names, not keywords."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "$ref" and isinstance(part, str) and not named:
                found.append(((*path, key), part))
            elif type(part) in _CONTAINERS and (named or not _is_data(key, part)):
                path.append(key)
                _collect(part, path, not named and key in _NAMED, found)
                path.pop()
    elif isinstance(value, list):
        for at, part in enumerate(value):
            if type(part) in _CONTAINERS:
                path.append(at)
                _collect(part, path, False, found)
                path.pop()


def _is_data(key: str, part: Data) -> bool:
    """Whether the value of a keyword is data; `examples` is in schemas, where it is a list."""
    return key in _DATA or key.startswith("x-") or (key == "examples" and isinstance(part, list))
