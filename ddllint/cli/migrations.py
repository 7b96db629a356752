"""The migrations that a command works on: those that it is given, or the settings'."""

import datetime
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ddllint.cli.extras import needed
from ddllint.cli.project import alembic_config, among_specs, holds_revisions, named_inputs, texts
from ddllint.diagnostics.errors import UsageError
from ddllint.lint.baseline import Baseline, admit
from ddllint.lint.files import Inputs, read_inputs, without
from ddllint.lint.migrations import MigrationInputs, lint_migrations, ran, together
from ddllint.lint.result import Report
from ddllint.lint.selection import Selection
from ddllint.revisions.read import Script, Transactions
from ddllint.revisions.sql_files import is_way_back, sql_script
from ddllint.settings.load import Loaded
from ddllint.settings.paths import printable, relative
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource


def checked_with_specs(
    paths: tuple[str, ...],
    loaded: Loaded,
    selection: Selection,
    stdin_name: str,
    of_specs: Callable[[Inputs], Report],
    *,
    today: datetime.date,
    baseline: Baseline | None,
) -> Report:
    """What the rules find in the migrations, and in the specs if the paths name some."""
    specs, migrations = _parted(paths, loaded, stdin_name)
    reports = [of_specs(specs)] if specs is not None else []
    if migrations is not None:
        reports.append(lint_migrations(migrations, selection, loaded, today=today))
    report = together(reports, loaded)
    return report if baseline is None else admit(report, baseline, ran(report, selection), loaded)


def _parted(
    paths: tuple[str, ...], loaded: Loaded, stdin_name: str
) -> tuple[Inputs | None, MigrationInputs | None]:
    """The specs and the migrations that the paths name or, without any, the settings.

    None stands for what is not named at all.
    """
    sql = _sql_migrations(loaded)
    if not paths:
        here = map(loaded.from_here, loaded.settings.migrations)
        revisions = [path for path in here if holds_revisions(path)]
        specs = named_inputs((), loaded, stdin_name) if loaded.settings.specs else None
        return specs, _migration_inputs(revisions, sql, sql.paths, loaded)
    revisions = [path for path in paths if holds_revisions(path)]
    rest = tuple(path for path in paths if path not in revisions)
    named = texts(rest, loaded, stdin_name) if rest else Inputs((), ())
    wanted = named.paths & sql.paths
    specs = among_specs(without(named, wanted), loaded) if named.paths - wanted else None
    if not wanted and not revisions:
        return specs, None
    return specs, _migration_inputs(revisions, sql, wanted, loaded)


def _sql_migrations(loaded: Loaded) -> Inputs:
    """The plain SQL migrations that the settings name; files that only undo are left out."""
    named = {
        path: loaded.place(("migrations", at))
        for at, entry in enumerate(loaded.settings.migrations)
        if not holds_revisions(path := loaded.from_here(entry))
    }
    return read_inputs(named, ignored=is_way_back) if named else Inputs((), ())


def _migration_inputs(
    revisions: Iterable[str], sql: Inputs, wanted: frozenset[str], loaded: Loaded
) -> MigrationInputs:
    """What is checked: the Alembic revisions at these paths, and of the SQL files the wanted."""
    mode = Transactions(loaded.settings.migration_transactions)
    parsed = [parse_source(source) for source in sql.sources]
    groups = [tuple(sql_script(one, mode) for one in parsed)]
    found = set(wanted)
    for ini, paths in _projects(revisions, loaded).items():
        scripts, texts = _replayed(ini)
        groups.append(scripts)
        parsed += texts
        found.update(_below(paths, scripts, ini))
    refused = tuple(one for one in sql.refused if one.problem.span.path in wanted)
    return MigrationInputs(tuple(groups), frozenset(found), tuple(parsed), refused)


def _replayed(ini: Path) -> tuple[tuple[Script, ...], list[ParsedSource]]:
    """The revisions of a project, and the SQL in them."""
    with needed():
        from ddllint.migrate.replay import replay
        from ddllint.migrate.scripts import scripts
    replayed = replay(ini, shown=_shown)
    steps = (one for revision in replayed.revisions for one in revision.upgrade)
    return scripts(replayed), [one.parsed for one in steps]


def _shown(path: Path) -> str:
    return printable(relative(str(path)))


def _projects(paths: Iterable[str], loaded: Loaded) -> dict[Path, list[str]]:
    """The configuration files of the Alembic projects that the paths belong to."""
    found: dict[Path, list[str]] = {}
    for path in paths:
        found.setdefault(_ini(path, loaded), []).append(path)
    return found


def _ini(path: str, loaded: Loaded) -> Path:
    """The settings' configuration file, or the nearest alembic.ini at the path or above it."""
    if not Path(path).exists():
        raise UsageError(f"{printable(path)} does not exist")
    if loaded.settings.alembic is not None:
        return alembic_config(loaded)
    here = Path(path).absolute()
    for folder in (here, *here.parents):
        if (folder / "alembic.ini").is_file():
            return Path(relative(str(folder / "alembic.ini")))
    raise UsageError(
        f"no alembic.ini at {printable(path)} or above it",
        help="Name Alembic's configuration file: `alembic: FILE` in ddllint.yaml.",
    )


def _below(paths: Iterable[str], scripts: tuple[Script, ...], ini: Path) -> Iterator[str]:
    """The revisions at the paths; each path must have one."""
    for path in paths:
        top = Path(path).resolve()
        names = [one.source.path for one in scripts]
        inside = [name for name in names if Path(name).resolve().is_relative_to(top)]
        if not inside:
            raise UsageError(f"{printable(path)} holds no revision of {_shown(ini)}")
        yield from inside
