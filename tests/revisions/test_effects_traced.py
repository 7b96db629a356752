"""What `effects` says of each statement of a corpus, traced on the server."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from tracing import trace, trace_beside

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server
from ddllint.revisions.actions import Effect
from ddllint.revisions.effects import effects
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.scene import Scene
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source

FOLDER = Path(__file__).with_name("traced")
SCHEMA, ROWS, TEXT = (
    (FOLDER / f"{name}.sql").read_text() for name in ("schema", "rows", "statements")
)
_LINE = re.compile(r"^(?P<sql>[^-].*);(?:\s+-- from (?P<major>\d+))?$", re.MULTILINE)
STATEMENTS = {found["sql"]: int(found["major"] or 0) for found in _LINE.finditer(TEXT)}
T = TypeVar("T")


@pytest.fixture(scope="module")
def own_database(postgres_server: Server) -> Iterator[psycopg.Connection]:
    with filled(postgres_server) as connection:
        yield connection


@contextmanager
def filled(server: Server) -> Iterator[psycopg.Connection]:
    """A connection to a database of its own with the schema and rows."""
    with (
        fresh_database(server) as name,
        connect(server, name, server.superuser, autocommit=True) as connection,
    ):
        connection.execute("SET timezone = 'Europe/Berlin'")
        # what is looked up by a key is read as a whole, whatever the planner thinks of it
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            connection.execute(f"SET enable_{way} = off".encode())
        connection.execute(SCHEMA.encode())
        connection.execute(ROWS.encode())
        yield connection


def parsed(text: str) -> ParsedSource:
    source = parse_source(Source("corpus.sql", text.encode()))
    assert not source.problems
    return source


def told(sql: str, major: int) -> tuple[Effect, Catalog]:
    """What is said of the statement over the schema, and the schema."""
    before = build([parsed(SCHEMA)], major)
    assert not before.refused
    after = build([parsed(f"{SCHEMA};{sql}")], major)
    scene = Scene(before, after, ("public",), major)
    return effects(parsed(sql).statements[0], scene), before


@pytest.mark.parametrize("sql", STATEMENTS)
def test_locks_and_work_are_as_traced(own_database: psycopg.Connection, sql: str) -> None:
    major = own_database.info.server_version // 10000
    if major < STATEMENTS[sql]:
        with pytest.raises(psycopg.Error), own_database.transaction():
            own_database.execute(sql.encode())
        return
    effect, before = told(sql, major)
    assert not effect.unseen
    there = {*before.tables, *before.views}
    if effect.alone:
        with pytest.raises(psycopg.errors.ActiveSqlTransaction), own_database.transaction():
            own_database.execute(sql.encode())
        return
    with own_database.transaction(force_rollback=True):
        found = trace(own_database, sql, there)
    assert strong(found.locks) == strong(effect.locks)
    # what a query reads is the query's own affair
    read = dict.fromkeys(found.works.keys() - found.locks.keys(), Work.SCAN)
    told_of = {name: work for name, work in effect.works.items() if name not in read}
    assert {n: w for n, w in found.works.items() if n not in read} == told_of


CONCURRENTLY = {
    "CREATE INDEX CONCURRENTLY i ON t (a)": "UPDATE t SET a = a",
    "CREATE UNIQUE INDEX CONCURRENTLY i ON mv (u)": "SELECT * FROM mv",
    "DROP INDEX CONCURRENTLY t_b": "SELECT * FROM t",
    "REINDEX INDEX CONCURRENTLY t_b": "UPDATE t SET a = a",
    "REINDEX (CONCURRENTLY) TABLE lone": "UPDATE lone SET w = w",
    "ALTER TABLE parted3 DETACH PARTITION part3 CONCURRENTLY": "SELECT * FROM part3",
}
"""Statements that wait for others to end, and what the others do meanwhile."""


@pytest.mark.parametrize("sql", CONCURRENTLY)
def test_locks_of_what_waits(postgres_server: Server, sql: str) -> None:
    with filled(postgres_server) as connection:
        effect, before = told(sql, connection.info.server_version // 10000)
        assert effect.alone
        assert effect.waits
        with pytest.raises(psycopg.errors.ActiveSqlTransaction), connection.transaction():
            connection.execute(sql.encode())
        with psycopg.connect(connection.info.dsn) as writer:
            writer.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            found = trace_beside(connection, writer, sql, CONCURRENTLY[sql])
    # DETACH locks the partition for itself only once the others have ended
    there = {*before.tables, *before.views} - {Name("public", "part3")}
    seen = {name: lock for name, lock in found.items() if name in there}
    assert strong(seen) == strong({n: k for n, k in effect.locks.items() if n in there})


def strong(locks: Mapping[Name, Lock]) -> dict[Name, Lock]:
    """What no query takes."""
    return {name: lock for name, lock in locks.items() if lock > Lock.ROW_EXCLUSIVE}
