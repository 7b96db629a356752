"""What a run looked at and what it did not, in words."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ddllint.lint.result import Report, Unchecked
from ddllint.report.printable import printable
from ddllint.rules.rule import Meta

MOST_RULES = 4
"""As many rules that did not run, for one reason, are named unless all are asked for."""


def headline(report: Report) -> str:
    """What was checked and found, as in `8 files, 131 statements, 8 rules: no findings`."""
    checked = "; ".join(_checked(report))
    found = ", ".join(
        count(number, severity.value) if severity != "info" else f"{number} info"
        for severity, number in report.counts().items()
        if number
    )
    return f"{checked}: {found or 'no findings'}"


def _checked(report: Report) -> Iterator[str]:
    parts = [(report.files, "file", report.statements, report.rules)]
    of = report.migrations
    if of is not None:
        parts.append((of.files, "migration", of.statements, of.rules))
    for files, noun, statements, rules in parts:
        if files:
            yield ", ".join(
                (count(files, noun), count(statements, "statement"), count(rules, "rule"))
            )


def remarks(report: Report, places: bool = False) -> Iterator[str]:
    """What else must be known of the result, a line each.

    `places` lists what was not checked, and statements that are not modelled.
    """
    waived = (
        *([count(len(report.waived), "finding")] if report.waived else []),
        *_unchecked(report.waived_unchecked),
    )
    if waived:
        yield f"waived: {', '.join(waived)}"
    for one in report.waived_unchecked if places else ():
        yield _place(one)
    if report.admitted:
        yield f"known from the baseline: {count(len(report.admitted), 'finding')}"
    if report.stale:
        entries = count(report.stale, "entry", "entries")
        yield f"stale in the baseline: {entries} that no finding fits any more"
    if report.ignored:
        yield f"left out by the settings: {count(report.ignored, 'file')}"
    for reason in dict.fromkeys(one.reason for one in report.skipped):
        metas = [one.meta for one in report.skipped if one.reason == reason]
        yield f"not run: {_named(metas, places)}: {printable(reason)}"
    hint = "" if places else " (--statistics lists them)"
    if report.unchecked:
        codes = Counter(one.meta.code for one in report.unchecked)
        told = ", ".join(f"{times} {code}" for code, times in sorted(codes.items()))
        yield f"not checked: {count(len(report.unchecked), 'place')}: {told}{hint}"
    for one in report.unchecked if places else ():
        yield _place(one)
    if report.unmodelled:
        kinds = Counter(place.statement for place in report.unmodelled)
        told = ", ".join(f"{times} {kind}" for kind, times in sorted(kinds.items()))
        number = count(len(report.unmodelled), "statement")
        yield f"not modelled, so seen by no rule: {number}: {told}{hint}"
    if places:
        for place in report.unmodelled:
            yield f"  {printable(place.path)}:{place.line}: {place.statement}"


def _unchecked(waived: Sequence[Unchecked]) -> Iterator[str]:
    if waived:
        codes = Counter(one.meta.code for one in waived)
        told = ", ".join(f"{times} {code}" for code, times in sorted(codes.items()))
        yield f"{count(len(waived), 'place')} not checked ({told})"


def _place(one: Unchecked) -> str:
    what = one.what
    where = f"{printable(what.span.path)}:{what.span.line}"
    return f"  {where}: {one.meta.code} {printable(what.object)}: {printable(what.reason)}"


def _named(metas: Sequence[Meta], all_of_them: bool) -> str:
    """One rule with its name, several by their codes; many are cut unless all are asked for."""
    if len(metas) == 1:
        return f"{metas[0].code} {metas[0].name}"
    codes = [meta.code for meta in metas]
    if all_of_them or len(codes) <= MOST_RULES:
        return ", ".join(codes)
    return f"{', '.join(codes[: MOST_RULES - 1])} and {len(codes) - MOST_RULES + 1} more rules"


def incomplete(report: Report) -> str:
    """What keeps a run from being complete, as in `1 rule not run, 3 places not checked`."""
    told = ((len(report.skipped), "rule", "run"), (len(report.unchecked), "place", "checked"))
    return ", ".join(f"{count(number, noun)} not {done}" for number, noun, done in told if number)


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
