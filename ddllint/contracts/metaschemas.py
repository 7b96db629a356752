"""The documents held to the meta-schemas of OpenAPI and JSON Schema, each error at its line.

This needs the packages of the extra `contract`, and more time than all other checks together:
`mistakes` sees what is common without it.
"""

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ddllint.contracts.dialects import Dialect
from ddllint.contracts.documents import Documents, Node
from ddllint.contracts.sites import Site, Sites, is_openapi
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.settings.yaml import Data, Pointer

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

_INSTALL = "Install the extra: pip install 'ddllint[contract]'."
_LONGEST = 160


def metaschema_problems(documents: Documents, sites: Sites) -> Iterator[Problem]:
    """What the meta-schemas refuse, in the order of the files.

    OpenAPI documents are held to that of their version, and the schemas of OpenAPI 3.1 and of
    JSON Schema to that of their dialect. Raises UsageError when a package is missing.
    """
    validators = _Validators()
    for file, document in documents.files.items():
        root = Node(file, (), document.data)
        if is_openapi(document.data):
            yield from _problems(documents, root, validators.of_openapi(document.data))
    for site in _outermost(sites):
        if site.dialect is not Dialect.OPENAPI_30:
            data = documents.files[site.node.file].data
            yield from _problems(documents, site.node, validators.of_schema(data))


def _outermost(sites: Sites) -> Iterator[Site]:
    """The schemas that stand in no other one, whose meta-schema covers the inner ones."""
    places = {(site.node.file, site.node.pointer) for site in sites.schemas}
    for site in sites.schemas:
        file, pointer = site.node.file, site.node.pointer
        if not any((file, pointer[:length]) in places for length in range(len(pointer))):
            yield site


class _Validators:
    """The validators, each made when it is first needed."""

    def __init__(self) -> None:
        try:
            import jsonschema
        except ImportError:
            raise UsageError("jsonschema is not installed", None, _INSTALL) from None
        self._library = jsonschema
        self._known: dict[str, Validator] = {}

    def of_openapi(self, root: Data) -> "Validator":
        """That of the version which the document states."""
        assert isinstance(root, dict)
        version = str(root.get("openapi", root.get("swagger", "")))
        folder = "v2.0" if "swagger" in root else f"v{'.'.join(version.split('.')[:2])}"
        if folder not in ("v2.0", "v3.0", "v3.1", "v3.2"):
            folder = "v3.1"  # whose meta-schema then refuses the version
        if folder not in self._known:
            schema = _published(folder)
            made = self._library.validators.validator_for(schema)
            self._known[folder] = made(schema)
        return self._known[folder]

    def of_schema(self, root: Data) -> "Validator":
        """That of the dialect which the document states, by default 2020-12."""
        stated = str(root.get("$schema", "")) if isinstance(root, dict) else ""
        if stated not in self._known:
            latest = self._library.Draft202012Validator
            by_name: Any = self._library.validators.validator_for({"$schema": stated}, latest)
            self._known[stated] = by_name(by_name.META_SCHEMA)
        return self._known[stated]


def _published(folder: str) -> Any:
    """The meta-schema that openapi-spec-validator carries; read without importing the package."""
    found = importlib.util.find_spec("openapi_spec_validator")
    for place in (found.submodule_search_locations or ()) if found else ():
        path = Path(place, "resources", "schemas", folder, "schema.json")
        if path.is_file():
            return json.loads(path.read_text("utf-8"))
    message = f"the meta-schema of OpenAPI {folder.removeprefix('v')} is not installed"
    raise UsageError(message, None, _INSTALL)


def _problems(documents: Documents, root: Node, validator: "Validator") -> Iterator[Problem]:
    errors = [_nearest_cause(error) for error in validator.iter_errors(root.value)]
    for error in errors:
        path = tuple(error.absolute_path)
        if error.validator == "unevaluatedProperties" and _has_cause(path, errors, error):
            continue
        yield from _described(documents, root, path, error)


def _nearest_cause(error: "ValidationError") -> "ValidationError":
    from jsonschema.exceptions import best_match

    return best_match([error]) or error


def _has_cause(path: Pointer, errors: "list[ValidationError]", error: "ValidationError") -> bool:
    """Whether another error at or below `path` explains why nothing there was recognised."""
    return any(
        other is not error and tuple(other.absolute_path)[: len(path)] == path
        for other in errors
        if other.validator != "unevaluatedProperties" or len(other.absolute_path) > len(path)
    )


def _described(
    documents: Documents, root: Node, path: Pointer, error: "ValidationError"
) -> Iterator[Problem]:
    node = root.child(*path)
    if error.validator in ("additionalProperties", "unevaluatedProperties"):
        for name in _unknown_keys(error):
            place = node.child(name)
            message = f"`{name}` is no key that may stand here"
            yield Problem(message, str(place), documents.key_span(place))
        return
    message = error.message
    if missing := _missing(error):
        message = f"lacks {', '.join(f'`{name}`' for name in missing)}"
    elif error.context and all(map(_missing, error.context)):
        names = [name for part in error.context for name in _missing(part)]
        message = f"lacks one of {', '.join(f'`{name}`' for name in names)}"
    elif len(message) > _LONGEST:
        message = f"does not fit `{error.validator}` of the meta-schema"
    yield Problem(message, str(node), _beginning(documents.span(node)))


def _missing(error: "ValidationError") -> list[str]:
    """The keys that are required and not there."""
    if error.validator != "required" or not isinstance(error.instance, dict):
        return []
    wanted = error.validator_value if isinstance(error.validator_value, list) else []
    return [name for name in wanted if name not in error.instance]


def _unknown_keys(error: "ValidationError") -> list[str]:
    """The keys that the meta-schema does not know, as its message quotes them."""
    given = error.instance if isinstance(error.instance, dict) else {}
    return [key for key in given if repr(key) in error.message]


def _beginning(span: Span) -> Span:
    """The first line of what may be a long block."""
    if span.line == span.end_line:
        return span
    return Span(span.path, span.line, span.column, span.line, span.column)
