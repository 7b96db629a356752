"""Each file of the corpus, built from its text and run on every PostgreSQL major.

A first line `-- from 18` says which major first takes the file's syntax; `-- alone` that it
ends transactions and so needs a database of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from oracle import assert_same

from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server

CORPUS = sorted(Path(__file__).with_name("corpus").glob("*.sql"))
_FROM = re.compile(r"-- from (\d+)$", re.MULTILINE)
_UNMODELLED = re.compile(r"-- unmodelled: (.+)$", re.MULTILINE)


@pytest.fixture
def own_connection(postgres_server: Server) -> Iterator[psycopg.Connection]:
    user = postgres_server.superuser
    with (
        fresh_database(postgres_server) as name,
        connect(postgres_server, name, user, autocommit=True) as connection,
    ):
        yield connection


def test_there_is_a_corpus() -> None:
    assert len(CORPUS) >= 30


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus(path: Path, connection: psycopg.Connection, request: pytest.FixtureRequest) -> None:
    text = path.read_text()
    major = connection.info.server_version // 10000
    first = _FROM.search(text)
    unmodelled = tuple(_UNMODELLED.findall(text))
    if "-- alone\n" in text:
        connection = request.getfixturevalue("own_connection")
    if first and major < int(first[1]):
        with pytest.raises(AssertionError, match="the server says"):
            assert_same(text, connection)
        return
    assert_same(text, connection, unmodelled=unmodelled)


SPECS = Path(__file__).parents[2] / "db" / "docs" / "specs"
SPEC_ORDER = (
    "tenants",
    "attribution_events",
    "dead_events",
    "attribution_allocations",
    "reconciliation_runs",
    "revenue_ledger",
    "mv_realtime_revenue",
    "mv_reconciliation_status",
)


def test_the_reference_schema(connection: psycopg.Connection) -> None:
    """In an order in which the server takes it: a spec may refer to one of a later path."""
    files = {path.name: path.read_text() for path in SPECS.glob("*.sql")}
    order = [f"{name}_ddl_spec.sql" for name in SPEC_ORDER]
    assert sorted(files) == sorted(order)
    connection.execute("CREATE ROLE migration_owner; CREATE ROLE app_rw; CREATE ROLE app_ro")
    connection.execute("CREATE ROLE app_admin BYPASSRLS")
    built = assert_same({name: files[name] for name in order}, connection)
    assert len(built.tables) == 6
