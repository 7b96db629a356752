"""The types of number literals (PostgreSQL manual, 4.1.2.6)."""

from ddllint.contracts.views.environment import CannotTell
from ddllint.contracts.views.values import Value
from ddllint.sql.expressions import TypeName

_INTEGER = 2**31
_BIGINT = 2**63


def literal_value(text: str) -> Value:
    """A number, with its sign if a minus stands before it."""
    if any(mark in text for mark in ".eE") and not text.lower().startswith("0x"):
        return Value(TypeName("numeric"), True)
    try:
        number = int(text, 0 if text.lstrip("-")[:1] == "0" and len(text) > 2 else 10)
    except ValueError as error:
        raise CannotTell(f"the number {text} is not understood") from error
    if -_INTEGER <= number < _INTEGER:
        return Value(TypeName("integer"), True)
    if -_BIGINT <= number < _BIGINT:
        return Value(TypeName("bigint"), True)
    return Value(TypeName("numeric"), True)
