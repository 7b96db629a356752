"""On somebody else's server: own names, nothing touched, nothing left, no password told."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from ddllint.diagnostics.errors import UsageError
from ddllint.postgres.hosted import hosted
from ddllint.postgres.server import Server
from ddllint.settings.model import Role

PASSWORD = "open-sesame"
COMMAND = (sys.executable, "-m", "ddllint", "verify", "--database-url")
USERS = {
    "boss": "SUPERUSER",
    "maker": "CREATEDB CREATEROLE",
    "bypassing": "CREATEDB CREATEROLE BYPASSRLS",
    "nobody_at_all": "",
}


@pytest.fixture
def other(server: Server) -> Iterator[psycopg.Connection]:
    """Somebody's server, which has a database, and roles of the names that the specs have."""
    with server.connect("postgres", server.superuser, autocommit=True) as connection:
        for name, attributes in USERS.items():
            connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}' {attributes}")
        connection.execute("CREATE DATABASE shop")
        for name in ("app_rw", "app_ro", "app_admin", "migration_owner"):
            made = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (name,))
            if made.fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
        yield connection
        connection.execute("DROP DATABASE shop")
        for name in USERS:
            connection.execute(f"DROP ROLE {name}")


def url(server: Server, user: str) -> str:
    return f"postgresql://{user}:{PASSWORD}@/shop?host={server.host}"


def state(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """Databases, roles with their attributes, and memberships."""
    return connection.execute(
        "SELECT datname::text, datacl::text FROM pg_database UNION ALL "
        "SELECT rolname::text, r::text FROM pg_roles r UNION ALL "
        "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members ORDER BY 1, 2"
    ).fetchall()


def told(outcome: "subprocess.CompletedProcess[str]") -> str:
    return outcome.stdout + outcome.stderr


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("user", ["boss", "bypassing"])
def test_reference_schema(server: Server, other: psycopg.Connection, user: str) -> None:
    """Also by a role that is no superuser: from version 16 on it may give BYPASSRLS."""
    before = state(other)
    outcome = subprocess.run(
        [*COMMAND, url(server, user)], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, told(outcome)
    assert ", 0 refuted in" in outcome.stdout
    assert state(other) == before
    assert PASSWORD not in told(outcome)


@pytest.mark.usefixtures("reference")
def test_evidence_calls_roles_by_their_names(server: Server, other: psycopg.Connection) -> None:
    del other
    outcome = subprocess.run(
        [*COMMAND, url(server, "boss"), "--stage", "roles,grants", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0
    assert "ddllint_" not in outcome.stdout
    assert "app_admin may log in, bypasses row security, is no superuser" in outcome.stdout


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("user", "message"),
    [
        ("maker", "may not give BYPASSRLS, which the role app_admin has"),
        ("nobody_at_all", "cannot be used: its user lacks a right"),
    ],
)
def test_user_without_the_rights(
    server: Server, other: psycopg.Connection, user: str, message: str
) -> None:
    before = state(other)
    outcome = subprocess.run(
        [*COMMAND, url(server, user)], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 2
    assert message in outcome.stderr
    assert PASSWORD not in told(outcome)
    assert state(other) == before


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://boss:{PASSWORD}@/shop?host=/nowhere",
        f"postgresql://boss:{PASSWORD}@/shop?hast=/nowhere",
        f"postgresql://boss:{PASSWORD}@[/shop",
    ],
)
def test_no_password_in_errors(text: str) -> None:
    with pytest.raises(UsageError) as caught, hosted(text, {}):
        pass
    assert PASSWORD not in f"{caught.value} {caught.value.help}"


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_nothing_is_left_after_a_signal(
    server: Server, other: psycopg.Connection, number: signal.Signals
) -> None:
    before = state(other)
    process = subprocess.Popen(
        [*COMMAND, url(server, "boss")], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while len(state(other)) < len(before) + 6 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(state(other)) > len(before), "it had begun"
    process.send_signal(number)
    process.communicate()
    assert process.returncode == 130
    assert state(other) == before


def test_name_that_is_too_long(server: Server, other: psycopg.Connection) -> None:
    del other
    with (
        pytest.raises(UsageError, match="is too long"),
        hosted(url(server, "boss"), {"a" * 60: Role()}),
    ):
        pass
