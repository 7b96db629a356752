"""The types of number literals (PostgreSQL manual, 4.1.2.6)."""

from fractions import Fraction

from ddllint.contracts.views.environment import CannotTell
from ddllint.contracts.views.numbers import Numbers, single
from ddllint.contracts.views.values import Value
from ddllint.sql.expressions import TypeName

_INTEGER = 2**31
_BIGINT = 2**63
_MAX_EXPONENT = 4  # characters


def literal_value(text: str) -> Value:
    """A number, with its sign if a minus stands before it."""
    if any(mark in text for mark in ".eE") and not text.lower().startswith("0x"):
        return Value(TypeName("numeric"), True, numbers=_fraction(text))
    try:
        number = int(text, 0 if text.lstrip("-")[:1] == "0" and len(text) > 2 else 10)
    except ValueError as error:
        raise CannotTell(f"the number {text} is not understood") from error
    name = "numeric"
    if -_INTEGER <= number < _INTEGER:
        name = "integer"
    elif -_BIGINT <= number < _BIGINT:
        name = "bigint"
    return Value(TypeName(name), True, numbers=single(Fraction(number)))


def _fraction(text: str) -> Numbers | None:
    """The number; nothing is told of one whose exponent makes it too long to write out."""
    _, _, exponent = text.lower().partition("e")
    if len(exponent) > _MAX_EXPONENT:
        return None
    return single(Fraction(text.replace("_", "")))
