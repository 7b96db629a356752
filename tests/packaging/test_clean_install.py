"""What is built holds what it should, and works where nothing else is installed."""

import email
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_FILE = re.compile(r"^```\w+\n(?:#|--) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A file in a page: its first line is a comment with its name."""


def run(*command: str | Path, folder: Path, environment: dict[str, str]) -> str:
    outcome = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout
    return outcome.stdout


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
    copy_project: Callable[[Path], Path],
    clean_environment: dict[str, str],
) -> Path:
    """The folder with the sdist, and the wheel that is built from it."""
    project = copy_project(tmp_path_factory.mktemp("build") / "project")
    run(sys.executable, "-m", "build", folder=project, environment=clean_environment)
    return project / "dist"


def package(dist: Path) -> set[str]:
    """The files of the package that was built into the folder `dist`: modules and data."""
    files = (path for path in (dist.parent / "ddllint").rglob("*") if path.is_file())
    return {path.relative_to(dist.parent).as_posix() for path in files}


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {name for name in names if ".dist-info/" not in name}

    assert shipped == package(built)
    assert "ddllint/py.typed" in shipped
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")] != []


@pytest.mark.slow
def test_the_metadata_tell_the_licence_and_the_readme(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = email.message_from_bytes(archive.read(name))

    assert metadata["License-Expression"] == "GPL-3.0-or-later"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "ddllint check" in str(metadata.get_payload())


@pytest.mark.slow
def test_the_sdist_holds_the_package(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert (package(built) | {"LICENSE", "README.md", "setup.cfg"}) - names == set()


@pytest.mark.slow
def test_the_readmes_first_command_installs_and_checks(
    tmp_path: Path, copy_project: Callable[[Path], Path], clean_environment: dict[str, str]
) -> None:
    project = copy_project(tmp_path / "project")
    fence = re.search(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    assert fence is not None

    printed = run("bash", "-euc", fence[1], folder=project, environment=clean_environment)

    specs = len(list((ROOT / "db/docs/specs").glob("*.sql")))
    assert f"{specs} files, " in printed
    python = project / ".venv/bin/python"
    listed = run(python, "-m", "pip", "list", folder=tmp_path, environment=clean_environment)
    assert "pglast" in listed
    assert [name for name in ("psycopg", "pytest", "alembic") if name in listed] == []
    told = run(
        project / ".venv/bin/ddllint", "--version", folder=tmp_path, environment=clean_environment
    )
    assert re.fullmatch(r"ddllint \d+\.\d+\.\d+\n", told)


@pytest.mark.slow
def test_the_fixtures_are_there_once_the_package_is_installed(
    tmp_path: Path, built: Path, clean_environment: dict[str, str]
) -> None:
    """The example of the page, with pytest as its users run it: nobody names the plug-in."""
    (wheel,) = built.glob("*.whl")
    environment = tmp_path / "venv"
    for name, text in _FILE.findall((ROOT / "docs/testing.md").read_text(encoding="utf-8")):
        path = tmp_path / "shop" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    run(sys.executable, "-m", "venv", environment, folder=tmp_path, environment=clean_environment)
    python = environment / "bin/python"
    wanted = f"{wheel}[emit,postgres,pytest]"
    run(
        python, "-m", "pip", "install", "-q", wanted, folder=tmp_path, environment=clean_environment
    )

    told = run(
        environment / "bin/pytest", "-q", folder=tmp_path / "shop", environment=clean_environment
    )

    assert "2 passed" in told
