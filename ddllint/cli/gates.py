"""`ddllint gates`: which exit gates of a plan's phases hold, and which one blocks."""

import gc
import os
import sys
from contextlib import ExitStack
from pathlib import Path

import click

from ddllint.cli.commands import examples
from ddllint.cli.evidence import written_down
from ddllint.cli.gated import Server, ground_of
from ddllint.cli.main import FINDINGS, OK, USAGE
from ddllint.cli.options import config_options, loaded_settings, server_options
from ddllint.cli.output import append_file, in_workspace, style_for, write
from ddllint.diagnostics.errors import UsageError
from ddllint.gates.evidence import read_evidence, told_from
from ddllint.gates.load import Known, PlannedPhase, chosen, load_gates
from ddllint.gates.model import Outcome
from ddllint.gates.report.forms import markdown, outcome_json
from ddllint.gates.report.github import annotations
from ddllint.gates.report.junit import junit
from ddllint.gates.report.text import listed, text
from ddllint.gates.run import run
from ddllint.lint.plugins import rules_of_schemas
from ddllint.rules.registry import ALWAYS, OF_MIGRATIONS
from ddllint.settings.load import Loaded
from ddllint.settings.paths import printable, relative
from ddllint.verify.model import STAGE_NAMES

_FILE = "db/docs/gates.yaml"
_EXAMPLES = examples(
    (
        "ddllint gates                   all phases, until one blocks the next",
        "ddllint gates 2.3               one phase, and those that it needs",
        "ddllint gates --list            the gates, without looking at any",
        "ddllint gates --evidence DIR    with evidence to keep",
    )
)


@click.command(epilog=_EXAMPLES, short_help="Tell which phase's exit gates hold.")
@click.argument("phase", required=False)
@click.option("--list", "only_list", is_flag=True, help="List the gates; look at none.")
@click.option(
    "--file",
    "path",
    metavar="FILE",
    help=f"The file of gates.  [default: {_FILE} beside the settings]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", "markdown", "github"]),
    default="text",
    show_default=True,
    help="text for people, json and junit for machines, markdown for documents, github for "
    "annotations in GitHub Actions.",
)
@click.option(
    "--evidence",
    metavar="DIR",
    help="Write there what was checked, on which files and by which versions, and when.",
)
@click.option(
    "--from-evidence",
    metavar="DIR",
    help="Take the stages of `ddllint verify` from there, where their files are still the same.",
)
@click.option("--verbose", "-v", is_flag=True, help="Tell in the text what each check looked at.")
@server_options
@config_options
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour in the text; auto heeds NO_COLOR.",
)
def command(
    phase: str | None,
    only_list: bool,
    path: str | None,
    form: str,
    evidence: str | None,
    from_evidence: str | None,
    verbose: bool,
    pg_bin: str | None,
    postgres: int | None,
    database_url: str | None,
    config: str | None,
    no_config: bool,
    color: str,
) -> int:
    """Tell which exit gates hold, and which one blocks.

    The gates of a phase are looked at when all those of the phases that it needs are proven;
    until then they are blocked. PHASE is the number of one phase: it is looked at with those
    that it needs. A server is started when a gate asks for a stage of `ddllint verify`.

    Exit code: 0 every gate proven, 1 a gate red or blocked, 2 usage, settings, the file of
    gates, or no gate red but for want of a package or a server, 3 internal error, 130
    interrupted.
    """
    gc.disable()  # what is parsed lives until the process ends
    if only_list and form != "text":
        raise UsageError("--list is text: leave --format out")
    loaded = loaded_settings(config, no_config)
    phases = _phases(path, loaded)
    if phase is not None:
        phases = chosen(phases, phase)
    if only_list:
        write(listed(phases))
        return OK
    server = Server(pg_bin, postgres, database_url)
    if from_evidence is not None and (evidence is not None or server != Server()):
        raise UsageError("--from-evidence asks no server and writes nothing: use it by itself")
    with ExitStack() as stack:
        ground = ground_of(loaded, stack, server)
        if from_evidence is not None:
            found = read_evidence(Path(from_evidence), printable(from_evidence))
            ground = told_from(ground, found, printable(from_evidence))
        if evidence is not None:
            outcome = written_down(phases, ground, evidence)
        else:
            outcome = run(phases, ground)
    write(_formatted(outcome, form, color, verbose))
    if form == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        append_file(os.environ["GITHUB_STEP_SUMMARY"], markdown(outcome))
    if outcome.proven:
        return OK
    return USAGE if outcome.unavailable else FINDINGS


def _phases(path: str | None, loaded: Loaded) -> tuple[PlannedPhase, ...]:
    file = Path(path if path is not None else loaded.from_here(_FILE))
    shown = printable(relative(str(file)))
    if path is None and not file.is_file():
        raise UsageError(
            f"{shown} does not exist", help="Write the gates there, or name their file: --file."
        )
    of_schemas = (rule.meta for rule in rules_of_schemas(loaded))
    codes = sorted({meta.code for meta in (*ALWAYS, *OF_MIGRATIONS, *of_schemas)})
    return load_gates(file, shown, Known(STAGE_NAMES, codes))


def _formatted(outcome: Outcome, form: str, color: str, verbose: bool) -> str:
    match form:
        case "json":
            return outcome_json(outcome)
        case "markdown":
            return markdown(outcome)
        case "junit":
            return junit(outcome)
        case "github":
            return annotations(outcome, in_workspace)
    return text(outcome, style_for(sys.stdout, color), verbose=verbose)
