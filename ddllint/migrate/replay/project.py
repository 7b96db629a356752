"""An Alembic project as its configuration file describes it: the revisions and their order."""

import contextlib
import io
import re
import sys
import types
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
    print or warn of is dropped. Raises UsageError, with the place if there is one, for whatever
    keeps Alembic from reading the project, and when there are several heads.
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
        try:
            heads = directory.get_heads()
        except (Exception, SystemExit) as error:
            raise _broken_graph(warned, directory, shown) or _unreadable(
                error, directory, shown
            ) from None
    broken = _broken_graph(warned, directory, shown)
    if broken is not None:
        raise broken
    head = _only(heads, directory, shown) if revision is None else _named(directory, revision)
    return Project(config, directory, _in_order(directory, head, shown), head)


_TWICE = re.compile(r"Revision (\S+) is present more than once")
_ABSENT = re.compile(r"Revision (\S+) referenced from .* is not present")


def _broken_graph(
    warned: list[warnings.WarningMessage], directory: ScriptDirectory, shown: Shown
) -> UsageError | None:
    """Two revisions of one id, or one that is not there: Alembic warns, and goes on without."""
    for one in warned:
        said = str(one.message)
        twice, absent = _TWICE.match(said), _ABSENT.match(said)
        if twice is not None:
            places = list(_naming(twice[1], "revision", directory, shown))
            also = f", also in {places[0]}" if len(places) > 1 else ""
            return UsageError(
                f"revision {twice[1]} is there twice{also}", next(reversed(places), None)
            )
        if absent is not None:
            place = next(iter(_naming(absent[1], r"\w+", directory, shown)), None)
            return UsageError(f"there is no revision {absent[1]}", place)
    return None


def _naming(
    revision: str, variable: str, directory: ScriptDirectory, shown: Shown
) -> Iterator[Span]:
    """Where files of the project give a variable that has a revision's id in it."""
    names = re.compile(rf"^{variable}\b.*=.*(['\"]){re.escape(revision)}\1", re.MULTILINE)
    for file in _files(directory):
        text = file.read_bytes().decode("utf-8", "replace")
        found = names.search(text)
        if found is not None:
            line = text.count("\n", 0, found.start()) + 1
            yield Span(shown(file), line, 1, line, 1)


def _files(directory: ScriptDirectory) -> list[Path]:
    """The project's own Python files."""
    return sorted({path for folder in folders(directory) for path in folder.rglob("*.py")})


def _only(heads: list[str], directory: ScriptDirectory, shown: Shown) -> str | None:
    """The one head; None without revisions. Raises UsageError that names them if there are more."""
    if len(heads) > 1:
        names = ", ".join(
            f"{one} ({shown(Path(directory.get_revision(one).path))})" for one in sorted(heads)
        )
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
        raise _unreadable(error, directory, shown) from None


def _unreadable(error: BaseException, directory: ScriptDirectory, shown: Shown) -> UsageError:
    """What keeps Alembic from reading the revisions: their graph, or the Python of one."""
    if isinstance(error, CommandError | RevisionError):
        return UsageError(f"{shown(Path(directory.dir))}: {_first_line(error)}")
    if isinstance(error, AttributeError) and isinstance(error.obj, types.ModuleType):
        file = Path(error.obj.__file__ or directory.dir)
        return UsageError(
            f"this is no revision: it has no `{error.name}`", Span(shown(file), 1, 1, 1, 1)
        )
    found = failure(error, *folders(directory))
    if found is None and isinstance(error, KeyError):  # Alembic looks up what others depend on
        for place in _naming(str(error.args[0]), "depends_on", directory, shown):
            return UsageError(f"there is no revision {error.args[0]}", place)
    if found is None and isinstance(error, SyntaxError | ValueError):  # which names no file
        for file in _files(directory):
            if b"\0" in file.read_bytes():
                place = Span(shown(file), 1, 1, 1, 1)
                return UsageError("the revision cannot be read: it has null bytes", place)
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
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.path[:] = path
        sys.dont_write_bytecode = bytecode
