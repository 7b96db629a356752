"""A lint run: texts and a selection of rules in, a report out."""

import datetime
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Finding, NotChecked, Problem, Severity
from ddllint.diagnostics.span import Span
from ddllint.lint.baseline import Baseline, admit
from ddllint.lint.files import Inputs
from ddllint.lint.fingerprint import fingerprints
from ddllint.lint.refusals import refusals
from ddllint.lint.result import Report, Skipped, Unchecked, Unmodelled
from ddllint.lint.selection import Chosen, Selection
from ddllint.lint.waivers import Malformed, Waiver, read_waivers, settings_waivers
from ddllint.lint.waiving import waive
from ddllint.rules.rule import NO_CONTRACTS, CannotRun, Context, Rule
from ddllint.settings.load import Loaded
from ddllint.sql.ahead import parsed_ahead
from ddllint.sql.parsed import ParsedSource

SYNTAX = "SQL001"
REFUSED = "SQL002"
CONTRACT_DOCUMENT = "CON100"


class RuleFailedError(Exception):
    """A rule raised what it must not raise; `__cause__` is the error.

    `package` is the one that the rule is from.
    """

    def __init__(self, rule: Rule[Any], error: Exception) -> None:
        meta = rule.meta
        super().__init__(f"rule {meta.code} ({meta.name}) raised {type(error).__name__}: {error}")
        self.package = rule.check.__module__.partition(".")[0]


def lint(
    inputs: Inputs,
    selection: Selection,
    loaded: Loaded,
    *,
    contracts: Callable[[], Contracts | None],
    today: datetime.date,
    baseline: Baseline | None = None,
    all_contracts: bool = False,
    parsing: Iterable[ParsedSource] | None = None,
) -> Report:
    """Check the inputs; `parsing` parses them all, in order, if somebody has begun to already.

    `contracts` is called only when a selected rule needs them or, with `all_contracts`, whatever
    is selected, and then all that is wrong in them is told; `today` decides which waivers still
    hold. Raises UsageError when there is nothing to check, RuleFailedError for a rule's
    own fault.
    """
    _refuse_no_file(inputs)
    rules = [chosen for chosen in selection.rules if not chosen.meta.of_migrations]
    if not rules:
        raise UsageError("no rule about schemas is selected: nothing would be checked")
    everything, catalog = _read(inputs, parsing, int(loaded.settings.postgres))
    paths = {source.path for source in inputs.sources}
    parsed = [one for one in everything if one.source.path in paths]
    statements = sum(len(one.statements) for one in parsed)
    unread = [(refused.code, refused.problem) for refused in inputs.refused]
    unread += [(SYNTAX, problem) for one in parsed for problem in one.problems]
    if not statements and not unread:
        where = _count(inputs.files, "file")
        raise UsageError(f"no SQL statement in {where}: nothing was checked", help=_NAME_FILES)
    asks = any(chosen.meta.needs_contracts for chosen in rules) and not inputs.apart
    known = contracts() if asks or all_contracts else None
    context = Context(
        catalog,
        loaded.settings.tenancy,
        None if inputs.apart else known,
        loaded.settings.roles,
        unread=_missed(inputs, everything),
        no_contracts=_APART if inputs.apart else NO_CONTRACTS,
    )
    found, skipped, unchecked = run_rules(rules, context)
    refused, doubtful = _refusals(context, selection)
    unchecked += doubtful
    found += reported([*unread, *refused], selection)
    of_contracts = list(reported(_of_contracts(known), selection))
    unmodelled = _unmodelled(catalog)
    if inputs.around:
        found = [one for one in found if one.problem.span.path in inputs.paths]
        unchecked = [one for one in unchecked if one.what.span.path in inputs.paths]
        unmodelled = [one for one in unmodelled if one.path in inputs.paths]
    if all_contracts or not inputs.around:
        found += of_contracts

    ran = frozenset(chosen.meta.code for chosen in rules)
    ran = ran - {one.meta.code for one in skipped} | selection.reported.keys()
    waivers = _waivers(parsed, loaded, [one.problem.span for one in found])
    outcome = waive(found, unchecked, waivers, tuple(selection.known.values()), ran, today)
    findings = sorted([*outcome.kept, *reported(outcome.faults, selection)], key=in_order)
    report = Report(
        findings=tuple(findings),
        fingerprints=fingerprints(findings, functools.cache(loaded.from_folder)),
        waived=tuple(sorted(outcome.waived, key=in_order)),
        skipped=(*skipped, *(Skipped(one, NO_CONTRACTS) for one in selection.without_contracts)),
        unchecked=tuple(sorted(outcome.unchecked, key=unchecked_place)),
        waived_unchecked=tuple(sorted(outcome.waived_unchecked, key=unchecked_place)),
        waivers=outcome.holding,
        unmodelled=tuple(unmodelled),
        files=inputs.files,
        statements=statements,
        rules=len(rules) - len(skipped),
        ignored=inputs.ignored,
        sources={source.path: source for source in inputs.sources},
        kept=(everything, context),
    )
    return report if baseline is None else admit(report, baseline, ran, loaded)


