"""A verification as a Markdown document: what was proven, by which evidence, promised where."""

from collections.abc import Iterator

from ddllint.report.markdown import code, code_block, paragraph, table
from ddllint.verify.model import Proof, StageResult, Verdict, Verification
from ddllint.verify.report.text import headline


def markdown(found: Verification) -> str:
    """The whole report: the stages, what does not hold, then all promises."""
    return "\n".join(_document(found)) + "\n"


def summary(found: Verification) -> str:
    """The stages and what does not hold: for the summary of a CI job."""
    return "\n".join(_summary(found)) + "\n"


def _document(found: Verification) -> Iterator[str]:
    yield from _summary(found)
    for stage in found.stages:
        if stage.proofs:
            yield ""
            yield f"## {paragraph(stage.name)}"
            yield ""
            yield from promises(stage)


def _summary(found: Verification) -> Iterator[str]:
    yield "# ddllint verify"
    yield ""
    yield paragraph(headline(found))
    yield ""
    yield from table(("stage", "verdict", "promises", "seconds", "why"), map(_row, found.stages))
    if found.deselected:
        yield ""
        yield f"Not selected: {paragraph(', '.join(found.deselected))}"
    for stage in found.stages:
        for proof in stage.proofs:
            if proof.verdict is not Verdict.PROVEN:
                yield ""
                yield from failed(stage, proof)


def _row(stage: StageResult) -> tuple[str, ...]:
    return (
        stage.name,
        f"**{stage.verdict.value}**" if stage.verdict is not Verdict.PROVEN else "proven",
        str(len(stage.proofs)),
        f"{stage.seconds:.1f}",
        paragraph(stage.reason),
    )


def failed(stage: StageResult, proof: Proof) -> Iterator[str]:
    """The lines about a promise that does not hold."""
    where = f" at {code(str(proof.span))}" if proof.span else ""
    yield f"**{proof.verdict.value}** {stage.name}, {code(proof.object)}{where}: " + paragraph(
        proof.promise
    )
    yield ""
    yield from code_block(proof.evidence)
    for other in proof.related:
        yield ""
        yield f"{code(str(other.span))}: {paragraph(other.message)}"


def promises(stage: StageResult) -> Iterator[str]:
    """The lines of the table of all promises of a stage."""
    yield from table(
        ("object", "promise", "verdict", "evidence", "place"),
        (
            (
                code(proof.object),
                paragraph(proof.promise),
                proof.verdict.value,
                paragraph(proof.evidence),
                code(str(proof.span)) if proof.span else "",
            )
            for proof in stage.proofs
        ),
    )
