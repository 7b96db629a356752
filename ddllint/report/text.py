"""The report for people: each finding with its line of source, then what was checked."""

from collections.abc import Callable, Iterator

from ddllint.diagnostics.finding import Finding
from ddllint.diagnostics.span import Span
from ddllint.lint.result import Report
from ddllint.report.frame import framed
from ddllint.report.lines import line_reader
from ddllint.report.printable import printable
from ddllint.report.style import Style
from ddllint.report.summary import headline, remarks, statistics


def text(
    report: Report, *, style: Style, quiet: bool = False, with_statistics: bool = False
) -> str:
    """The whole report; `quiet` leaves all out but the findings."""
    line = line_reader(report.sources)
    blocks = ["\n".join(_finding(one, line, style)) for one in report.findings]
    if not quiet:
        if with_statistics and report.findings:
            blocks.append("\n".join(statistics(report)))
        blocks.append(
            "\n".join((style.strong(headline(report)), *remarks(report, with_statistics)))
        )
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _finding(finding: Finding, line: Callable[[Span], str], style: Style) -> Iterator[str]:
    problem = finding.problem
    mark = style.severity(finding.severity, f"{finding.severity.value}[{finding.code}]")
    where = style.strong(f"{printable(str(problem.span))}:")
    yield f"{where} {mark} {finding.name}: {printable(problem.message)}"
    yield from framed(
        line(problem.span),
        problem.span,
        style,
        lambda mark: style.severity(finding.severity, mark),
    )
    for at, one in enumerate(problem.help.splitlines()):
        yield f"{'  help: ' if not at else '        '}{printable(one)}"
    for other in problem.related:
        yield f"  {printable(str(other.span))}: {printable(other.message)}"
