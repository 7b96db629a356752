"""A lint run: texts and a selection of rules in, a report out."""

import datetime
import functools
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from pathlib import Path

import msgspec

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Finding, Problem, Related
from ddllint.diagnostics.span import Span
from ddllint.lint.baseline import Baseline, Entry
from ddllint.lint.files import Inputs
from ddllint.lint.fingerprint import fingerprints
from ddllint.lint.result import Report, Skipped, Unmodelled
from ddllint.lint.selection import UNREAD, Chosen, Selection
from ddllint.lint.waivers import Malformed, Waiver, read_waivers
from ddllint.lint.waiving import waive
from ddllint.rules.rule import CannotRun, Context, Meta
from ddllint.settings.load import Loaded
from ddllint.settings.paths import relative
from ddllint.sql.parse import parse_source

SYNTAX = "SQL001"
REFUSED = "SQL002"
CONTRACT_DOCUMENT = "CON100"


class RuleFailedError(Exception):
    """A rule raised what it must not raise; `__cause__` is the error."""

    def __init__(self, meta: Meta, error: Exception) -> None:
        super().__init__(f"rule {meta.code} ({meta.name}) raised {type(error).__name__}: {error}")


def lint(
    inputs: Inputs,
    selection: Selection,
    loaded: Loaded,
    *,
    contracts: Callable[[], Contracts | None],
    today: datetime.date,
    baseline: Baseline | None = None,
) -> Report:
    """Check the inputs.

    `contracts` is called only when a selected rule needs them; `today` decides which waivers
    still hold. Raises UsageError when there is nothing to check, RuleFailedError for a rule's
    own fault.
    """
    if not inputs.files:
        left_out = (
            f" ({_count(inputs.ignored, 'file')} left out by `ignore`)" if inputs.ignored else ""
        )
        raise UsageError(f"no SQL file{left_out}: nothing would be checked", help=_NAME_FILES)
    parsed = [parse_source(source) for source in inputs.sources]
    statements = sum(len(one.statements) for one in parsed)
    unread = [(refused.code, refused.problem) for refused in inputs.refused]
    unread += [(SYNTAX, problem) for one in parsed for problem in one.problems]
    if not statements and not unread:
        where = _count(inputs.files, "file")
        raise UsageError(f"no SQL statement in {where}: nothing was checked", help=_NAME_FILES)
    catalog = build(parsed)
    known = contracts() if any(c.meta.needs_contracts for c in selection.rules) else None
    context = Context(catalog, loaded.settings.tenancy, known)
    found, skipped = _run_rules(selection.rules, context)
    found += _reported([*unread, *_of_catalog(catalog), *_of_contracts(known)], selection)

    ran = frozenset(chosen.meta.code for chosen in selection.rules)
    ran = ran - {one.meta.code for one in skipped} | selection.reported.keys()
    waivers: list[Waiver | Malformed] = []
    for one in parsed:
        if one.directives:
            waivers += read_waivers(one)
    waivers += _waivers_of(loaded, frozenset(source.path for source in inputs.sources))
    outcome = waive(found, waivers, tuple(selection.known.values()), ran, today)
    findings = sorted([*outcome.kept, *_reported(outcome.faults, selection)], key=_order)
    report = Report(
        findings=tuple(findings),
        fingerprints=fingerprints(findings, functools.cache(lambda path: _rooted(path, loaded))),
        waived=tuple(sorted(outcome.waived, key=_order)),
        skipped=tuple(skipped),
        unmodelled=_unmodelled(catalog),
        files=inputs.files,
        statements=statements,
        rules=len(selection.rules) - len(skipped),
        ignored=inputs.ignored,
        sources={source.path: source for source in inputs.sources},
    )
    return report if baseline is None else admit(report, baseline, ran, loaded)


_NAME_FILES = "Name files or folders that hold SQL, or set `specs` in the settings."


