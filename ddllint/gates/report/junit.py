"""A run over gates as JUnit XML, a suite a phase, a case a gate.

The form is that of Jenkins' xunit plug-in (`junit-10.xsd`). A blocked gate is an error there, not
skipped: a skipped case is green.
"""

from collections.abc import Sequence
from xml.etree import ElementTree

from ddllint.gates.model import GateResult, Outcome, PhaseResult, Verdict
from ddllint.report.printable import printable


def junit(outcome: Outcome) -> str:
    """The report as an XML document."""
    gates = [gate for phase in outcome.phases for gate in phase.gates]
    suites = ElementTree.Element("testsuites", _figures(gates))
    suites.set("name", "ddllint gates")
    for phase in outcome.phases:
        suite = ElementTree.SubElement(suites, "testsuite", _figures(phase.gates))
        suite.set("name", printable(f"{phase.number} {phase.title}"))
        for gate in phase.gates:
            _add(suite, phase, gate)
    ElementTree.indent(suites)
    text = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _figures(gates: Sequence[GateResult]) -> dict[str, str]:
    verdicts = [gate.verdict for gate in gates]
    return {
        "tests": str(len(verdicts)),
        "failures": str(verdicts.count(Verdict.RED)),
        "errors": str(verdicts.count(Verdict.BLOCKED)),
    }


def _add(suite: ElementTree.Element, phase: PhaseResult, gate: GateResult) -> None:
    case = ElementTree.SubElement(suite, "testcase")
    case.set("classname", printable(f"gates.{phase.number}"))
    case.set("name", printable(f"{gate.number} {gate.promise}"))
    case.set("file", printable(gate.span.path))
    case.set("line", str(gate.span.line))
    if gate.verdict is Verdict.RED:
        faults = [printable(str(fault)) for fault in gate.faults]
        outcome = ElementTree.SubElement(case, "failure", type="red")
        outcome.set("message", faults[0])
        outcome.text = "\n".join(faults)
    elif gate.verdict is Verdict.BLOCKED:
        outcome = ElementTree.SubElement(case, "error", type="blocked")
        outcome.set("message", printable(f"not looked at until {' and '.join(phase.blocked_by)}"))
