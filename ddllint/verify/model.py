"""What a verification tells: promises, each with a verdict, by stage."""

import enum
from collections.abc import Iterable

import msgspec

from ddllint.diagnostics.finding import Related
from ddllint.diagnostics.span import Span


class Verdict(enum.StrEnum):
    """What became of a promise. Only PROVEN is good."""

    PROVEN = "proven"
    REFUTED = "refuted"
    NOT_RUN = "not run"


STAGE_NAMES = (
    "roles",
    "upgrade",
    "downgrade",
    "upgrade-again",
    "drift",
    "row-security",
    "grants",
    "constraints",
    "idempotency",
    "views",
    "locks",
    "indexes",
)
"""The names of the stages in the order in which they run: to know them takes no server."""


class Proof(msgspec.Struct, frozen=True):
    """One promise, and what the server said of it.

    `promise` is a sentence without a full stop, `object` the dotted name of what it is about.
    `evidence` says in words what was done and what came of it; of a promise that could not be
    tried it is the reason. `span` is the place that makes the promise or breaks it.
    `states` are those of the tenant setting in which it was tried, and whether it held there.
    """

    promise: str
    object: str
    verdict: Verdict
    evidence: str
    span: Span | None = None
    related: tuple[Related, ...] = ()
    states: tuple[tuple[str, bool], ...] = ()


class StageResult(msgspec.Struct, frozen=True):
    """The proofs of one stage. `reason` says why it could not run, or not to its end."""

    name: str
    proofs: tuple[Proof, ...] = ()
    seconds: float = 0.0
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """The worst there is: a stage is proven when all of it is, and something was."""
        verdicts = {proof.verdict for proof in self.proofs}
        if Verdict.REFUTED in verdicts:
            return Verdict.REFUTED
        if self.reason or not verdicts or Verdict.NOT_RUN in verdicts:
            return Verdict.NOT_RUN
        return Verdict.PROVEN


class Verification(msgspec.Struct, frozen=True):
    """A whole run: the server's version (`18.6`), and the stages in their order.

    `deselected` names the stages that nobody asked for.
    """

    server: str
    stages: tuple[StageResult, ...]
    deselected: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def proven(self) -> bool:
        """Whether every stage that was asked for is proven."""
        return all(stage.verdict is Verdict.PROVEN for stage in self.stages)

    def count(self, verdict: Verdict) -> int:
        """How many proofs have a verdict."""
        return sum(proof.verdict is verdict for proof in self.proofs())

    def proofs(self) -> Iterable[Proof]:
        """The proofs of all stages."""
        return (proof for stage in self.stages for proof in stage.proofs)


class CannotRun(Exception):
    """A stage cannot run; the message says why, in a sentence without a full stop."""
