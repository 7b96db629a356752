"""Databases on a throw-away server."""

import psycopg
import pytest

from ddllint.postgres.databases import connect, create_database, drop_database, fresh_database
from ddllint.postgres.server import Server


def names(server: Server) -> set[str]:
    with connect(server, "postgres", server.superuser) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def test_a_fresh_database_is_empty_and_utf8(postgres_server: Server, database: str) -> None:
    with connect(postgres_server, database, postgres_server.superuser) as connection:
        row = connection.execute(
            "SELECT current_database(), getdatabaseencoding(),"
            " (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
        ).fetchone()
    assert row == (database, "UTF8", 0)


def test_a_fresh_database_goes_even_when_somebody_is_connected(postgres_server: Server) -> None:
    with fresh_database(postgres_server) as name:
        connection = connect(postgres_server, name, postgres_server.superuser)
    assert name not in names(postgres_server)
    connection.close()


def test_a_copy_of_a_template_with_an_owner(postgres_server: Server, database: str) -> None:
    role = f"owner_{database}"
    with connect(postgres_server, database, postgres_server.superuser) as connection:
        connection.execute("CREATE TABLE kept (id integer)")
        connection.execute(f'CREATE ROLE "{role}" LOGIN')
    try:
        with (
            fresh_database(postgres_server, template=database, owner=role) as copy,
            connect(postgres_server, copy, role) as connection,
        ):
            row = connection.execute("SELECT to_regclass('kept')::text, current_user").fetchone()
        assert row == ("kept", role)
    finally:
        with connect(postgres_server, database, postgres_server.superuser) as connection:
            connection.execute(f'DROP ROLE "{role}"')


def test_awkward_names_are_quoted(postgres_server: Server) -> None:
    name = """it's "a" käse; DROP"""
    create_database(postgres_server, name)
    assert name in names(postgres_server)
    with connect(postgres_server, name, postgres_server.superuser) as connection:
        assert connection.info.dbname == name
    drop_database(postgres_server, name)
    drop_database(postgres_server, name)
    assert name not in names(postgres_server)


@pytest.mark.parametrize("autocommit", [True, False])
def test_autocommit(postgres_server: Server, database: str, autocommit: bool) -> None:
    user = postgres_server.superuser
    with connect(postgres_server, database, user, autocommit=autocommit) as connection:
        connection.execute("CREATE TABLE t (id integer)")
        with connect(postgres_server, database, user) as other:
            row = other.execute("SELECT to_regclass('t') IS NOT NULL").fetchone()
    assert row == (autocommit,)


def test_a_role_that_may_not_log_in_is_refused(postgres_server: Server, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        connect(postgres_server, database, "pg_monitor")
