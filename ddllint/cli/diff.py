"""`ddllint diff`: what differs between two schemas, wherever they are written."""

import gc
import sys

import click

from ddllint.cli.commands import examples
from ddllint.cli.extras import needed
from ddllint.cli.main import FINDINGS, OK
from ddllint.cli.options import config_options, loaded_settings
from ddllint.cli.output import style_for, write
from ddllint.cli.project import ignored_by, named_specs
from ddllint.diagnostics.errors import UsageError
from ddllint.lint.files import STDIN

_EXAMPLES = examples(
    (
        "ddllint diff HEAD~1:db/specs                 since the last commit",
        "ddllint diff main:db/specs --format markdown",
        "ddllint diff alembic.ini                     revisions against specs",
        "ddllint diff alembic.ini@4f2a alembic.ini    what the newest revisions do",
        "ddllint diff postgresql://reader@db/shop     a database against the specs",
        "ddllint diff old.sql new.sql --format json --output diff.json",
    )
)


@click.command(epilog=_EXAMPLES, short_help="Show what differs between two schemas.")
@click.argument("a", metavar="A")
@click.argument("b", required=False, metavar="[B]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="text for people, markdown for pull requests, json for machines.",
)
@click.option("--output", metavar="FILE", help="Write the report to a file.")
@click.option(
    "--from-database",
    is_flag=True,
    help="Let a throw-away server run the revisions, instead of replaying them offline.",
)
@config_options
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour in the text; auto heeds NO_COLOR.",
)
def command(
    a: str,
    b: str | None,
    form: str,
    output: str | None,
    from_database: bool,
    config: str | None,
    no_config: bool,
    color: str,
) -> int:
    """Show what differs between two schemas, and what going from A to B would take.

    A and B are each one of: a file or folder of SQL specs (or - for stdin); these as of a git
    revision, REV:PATH; Alembic's configuration or folder of revisions, up to its head or with
    @REVISION up to that one; the postgresql:// URL of a database, which is only read. Without B,
    A is compared with the specs of the settings.

    Replaying revisions runs their own Python, as Alembic does, but not env.py, and connects to
    nothing.

    Exit code: 0 no difference, 1 differences, 2 usage or settings, 3 internal error, 130
    interrupted.
    """
    if a == b == STDIN:
        raise UsageError("only one of A and B can be standard input")
    gc.disable()  # what is parsed lives until the process ends
    loaded = loaded_settings(config, no_config)
    with needed():
        from ddllint.migrate.compare import compare
        from ddllint.migrate.report.diff_forms import diff_json, diff_markdown, diff_text
        from ddllint.migrate.states import Surroundings, named_state, state

        around = Surroundings(
            specs=named_specs(loaded),
            ignored=ignored_by(loaded),
            roles=loaded.settings.roles,
            on_server=from_database,
        )
        left = state(a, around)
        right = state(b, around) if b is not None else named_state(around)
        found = compare(left, right, int(loaded.settings.postgres))

    if form == "text":
        text = diff_text(found, style_for(sys.stdout if output is None else None, color))
    else:
        text = (diff_json if form == "json" else diff_markdown)(found)
    write(text, output)
    return FINDINGS if found.changes else OK
