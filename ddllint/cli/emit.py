"""`ddllint emit`: from specs to Alembic revisions."""

import datetime
import gc
import os
import sys
from typing import TYPE_CHECKING

import click
from msgspec import structs

from ddllint.catalog.builder import build
from ddllint.cli.commands import examples
from ddllint.cli.extras import needed
from ddllint.cli.main import FINDINGS, OK
from ddllint.cli.options import config_options, loaded_settings
from ddllint.cli.output import style_for, write, write_stream
from ddllint.cli.project import alembic_config, named_contracts, named_inputs
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Severity
from ddllint.lint.files import Inputs
from ddllint.lint.plugins import rules_of_schemas
from ddllint.lint.run import lint
from ddllint.lint.selection import choose
from ddllint.report.summary import count
from ddllint.report.text import text
from ddllint.rules.registry import ALWAYS
from ddllint.settings.load import Loaded
from ddllint.settings.model import milliseconds
from ddllint.sql.parse import parse_source

if TYPE_CHECKING:
    from ddllint.migrate.emission import Emission

_EXAMPLES = examples(
    (
        "ddllint emit                      write the revisions that the specs want",
        "ddllint emit --check              for CI: do specs and revisions agree?",
        "ddllint emit --dry-run            the plan: statements, locks, hazards",
        "ddllint emit -m 'Add notes' --allow drop-column:orders.remark",
    )
)
_NEVER_EMITTED = frozenset({"SQL001", "SQL002", "SQL003"})
"""Codes of what was not read, or no server takes: it cannot be emitted whatever one wishes."""


@click.command(epilog=_EXAMPLES, short_help="Write Alembic revisions from the specs.")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("--check", is_flag=True, help="Write nothing; fail when there is a difference.")
@click.option("--dry-run", is_flag=True, help="Write nothing; show the plan.")
@click.option("--sql", is_flag=True, help="Write nothing; show the SQL, as a script for psql.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for machines: the plan.",
)
@click.option("--message", "-m", metavar="TEXT", help="What the revision does, for its name.")
@click.option(
    "--allow",
    multiple=True,
    metavar="KEY",
    help="Let a refused operation through, as in drop-column:orders.note.",
)
@click.option(
    "--from-database",
    is_flag=True,
    help="Let a throw-away server run the revisions, instead of reading them.",
)
@click.option("--init", is_flag=True, help="Make alembic.ini and the folder alembic first.")
@click.option("--no-check", is_flag=True, help="Emit specs that have findings at error level.")
@config_options
def command(
    paths: tuple[str, ...],
    check: bool,
    dry_run: bool,
    sql: bool,
    form: str,
    message: str | None,
    allow: tuple[str, ...],
    from_database: bool,
    init: bool,
    no_check: bool,
    config: str | None,
    no_config: bool,
) -> int:
    """Write Alembic revisions from the specs.

    Compares the specs with what the revisions build, and writes the difference: four revisions at
    first, one later, of statements that keep running applications running. What loses data, or
    writes a table anew, is refused until it is allowed by name. A revision that is there is never
    changed. PATHS are as for `ddllint check`; together they are all specs.

    Exit code: 0 written, or nothing to do, 1 a difference (--check), refused, or specs with
    findings, 2 usage or settings, 3 internal error, 130 interrupted.
    """
    gc.disable()  # what is parsed lives until the process ends
    if check + dry_run + sql > 1:
        raise UsageError("--check, --dry-run and --sql cannot be used together")
    if init and (check or dry_run or sql or from_database):
        raise UsageError("--init writes files: leave the other options out")
    if sql and form == "json":
        raise UsageError("--sql shows a script: leave --format json out")
    if message is not None and not message.isprintable():
        raise UsageError("--message has to be one line of printable text")
    loaded = loaded_settings(config, no_config)
    inputs = named_inputs(paths, loaded, "stdin.sql")
    if not _is_valid(inputs, loaded, no_check):
        return FINDINGS
    with needed():
        from ddllint.migrate.report.text import unseen_text
        from ddllint.migrate.revisions.folder import write_revisions
        from ddllint.migrate.states import shown

        if init:
            _init(loaded)
        found = _emission(inputs, loaded, frozenset(allow), message or "", from_database)
    write_stream(sys.stderr, unseen_text(found))
    if not (check or dry_run or sql or found.plan.refusals):
        write_revisions(found.files, found.folder, shown)
    write(_told(found, check=check, dry_run=dry_run, sql=sql, form=form))
    if found.plan.refusals and not check:
        number = count(len(found.plan.refusals), "change")
        write_stream(sys.stderr, f"ddllint: {number} refused: nothing is written\n")
    return FINDINGS if found.plan.refusals or (check and not found.agrees) else OK


