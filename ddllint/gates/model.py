"""What a run over gates tells: a verdict for each, and what stands against it."""

import enum

import msgspec

from ddllint.diagnostics.span import Span


class Verdict(enum.StrEnum):
    """What became of a gate or phase; BLOCKED ones were not looked at. Only PROVEN is good."""

    PROVEN = "proven"
    RED = "red"
    BLOCKED = "blocked"


class Fault(msgspec.Struct, frozen=True):
    """What stands against a gate, in a sentence without a full stop, and where."""

    message: str
    span: Span | None = None

    def __str__(self) -> str:
        return f"{self.span}: {self.message}" if self.span else self.message


class GateResult(msgspec.Struct, frozen=True):
    """A gate's verdict; `span` is its place in the file of gates, `kinds` those of its checks."""

    number: str
    promise: str
    span: Span
    kinds: tuple[str, ...]
    verdict: Verdict
    faults: tuple[Fault, ...] = ()


class PhaseResult(msgspec.Struct, frozen=True):
    """The gates of a phase. `blocked_by` are the phases that it needs and that are not proven."""

    number: str
    title: str
    gates: tuple[GateResult, ...]
    blocked_by: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Proven when all of its gates are."""
        if self.blocked_by:
            return Verdict.BLOCKED
        proven = all(gate.verdict is Verdict.PROVEN for gate in self.gates)
        return Verdict.PROVEN if proven else Verdict.RED


class Outcome(msgspec.Struct, frozen=True):
    """A whole run, its phases in the order of the file."""

    phases: tuple[PhaseResult, ...]

    @property
    def proven(self) -> bool:
        """Whether every gate is proven."""
        return all(phase.verdict is Verdict.PROVEN for phase in self.phases)

    def count(self, verdict: Verdict) -> int:
        """How many gates have a verdict."""
        return sum(gate.verdict is verdict for phase in self.phases for gate in phase.gates)
