"""A server for all tests of a run, and copies of the reference schema to break."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from verifying import without_revisions

from ddllint.postgres.binaries import Binaries, find_binaries
from ddllint.postgres.server import Server, temporary_server

REPOSITORY = Path(__file__).parent.parent.parent
PARTS = ("alembic", "alembic.ini", "contracts", "db", "ddllint.yaml", "rules")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server of the newest version, for what does not depend on the version."""
    with temporary_server(find_binaries()) as server:
        yield server


@pytest.fixture(scope="session")
def each_server(binaries: Binaries) -> Iterator[Server]:
    """Of the oldest and the newest version; not those of other tests, for these get roles."""
    with temporary_server(binaries) as server:
        yield server


@pytest.fixture
def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a copy of the reference schema."""
    for part in PARTS:
        source, target = REPOSITORY / part, tmp_path / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def specs_alone(reference: Path) -> Path:
    """The same without revisions: what the specs say is what is tried."""
    without_revisions()
    return reference
