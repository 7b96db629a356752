"""The values that a contract's field may have, in the terms in which columns are described."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from ddllint.catalog.predicates import Allowed, Scalar
from ddllint.catalog.regular import (
    ANYTHING,
    CHARACTER,
    Node,
    Verdict,
    ecma,
    exactly,
    included,
    repeat,
)
from ddllint.catalog.regular.nodes import choice
from ddllint.contracts.value import EVERY_TYPE, Stated, Value
from ddllint.diagnostics.span import Span
from ddllint.rules.contract.bound import Bound
from ddllint.settings.yaml import Data


class FieldValues(msgspec.Struct, frozen=True):
    """The only values of a field, and the place that lists them."""

    values: tuple[Scalar, ...]
    first: Stated[Data]

    @property
    def span(self) -> Span:
        """The place of the first one."""
        return self.first.span


def scalar(data: Data) -> Scalar | None:
    """The datum as a text, a number or a truth value; None for null, lists and objects."""
    if isinstance(data, str | bool):
        return data
    if isinstance(data, int | float):
        return Decimal(repr(data))
    return None


def field_values(bound: Bound) -> FieldValues | None:
    """What `enum` and `const` list; None without a list, or if it has lists or objects."""
    enum = bound.binding.field.value.enum
    if not enum:
        return None
    values = [scalar(stated.value) for stated in enum]
    known = tuple(value for value in values if value is not None)
    return FieldValues(known, enum[0]) if len(known) == len(values) else None


def as_stored(allowed: Allowed, value: str) -> str:
    """The text as the column holds it: `character(n)` is filled up with blanks."""
    length = allowed.max_length.value if allowed.max_length else 0
    return value.ljust(length) if allowed.kind == "character" else value


def are_comparable(allowed: Allowed, value: Value) -> bool:
    """Whether field and column have values of one kind; if not, it is their types that differ."""
    return not _KINDS[allowed.kind].isdisjoint(value.types)


_KINDS = {
    **dict.fromkeys(("text", "character", "enum"), frozenset({"string"})),
    **dict.fromkeys(("number", "float"), frozenset({"integer", "number"})),
    "boolean": frozenset({"boolean"}),
    **dict.fromkeys(("json", "other"), frozenset(EVERY_TYPE)),
}


class ContractLanguage(msgspec.Struct, frozen=True):
    """Texts that are in all of `inside`; there are fewer if it is not `complete`."""

    inside: tuple[Node, ...]
    complete: bool


def contract_language(value: Value) -> ContractLanguage:
    """The texts that the field's patterns and lengths admit."""
    read = [ecma(pattern.value) for pattern in value.patterns]
    inside = [language for language in read if language is not None]
    least = value.min_length.value if value.min_length else 0
    most = value.max_length.value if value.max_length else None
    if least or most is not None:
        inside.append(repeat(CHARACTER, least, most))
    complete = None not in read and value.format is None
    return ContractLanguage(tuple(inside or [ANYTHING]), complete)


def none_but(language: ContractLanguage, values: Sequence[Scalar]) -> Verdict:
    """Whether each text of the language is one of the values."""
    return included(language.inside, (), texts_among(values))


def texts_among(values: Sequence[Scalar]) -> Node:
    """The language of those of the values that are texts."""
    return choice(*(exactly(value) for value in values if isinstance(value, str)))
