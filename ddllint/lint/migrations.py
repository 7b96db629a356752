"""A lint run over migrations: `lint_migrations`, and how its report goes with that of the specs."""

import datetime
import functools
from collections.abc import Iterator, Sequence

import msgspec

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem
from ddllint.lint.files import Refused
from ddllint.lint.fingerprint import fingerprints
from ddllint.lint.python_waivers import python_waivers
from ddllint.lint.result import Checked, Report
from ddllint.lint.run import SYNTAX, in_order, reported, run_rules, unchecked_place
from ddllint.lint.selection import Selection
from ddllint.lint.waivers import Malformed, Waiver, read_waivers, settings_waivers
from ddllint.lint.waiving import waive
from ddllint.revisions.read import Script, read
from ddllint.revisions.secrets import masked
from ddllint.rules.rule import Context
from ddllint.settings.load import Loaded
from ddllint.sql.parsed import ParsedSource


class MigrationInputs(msgspec.Struct, frozen=True):
    """Migrations, in the order in which they are applied, a group for each database history.

    `wanted` are the paths of those that are checked, the others are what these build on.
    `parsed` are the texts that may hold waivers in SQL, `refused` files that cannot be read.
    """

    groups: tuple[tuple[Script, ...], ...]
    wanted: frozenset[str]
    parsed: tuple[ParsedSource, ...] = ()
    refused: tuple[Refused, ...] = ()


def lint_migrations(
    inputs: MigrationInputs, selection: Selection, loaded: Loaded, *, today: datetime.date
) -> Report:
    """Check migrations by the rules about migrations.

    Raises UsageError when no such rule is selected or there is nothing to check, RuleFailedError
    for a rule's own fault.
    """
    rules = [chosen for chosen in selection.rules if chosen.meta.of_migrations]
    if not rules:
        raise UsageError("no rule about migrations is selected: nothing would be checked")
    settings = loaded.settings
    postgres = int(settings.postgres)
    migrations = tuple(
        one
        for group in inputs.groups
        for one in read(group, postgres, lambda path: path in inputs.wanted)
    )
    unread = [(refused.code, refused.problem) for refused in inputs.refused]
    unread += [(SYNTAX, problem) for problem in _problems(inputs)]
    statements = sum(len(one.statements) for one in migrations)
    context = Context(Catalog(), settings.tenancy, roles=settings.roles, migrations=migrations)
    found, skipped, unchecked = run_rules(rules, context)
    found += reported(unread, selection)

    ran = frozenset(chosen.meta.code for chosen in rules)
    ran = ran - {one.meta.code for one in skipped} | selection.reported.keys()
    waivers = list(_waivers(inputs, loaded))
    outcome = waive(found, unchecked, waivers, tuple(selection.known.values()), ran, today)
    findings = sorted([*outcome.kept, *reported(outcome.faults, selection)], key=in_order)
    return Report(
        findings=tuple(findings),
        fingerprints=fingerprints(findings, functools.cache(loaded.from_folder)),
        waived=tuple(sorted(outcome.waived, key=in_order)),
        skipped=tuple(skipped),
        unchecked=tuple(sorted(outcome.unchecked, key=unchecked_place)),
        waived_unchecked=tuple(sorted(outcome.waived_unchecked, key=unchecked_place)),
        waivers=outcome.holding,
        files=0,
        statements=0,
        rules=0,
        migrations=Checked(
            len(migrations) + len(inputs.refused), statements, len(rules) - len(skipped)
        ),
        sources={one.path: masked(one.source) for one in migrations},
    )


def _problems(inputs: MigrationInputs) -> Iterator[Problem]:
    """What cannot be parsed of the migrations that are checked."""
    for one in inputs.parsed:
        if one.source.path in inputs.wanted:
            yield from one.problems


def _waivers(inputs: MigrationInputs, loaded: Loaded) -> Iterator[Waiver | Malformed]:
    for one in inputs.parsed:
        if one.source.path in inputs.wanted and one.directives:
            yield from read_waivers(one)
    for group in inputs.groups:
        for script in group:
            if script.source.path in inputs.wanted and script.undo is not None:
                yield from python_waivers(script.source)
    yield from (one for one in settings_waivers(loaded) if one.path in inputs.wanted)


def together(reports: Sequence[Report], loaded: Loaded) -> Report:
    """One report of the specs and the migrations, the latter last if there are both."""
    first, last = reports[0], reports[-1]
    if first is last:
        return first
    findings = sorted([*first.findings, *last.findings], key=in_order)
    unchecked = sorted([*first.unchecked, *last.unchecked], key=unchecked_place)
    waived = sorted([*first.waived, *last.waived], key=in_order)
    accepted = sorted([*first.waived_unchecked, *last.waived_unchecked], key=unchecked_place)
    return msgspec.structs.replace(
        first,
        findings=tuple(findings),
        fingerprints=fingerprints(findings, functools.cache(loaded.from_folder)),
        waived=tuple(waived),
        skipped=(*first.skipped, *last.skipped),
        unchecked=tuple(unchecked),
        waived_unchecked=tuple(accepted),
        waivers=(*first.waivers, *last.waivers),
        migrations=last.migrations,
        sources={**first.sources, **last.sources},
    )


def ran(report: Report, selection: Selection) -> frozenset[str]:
    """The codes that a report could have found."""
    kinds = {True} if report.migrations is not None else set()
    kinds |= {False} if report.files else set()
    codes = {one.meta.code for one in selection.rules if one.meta.of_migrations in kinds}
    return frozenset(codes - {one.meta.code for one in report.skipped} | selection.reported.keys())
