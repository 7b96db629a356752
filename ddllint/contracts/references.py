"""Where the references of a contract stand, and the anchors that they may lead to.

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
    return _texts_of(data, _REFERENCE)


def anchors_in(data: Data) -> dict[str, Pointer]:
    """Where the schemas are that a reference may name behind `#`.

    JSON Schema 2020-12 Core, 8.2.2 (`$anchor`, `$dynamicAnchor`); draft-07, 8.2.3 (`$id`).
    """
    found: dict[str, Pointer] = {}
    for pointer, text in _texts_of(data, _ANCHORS):
        if pointer[-1] not in _IDS:
            found.setdefault(text, pointer[:-1])
        elif text.startswith("#"):
            found.setdefault(text[1:], pointer[:-1])
    return found


_REFERENCE = frozenset({"$ref"})
_IDS = frozenset({"$id", "id"})
_ANCHORS = _IDS | {"$anchor", "$dynamicAnchor"}


def _texts_of(data: Data, keywords: frozenset[str]) -> list[tuple[Pointer, str]]:
    found: list[tuple[Pointer, str]] = []
    _collect(data, [], False, keywords, found)
    return found


def _collect(
    value: Data,
    path: list[str | int],
    named: bool,
    keywords: frozenset[str],
    found: list[tuple[Pointer, str]],
) -> None:
    """Add the texts of the keywords in `value`; `named` says that its keys are names."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in keywords and isinstance(part, str) and not named:
                found.append(((*path, key), part))
            elif type(part) in _CONTAINERS and (named or not _is_data(key, part)):
                path.append(key)
                _collect(part, path, not named and key in _NAMED, keywords, found)
                path.pop()
    elif isinstance(value, list):
        for at, part in enumerate(value):
            if type(part) in _CONTAINERS:
                path.append(at)
                _collect(part, path, False, keywords, found)
                path.pop()


def _is_data(key: str, part: Data) -> bool:
    """Whether the value of a keyword is data; `examples` is in schemas, where it is a list."""
    return key in _DATA or key.startswith("x-") or (key == "examples" and isinstance(part, list))
