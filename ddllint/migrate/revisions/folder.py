"""The folder of a project's revisions: what is taken there, and writing to it."""

import contextlib
import errno
import signal
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.replay.project import Shown, opened
from ddllint.migrate.revisions.files import RevisionFile


class Revisions(msgspec.Struct, frozen=True):
    """Where a project's next revision goes: `folder`, after `head` (None: there is none).

    `taken` are the identifiers, and the times that begin file names, that others have.
    """

    folder: Path
    head: str | None
    taken: frozenset[str]


def read_revisions(ini: Path, shown: Shown) -> Revisions:
    """The revisions of Alembic's configuration file.

    New ones go where the head is, or else to the first of the folders for revisions. Raises
    UsageError for what keeps Alembic from reading the project, and for several heads.
    """
    with opened(ini, None, shown) as project:
        known = {script.revision for script in project.directory.walk_revisions()}
        named = project.directory.version_locations
        folder = Path(named[0]) if named else Path(project.directory.dir, "versions")
        if project.scripts:
            folder = Path(project.scripts[-1].path).parent
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    times = {name[:12] for name in names if name[:12].isdigit() and not name[12:13].isdigit()}
    return Revisions(folder, project.head, frozenset(known | times))


def write_revisions(files: Sequence[RevisionFile], folder: Path, shown: Shown) -> None:
    """Write all of the files, or none, and never over one that is there.

    A signal to stop is heeded afterwards. Raises UsageError when the folder cannot be written to.
    """
    with _undisturbed():
        _write(files, folder, shown)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back that would end the process, where the system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _write(files: Sequence[RevisionFile], folder: Path, shown: Shown) -> None:
    made: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".ddllint-", dir=folder) as beside:
            for file in files:
                Path(beside, file.name).write_text(file.text, encoding="utf-8", newline="\n")
            for file in files:
                target = folder / file.name
                if target.exists():
                    raise FileExistsError(errno.EEXIST, f"{file.name} is there already")
                Path(beside, file.name).rename(target)
                made.append(target)
    except OSError as error:
        for path in made:
            with contextlib.suppress(OSError):
                path.unlink()
        raise UsageError(f"cannot write to {shown(folder)}: {error.strerror}") from None
