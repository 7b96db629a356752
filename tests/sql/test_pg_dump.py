"""What the servers' own `pg_dump` and `pg_dumpall` write is read without a problem."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sources import parsed

from ddllint.postgres.binaries import Binaries
from ddllint.postgres.databases import connect, create_database, drop_database
from ddllint.postgres.server import Server

# pg_dump begins a statement at the margin, and no line of the data here looks like one
COMMANDS = {
    "CreateStmt": rb"^CREATE (?:UNLOGGED )?TABLE ",
    "CreateFunctionStmt": rb"^CREATE (?:FUNCTION|PROCEDURE) ",
    "CopyStmt": rb"^COPY ",
    "InsertStmt": rb"^INSERT INTO ",
    "CreatePolicyStmt": rb"^CREATE POLICY ",
    "RuleStmt": rb"^CREATE RULE ",
    "CommentStmt": rb"^COMMENT ON ",
}
RICH = Path(__file__).parent / "rich_database.sql"


@pytest.fixture(scope="module")
def rich(postgres_server: Server) -> Iterator[str]:
    name = "rich é"
    create_database(postgres_server, name)
    with connect(postgres_server, name, postgres_server.superuser, autocommit=True) as connection:
        for statement in parsed(RICH.read_bytes()).statements:
            connection.execute(statement.statement.text.encode())
    yield name
    drop_database(postgres_server, name)
    with connect(postgres_server, "postgres", postgres_server.superuser) as connection:
        connection.execute('DROP ROLE "rich owner", rich_reader')


def dumped(
    binaries: Binaries, server: Server, *arguments: str, database: str = "postgres"
) -> bytes:
    program, *options = arguments
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PG")
    } | {"PGCLIENTENCODING": "UTF8"}
    command = [
        str(binaries.folder / program),
        *options,
        "--dbname",
        server.conninfo(database, server.superuser),
    ]
    answer = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert answer.returncode == 0, answer.stderr.decode()
    return answer.stdout


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--schema-only",),
        ("--data-only",),
        ("--inserts",),
        ("--column-inserts", "--rows-per-insert=2", "--on-conflict-do-nothing"),
        ("--clean", "--if-exists", "--create"),
        ("--quote-all-identifiers", "--disable-dollar-quoting"),
        ("--use-set-session-authorization", "--no-comments", "--serializable-deferrable"),
    ],
    ids=" ".join,
)
def test_dumps(
    binaries: Binaries, postgres_server: Server, rich: str, options: tuple[str, ...]
) -> None:
    text = dumped(binaries, postgres_server, "pg_dump", *options, database=rich)
    for form in (text, text.replace(b"\n", b"\r\n")):
        found = parsed(form)
        assert found.problems == ()
        kinds = [one.statement.kind for one in found.statements]
        for kind, command in COMMANDS.items():
            assert kinds.count(kind) == len(re.findall(command, text, re.MULTILINE)), kind
        assert len(kinds) > 15
        for one in found.statements:
            one.node()


def test_dumps_of_a_cluster(binaries: Binaries, postgres_server: Server, rich: str) -> None:
    text = dumped(binaries, postgres_server, "pg_dumpall")
    found = parsed(text)
    assert found.problems == ()
    assert b"\\connect" in text
    assert rich.encode() in text
    assert {"CreateRoleStmt", "CreatedbStmt", "CopyStmt"} <= {
        one.statement.kind for one in found.statements
    }


def test_a_dump_with_one_error_loses_one_statement(
    binaries: Binaries, postgres_server: Server, rich: str
) -> None:
    text = dumped(binaries, postgres_server, "pg_dump", database=rich)
    whole = parsed(text)
    at = text.index(b"CREATE TABLE")
    broken = parsed(text[:at] + b"CREAT" + text[at + 6 :])
    assert len(broken.problems) == 1
    assert [one.statement.text for one in broken.statements] == [
        one.statement.text for one in whole.statements if one.statement.start != at
    ]
