"""What was tried, and whether it came out as it should."""

from collections.abc import Iterable

import msgspec

from ddllint.diagnostics.span import Span
from ddllint.verify.isolation.sessions import GARBAGE, Outcome, Setting
from ddllint.verify.model import Proof, Verdict


class Trial(msgspec.Struct, frozen=True):
    """One thing that was tried: in which state of the setting, and what came of it in words."""

    holds: bool
    state: str
    words: str


def proof(
    promise: str, object: str, trials: Iterable[Trial], span: Span | None, cause: str = ""
) -> Proof:
    """The verdict over all trials; those that failed come first."""
    tried = tuple(trials)
    failed = [trial for trial in tried if not trial.holds]
    told = "; ".join([*([cause] if cause and failed else []), *_grouped(failed or tried)])
    return Proof(
        promise=promise,
        object=object,
        verdict=Verdict.REFUTED if failed else Verdict.PROVEN,
        evidence=told,
        span=span,
        states=tuple((trial.state, trial.holds) for trial in tried),
    )


def _grouped(trials: Iterable[Trial]) -> list[str]:
    """The trials in words, those that came out alike told together."""
    states: dict[str, list[str]] = {}
    for trial in trials:
        states.setdefault(trial.words, []).append(trial.state)
    return [f"{', '.join(filter(None, found))}: {words}" for words, found in states.items()]


def none_reached(setting: Setting, outcome: Outcome, reached: int, *, quiet: bool) -> Trial:
    """Without a tenant nothing may be reached; `quiet` says that there is to be no error either.

    What is no tenant's value may always raise one.
    """
    if outcome.refused:
        is_fine = not quiet or setting.words == GARBAGE
        return Trial(is_fine, setting.words, f"refused ({outcome.message})")
    return Trial(not reached, setting.words, f"{reached} rows" if reached else "no rows")


def refused(setting: Setting, outcome: Outcome, state: str) -> Trial:
    """Something that has to be refused with an SQLSTATE."""
    if outcome.state == state:
        return Trial(True, setting.words, f"refused ({outcome.message})")
    if outcome.refused:
        return Trial(False, setting.words, f"let through as far as: {outcome.message}")
    return Trial(False, setting.words, "accepted")
