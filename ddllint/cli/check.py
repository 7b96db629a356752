"""`ddllint check`: lint and cross-reference, static, without a database."""

import gc
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from ddllint.cli.commands import examples
from ddllint.cli.linted import linted
from ddllint.cli.main import FINDINGS, OK
from ddllint.cli.options import config_options, loaded_settings, words
from ddllint.cli.output import append_file, in_workspace, style_for, write, write_file, write_stream
from ddllint.cli.project import concerns_migrations
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Severity
from ddllint.lint.baseline import admit, baseline_of, read_baseline
from ddllint.lint.plugins import every_rule, rules_of_schemas
from ddllint.lint.result import Report
from ddllint.lint.selection import choose
from ddllint.report.summary import incomplete
from ddllint.rules.registry import ALWAYS, OF_MIGRATIONS
from ddllint.rules.rule import Rule
from ddllint.settings.load import Loaded

_EXAMPLES = examples(
    (
        "ddllint check                                   the specs of ddllint.yaml",
        "ddllint check db/specs 'db/**/*.ddl'            folders, files and globs",
        "ddllint check alembic/versions                  what migrations do to those at work",
        "pg_dump -s shop | ddllint check - --stdin-filename shop.sql",
        "ddllint check --select DDL,row-security --ignore DDL007",
        "ddllint check --format github --fail-on warning",
        "ddllint check --write-baseline known.json       admit what is there today",
        "ddllint check --baseline known.json             report what is new",
    )
)


@click.command(epilog=_EXAMPLES, short_help="Lint SQL specs and cross-reference them.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="text for people, json for machines, github for annotations in GitHub Actions.",
)
@click.option("--output", metavar="FILE", help="Write the report to a file.")
@click.option("--select", multiple=True, metavar="CODES", help="Run only these rules.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Leave these rules out.")
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in Severity]),
    help="The least severity that makes the exit code 1.  [default: the settings', or error]",
)
@config_options
@click.option(
    "--validate-contracts",
    is_flag=True,
    help="Hold the contracts to the meta-schemas of OpenAPI and JSON Schema, too.",
)
@click.option("--baseline", metavar="FILE", help="Report no finding that this file knows.")
@click.option("--write-baseline", metavar="FILE", help="Write all findings to a baseline.")
@click.option("--stdin-filename", metavar="NAME", help="What to call stdin (PATH `-`).")
@click.option(
    "--require-complete",
    is_flag=True,
    help="Fail, too, when a rule could not run, or could not check all that it should.",
)
@click.option(
    "--statistics",
    is_flag=True,
    help="Count findings by rule; list what was not checked and what is not modelled.",
)
@click.option("--quiet", "-q", is_flag=True, help="Print findings only.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour in the text; auto heeds NO_COLOR.",
)
def command(
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str | None,
    config: str | None,
    no_config: bool,
    validate_contracts: bool,
    baseline: str | None,
    write_baseline: str | None,
    stdin_filename: str | None,
    require_complete: bool,
    statistics: bool,
    quiet: bool,
    color: str,
) -> int:
    """Lint SQL specs and cross-reference them.

    PATHS are files, folders (all *.sql below them), globs, or - for stdin. Without PATHS the
    specs that the settings name are checked; PATHS that are some of these are checked together
    with the others, and what is found in PATHS is told. Alembic revisions and their folders, and
    what the settings name as migrations, are checked by the rules about migrations. CODES are
    codes, names or beginnings of codes (DDL), with commas between them.

    Exit code: 0 nothing found, 1 findings at or above --fail-on (or, with --require-complete,
    something not checked), 2 usage or settings, 3 internal error, 130 interrupted.
    """
    # What is parsed lives until the process ends; looking for garbage in it takes longer than
    # a third of a large run and finds none.
    gc.disable()
    if baseline is not None and write_baseline is not None:
        raise UsageError("--baseline and --write-baseline cannot be used together")
    if stdin_filename is not None and "-" not in paths:
        raise UsageError("--stdin-filename is for stdin: add `-` to the paths")
    known = read_baseline(baseline) if baseline is not None else None
    loaded = loaded_settings(config, no_config)
    validate = _validates(loaded, validate_contracts, bool(paths))
    rules = _rules(paths, loaded)
    selection = choose(loaded, rules, ALWAYS, words(select), words(ignore), OF_MIGRATIONS)
    report = linted(
        paths,
        loaded,
        selection,
        stdin_name=stdin_filename or "stdin.sql",
        baseline=known,
        validate=validate,
        all_contracts=validate_contracts,
    )
    if write_baseline is not None:
        report = _write_baseline(report, write_baseline, loaded)
    write(_text(report, form, output, statistics, quiet, color), output)
    if form == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        from ddllint.report.github import job_summary

        append_file(os.environ["GITHUB_STEP_SUMMARY"], job_summary(report))
    if require_complete and not report.complete:
        write_stream(sys.stderr, f"ddllint: {incomplete(report)} (--require-complete)\n")
        return FINDINGS
    least = Severity(fail_on) if fail_on is not None else loaded.settings.fail_on
    return FINDINGS if report.fails(least) else OK


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


def _rules(paths: tuple[str, ...], loaded: Loaded) -> Sequence[Rule[Any]]:
    """The rules that may run, or that the settings speak of."""
    return every_rule(loaded) if concerns_migrations(paths, loaded) else rules_of_schemas(loaded)


def _write_baseline(report: Report, path: str, loaded: Loaded) -> Report:
    """Write what was found to a baseline; the report of what that baseline does not admit."""
    written = baseline_of(report, loaded)
    write_file(path, written.encoded())
    return admit(report, written, frozenset(), loaded)


def _text(
    report: Report, form: str, output: str | None, statistics: bool, quiet: bool, color: str
) -> str:
    if form == "json":
        from ddllint.report.json_format import json_text

        return json_text(report)
    if form == "github":
        from ddllint.report.github import annotations

        return annotations(report, in_workspace)
    from ddllint.report.text import text

    style = style_for(sys.stdout if output is None else None, color)
    return text(report, style=style, quiet=quiet, with_statistics=statistics)
