"""An Alembic project as its configuration file describes it: the revisions and their order."""

import contextlib
import io
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from alembic.config import Config
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.migrate.replay.failures import failure

Shown = Callable[[Path], str]
"""How findings show a file's path."""


class Project(msgspec.Struct, frozen=True):
    """A configuration that was read, and the revisions that it leads to.

    `scripts` are those up to the wanted one, in the order in which an upgrade runs them; `head`
    is the wanted one, None when there is no revision at all.
    """

    config: Config
    directory: ScriptDirectory
    scripts: tuple[Script, ...]
    head: str | None


@contextlib.contextmanager
def opened(where: Path, revision: str | None, shown: Shown) -> Iterator[Project]:
    """The project of a configuration file, or of a folder of revisions, up to `revision`.

    Without one it is the only head.

    In the block the modules of the project can be imported as Alembic lets them be; what they
    print is dropped. Raises UsageError, with the place if there is one, for whatever keeps
    Alembic from reading the project, and when there are several heads.
    """
    with _importing():
        if where.is_dir():
            project = Config(stdout=io.StringIO()), _of_folder(where)
        else:
            project = _of_file(where, shown)
        yield _read(*project, revision, shown)


def _of_folder(folder: Path) -> ScriptDirectory:
    versions = folder / "versions"
    holds = versions if versions.is_dir() else folder
    return ScriptDirectory(str(folder), version_locations=[str(holds)])


def _of_file(ini: Path, shown: Shown) -> tuple[Config, ScriptDirectory]:
    if not ini.is_file():
        raise UsageError(
            f"{shown(ini)} does not exist",
            help="Name Alembic's configuration file: `alembic: FILE` in ddllint.yaml.",
        )
    try:
        if ini.suffix == ".toml":
            config = Config(toml_file=str(ini), stdout=io.StringIO())
        else:
            config = Config(str(ini), stdout=io.StringIO())
        location = config.get_alembic_option("script_location")
        if location is not None and not Path(location).exists():
            beside = ini.parent / location
            if beside.exists():  # written to be run from the file's own folder
                config.set_main_option("script_location", str(beside).replace("%", "%%"))
        return config, ScriptDirectory.from_config(config)
    except Exception as error:
        raise UsageError(_first_line(error), Span(shown(ini), 1, 1, 1, 1)) from None


def _read(
    config: Config, directory: ScriptDirectory, revision: str | None, shown: Shown
) -> Project:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        wanted = _wanted(directory, revision, shown)
        scripts = _in_order(directory, wanted, shown)
    for one in warned:
        # Alembic goes on with half of a graph: after two files of one id, or a missing one
        if issubclass(one.category, UserWarning) and str(one.message).startswith("Revision "):
            raise UsageError(_first_line(one.message), Span(shown(Path(directory.dir)), 1, 1, 1, 1))
    return Project(config, directory, scripts, wanted)


def _wanted(directory: ScriptDirectory, revision: str | None, shown: Shown) -> str | None:
    try:
        heads = directory.get_heads()
        if revision is not None:
            return _named(directory, revision)
    except UsageError:
        raise
    except Exception as error:
        raise _unreadable(directory, error, shown) from None
    if len(heads) > 1:
        files = {one: directory.get_revision(one) for one in sorted(heads)}
        names = ", ".join(f"{one} ({shown(Path(file.path))})" for one, file in files.items())
        raise UsageError(
            f"there is not one head revision, but {len(heads)}: {names}",
            help="Join them with `alembic merge heads`.",
        )
    return heads[0] if heads else None


def _named(directory: ScriptDirectory, revision: str) -> str | None:
    """The id of the revision that a text names: an id, its beginning, a label, `head`, `base`."""
    try:
        found = directory.get_revision(revision)
    except (CommandError, RevisionError) as error:
        raise UsageError(f"there is no revision {revision}: {_first_line(error)}") from None
    return found.revision if found is not None else None


def _in_order(directory: ScriptDirectory, head: str | None, shown: Shown) -> tuple[Script, ...]:
    if head is None:
        return ()
    try:
        found = directory.iterate_revisions(head, "base", implicit_base=True)
        return tuple(reversed(list(found)))
    except Exception as error:
        raise _unreadable(directory, error, shown) from None


def _unreadable(directory: ScriptDirectory, error: Exception, shown: Shown) -> UsageError:
    """What keeps Alembic from reading the revisions: their graph, or the Python of one."""
    if isinstance(error, CommandError | RevisionError):
        return UsageError(_first_line(error), Span(shown(Path(directory.dir)), 1, 1, 1, 1))
    found = failure(error, *folders(directory))
    if found is None:
        return UsageError(f"the revisions cannot be read: {type(error).__name__}: {error}")
    path, line, reason = found
    return UsageError(f"the revision cannot be read: {reason}", Span(shown(path), line, 1, line, 1))


def folders(directory: ScriptDirectory) -> tuple[Path, ...]:
    """Where the project's own Python is."""
    return tuple(map(Path, (directory.dir, *directory.version_locations)))


def _first_line(error: object) -> str:
    return " ".join(str(error).split()).rstrip(".;")


@contextlib.contextmanager
def _importing() -> Iterator[None]:
    """Leave the interpreter as it was: Alembic prepends to sys.path, modules write bytecode."""
    path, bytecode = list(sys.path), sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        sys.path[:] = path
        sys.dont_write_bytecode = bytecode
