"""A run over gates for GitHub Actions: an annotation for each thing that stands against a gate."""

from collections.abc import Callable

from ddllint.gates.model import Outcome
from ddllint.gates.report.text import headline, read
from ddllint.report.workflow_commands import annotation


def annotations(outcome: Outcome, located: Callable[[str], str] = lambda path: path) -> str:
    """A workflow command for each fault, at its place or at the gate's, and one for the whole.

    `located` gives for a path as shown the one that GitHub knows, relative to the repository.
    """
    lines = []
    for phase in outcome.phases:
        for gate in phase.gates:
            for fault in gate.faults:
                message = f"{gate.promise}\n{fault.message}"
                title = f"ddllint gates: {gate.number}"
                span = fault.span or gate.span
                lines.append(annotation("error", message, title=title, span=span, located=located))
        if phase.blocked_by:
            told = f"{phase.number} {phase.title}: blocked until {' and '.join(phase.blocked_by)}"
            lines.append(annotation("warning", f"{told} holds", title="ddllint gates"))
    told = f"{headline(outcome)}\n{read(outcome)}"
    lines.append(annotation("notice", told, title="ddllint gates"))
    return "\n".join(lines) + "\n"
