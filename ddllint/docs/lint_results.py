"""What the rules say of the schema, as a document to commit: by rule, by file, place by place."""

from collections import Counter
from collections.abc import Iterable, Iterator

from ddllint import __version__
from ddllint.diagnostics.span import Span
from ddllint.docs.material import Material
from ddllint.docs.regions import Keep, generated
from ddllint.lint.result import Report
from ddllint.report.markdown import code, escaped, paragraph, table
from ddllint.report.summary import headline
from ddllint.rules.builtin import BUILTIN
from ddllint.rules.rule import Family, Meta


def lint_results(material: Material) -> str:
    """The document."""
    return generated(_lines(material))


def _lines(material: Material) -> Iterator[str | Keep]:
    report = material.report
    yield "# Lint validation: results"
    yield ""
    yield (
        f"What `ddllint check` says, by ddllint {__version__} for PostgreSQL "
        f"{material.loaded.settings.postgres} and later: {paragraph(headline(report))}."
    )
    yield ""
    yield Keep("notes")
    yield from ("", "## Rules", "", *_by_rule(material))
    yield from ("", "## Files", "", *_by_file(material))
    yield from _places(material)


def _by_rule(material: Material) -> Iterator[str]:
    report = material.report
    skipped = {one.meta.code: one.reason for one in report.skipped}
    counts = _counts(report)
    reported = [one.meta for one in BUILTIN if one.meta.code in material.selection.reported]
    rows = [
        (code(meta.code), meta.name, escaped(meta.summary), *_outcome(meta, skipped, counts))
        for meta in (*_ran(material), *reported)
    ]
    yield from table(("rule", "name", "about", "found", "waived", "not checked"), rows)


def _ran(material: Material) -> Iterator[Meta]:
    """The rules that this run was about."""
    for chosen in material.selection.rules:
        if not chosen.meta.of_migrations or material.report.migrations is not None:
            yield chosen.meta


def _counts(report: Report) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By code: what was found, what of it is waived, what could not be checked."""
    unchecked = (*report.unchecked, *report.waived_unchecked)
    return (
        Counter(one.code for one in report.findings),
        Counter(one.code for one in report.waived),
        Counter(one.meta.code for one in unchecked),
    )


def _outcome(
    meta: Meta, skipped: dict[str, str], counts: tuple[Counter[str], ...]
) -> tuple[str, ...]:
    if meta.code in skipped:
        return (f"not run: {escaped(skipped[meta.code])}", "", "")
    found, waived, unchecked = (one[meta.code] for one in counts)
    return (str(found), str(waived), str(unchecked))


def _by_file(material: Material) -> Iterator[str]:
    """Each file against each rule of the house; contracts and the mapping when they are spoken of.

    A rule looks at the whole schema: a cell counts what it tells in that file.
    """
    report = material.report
    house = [meta for meta in _ran(material) if meta.family is Family.HOUSE]
    skipped = {one.meta.code for one in report.skipped}
    found = Counter((one.problem.span.path, one.code) for one in report.findings)
    waived = Counter((one.problem.span.path, one.code) for one in report.waived)
    everything = found + waived
    others: Counter[str] = Counter()
    for (path, named), number in everything.items():
        others[path] += number if named not in {meta.code for meta in house} else 0

    def cell(path: str, named: str) -> str:
        if named in skipped:
            return "not run"
        accepted = waived[path, named]
        return f"{found[path, named]}{f', {accepted} waived' if accepted else ''}"

    rows = [
        (
            code(material.loaded.from_folder(path)),
            *(cell(path, meta.code) for meta in house),
            str(others[path]),
        )
        for path in sorted({*report.sources, *(path for path, _ in everything)})
    ]
    yield from table(("file", *(meta.code for meta in house), "all others"), rows)


def _places(material: Material) -> Iterator[str]:
    """What was found, accepted and left unchecked, place by place; a heading each if there is."""
    report = material.report
    found = [
        (_place(material, one.problem.span), code(one.code), one.severity.value,
         paragraph(one.problem.message))
        for one in report.findings
    ]  # fmt: skip
    yield from _section("Findings", ("place", "rule", "severity", "finding"), found)
    waived = [
        (_place(material, one.problem.span), code(one.code), paragraph(one.problem.message),
         paragraph(_reason(report, (one.code, one.name), one.problem.span, one.problem.object)))
        for one in report.waived
    ]  # fmt: skip
    waived += [
        (_place(material, one.what.span), code(one.meta.code),
         paragraph(f"not checked: {one.what.object}: {one.what.reason}"),
         paragraph(_reason(report, (one.meta.code, one.meta.name), one.what.span, one.what.object)))
        for one in report.waived_unchecked
    ]  # fmt: skip
    yield from _section("Waived", ("place", "rule", "what", "why it is accepted"), waived)
    unchecked = [
        (_place(material, one.what.span), code(one.meta.code), code(one.what.object),
         paragraph(one.what.reason))
        for one in report.unchecked
    ]  # fmt: skip
    yield from _section("Not checked", ("place", "rule", "object", "why"), unchecked)
    unmodelled = [
        (code(f"{material.loaded.from_folder(one.path)}:{one.line}"), code(one.statement))
        for one in report.unmodelled
    ]
    yield from _section("Seen by no rule", ("place", "statement"), unmodelled)


def _section(title: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    cells = list(rows)
    if cells:
        yield from ("", f"## {title}", "", *table(head, cells))


def _place(material: Material, span: Span) -> str:
    return code(f"{material.loaded.from_folder(span.path)}:{span.line}")


def _reason(report: Report, words: tuple[str, str], span: Span, about: str) -> str:
    """Why a waiver accepts what begins at the span, and until when."""
    for one in report.waivers:
        if one.covers(span, about) and not {*words}.isdisjoint(one.codes):
            return one.reason + (f" (until {one.until.isoformat()})" if one.until else "")
    return ""
