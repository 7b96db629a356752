"""A run over gates for people: each gate's verdict, and what stands against the red ones."""

from collections.abc import Iterable, Iterator

from ddllint.gates.load import PlannedPhase, kind_of
from ddllint.gates.model import GateResult, Outcome, PhaseResult, Verdict
from ddllint.report.printable import printable
from ddllint.report.style import Style
from ddllint.report.summary import count

MOST = 10
"""Faults of a gate that are shown in text."""


def text(outcome: Outcome, style: Style) -> str:
    """The gates in their order, and how many are proven in the last line."""
    lines = [line for phase in outcome.phases for line in _phase(phase, style)]
    return "\n".join([*lines, headline(outcome)]) + "\n"


def headline(outcome: Outcome) -> str:
    """How many gates are proven, and which are in the way."""
    total = sum(len(phase.gates) for phase in outcome.phases)
    told = [f"{outcome.count(Verdict.PROVEN)} of {total} gates proven"]
    red = [
        gate.number
        for phase in outcome.phases
        for gate in phase.gates
        if gate.verdict is Verdict.RED
    ]
    if red:
        told.append(f"red: {', '.join(red)}")
    blocked = outcome.count(Verdict.BLOCKED)
    if blocked:
        told.append(f"{blocked} blocked")
    return "; ".join(told)


def listed(phases: Iterable[PlannedPhase]) -> str:
    """The gates of a file, with the kinds of their checks; nothing is looked at."""
    lines = []
    for phase in phases:
        after = f" (after {', '.join(phase.needs)})" if phase.needs else ""
        lines.append(f"{phase.number} {printable(phase.title)}{after}")
        for one in phase.gates:
            kinds = ", ".join(dict.fromkeys(map(kind_of, one.gate.checks)))
            lines.append(f"  {one.number}  {printable(one.gate.promise)} [{kinds}]")
    return "\n".join(lines) + "\n"


def _phase(phase: PhaseResult, style: Style) -> Iterator[str]:
    yield style.strong(f"{phase.number} {printable(phase.title)}: {phase.verdict.value}")
    if phase.blocked_by:
        waits = f"until {' and '.join(phase.blocked_by)} holds"
        yield f"  {count(len(phase.gates), 'gate')} not looked at, {waits}"
        return
    for gate in phase.gates:
        yield from _gate(gate)


def _gate(gate: GateResult) -> Iterator[str]:
    yield f"  {gate.number}  {gate.verdict.value}  {printable(gate.promise)}"
    for fault in gate.faults[:MOST]:
        yield f"    {printable(str(fault))}"
    if len(gate.faults) > MOST:
        yield f"    and {len(gate.faults) - MOST} more"
