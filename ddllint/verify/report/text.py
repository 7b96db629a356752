"""A verification for people: a line a stage, and each promise that does not hold."""

from collections.abc import Callable, Iterator

from ddllint.diagnostics.finding import Severity
from ddllint.diagnostics.span import Span
from ddllint.report.frame import framed
from ddllint.report.lines import line_reader
from ddllint.report.printable import printable
from ddllint.report.style import Style
from ddllint.report.summary import count
from ddllint.verify.model import Proof, StageResult, Verdict, Verification

_SEVERITIES = {Verdict.REFUTED: Severity.ERROR, Verdict.NOT_RUN: Severity.WARNING}


def text(verification: Verification, style: Style, *, verbose: bool = False) -> str:
    """The report; with `verbose` what is proven is told promise by promise too."""
    line = line_reader({})
    blocks = []
    for stage in verification.stages:
        told = [one for one in stage.proofs if verbose or one.verdict is not Verdict.PROVEN]
        blocks += ["\n".join(_proof(stage, one, line, style)) for one in told]
    blocks.append("\n".join(_summary(verification, style)))
    return "\n\n".join(blocks) + "\n"


def headline(verification: Verification) -> str:
    """What was proven of what was promised, in one line."""
    refuted = verification.count(Verdict.REFUTED)
    not_run = verification.count(Verdict.NOT_RUN)
    told = [
        f"{count(verification.count(Verdict.PROVEN), 'promise')} proven",
        f"{refuted} refuted",
        *([f"{not_run} not run"] if not_run else []),
    ]
    where = f"PostgreSQL {verification.server}"
    return f"{where}: {', '.join(told)} in {verification.seconds:.1f} s"


def _proof(
    stage: StageResult, proof: Proof, line: Callable[[Span], str], style: Style
) -> Iterator[str]:
    severity = _SEVERITIES.get(proof.verdict)
    mark = f"{proof.verdict.value}[{stage.name}]"
    mark = style.severity(severity, mark) if severity else style.strong(mark)
    where = style.strong(f"{printable(str(proof.span))}:") + " " if proof.span else ""
    yield f"{where}{mark} {printable(proof.object)}: {printable(proof.promise)}"
    if proof.span and severity:
        yield from framed(
            line(proof.span), proof.span, style, lambda mark: style.severity(severity, mark)
        )
    yield from (f"  {printable(one)}" for one in proof.evidence.splitlines())
    for other in proof.related:
        yield f"  {printable(str(other.span))}: {printable(other.message)}"


def _summary(verification: Verification, style: Style) -> Iterator[str]:
    width = max((len(stage.name) for stage in verification.stages), default=0)
    for stage in verification.stages:
        severity = _SEVERITIES.get(stage.verdict)
        verdict = f"{stage.verdict.value:7}"
        verdict = style.severity(severity, verdict) if severity else verdict
        yield f"{stage.name:{width}}  {verdict}  {_told(stage)}"
    if verification.deselected:
        yield f"not selected: {', '.join(verification.deselected)}"
    yield style.strong(headline(verification))


def _told(stage: StageResult) -> str:
    """How many promises, how long, and why there are no more."""
    parts = [f"{len(stage.proofs)} in {stage.seconds:.1f} s"] if stage.proofs else []
    return ": ".join([*parts, printable(stage.reason)] if stage.reason else parts)
