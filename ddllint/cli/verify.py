"""`ddllint verify`: prove on a real PostgreSQL what specs and revisions promise."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from ddllint.cli.commands import examples
from ddllint.cli.documents import apply, differences
from ddllint.cli.documents import told as written
from ddllint.cli.extras import needed
from ddllint.cli.main import FINDINGS, OK
from ddllint.cli.options import config_options, loaded_settings, server_options, words
from ddllint.cli.output import append_file, in_workspace, style_for, write, write_stream
from ddllint.diagnostics.errors import UsageError
from ddllint.docs.changes import Document, changes
from ddllint.settings.typed import suggestion

with needed():
    from ddllint.cli.verified import project_of, server_for
    from ddllint.verify.model import Verification
    from ddllint.verify.project import Load
    from ddllint.verify.report.github import annotations
    from ddllint.verify.report.json_form import verification_json
    from ddllint.verify.report.junit import junit
    from ddllint.verify.report.markdown import markdown, summary
    from ddllint.verify.report.text import text
    from ddllint.verify.results import results
    from ddllint.verify.run import verify
    from ddllint.verify.scene import scene_of
    from ddllint.verify.scripts.documents import scripts
    from ddllint.verify.stages import STAGES

_LOAD = Load()
_EXAMPLES = examples(
    (
        "ddllint verify                            all stages",
        "ddllint verify --stage drift              one of them",
        "ddllint verify --postgres 15 --fail-fast",
        "ddllint verify --format junit --report verify.xml",
        "ddllint verify --write-results            documents of what was proven",
    )
)


@click.command(epilog=_EXAMPLES, short_help="Prove the schema on a real PostgreSQL.")
@click.option("--stage", multiple=True, metavar="NAMES", help="Run only these stages.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first promise that is refuted.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "junit", "markdown", "github"]),
    default="text",
    show_default=True,
    help="text for people, json and junit for machines, markdown for documents, github for "
    "annotations in GitHub Actions.",
)
@click.option("--report", metavar="FILE", help="Write that to a file, and text to standard output.")
@click.option(
    "--write-results",
    is_flag=True,
    help="Write what was proven where `results` in the settings says.",
)
@click.option(
    "--check-results", is_flag=True, help="Write none of them; fail, and show what would change."
)
@click.option("--verbose", "-v", is_flag=True, help="Tell in the text what is proven, and how.")
@server_options
@click.option(
    "--rows",
    metavar="N",
    type=click.IntRange(min=1),
    default=_LOAD.rows,
    show_default=True,
    help="How many rows a table gets for the stage indexes.",
)
@click.option(
    "--p95",
    metavar="MS",
    type=click.FloatRange(min=0),
    default=_LOAD.milliseconds,
    show_default=True,
    help="In how many milliseconds 95 of 100 answers have to come there.",
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
    stage: tuple[str, ...],
    fail_fast: bool,
    form: str,
    report: str | None,
    write_results: bool,
    check_results: bool,
    verbose: bool,
    pg_bin: str | None,
    postgres: int | None,
    database_url: str | None,
    rows: int,
    p95: float,
    config: str | None,
    no_config: bool,
    color: str,
) -> int:
    """Prove the schema on a real PostgreSQL.

    A throw-away server is started, the revisions are run on it as the owner of the tables, and
    stage by stage it is tried whether the promises of specs, settings and contracts hold. Nothing
    of it is left behind.

    Exit code: 0 every stage proven, 1 a promise refuted or a stage not run, 2 usage or settings,
    3 internal error, 130 interrupted.
    """
    selected = _selected(words(stage))
    if (write_results or check_results) and (selected or fail_fast):
        raise UsageError("results are those of all stages: leave --stage and --fail-fast out")
    if write_results and check_results:
        raise UsageError("--write-results and --check-results cannot be used together")
    loaded = loaded_settings(config, no_config)
    project = project_of(loaded, Load(rows, p95))
    with (
        _progress() as progress,
        server_for(pg_bin, postgres, database_url, project.roles) as server,
        scene_of(project, server) as scene,
    ):
        found = verify(scene, selected, fail_fast=fail_fast, progress=progress)
    told = text(found, style_for(sys.stdout, color), verbose=verbose)
    if report is not None:
        write(_formatted(found, form, verbose), report)
        write(told)
    else:
        write(told if form == "text" else _formatted(found, form, verbose))
    if form == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        append_file(os.environ["GITHUB_STEP_SUMMARY"], summary(found))
    current = True
    if write_results or check_results:
        current = _results((*results(found, loaded), *scripts(project)), check_results)
    return OK if found.proven and current else FINDINGS


def _results(documents: tuple[Document, ...], check: bool) -> bool:
    """Write the documents, or check them; whether all are as they should be. Told on stderr.

    Raises UsageError when a file of people's is in the way.
    """
    found = changes(documents, ())
    if check:
        told = differences(found, "ddllint verify --write-results")
    else:
        for change in found.changes:
            apply(change)
        told = written(found)
    write_stream(sys.stderr, "".join(told))
    return not (check and found.changes)


def _formatted(found: Verification, form: str, verbose: bool) -> str:
    match form:
        case "json":
            return verification_json(found)
        case "junit":
            return junit(found)
        case "markdown":
            return markdown(found)
        case "github":
            return annotations(found, in_workspace)
    return text(found, style_for(None), verbose=verbose)


def _selected(names: tuple[str, ...]) -> frozenset[str]:
    known = [stage.name for stage in STAGES]
    for name in names:
        if name not in known:
            raise UsageError(f"there is no stage `{name}`", help=suggestion(name, known))
    return frozenset(names)


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Tell on a terminal which stage runs; nothing remains of it."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _name, _proofs: None
        return
    try:
        yield lambda name, proofs: write_stream(sys.stderr, f"\r\x1b[K{name}: {proofs}")
    finally:
        write_stream(sys.stderr, "\r\x1b[K")
