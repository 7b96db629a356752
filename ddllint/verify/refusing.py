"""Whether a constraint refuses a row that breaks nothing but it."""

from typing import Any

import psycopg

from ddllint.catalog.model import Catalog, Domain
from ddllint.diagnostics.span import Span
from ddllint.sql.source import Origin
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.rows.attempt import attempt, names_of
from ddllint.verify.rows.breaking import Breaker, Broken
from ddllint.verify.rows.reasons import Reason
from ddllint.verify.rows.rules import Rule
from ddllint.verify.rows.targets import NOT_NULL, Target
from ddllint.verify.rows.trial import Refusal

_MOST_ATTEMPTS = 40
_MOST_SHOWN = 60
"""As many characters of a value are shown."""


def refuses(connection: psycopg.Connection[Any], breaker: Breaker, target: Target) -> Proof:
    """Try rows that break the target until the server says what it makes of one.

    The filling's rows are there; nothing that is tried stays. A constraint that is declared
    NOT ENFORCED has to accept the row.
    """
    learned: list[Rule] = []
    last: Refusal | None = None
    for _ in range(_MOST_ATTEMPTS):
        broken = breaker.broken(target, learned)
        if isinstance(broken, Reason):
            return _not_tried(breaker.catalog, target, last, broken.text)
        refusal = attempt(connection, broken)
        if refusal is None and broken.told:
            verdict = Verdict.REFUTED if target.enforced else Verdict.PROVEN
            return _proof(target, verdict, f"{_inserting(broken)} was accepted")
        if refusal is not None and _is_by(connection, refusal, target):
            verdict = Verdict.PROVEN if target.enforced else Verdict.REFUTED
            return _proof(target, verdict, f"{_inserting(broken)} was refused: {refusal.message}")
        last = refusal or last
        more = breaker.unlike(broken, refusal)
        if more is None:
            break
        learned.append(more)
    return _not_tried(breaker.catalog, target, last, "no row was found that breaks nothing else")


def place_of(origin: Origin | None) -> Span | None:
    """Where an object was declared; None for one that no spec declares."""
    return None if origin is None else origin.span()


def declares(catalog: Catalog, name: str) -> bool:
    """Whether a constraint or an index of the name is declared anywhere."""
    return any(
        name in table.constraints or name in table.indexes for table in catalog.tables.values()
    ) or any(
        name in domain.checks for domain in catalog.types.values() if isinstance(domain, Domain)
    )


def _is_by(connection: psycopg.Connection[Any], refusal: Refusal, target: Target) -> bool:
    """Whether it is the target that refused the row."""
    if refusal.state != target.state:
        return False
    if target.state == NOT_NULL:
        return (refusal.column or refusal.type) == target.name
    return refusal.constraint == target.name or (
        target.table.kind == "partitioned" and refusal.constraint in names_of(connection, target)
    )


def _proof(target: Target, verdict: Verdict, evidence: str) -> Proof:
    return Proof(
        promise=_promise(target),
        object=target.object,
        verdict=verdict,
        evidence=evidence,
        span=place_of(target.origin),
    )


def _promise(target: Target) -> str:
    if target.state == NOT_NULL:
        return "NULL is refused"
    if not target.enforced:
        return "it is NOT ENFORCED: a row that breaks it is accepted"
    if not target.validated:
        return "a new row that breaks it is refused by it (NOT VALID: earlier rows may break it)"
    return "a row that breaks nothing else is refused by it"


def _not_tried(catalog: Catalog, target: Target, last: Refusal | None, reason: str) -> Proof:
    """No row came to the target; the last one was refused by something else."""
    if last is None:
        return _proof(target, Verdict.NOT_RUN, reason)
    if last.constraint and not declares(catalog, last.constraint):
        evidence = f"the row was refused by `{last.constraint}`, which no spec declares"
        return _proof(target, Verdict.REFUTED, evidence)
    return _proof(target, Verdict.NOT_RUN, f"{reason}; the last one was refused: {last.message}")


def _inserting(broken: Broken) -> str:
    """What was done, in words: the values that matter, and what was taken out of the way."""
    values = broken.row.values
    shown = ", ".join(f"{name} = {_literal(values[name])}" for name in _columns(broken))
    words = f"a row with {shown}" if shown else "a row"
    if broken.before:
        words += " beside one like it"
    if broken.masks:
        names = " and ".join(map(str, broken.masks))
        words += f" (without {names}, broken by it too, taken away for this row only)"
    return words


def _columns(broken: Broken) -> tuple[str, ...]:
    """The columns that the target is about."""
    return tuple(name for name in broken.columns if name in broken.row.values)


def _literal(text: str | None) -> str:
    if text is None:
        return "NULL"
    short = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}..."
    return "'" + short.replace("'", "''") + "'"
