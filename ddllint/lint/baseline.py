"""A baseline: the known findings of a legacy schema, by fingerprint."""

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Literal

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Finding
from ddllint.lint.result import Report
from ddllint.lint.selection import UNREAD
from ddllint.settings.load import Loaded
from ddllint.settings.paths import printable


class Entry(msgspec.Struct, frozen=True):
    """A known finding; all but the fingerprint is there for people to read.

    `path` is relative to the folder of the settings, or to the working folder without settings.
    """

    fingerprint: str
    code: str
    path: str
    object: str
    message: str


class Baseline(msgspec.Struct, frozen=True):
    """The known findings, in the order in which they were found."""

    version: Literal[1] = 1
    findings: tuple[Entry, ...] = ()

    @property
    def fingerprints(self) -> frozenset[str]:
        """The fingerprints of all entries."""
        return frozenset(entry.fingerprint for entry in self.findings)

    def stale(
        self, found: Collection[str], ran: Collection[str], seen: Callable[[str], bool]
    ) -> int:
        """How many entries no finding has any more.

        Only entries count that could have been found again: their rule `ran`, and their file was
        `seen` by the run.
        """
        return sum(
            entry.fingerprint not in found and entry.code in ran and seen(entry.path)
            for entry in self.findings
        )

    def encoded(self) -> bytes:
        """The text of the file."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def read_baseline(path: str) -> Baseline:
    """The baseline in a file. Raises UsageError when it cannot be read or is none."""
    try:
        return msgspec.json.decode(Path(path).read_bytes(), type=Baseline)
    except OSError as error:
        raise UsageError(f"cannot read {printable(path)}: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise UsageError(
            f"{printable(path)} is not a baseline: {error}",
            help="Write one with `ddllint check --write-baseline FILE`.",
        ) from None


def baseline_of(report: Report, loaded: Loaded) -> Baseline:
    """The baseline that admits the report's findings, but for what was not read."""
    return Baseline(
        findings=tuple(
            Entry(
                mark,
                finding.code,
                loaded.from_folder(finding.problem.span.path),
                finding.problem.object,
                finding.problem.message,
            )
            for finding, mark in zip(report.findings, report.fingerprints, strict=True)
            if finding.code not in UNREAD
        )
    )


def admit(report: Report, baseline: Baseline, ran: Collection[str], loaded: Loaded) -> Report:
    """The report without the findings that the baseline knows; `ran` are the codes that ran."""
    known = baseline.fingerprints
    kept: list[tuple[Finding, str]] = []
    admitted: list[Finding] = []
    for finding, mark in zip(report.findings, report.fingerprints, strict=True):
        if mark in known and finding.code not in UNREAD:
            admitted.append(finding)
        else:
            kept.append((finding, mark))
    checked = {loaded.from_folder(path) for path in report.sources}

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
