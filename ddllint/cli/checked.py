"""What `ddllint check` does once it has its settings: choose the rules, run them, report."""

import os
import sys
from collections.abc import Sequence
from typing import Any

from ddllint.cli.asked import Asked
from ddllint.cli.begun import Begun
from ddllint.cli.linted import linted
from ddllint.cli.main import FINDINGS, OK
from ddllint.cli.options import words
from ddllint.cli.output import append_file, in_workspace, style_for, write, write_file, write_stream
from ddllint.cli.project import concerns_migrations
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Severity
from ddllint.lint.baseline import admit, baseline_of, read_baseline
from ddllint.lint.plugins import every_rule, rules_of_schemas
from ddllint.lint.result import Report
from ddllint.lint.selection import choose
from ddllint.report.summary import incomplete
from ddllint.rules.registry import ALWAYS, OF_CONTRACTS, OF_MIGRATIONS
from ddllint.rules.rule import Rule
from ddllint.settings.load import Loaded


def checked(asked: Asked, loaded: Loaded, texts: Begun | None) -> int:
    """Check what the paths or the settings name, write the report; the exit code.

    `texts` are those of the specs, unless migrations are among what is named. Raises UsageError
    for what cannot be done as asked.
    """
    known = read_baseline(asked.baseline) if asked.baseline is not None else None
    validate = _validates(loaded, asked.validate_contracts, bool(asked.paths))
    rules = _rules(asked, loaded)
    selected, ignored = words(asked.select), words(asked.ignore)
    report = linted(
        asked.paths,
        loaded,
        choose(loaded, rules, ALWAYS, selected, ignored, OF_MIGRATIONS, OF_CONTRACTS),
        stdin_name=asked.stdin_name,
        baseline=known,
        validate=validate,
        all_contracts=asked.validate_contracts,
        begun=texts,
    )
    _leave_to_the_end(report)
    if asked.write_baseline is not None:
        report = _write_baseline(report, asked.write_baseline, loaded)
    write(_text(report, asked), asked.output)
    if asked.form == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        from ddllint.report.github import job_summary

        append_file(os.environ["GITHUB_STEP_SUMMARY"], job_summary(report))
    if asked.require_complete and not report.complete:
        write_stream(sys.stderr, f"ddllint: {incomplete(report)} (--require-complete)\n")
        return FINDINGS
    least = Severity(asked.fail_on) if asked.fail_on is not None else loaded.settings.fail_on
    return FINDINGS if report.fails(least) else OK


def _leave_to_the_end(made: object) -> None:
    """Let what the run has made be freed with the process: one by one takes a twentieth of the run.

    Nobody frees what is part of a circle, as long as nobody looks for such garbage.
    """
    circle = [made]
    circle.append(circle)


def _validates(loaded: Loaded, asked: bool, some_paths: bool) -> bool:
    """Whether contracts are validated: when asked to, or by the settings in a run over all specs.

    Raises UsageError when there are none.
    """
    validate = asked or loaded.settings.validate_contracts
    if validate and not loaded.settings.contracts:
        raise UsageError(
            "the settings name no contracts to validate",
            loaded.place(("validate-contracts",)),
            "Write `contracts: [FOLDER]` into ddllint.yaml.",
        )
    return asked or (validate and not some_paths)


def _rules(asked: Asked, loaded: Loaded) -> Sequence[Rule[Any]]:
    """The rules that may run, or that somebody speaks of."""
    if concerns_migrations(asked.paths, loaded):
        return every_rule(loaded)
    return rules_of_schemas(loaded, whole=bool(asked.select))


def _write_baseline(report: Report, path: str, loaded: Loaded) -> Report:
    """Write what was found to a baseline; the report of what that baseline does not admit."""
    written = baseline_of(report, loaded)
    write_file(path, written.encoded())
    return admit(report, written, frozenset(), loaded)


def _text(report: Report, asked: Asked) -> str:
    if asked.form == "json":
        from ddllint.report.json_format import json_text

        return json_text(report)
    if asked.form == "github":
        from ddllint.report.github import annotations

        return annotations(report, in_workspace)
    from ddllint.report.text import text

    style = style_for(sys.stdout if asked.output is None else None, asked.color)
    return text(report, style=style, quiet=asked.quiet, with_statistics=asked.statistics)
