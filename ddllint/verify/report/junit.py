"""A verification as JUnit XML, which most CI systems show.

The form is that of Jenkins' xunit plug-in (`junit-10.xsd`): a suite a stage, a case a promise. What
was not run is an error there, not skipped: a skipped case is green.
"""

from xml.etree import ElementTree

from ddllint.report.printable import printable
from ddllint.verify.model import Proof, StageResult, Verdict, Verification


def junit(found: Verification) -> str:
    """The report as an XML document."""
    cases = {stage.name: _cases(stage) for stage in found.stages}
    suites = ElementTree.Element("testsuites", _figures([*_all(cases)], found.seconds))
    suites.set("name", "ddllint verify")
    for stage in found.stages:
        suite = ElementTree.SubElement(
            suites, "testsuite", _figures(cases[stage.name], stage.seconds)
        )
        suite.set("name", stage.name)
        for proof in cases[stage.name]:
            _add(suite, stage, proof)
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _cases(stage: StageResult) -> list[Proof]:
    """The promises of a stage; one that stands for those that it did not come to."""
    if not stage.reason:
        return list(stage.proofs)
    rest = Proof("the stage runs to its end", stage.name, Verdict.NOT_RUN, stage.reason)
    return [*stage.proofs, rest]


def _all(cases: dict[str, list[Proof]]) -> list[Proof]:
    return [proof for proofs in cases.values() for proof in proofs]


def _figures(proofs: list[Proof], seconds: float) -> dict[str, str]:
    verdicts = [proof.verdict for proof in proofs]
    return {
        "tests": str(len(verdicts)),
        "failures": str(verdicts.count(Verdict.REFUTED)),
        "errors": str(verdicts.count(Verdict.NOT_RUN)),
        "time": f"{seconds:.3f}",
    }


def _add(suite: ElementTree.Element, stage: StageResult, proof: Proof) -> None:
    case = ElementTree.SubElement(suite, "testcase")
    case.set("classname", f"ddllint.{stage.name}")
    case.set("name", printable(f"{proof.object}: {proof.promise}"))
    if proof.span is not None:
        case.set("file", printable(proof.span.path))
        case.set("line", str(proof.span.line))
    if proof.verdict is Verdict.PROVEN:
        return
    kind = "failure" if proof.verdict is Verdict.REFUTED else "error"
    outcome = ElementTree.SubElement(case, kind, type=proof.verdict.value)
    lines = [printable(line) for line in proof.evidence.splitlines()]
    outcome.set("message", " ".join(lines))
    if proof.span is not None:
        lines.insert(0, printable(str(proof.span)))
    outcome.text = "\n".join(lines)
