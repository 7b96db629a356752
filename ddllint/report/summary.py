"""What a run looked at and what it did not, in words."""

from collections import Counter
from collections.abc import Iterator

from ddllint.lint.result import Report
from ddllint.report.printable import printable


def headline(report: Report) -> str:
    """What was checked and found, as in `8 files, 131 statements, 8 rules: no findings`."""
    checked = ", ".join(
        (
            count(report.files, "file"),
            count(report.statements, "statement"),
            count(report.rules, "rule"),
        )
    )
    found = ", ".join(
        count(number, severity.value) if severity != "info" else f"{number} info"
        for severity, number in report.counts().items()
        if number
    )
    return f"{checked}: {found or 'no findings'}"


def remarks(report: Report, places: bool = False) -> Iterator[str]:
    """What else must be known of the result, a line each; `places` lists unmodelled statements."""
    if report.waived:
        yield f"waived: {count(len(report.waived), 'finding')}"
    if report.admitted:
        yield f"known from the baseline: {count(len(report.admitted), 'finding')}"
    if report.stale:
        entries = count(report.stale, "entry", "entries")
        yield f"stale in the baseline: {entries} that no finding fits any more"
    if report.ignored:
        yield f"left out by the settings: {count(report.ignored, 'file')}"
    for one in report.skipped:
        yield f"not run: {one.meta.code} {one.meta.name}: {printable(one.reason)}"
    if report.unmodelled:
        kinds = Counter(one.statement for one in report.unmodelled)
        told = ", ".join(f"{times} {kind}" for kind, times in sorted(kinds.items()))
        hint = "" if places else " (--statistics lists them)"
        number = count(len(report.unmodelled), "statement")
        yield f"not modelled, so seen by no rule: {number}: {told}{hint}"
    if places:
        for place in report.unmodelled:
            yield f"  {printable(place.path)}:{place.line}: {place.statement}"


def statistics(report: Report) -> Iterator[str]:
    """The number of findings of each rule, the most frequent first."""
    found = Counter((one.code, one.name, one.severity.value) for one in report.findings)
    for (code, name, severity), number in sorted(
        found.items(), key=lambda item: (-item[1], item[0])
    ):
        yield f"{number:6} {code} {name} ({severity})"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun, as in `1 file` and `2 files`."""
    return f"{number} {one if number == 1 else many or one + 's'}"
