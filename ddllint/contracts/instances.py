"""Whether JSON data is valid against a schema of the contracts, by all keywords of its dialect.

This needs the packages of the extra `contract`.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from ddllint.contracts.conformance import FORMAT_PATTERNS
from ddllint.contracts.dialects import Dialect, dialect_of
from ddllint.contracts.documents import Documents
from ddllint.diagnostics.errors import UsageError

if TYPE_CHECKING:
    from jsonschema import FormatChecker
    from jsonschema.exceptions import ValidationError

_ROOT = "https://contracts.invalid/"
"""Where the files are, for references between them; nothing is there (RFC 2606, 2)."""
_INTEGERS = {"int32": 2**31, "int64": 2**63}
"""The formats of whole numbers, and the first number above each (OpenAPI, Data Types)."""


class Mismatch(msgspec.Struct, frozen=True):
    """What is wrong in the data: the names of the fields concerned, and why in words."""

    fields: tuple[str, ...]
    message: str


Instances = Callable[[object], tuple[Mismatch, ...]]
"""What is wrong in JSON data whose fractions are Decimal."""


def instances_of(documents: Documents, schema: str) -> Instances:
    """The data that the schema at `file#/json/pointer` describes, formats included.

    Raises UsageError when a package is missing, and so does what is returned when a reference
    leads nowhere.
    """
    try:
        from jsonschema.validators import Draft7Validator, Draft202012Validator
        from openapi_schema_validator import OAS30Validator
        from referencing import Registry
        from referencing.exceptions import Unresolvable
        from referencing.jsonschema import DRAFT7, DRAFT202012
    except ImportError as error:
        help = "Install the extra: pip install 'ddllint[contract]'."
        raise UsageError(f"{error.name} is not installed", None, help) from None
    file, _, pointer = schema.partition("#")
    dialect = dialect_of(documents.files[file].data, Dialect.MODERN)
    specification = DRAFT202012 if dialect is Dialect.MODERN else DRAFT7
    registry = Registry().with_resources(
        (_ROOT + quote(name), specification.create_resource(_exact(document.data)))
        for name, document in documents.files.items()
    )
    kinds: dict[Dialect, Any] = {
        Dialect.MODERN: Draft202012Validator,
        Dialect.DRAFT_7: Draft7Validator,
        Dialect.OPENAPI_30: OAS30Validator,
    }
    reference = {"$ref": f"{_ROOT}{quote(file)}#{pointer}"}
    validator = kinds[dialect](reference, registry=registry, format_checker=_formats())

    def check(data: object) -> tuple[Mismatch, ...]:
        try:
            return tuple(_mismatch(error) for error in validator.iter_errors(data))
        except Unresolvable as error:
            raise UsageError(f"a reference of {schema} leads nowhere: {error.ref}") from None

    return check


def _formats() -> "FormatChecker":
    """The formats that are checked here alike, whichever other packages are installed."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, pattern in FORMAT_PATTERNS.items():
        checker.checks(name)(
            lambda data, pattern=pattern: (
                not isinstance(data, str) or pattern.fullmatch(data) is not None
            )
        )
    for name, end in _INTEGERS.items():
        checker.checks(name)(
            lambda data, end=end: not isinstance(data, int | Decimal) or -end <= data < end
        )
    return checker


def _exact(data: object) -> object:
    """The same with Decimal for float, so that `multipleOf: 0.01` means hundredths."""
    match data:
        case dict():
            return {key: _exact(value) for key, value in data.items()}
        case list():
            return [_exact(value) for value in data]
        case float():
            return Decimal(repr(data))
    return data


def _mismatch(error: "ValidationError") -> Mismatch:
    where = ".".join(map(str, error.absolute_path))
    fields = tuple(str(step) for step in list(error.absolute_path)[:1])
    if error.validator == "additionalProperties" and not fields:
        schema: Any = error.schema
        data: Any = error.instance
        fields = tuple(name for name in data if name not in schema.get("properties", ()))
    message = error.message.replace("Decimal('", "").replace("')", "")
    return Mismatch(fields, f"{where}: {message}" if where else message)