def baseline_of(report: Report, loaded: Loaded) -> Baseline:
    """The baseline that admits the report's findings, but for what was not read."""
    return Baseline(
        findings=tuple(
            Entry(
                mark,
                finding.code,
                _rooted(finding.problem.span.path, loaded),
                finding.problem.object,
                finding.problem.message,
            )
            for finding, mark in zip(report.findings, report.fingerprints, strict=True)
            if finding.code not in UNREAD
        )
    )


def admit(report: Report, baseline: Baseline, ran: Collection[str], loaded: Loaded) -> Report:
    """The report without the findings that the baseline knows."""
    known = baseline.fingerprints
    kept: list[tuple[Finding, str]] = []
    admitted: list[Finding] = []
    for finding, mark in zip(report.findings, report.fingerprints, strict=True):
        if mark in known and finding.code not in UNREAD:
            admitted.append(finding)
        else:
            kept.append((finding, mark))
    checked = {_rooted(path, loaded) for path in report.sources}

    def seen(path: str) -> bool:
        read = path in checked or not path.endswith(".sql")
        return read or not Path(loaded.folder, path).exists()

    return msgspec.structs.replace(
        report,
        findings=tuple(finding for finding, _ in kept),
        fingerprints=tuple(mark for _, mark in kept),
        admitted=tuple(admitted),
        stale=baseline.stale(frozenset(report.fingerprints), ran, seen),
    )


def _run_rules(rules: Iterable[Chosen], context: Context) -> tuple[list[Finding], list[Skipped]]:
    found: list[Finding] = []
    skipped: list[Skipped] = []
    for chosen in rules:
        meta = chosen.meta
        try:
            problems = list(chosen.rule.check(context, chosen.options))
        except CannotRun as reason:
            skipped.append(Skipped(meta, str(reason)))
        except Exception as error:
            raise RuleFailedError(meta, error) from error
        else:
            found += [Finding(meta.code, meta.name, chosen.severity, one) for one in problems]
    return found, skipped


def _reported(problems: Iterable[tuple[str, Problem]], selection: Selection) -> Iterator[Finding]:
    """The problems that no rule saw, as findings; those whose code is off are left out."""
    for code, problem in problems:
        if code in selection.reported:
            yield Finding(code, selection.known[code].name, selection.reported[code], problem)


def _of_catalog(catalog: Catalog) -> Iterator[tuple[str, Problem]]:
    for one in catalog.refused:
        earlier = one.earlier
        related = (Related("declared here first", earlier.span()),) if earlier else ()
        yield REFUSED, Problem(one.message, one.object, one.origin.span(), related=related)


def _of_contracts(contracts: Contracts | None) -> Iterator[tuple[str, Problem]]:
    for problem in contracts.problems if contracts else ():
        yield CONTRACT_DOCUMENT, problem


def _unmodelled(catalog: Catalog) -> tuple[Unmodelled, ...]:
    found = []
    for one in catalog.unmodelled:
        statement = one.origin.statement
        line, _ = statement.source.position(statement.start)
        found.append(Unmodelled(statement.source.path, line, one.statement))
    return tuple(sorted(found))


def _waivers_of(loaded: Loaded, checked: Container[str]) -> Iterator[Waiver]:
    """The waivers in the settings for files that are checked."""
    for key, entries in loaded.settings.waivers.items():
        written, _, about = key.partition("#")
        path = loaded.from_here(written)
        if path not in checked:
            continue
        for at, entry in enumerate(entries):
            span = loaded.place(("waivers", key, at)) or Span(loaded.path, 1, 1, 1, 1)
            yield Waiver(span, (entry.code,), entry.reason, entry.until, path, object=about)


def _rooted(path: str, loaded: Loaded) -> str:
    """A path as shown, relative to the folder of the settings."""
    return relative(path, loaded.folder)


def _order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    problem = finding.problem
    span = problem.span
    return span.path, span.line, span.column, finding.code, problem.message, problem.object


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
