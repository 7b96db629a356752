"""Evidence as a Markdown document."""

from collections.abc import Iterator

from ddllint.gates.evidence import CheckEvidence, Evidence, GateEvidence, Versions
from ddllint.gates.model import Verdict
from ddllint.report.markdown import code, paragraph, table


def evidence_markdown(evidence: Evidence) -> str:
    """What was checked, on what, by what and when."""
    return "\n".join(_document(evidence)) + "\n"


def _document(evidence: Evidence) -> Iterator[str]:
    yield "# Evidence of the gates"
    yield ""
    gates = [gate for phase in evidence.phases for gate in phase.gates]
    proven = sum(gate.verdict is Verdict.PROVEN for gate in gates)
    yield (
        f"{proven} of {len(gates)} gates proven. Began {evidence.began}, took "
        f"{evidence.seconds:.1f} s, with {_versions(evidence.versions)}."
    )
    for phase in evidence.phases:
        yield ""
        yield f"## {paragraph(f'{phase.number} {phase.title}')}"
        yield ""
        head = ("gate", "promise", "verdict", "checked", "files", "what stands against it")
        yield from table(head, map(_row, phase.gates))
    if evidence.stages:
        yield ""
        yield "## Stages"
        yield ""
        rows = (
            (stage.name, stage.verdict.value, str(len(stage.proofs)), f"{stage.seconds:.1f}")
            for stage in evidence.stages
        )
        yield from table(("stage", "verdict", "promises", "seconds"), rows)
    yield ""
    yield "## Files"
    yield ""
    files = ((code(path), code(digest)) for path, digest in evidence.inputs.items())
    yield from table(("file", "SHA-256"), files)


def _versions(versions: Versions) -> str:
    told = [f"ddllint {versions.ddllint}", f"Python {versions.python}", f"pglast {versions.pglast}"]
    told += [f"PostgreSQL {versions.postgres}"] if versions.postgres else []
    return ", ".join(told)


def _row(gate: GateEvidence) -> tuple[str, ...]:
    return (
        paragraph(gate.number),
        paragraph(gate.promise),
        gate.verdict.value if gate.verdict is Verdict.PROVEN else f"**{gate.verdict.value}**",
        "<br>".join(
            f"{_kind(check)}: {paragraph(of)}" for check in gate.checks for of in check.looked
        ),
        str(len({path for check in gate.checks for path in check.inputs})),
        "<br>".join(paragraph(fault) for check in gate.checks for fault in check.faults),
    )


def _kind(check: CheckEvidence) -> str:
    return next(iter(check.asked))
