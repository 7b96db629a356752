"""Rules that ran to their end and found nothing."""

from collections.abc import Iterator

from ddllint.gates.format import FindingsCheck
from ddllint.gates.ground import Ground
from ddllint.gates.model import Fault, Looked
from ddllint.lint.run import CONTRACT_DOCUMENT
from ddllint.lint.selection import UNREAD
from ddllint.report.summary import count


def findings_faults(wanted: FindingsCheck, ground: Ground) -> Iterator[Fault | Looked]:
    """What the rules found, what they could not check or see, and those that did not run."""
    linted = ground.linted(wanted.paths)
    codes = {
        code
        for code in linted.known
        if code.startswith(wanted.rules) and not code.startswith(wanted.without)
    }
    skipped = {one.meta.code: one.reason for one in linted.report.skipped}
    if not codes:
        yield Fault("no rule is left")
    report = linted.report
    statements = report.statements + (report.migrations.statements if report.migrations else 0)
    waived = sum(one.code in codes for one in report.waived)
    yield Looked(
        f"{count(len(codes), 'rule')} on {count(statements, 'statement')}"
        + (f"; {count(waived, 'finding')} waived" if waived else "")
    )
    for code in sorted(codes - linted.ran):
        yield Fault(f"{code} did not run: {skipped.get(code, 'the settings leave it off')}")
    told = codes | UNREAD
    if any(linted.known[code].needs_contracts for code in codes):
        told |= {CONTRACT_DOCUMENT}
    for finding in linted.report.findings:
        if finding.code in told:
            problem = finding.problem
            yield Fault(f"{finding.code} {finding.name}: {problem.message}", problem.span)
    for one in linted.report.unchecked:
        if one.meta.code in codes:
            what = f"{one.meta.code} could not check {one.what.object}: {one.what.reason}"
            yield Fault(what, one.what.span)
