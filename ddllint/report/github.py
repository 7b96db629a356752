"""The report for GitHub Actions: annotations, and a summary of the job in Markdown."""

import re
from collections.abc import Callable, Iterator

from ddllint.diagnostics.finding import Finding, Severity
from ddllint.lint.result import Report
from ddllint.report.printable import printable
from ddllint.report.summary import headline, remarks
from ddllint.report.workflow_commands import annotation

MAX_ROWS = 500
"""Findings in the job's summary: GitHub refuses one of more than 1 MiB."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def annotations(report: Report, located: Callable[[str], str] = lambda path: path) -> str:
    """A workflow command for each finding, and one that says what was checked.

    `located` gives for a path as shown the one that GitHub knows, relative to the repository.
    """
    lines = [_annotation(finding, located) for finding in report.findings]
    told = "\n".join((headline(report), *remarks(report)))
    lines.append(annotation("notice", told, title="ddllint"))
    return "\n".join(lines) + "\n"


def _annotation(finding: Finding, located: Callable[[str], str]) -> str:
    problem = finding.problem
    return annotation(
        _COMMANDS[finding.severity],
        "\n".join([problem.message, *problem.help.splitlines()]),
        title=f"{finding.code} {finding.name}",
        span=problem.span,
        located=located,
    )


def job_summary(report: Report) -> str:
    """The report in Markdown, for the file that GITHUB_STEP_SUMMARY names."""
    return "\n".join(_job_summary(report)) + "\n\n"


def _job_summary(report: Report) -> Iterator[str]:
    yield "### ddllint"
    yield ""
    yield _markdown(headline(report))
    for remark in remarks(report):
        yield f"- {_markdown(remark.strip())}"
    if not report.findings:
        return
    yield ""
    yield "| place | severity | rule | finding |"
    yield "| --- | --- | --- | --- |"
    for finding in report.findings[:MAX_ROWS]:
        cells = (
            str(finding.problem.span),
            finding.severity.value,
            f"{finding.code} {finding.name}",
            finding.problem.message,
        )
        yield f"| {' | '.join(map(_markdown, cells))} |"
    rest = len(report.findings) - MAX_ROWS
    if rest > 0:
        yield ""
        yield f"{rest} more findings are in the job's log."


_SPECIAL = re.compile(r"[\\`*_{}\[\]()<>#+!|~&@:$]")
_MAX_CELL = 500


def _markdown(text: str) -> str:
    """Text that Markdown shows as it is (GitHub Flavored Markdown, 6.1), on one line."""
    short = text if len(text) <= _MAX_CELL else text[:_MAX_CELL] + "…"
    flat = printable(" ".join(short.split()))
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", flat)
