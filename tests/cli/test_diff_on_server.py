"""`ddllint diff` with a database on one side: only what differs is told, and no password."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ddllint.cli.main import main
from ddllint.migrate.replay import replay
from ddllint.postgres import remote
from ddllint.postgres.databases import connect
from ddllint.postgres.server import Server

ROOT = Path(__file__).parents[2]
SPECS = str(ROOT / "db/docs/specs")
SECRET = "se@cret"


def url(server: Server, database: str, role: str) -> str:
    return f"postgresql://{role}:se%40cret@/{database}?host={server.host}&port={server.port}"


@pytest.fixture(autouse=True)
def no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def roles(postgres_server: Server) -> Iterator[None]:
    """Roles that own and read, as the settings of nobody know them."""
    with connect(postgres_server, "postgres", "postgres", autocommit=True) as connection:
        connection.execute("CREATE ROLE diff_owner LOGIN; CREATE ROLE diff_other LOGIN")
    yield
    with connect(postgres_server, "postgres", "postgres", autocommit=True) as connection:
        connection.execute("DROP ROLE diff_owner; DROP ROLE diff_other")


@pytest.fixture
def shop(postgres_server: Server, database: str, roles: None) -> Iterator[str]:
    del roles
    with connect(postgres_server, database, "postgres", autocommit=True) as connection:
        connection.execute("GRANT ALL ON SCHEMA public TO diff_owner, diff_other")
        yield database
        connection.execute("DROP OWNED BY diff_owner, diff_other")


def run(server: Server, database: str, role: str, sql: str) -> None:
    with connect(server, database, role, autocommit=True) as connection:
        connection.execute(sql.encode())


def test_the_reference_schema(
    postgres_server: Server, database: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """As an administrator, Alembic and nobody else have left it; then somebody changes it."""
    with connect(postgres_server, database, "postgres", autocommit=True) as connection:
        connection.execute((ROOT / "db/roles.sql").read_bytes())
    with connect(postgres_server, database, "migration_owner", autocommit=True) as connection:
        connection.execute("CREATE TABLE my_versions (version_num varchar(32) PRIMARY KEY)")
        connection.execute("GRANT SELECT ON my_versions TO app_ro")
        for parsed in replay(ROOT / "alembic.ini", shown=str).session():
            connection.execute(parsed.source.data)
    named = url(postgres_server, database, "migration_owner")

    assert main(["diff", named, SPECS]) == 0
    assert main(["diff", SPECS, named]) == 0
    assert main(["diff", named, str(ROOT / "alembic.ini")]) == 0
    assert main(["diff", named, named]) == 0
    capfdbinary.readouterr()
    run(
        postgres_server,
        database,
        "migration_owner",
        "DROP POLICY tenant_isolation_policy ON dead_events",
    )
    assert main(["diff", named, SPECS]) == 1
    out = capfdbinary.readouterr().out.decode()
    assert "  + policy dead_events.tenant_isolation_policy  " in out
    assert "1 added\n" in out
    assert SECRET not in out
    assert "se%40cret" not in out


def test_a_throw_away_server_has_the_roles_of_the_settings() -> None:
    ini, settings = str(ROOT / "alembic.ini"), str(ROOT / "ddllint.yaml")

    assert main(["diff", ini, "--from-database", "--config", settings]) == 0


def test_the_owner_of_most_is_the_one_of_sql_that_names_none(
    postgres_server: Server, shop: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(postgres_server, shop, "diff_owner", "CREATE TABLE a (); CREATE TABLE b ()")
    run(postgres_server, shop, "diff_other", "CREATE TABLE c ()")
    Path("t.sql").write_text("CREATE TABLE a (); CREATE TABLE b (); CREATE TABLE c ();")
    named = url(postgres_server, shop, "diff_owner")

    assert main(["diff", named, "t.sql"]) == 1
    out = capfdbinary.readouterr().out.decode()
    assert "1 changed\n" in out
    assert "  ~ table c  B t.sql:1:52\n      owner: diff_other -> (none)\n" in out
    Path("ddllint.yaml").write_text("roles: {diff_other: {owner: true}}\n")
    assert main(["diff", named, "t.sql"]) == 1
    assert "2 changed\n" in capfdbinary.readouterr().out.decode()


def test_of_aggregates_is_said_that_they_are_not_compared(
    postgres_server: Server, shop: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    sql = "CREATE AGGREGATE total(integer) (sfunc = int4pl, stype = integer);"
    run(postgres_server, shop, "diff_owner", sql)
    Path("t.sql").write_text(sql)
    named = url(postgres_server, shop, "diff_owner")

    assert main(["diff", named, "t.sql"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "A: what aggregate total(integer) does is not modelled\n" in out
    assert "B: t.sql:1:1: what CREATE AGGREGATE does is not modelled\n" in out


def test_aggregates_of_two_databases_are_told_apart_by_name(
    postgres_server: Server, shop: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    sql = "CREATE AGGREGATE total(integer) (sfunc = int4pl, stype = integer)"
    run(postgres_server, shop, "diff_owner", sql)
    named, empty = (url(postgres_server, name, "diff_owner") for name in (shop, "postgres"))

    assert main(["diff", named, empty]) == 1
    assert "  - aggregate total(integer)" in capfdbinary.readouterr().out.decode()


def test_rights_on_public_are_compared_when_sql_speaks_of_them(
    postgres_server: Server, shop: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    named = url(postgres_server, shop, "diff_owner")
    Path("quiet.sql").write_text("CREATE ROLE elsewhere;")
    Path("some.sql").write_text("GRANT USAGE ON SCHEMA public TO diff_owner;")

    assert main(["diff", named, "quiet.sql"]) == 0
    capfdbinary.readouterr()
    assert main(["diff", named, "some.sql"]) == 1
    assert "- grant schema public diff_other USAGE" in capfdbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "postgresql://u:se%40cret@127.0.0.1:1/shop",
            "postgresql://u@127.0.0.1:1/shop cannot be read",
        ),
        ("postgresql://u:se@cret@%zz/shop", "the URL of the database cannot be read"),
        ("postgresql://u:se%cret@h/shop", "the URL of the database cannot be read"),
        (
            "postgresql://h/shop?password=se%40cret&nonsense=1",
            "the URL of the database cannot be read",
        ),
        ("postgresql://u:se@cret@h/shop", "the URL of the database cannot be read"),
        ("postgresql://u:se/cret@h/shop", "the URL of the database cannot be read"),
        ("mysql://u:se-cret@h/shop", "the URL of the database cannot be read"),
        (
            "POSTGRESQL://u:se-cret@127.0.0.1:1/shop",
            "postgresql://u@127.0.0.1:1/shop cannot be read",
        ),
        ("host=127.0.0.1 port=1 password=se-cret", "this is no URL of a database"),
        (
            "postgresql+psycopg://u:se%40cret@127.0.0.1:1/shop",
            "postgresql://u@127.0.0.1:1/shop cannot",
        ),
    ],
)
def test_no_error_shows_a_password(
    text: str, message: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    Path("t.sql").write_text("CREATE TABLE a ();")

    assert main(["diff", text, "t.sql"]) == 2
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert message in err.decode()
    assert "cret" not in err.decode()


def test_a_server_that_refuses_is_told(
    postgres_server: Server, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    Path("t.sql").write_text("CREATE TABLE a ();")

    assert main(["diff", url(postgres_server, "nowhere", "postgres"), "t.sql"]) == 2
    err = capfdbinary.readouterr().err.decode()
    assert 'database "nowhere" does not exist' in err
    assert "cret" not in err


def test_a_database_is_only_read(
    postgres_server: Server,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    def write(connection: "psycopg.Connection[Any]", **_owner: object) -> None:
        connection.execute("CREATE TABLE made_by_ddllint ()")

    monkeypatch.setattr(remote, "read_catalog", write)
    Path("t.sql").write_text("CREATE TABLE a ();")

    assert main(["diff", url(postgres_server, database, "postgres"), "t.sql"]) == 2
    assert b"cannot execute CREATE TABLE in a read-only transaction" in capfdbinary.readouterr().err
