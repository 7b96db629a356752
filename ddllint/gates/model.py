"""What a run over gates tells: a verdict for each, and what stands against it."""

import enum

import msgspec

from ddllint.diagnostics.span import Span
from ddllint.gates.ground import Input


class Verdict(enum.StrEnum):
    """What became of a gate or phase; BLOCKED ones were not looked at. Only PROVEN is good."""

    PROVEN = "proven"
    RED = "red"
    BLOCKED = "blocked"


class Fault(msgspec.Struct, frozen=True):
    """What stands against a gate, in a sentence without a full stop, and where.

    `unavailable` says that this machine cannot tell: a package or a server is missing.
    """

    message: str
    span: Span | None = None
    unavailable: bool = False

    def __str__(self) -> str:
        return f"{self.span}: {self.message}" if self.span else self.message


class Looked(msgspec.Struct, frozen=True):
    """What a check looked at, with its figures, in words."""

    what: str


class CheckResult(msgspec.Struct, frozen=True):
    """A check of a gate: its kind, what it looked at, the files it read, and what it found."""

    kind: str
    looked: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()
    faults: tuple[Fault, ...] = ()


class GateResult(msgspec.Struct, frozen=True):
    """A gate's verdict; `span` is its place in the file of gates."""

    number: str
    promise: str
    span: Span
    checks: tuple[CheckResult, ...]
    verdict: Verdict

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What stands against it, each once."""
        return tuple(dict.fromkeys(fault for check in self.checks for fault in check.faults))


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

    @property
    def unavailable(self) -> bool:
        """Whether gates are red for want of a package or a server alone."""
        gates = [gate for phase in self.phases for gate in phase.gates]
        red = [gate for gate in gates if gate.verdict is Verdict.RED]
        return bool(red) and all(fault.unavailable for gate in red for fault in gate.faults)

    def inputs(self) -> tuple[Input, ...]:
        """The files that were read, in order."""
        checks = (check for phase in self.phases for gate in phase.gates for check in gate.checks)
        return tuple(sorted({one for check in checks for one in check.inputs}))

    def count(self, verdict: Verdict) -> int:
        """How many gates have a verdict."""
        return sum(gate.verdict is verdict for phase in self.phases for gate in phase.gates)
