"""A run over gates for machines and for documents."""

from collections.abc import Iterator

import msgspec

from ddllint.gates.model import GateResult, Outcome, PhaseResult, Verdict
from ddllint.gates.report.text import headline, read
from ddllint.report.markdown import paragraph, table

VERSION = 1


def outcome_json(outcome: Outcome) -> str:
    """The run as JSON, by docs/gates-report.schema.json; the same gates give the same text."""
    data = {
        "version": VERSION,
        "proven": outcome.proven,
        "counts": {verdict.value: outcome.count(verdict) for verdict in Verdict},
        "phases": [_phase(phase) for phase in outcome.phases],
    }
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode() + "\n"


def _phase(phase: PhaseResult) -> dict[str, object]:
    return {
        "number": phase.number,
        "title": phase.title,
        "verdict": phase.verdict.value,
        "blocked-by": phase.blocked_by,
        "gates": [_gate(gate) for gate in phase.gates],
    }


def _gate(gate: GateResult) -> dict[str, object]:
    return {
        "number": gate.number,
        "promise": gate.promise,
        "path": gate.span.path,
        "line": gate.span.line,
        "checks": [check.kind for check in gate.checks],
        "looked": [looked for check in gate.checks for looked in check.looked],
        "verdict": gate.verdict.value,
        "faults": [
            {
                "message": fault.message,
                "path": fault.span.path if fault.span else None,
                "line": fault.span.line if fault.span else None,
                "unavailable": fault.unavailable,
            }
            for fault in gate.faults
        ],
    }


def markdown(outcome: Outcome) -> str:
    """The run as a Markdown document with a table for each phase."""
    return "\n".join(_document(outcome)) + "\n"


def _document(outcome: Outcome) -> Iterator[str]:
    yield "# Gates"
    yield ""
    yield paragraph(headline(outcome))
    yield ""
    yield paragraph(read(outcome))
    for phase in outcome.phases:
        yield ""
        yield f"## {paragraph(f'{phase.number} {phase.title}')}"
        yield ""
        rows = (
            (
                paragraph(gate.number),
                paragraph(gate.promise),
                gate.verdict.value if gate.verdict is Verdict.PROVEN else f"**{gate.verdict}**",
                "<br>".join(paragraph(str(fault)) for fault in gate.faults),
            )
            for gate in phase.gates
        )
        yield from table(("gate", "promise", "verdict", "why"), rows)
