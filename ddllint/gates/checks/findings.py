"""Rules that ran to their end and found nothing."""

from collections.abc import Iterator

from ddllint.diagnostics.errors import UsageError
from ddllint.gates.format import FindingsCheck
from ddllint.gates.ground import Ground
from ddllint.gates.model import Fault


def findings_faults(wanted: FindingsCheck, ground: Ground) -> Iterator[Fault]:
    """What the rules found or could not check, and those that did not run.

    Raises UsageError for a rule that does not exist.
    """
    linted = ground.linted(wanted.paths)
    codes = {
        code
        for code in linted.known
        if code.startswith(wanted.rules) and not code.startswith(wanted.without)
    }
    for rule in (*wanted.rules, *wanted.without):
        if not any(code.startswith(rule) for code in linted.known):
            raise UsageError(
                f"there is no rule `{rule}`", help="`ddllint rules` lists what there is."
            )
    skipped = {one.meta.code: one.reason for one in linted.report.skipped}
    if not codes:
        yield Fault("no rule is left")
    for code in sorted(codes - linted.ran):
        yield Fault(f"{code} did not run: {skipped.get(code, 'the settings leave it off')}")
    for finding in linted.report.findings:
        if finding.code in codes:
            problem = finding.problem
            yield Fault(f"{finding.code} {finding.name}: {problem.message}", problem.span)
    for one in linted.report.unchecked:
        if one.meta.code in codes:
            what = f"{one.meta.code} could not check {one.what.object}: {one.what.reason}"
            yield Fault(what, one.what.span)