def _is_valid(inputs: Inputs, loaded: Loaded, no_check: bool) -> bool:
    """Whether the specs may be emitted; if not, it is told why."""
    report = lint(
        inputs,
        choose(loaded, rules_of_schemas(loaded), ALWAYS),
        loaded,
        contracts=lambda: None if no_check else named_contracts(loaded),
        today=datetime.date.today(),
    )
    errors = tuple(
        one
        for one in report.findings
        if one.severity is Severity.ERROR and (not no_check or one.code in _NEVER_EMITTED)
    )
    if errors:
        told = structs.replace(report, findings=errors)
        write(text(told, style=style_for(sys.stdout), quiet=True))
        hint = "" if no_check else "; --no-check emits specs all the same, if they can be read"
        number = count(len(errors), "error")
        write_stream(sys.stderr, f"ddllint: {number} in the specs: nothing is emitted{hint}\n")
    return not errors


def _emission(
    inputs: Inputs, loaded: Loaded, allow: frozenset[str], message: str, from_database: bool
) -> "Emission":
    from ddllint.migrate.emission import emission
    from ddllint.migrate.revisions.timeouts import Timeouts
    from ddllint.migrate.states import Surroundings, revisions, shown

    postgres = int(loaded.settings.postgres)
    sources = sorted((*inputs.sources, *inputs.around), key=lambda one: one.path)
    specs = build(map(parse_source, sources), postgres=postgres)
    ini = alembic_config(loaded)
    limits = loaded.settings.emit
    built = None
    if from_database:
        around = Surroundings(roles=loaded.settings.roles, on_server=True)
        built = revisions(ini, None, around).fold(postgres)
    return emission(
        specs,
        ini,
        now=_now(),
        postgres=postgres,
        shown=shown,
        allow=allow,
        message=message,
        built=built,
        limits=Timeouts(*map(milliseconds, (limits.lock_timeout, limits.statement_timeout))),
    )


def _init(loaded: Loaded) -> None:
    from ddllint.migrate.revisions.scaffold import write_scaffold
    from ddllint.migrate.states import shown

    made = write_scaffold(alembic_config(loaded, is_there=False), shown)
    write("".join(f"{shown(path)}\n" for path in made))


def _now() -> datetime.datetime:
    """The time, or the one that SOURCE_DATE_EPOCH gives (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.datetime.now(datetime.UTC)
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError("SOURCE_DATE_EPOCH is not a number of seconds since 1970") from None


def _told(found: "Emission", *, check: bool, dry_run: bool, sql: bool, form: str) -> str:
    from ddllint.migrate.report.json_form import plan_json
    from ddllint.migrate.report.text import differences_text, plan_text, refusals_text, script_text
    from ddllint.migrate.states import shown

    if form == "json":
        return plan_json(found, shown)
    style = style_for(sys.stdout)
    if check:
        return differences_text(found, style)
    if dry_run or found.agrees:
        return plan_text(found, style, shown)
    if found.plan.refusals:
        return refusals_text(found, style)
    if sql:
        return script_text(found)
    return "".join(f"{shown(found.folder / file.name)}\n" for file in found.files)
