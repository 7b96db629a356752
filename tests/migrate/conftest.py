"""A database for plans, as the role that migrations run as."""

from collections.abc import Iterator

import psycopg
import pytest
from generating.words import ROLES, RUNNER, quote
from plans import allow_owners

from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server


@pytest.fixture(scope="module")
def migrating(postgres_server: Server) -> Iterator[psycopg.Connection]:
    """As a role that owns a database and no more, and is a member of those that scripts name."""
    superuser = postgres_server.superuser
    with connect(postgres_server, "postgres", superuser, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {quote(RUNNER)} LOGIN".encode())
        for role in ROLES:
            admin.execute(f"CREATE ROLE {quote(role)}".encode())
            admin.execute(f"GRANT {quote(role)} TO {quote(RUNNER)}".encode())
    with (
        fresh_database(postgres_server, owner=RUNNER) as name,
        connect(postgres_server, name, RUNNER, autocommit=True) as connection,
    ):
        allow_owners(postgres_server, name)
        yield connection
    with connect(postgres_server, "postgres", superuser, autocommit=True) as admin:
        for role in (RUNNER, *ROLES):
            admin.execute(f"DROP ROLE {quote(role)}".encode())
