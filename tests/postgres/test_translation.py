"""Roles under other names: on the way there, and on the way back."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from ddllint.postgres.server import Server
from ddllint.postgres.translation import translate

PREFIX = "p7_"


@pytest.fixture
def translated(postgres_server: Server, scratch: str) -> Iterator[psycopg.Connection]:
    with postgres_server.connect(scratch, postgres_server.superuser) as connection:
        translate(connection, {"app", "app_ro", "Ed"}, PREFIX)
        yield connection
        connection.rollback()


def bare(connection: psycopg.Connection, text: str) -> bytes:
    """What the server has, which no loader changes."""
    row = connection.execute("SELECT convert_to(%s, 'UTF8')", (text,)).fetchone()
    assert row is not None
    return bytes(row[0])


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("app", b"p7_app"),
        ("app_ro", b"p7_app_ro"),
        ("to app, app_ro.", b"to p7_app, p7_app_ro."),
        ("apps my_app app$ app1", b"apps my_app app$ app1"),
        ("ed", b"ed"),
        ("", b""),
        ("für app", "für p7_app".encode()),
    ],
)
def test_values(translated: psycopg.Connection, text: str, there: bytes) -> None:
    assert bare(translated, text) == there
    row = translated.execute("SELECT %s::text, %s::name, %s::varchar", (text,) * 3).fetchone()
    assert row == (text,) * 3


def test_statements(translated: psycopg.Connection) -> None:
    translated.execute("CREATE ROLE app")
    translated.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier("Ed")))
    translated.execute(b"DO $$ BEGIN EXECUTE 'CREATE ROLE app_ro'; END $$")
    with translated.cursor() as cursor:
        found = cursor.execute(
            "SELECT rolname, length(rolname) FROM pg_roles WHERE rolname = ANY (%s) ORDER BY 1",
            (["app", "app_ro", "Ed"],),
        ).fetchall()
    assert found == [("Ed", 5), ("app", 6), ("app_ro", 9)]


def test_copy(translated: psycopg.Connection) -> None:
    translated.execute("CREATE TEMP TABLE app (t text)")
    with translated.cursor() as cursor, cursor.copy("COPY app FROM STDIN") as copy:
        copy.write(b"one\n")
    row = translated.execute("SELECT to_regclass('app') IS NOT NULL, count(*) FROM app").fetchone()
    assert row == (True, 1)
