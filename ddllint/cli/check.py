"""`ddllint check`: lint and cross-reference, static, without a database."""

import gc
from typing import Any

import click

from ddllint.cli.asked import Asked
from ddllint.cli.begun import begun
from ddllint.cli.commands import examples
from ddllint.cli.options import config_options, loaded_settings
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Severity

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
def command(**given: Any) -> int:
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
    asked = Asked(**given)
    if asked.baseline is not None and asked.write_baseline is not None:
        raise UsageError("--baseline and --write-baseline cannot be used together")
    if asked.stdin_filename is not None and "-" not in asked.paths:
        raise UsageError("--stdin-filename is for stdin: add `-` to the paths")
    loaded = loaded_settings(asked.config, asked.no_config)
    with begun(asked.paths, loaded, asked.stdin_name) as texts:
        from ddllint.cli.checked import checked  # with the rules, while the first files are parsed

        return checked(asked, loaded, texts)
