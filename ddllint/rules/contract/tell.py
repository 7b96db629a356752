"""How rules on contract and schema say what disagrees, or that it cannot be told."""

from decimal import Decimal

from ddllint.catalog.predicates import Allowed, Basis, Scalar
from ddllint.contracts.model import Way
from ddllint.diagnostics.finding import NotChecked, Problem, Related, Severity
from ddllint.diagnostics.span import Span
from ddllint.rules.contract.bound import Bound
from ddllint.rules.place import place
from ddllint.rules.wording import listed

MAX_SHOWN = 5
_MAX_TEXT = 60


def problem(
    bound: Bound,
    message: str,
    *,
    help: str = "",
    at: Span | None = None,
    basis: Basis | None = None,
    severity: Severity | None = None,
) -> Problem:
    """A problem at the column's line, with the contract's or mapping's, and the constraint's."""
    field = bound.binding.field
    where = "mapping" if at is bound.binding.span else "contract"
    related = [Related(f"field `{field.name}` in the {where}", at or field.target_span)]
    if basis is not None and basis.origin is not None:
        related.append(Related(basis.words, basis.origin.span()))
    return Problem(
        message=message,
        object=bound.object,
        span=place(*bound.origins),
        help=help,
        related=tuple(related),
        severity=severity,
    )


def not_checked(bound: Bound, reason: str) -> NotChecked:
    """That something of the column could not be compared."""
    field = bound.binding.field.name
    return NotChecked(bound.object, f"field `{field}`: {reason}", place(*bound.origins))


def unless_unsure(bound: Bound, way: Way, told: Problem) -> Problem | NotChecked:
    """The problem or, where more may bind the values than is known, that this is not known."""
    reason = doubt(bound, way)
    return not_checked(bound, reason) if reason else told


def doubt(bound: Bound, way: Way) -> str:
    """Why a value that seems to be too much may never occur; empty if there is no doubt.

    An answer's values come out of the database, so it is the column that may hold fewer. A
    request's come out of the contract, whose summary may have left something out.
    """
    if way == "response":
        unread = bound.typed.stored.unread if bound.typed is not None else ()
        return unread[0].reason if unread else ""
    loose = bound.binding.field.value.loose
    return f"`{loose[0].value}` in the contract is not read in full" if loose else ""


def unproven(allowed: Allowed) -> str:
    """A hint at constraints that rows from before them may break."""
    if not allowed.unproven:
        return ""
    words = listed(basis.words for basis in allowed.unproven)
    return f" ({words}, NOT VALID, does not bind the rows that were there before)"


def shown(value: Scalar) -> str:
    """A value as messages write it."""
    if isinstance(value, bool):
        return "`true`" if value else "`false`"
    text = plain(value) if isinstance(value, Decimal) else value
    text = text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"
    return f"`{text}`" if text.strip() and text.isprintable() else repr(text)


def plain(number: Decimal) -> str:
    """A number without an exponent and without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown_all(values: list[Scalar]) -> str:
    """Values as a list, cut where it gets long."""
    words = [shown(value) for value in values[:MAX_SHOWN]]
    rest = len(values) - MAX_SHOWN
    return listed([*words, f"{rest} more"] if rest > 0 else words)
