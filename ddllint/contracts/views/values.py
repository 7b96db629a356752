"""What is known of the value of an expression."""

from collections.abc import Iterable, Sequence

import msgspec

from ddllint.catalog.names import Name
from ddllint.contracts.views.numbers import Numbers
from ddllint.sql.expressions import TypeName

LITERAL = TypeName("unknown")
"""The type of a literal that no context has given another (PostgreSQL manual, 10.1)."""

TEXT = TypeName("text")
BOOLEAN = TypeName("boolean")


class Value(msgspec.Struct, frozen=True, gc=False):
    """As `OutputColumn`, for any expression; the type can also be `LITERAL`.

    `numbers` are None, too, for a value that has `sources`: theirs count.
    """

    type: TypeName | None
    not_null: bool | None
    type_reason: str = ""
    null_reason: str = ""
    sources: tuple[tuple[Name, str], ...] = ()
    numbers: Numbers | None = None


def untold(reason: str) -> Value:
    """A value of which nothing is known."""
    return Value(None, None, reason, reason)


def resolved(value: Value) -> Value:
    """The value as a query gives it to the outside: a bare literal is text (manual, 10.6)."""
    if value.type != LITERAL:
        return value
    return msgspec.structs.replace(value, type=TEXT)


class Nulls(msgspec.Struct, frozen=True, gc=False):
    """Whether a value is never NULL, and why that is not certain."""

    not_null: bool | None
    reason: str = ""


NEVER = Nulls(True)


def nulls_of(value: Value) -> Nulls:
    """The nulls of a value."""
    return Nulls(value.not_null, value.null_reason)


def every(parts: Iterable[Nulls]) -> Nulls:
    """Of something that is NULL if any part of it is."""
    answer = NEVER
    for part in parts:
        if part.not_null is False:
            return part
        if part.not_null is None and answer.not_null:
            answer = part
    return answer


def any_of(parts: Sequence[Nulls]) -> Nulls:
    """Of something that is NULL only if all parts of it are, as COALESCE."""
    for wanted in (True, None):
        for part in parts:
            if part.not_null is wanted:
                return part
    return parts[-1] if parts else Nulls(False, "it has no values")


def with_nulls(value: Value, nulls: Nulls) -> Value:
    """The value with other nulls."""
    return msgspec.structs.replace(value, not_null=nulls.not_null, null_reason=nulls.reason)
