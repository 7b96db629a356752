"""A run over gates for people: each gate's verdict, and what stands against the red ones."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ddllint.gates.ground import InputKind
from ddllint.gates.load import PlannedPhase, kind_of
from ddllint.gates.model import GateResult, Outcome, PhaseResult, Verdict
from ddllint.report.printable import printable
from ddllint.report.style import Style
from ddllint.report.summary import count

MOST = 10
"""Faults of a gate that are shown in text."""


def text(outcome: Outcome, style: Style, *, verbose: bool = False) -> str:
    """The gates in their order, what was read for them, and how many are proven.

    With `verbose` each check tells what it looked at.
    """
    lines = [line for phase in outcome.phases for line in _phase(phase, style, verbose)]
    return "\n".join([*lines, read(outcome), headline(outcome)]) + "\n"


def read(outcome: Outcome) -> str:
    """What the gates were told from, as in `read: 1 settings file, 8 specs`."""
    kinds = Counter(one.kind for one in outcome.inputs())
    told = [count(kinds[kind], *nouns) for kind, nouns in _NOUNS.items() if kinds[kind]]
    return f"read: {', '.join(told) or 'no file'}"


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


_NOUNS: Mapping[InputKind, tuple[str, ...]] = {
    "document": ("document",),
    "settings": ("settings file",),
    "spec": ("spec",),
    "contract": ("file of contracts", "files of contracts"),
    "revision": ("file of revisions", "files of revisions"),
    "migration": ("file of migrations", "files of migrations"),
    "roles": ("file of roles", "files of roles"),
}


def _phase(phase: PhaseResult, style: Style, verbose: bool) -> Iterator[str]:
    yield style.strong(f"{phase.number} {printable(phase.title)}: {phase.verdict.value}")
    if phase.blocked_by:
        waits = f"until {' and '.join(phase.blocked_by)} holds"
        yield f"  {count(len(phase.gates), 'gate')} not looked at, {waits}"
        return
    for gate in phase.gates:
        yield from _gate(gate, verbose)


def _gate(gate: GateResult, verbose: bool) -> Iterator[str]:
    yield f"  {gate.number}  {gate.verdict.value}  {printable(gate.promise)}"
    for check in gate.checks if verbose else ():
        yield from (f"    {check.kind}: {printable(looked)}" for looked in check.looked)
    for fault in gate.faults[:MOST]:
        yield f"    {printable(str(fault))}"
    if len(gate.faults) > MOST:
        yield f"    and {len(gate.faults) - MOST} more"
