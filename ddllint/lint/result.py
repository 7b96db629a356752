"""What a lint run found, and what it did and did not look at."""

from collections import Counter
from collections.abc import Mapping

import msgspec

from ddllint.diagnostics.finding import Finding, NotChecked, Severity
from ddllint.lint.waivers import Waiver
from ddllint.rules.rule import Meta
from ddllint.sql.source import Source


class Skipped(msgspec.Struct, frozen=True):
    """A rule that could not run, and why."""

    meta: Meta
    reason: str


class Unchecked(msgspec.Struct, frozen=True):
    """What a rule that ran could not check."""

    meta: Meta
    what: NotChecked


class Unmodelled(msgspec.Struct, frozen=True, order=True):
    """A statement that the catalog does not hold: no rule saw it."""

    path: str
    line: int
    statement: str


class Checked(msgspec.Struct, frozen=True):
    """How much was looked at: files, statements in them, rules that ran to their end."""

    files: int
    statements: int
    rules: int


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of a run.

    `findings` are in order, each with its fingerprint in `fingerprints`; `waived` and `admitted`
    (by the baseline) are not among them, and `waived_unchecked` not among the `unchecked`;
    `waivers` are those that hold.
    `rules` counts those that ran to their end, `statements` those that were parsed, `ignored` the
    files that the settings leave out, `stale` the entries of the baseline that nothing fits any
    more. `migrations` says what of
    migrations was looked at, which the other figures leave out; None when none was. `sources` are
    the texts, by the path of spans. `kept` is what
    else the run has made, for whoever wants it to last as long.
    """

    findings: tuple[Finding, ...]
    fingerprints: tuple[str, ...]
    waived: tuple[Finding, ...] = ()
    admitted: tuple[Finding, ...] = ()
    stale: int = 0
    skipped: tuple[Skipped, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    waived_unchecked: tuple[Unchecked, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    unmodelled: tuple[Unmodelled, ...] = ()
    files: int
    statements: int
    rules: int
    ignored: int = 0
    migrations: Checked | None = None
    sources: Mapping[str, Source] = {}
    kept: object = None

    @property
    def complete(self) -> bool:
        """Whether each rule ran, and checked all that it should and that is not waived."""
        return not self.skipped and not self.unchecked

    def counts(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity, the heaviest first."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in Severity}

    def fails(self, least: Severity) -> bool:
        """Whether a finding weighs as much as `least`, or more."""
        return any(finding.severity.at_least(least) for finding in self.findings)