def _read(
    inputs: Inputs, parsing: Iterable[ParsedSource] | None, postgres: int
) -> tuple[list[ParsedSource], Catalog]:
    """The files, with the others that they belong to, and what all of them declare."""
    parsed: list[ParsedSource] = []

    def noted(sources: Iterable[ParsedSource]) -> Iterator[ParsedSource]:
        for one in sources:
            parsed.append(one)
            yield one

    if parsing is not None:
        return parsed, build(noted(parsing), postgres=postgres)
    with parsed_ahead(inputs.everything) as ahead:
        return parsed, build(noted(ahead), postgres=postgres)


_APART = "the contracts are of the settings' specs, and none of those is checked"


def _missed(inputs: Inputs, parsed: Iterable[ParsedSource]) -> str:
    """Why the catalog may lack what is declared; empty if it cannot."""
    for one in parsed:
        if one.problems:
            return f"`{one.source.path}` holds what cannot be parsed"
    for refused in inputs.refused:
        return f"`{refused.problem.span.path}` cannot be read"
    return ""


def _refuse_no_file(inputs: Inputs) -> None:
    if not inputs.files:
        ignored = inputs.ignored
        left_out = f" ({_count(ignored, 'file')} left out by `ignore`)" if ignored else ""
        raise UsageError(f"no SQL file{left_out}: nothing would be checked", help=_NAME_FILES)


_NAME_FILES = "Name files or folders that hold SQL, or set `specs` in the settings."


def _waivers(
    parsed: Iterable[ParsedSource], loaded: Loaded, found: Iterable[Span]
) -> list[Waiver | Malformed]:
    """The waivers in comments, and those in the settings for the files that are looked at."""
    waivers: list[Waiver | Malformed] = []
    seen = {span.path for span in found}  # contracts and mapping too
    for one in parsed:
        seen.add(one.source.path)
        if one.directives:
            waivers += read_waivers(one)
    waivers += (waiver for waiver in settings_waivers(loaded) if waiver.path in seen)
    return waivers


def run_rules(
    rules: Iterable[Chosen], context: Context
) -> tuple[list[Finding], list[Skipped], list[Unchecked]]:
    """What the rules find, which of them could not run, and what they could not check."""
    found: list[Finding] = []
    skipped: list[Skipped] = []
    unchecked: list[Unchecked] = []
    for chosen in rules:
        meta = chosen.meta
        try:
            yielded = list(chosen.rule.check(context, chosen.options))
        except CannotRun as reason:
            skipped.append(Skipped(meta, str(reason)))
        except Exception as error:
            raise RuleFailedError(chosen.rule, error) from error
        else:
            for one in yielded:
                if isinstance(one, NotChecked):
                    unchecked.append(Unchecked(meta, one))
                else:
                    weight = _weight(chosen.severity, one)
                    found.append(Finding(meta.code, meta.name, weight, one))
    return found, skipped, unchecked


def _weight(of_rule: Severity, problem: Problem) -> Severity:
    """The lighter of what the settings say of the rule and what the rule says of the problem."""
    own = problem.severity
    return of_rule if own is None or own.at_least(of_rule) else own


def reported(problems: Iterable[tuple[str, Problem]], selection: Selection) -> Iterator[Finding]:
    """The problems that no rule saw, as findings; those whose code is off are left out."""
    for code, problem in problems:
        if code in selection.reported:
            yield Finding(code, selection.known[code].name, selection.reported[code], problem)


def _refusals(
    context: Context, selection: Selection
) -> tuple[list[tuple[str, Problem]], list[Unchecked]]:
    """What the server would refuse, and what it might, if not every statement was read."""
    told = list(refusals(context.catalog.refused, context.unread))
    doubtful = [one for one in told if isinstance(one, NotChecked)]
    return (
        [(REFUSED, one) for one in told if isinstance(one, Problem)],
        [Unchecked(selection.known[REFUSED], one) for one in doubtful],
    )


def _of_contracts(contracts: Contracts | None) -> Iterator[tuple[str, Problem]]:
    for problem in contracts.problems if contracts else ():
        yield CONTRACT_DOCUMENT, problem


def _unmodelled(catalog: Catalog) -> list[Unmodelled]:
    found = []
    for one in catalog.unmodelled:
        statement = one.origin.statement
        line, _ = statement.source.position(statement.start)
        found.append(Unmodelled(statement.source.path, line, one.statement))
    return sorted(found)


def unchecked_place(one: Unchecked) -> tuple[str, int, int, str, str, str]:
    """By what places that were not checked are sorted."""
    span = one.what.span
    return span.path, span.line, span.column, one.meta.code, one.what.object, one.what.reason


def in_order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    """By what findings are sorted."""
    problem = finding.problem
    span = problem.span
    return span.path, span.line, span.column, finding.code, problem.message, problem.object


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
