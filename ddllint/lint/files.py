"""From what the user named to SQL texts: folders walked, bytes read and found readable."""

import os
import sys
from collections.abc import Callable, Container, Iterator, Mapping
from io import FileIO
from pathlib import Path

import msgspec

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem
from ddllint.diagnostics.span import Span
from ddllint.lint.encoding import decoded
from ddllint.lint.globs import is_glob
from ddllint.settings.paths import printable, relative
from ddllint.sql.source import Source

STDIN = "-"


class Refused(msgspec.Struct, frozen=True):
    """Why a file is not parsed: the code of the finding, and the problem."""

    code: str
    problem: Problem


class Inputs(msgspec.Struct, frozen=True):
    """The texts to check, in the order of their paths, and the files that cannot be checked.

    `files` counts both; `ignored` counts the files that the settings leave out. `around` are the
    texts that the others may refer to, and that are not checked themselves. `apart` says that the
    settings name specs, and none of the files is one.
    """

    sources: tuple[Source, ...]
    refused: tuple[Refused, ...]
    ignored: int = 0
    around: tuple[Source, ...] = ()
    apart: bool = False

    @property
    def files(self) -> int:
        """How many files were read."""
        return len(self.sources) + len(self.refused)

    @property
    def everything(self) -> list[Source]:
        """All texts, those around too, in the order of their paths."""
        return sorted((*self.sources, *self.around), key=lambda source: source.path)

    @property
    def paths(self) -> frozenset[str]:
        """The paths of the files that are checked, as findings show them."""
        refused = [one.problem.span.path for one in self.refused]
        return frozenset([*[source.path for source in self.sources], *refused])


def without(inputs: Inputs, paths: Container[str]) -> Inputs:
    """The inputs but for the files of those paths."""
    return msgspec.structs.replace(
        inputs,
        sources=tuple(one for one in inputs.sources if one.path not in paths),
        refused=tuple(one for one in inputs.refused if one.problem.span.path not in paths),
    )


def read_inputs(
    paths: Mapping[str, Span | None],
    *,
    ignored: Callable[[str], bool] = lambda _path: False,
    stdin_name: str = "stdin.sql",
) -> Inputs:
    """The SQL texts below `paths`: files, folders (their `*.sql`), globs, and `-` for stdin.

    Each path comes with its place in the settings, if it was named there. `ignored` is asked with
    each file's path as findings show it. Raises UsageError for a path that does not exist, a glob
    without a match and a file that cannot be read.
    """
    found: dict[str, tuple[str, str]] = {}
    for path, place in paths.items():
        try:
            for opened, identity in _expanded(path):
                found.setdefault(identity, (printable(opened), opened))
        except UsageError as error:
            raise UsageError(error.message, error.span or place, error.help) from None
        except OSError as error:  # a folder on the way may not be entered
            raise UsageError(f"cannot read {printable(path)}: {error.strerror}", place) from None
    kept = [pair for pair in found.values() if pair[1] == STDIN or not ignored(pair[0])]
    sources: list[Source] = []
    refused: list[Refused] = []
    for path, opened in sorted(kept):
        name = stdin_name if opened == STDIN else path
        outcome = decoded(name, _read(opened))
        if isinstance(outcome, Source):
            sources.append(outcome)
        else:
            refused.append(Refused(*outcome))
    return Inputs(tuple(sources), tuple(refused), len(found) - len(kept))


def _expanded(path: str) -> Iterator[tuple[str, str]]:
    """The files that `path` stands for: how to open each, and what makes it the same file."""
    if path == STDIN:
        yield STDIN, STDIN
        return
    path = os.path.normpath(relative(path) if Path(path).is_absolute() else path)
    if Path(path).exists() or not is_glob(path):
        files = list(_file_or_folder(path))
        if not files:
            raise UsageError(f"no *.sql file below {printable(path)}")
        yield from files
        return
    matches = sorted(map(str, Path().glob(path)))
    if not matches:
        raise UsageError(f"the glob {printable(path)} matches nothing")
    for match in matches:
        yield from _file_or_folder(match)


def _file_or_folder(path: str) -> Iterator[tuple[str, str]]:
    if Path(path).is_dir():
        yield from _walk(path)
    elif Path(path).exists():
        yield path, os.path.realpath(path)
    else:
        raise UsageError(f"{printable(path)} does not exist")


def _walk(top: str) -> Iterator[tuple[str, str]]:
    """The `*.sql` files below the folder `top`; a folder that links lead to twice counts once."""
    pending = [(top, os.path.realpath(top))]
    seen: set[str] = set()
    while pending:
        folder, real = pending.pop()
        if real in seen:
            continue
        seen.add(real)
        for entry in _entries(folder):
            name = entry.name
            path = name if folder == "." else entry.path
            target = os.path.realpath(path) if entry.is_symlink() else f"{real}{os.sep}{name}"
            if entry.is_dir():
                if not name.startswith("."):
                    pending.append((path, target))
            elif name[-4:].lower() == ".sql" and entry.is_file():
                yield path, target


def _entries(folder: str) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise UsageError(f"cannot read the folder {printable(folder)}: {error.strerror}") from None


def _read(path: str) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read()
    try:
        with FileIO(path) as file:  # quicker than open() for a thousand small files
            return file.read()
    except OSError as error:
        raise UsageError(f"cannot read {printable(path)}: {error.strerror}") from None
