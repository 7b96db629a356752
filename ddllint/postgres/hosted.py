"""A server that somebody else runs, reached by a URL: databases and roles of our own names on it.

The roles of the project are made under other names there, behind a prefix that no other run has,
since the server may have roles of these names already.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ddllint.catalog.names import MAX_BYTES
from ddllint.diagnostics.errors import UsageError
from ddllint.postgres.environment import without_client_variables
from ddllint.postgres.remote import parameters_of, shown
from ddllint.postgres.translation import translate
from ddllint.settings.model import Role

_CONNECT_SECONDS = "10"
_NEEDS = "Name a role that has CREATEDB and CREATEROLE, or is a superuser, on a server for tests."


@dataclass(frozen=True)
class Hosted:
    """The server, the user of the URL, and the names that the project's roles have there."""

    parameters: Mapping[str, str]
    administrator: str
    maintenance: str
    major: int
    version: str
    prefix: str
    roles: frozenset[str]
    password: str
    is_own: bool = False

    def connect(
        self, database: str, role: str, *, autocommit: bool = False
    ) -> "psycopg.Connection[Any]":
        """Log in as a role of the project, or as the user of the URL."""
        known = {**self.parameters, "dbname": database}
        if role != self.administrator:
            there = f"{self.prefix}{role}" if role in self.roles else role
            known |= {"user": there, "password": self.password}
        with without_client_variables():
            connection = psycopg.connect(make_conninfo("", **known), autocommit=autocommit)
        translate(connection, self.roles, self.prefix)
        return connection

    def plain(self, text: str) -> str:
        """What the server said, without the prefix."""
        return text.replace(self.prefix, "")


@contextmanager
def hosted(url: str, roles: Mapping[str, Role]) -> Iterator[Hosted]:
    """Give the server at a URL; at the end the roles that were made there are gone again.

    Raises UsageError when it cannot be reached, or its user may not make databases, or the roles
    that the project needs.
    """
    known = {"connect_timeout": _CONNECT_SECONDS, **parameters_of(url)}
    try:
        with (
            without_client_variables(),
            psycopg.connect(make_conninfo("", **known)) as connection,
        ):
            server = _server(url, known, connection, roles)
    except psycopg.Error as error:
        reason = " ".join(str(error).split())
        if password := known.get("password"):
            reason = reason.replace(password, "***")
        raise UsageError(f"{shown(url)} cannot be used: {reason}") from None
    try:
        yield server
    finally:
        _drop_roles(server)


_RIGHTS = """
SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_catalog.pg_roles
WHERE rolname = current_user
"""


def _server(
    url: str,
    known: Mapping[str, str],
    connection: "psycopg.Connection[Any]",
    roles: Mapping[str, Role],
) -> Hosted:
    rights = connection.execute(_RIGHTS).fetchone()
    assert rights is not None
    is_superuser, creates_databases, creates_roles, bypasses = rights
    major = connection.info.server_version // 10000
    if not (is_superuser or (creates_databases and creates_roles)):
        raise UsageError(f"{shown(url)} cannot be used: its user lacks a right", help=_NEEDS)
    wanting = [name for name, role in roles.items() if role.bypasses_rls]
    if wanting and not (is_superuser or (bypasses and major >= 16)):
        raise UsageError(
            f"the user of {shown(url)} may not give BYPASSRLS, which the role {wanting[0]} has",
            help="Name a superuser of a server for tests.",
        )
    prefix = f"ddllint_{secrets.token_hex(4)}_"
    for name in roles:
        if len((prefix + name).encode()) > MAX_BYTES:
            raise UsageError(f"the name of the role {name} is too long for a copy of it")
    return Hosted(
        parameters=known,
        administrator=connection.info.user,
        maintenance=connection.info.dbname,
        major=major,
        version=connection.info.parameter_status("server_version") or str(major),
        prefix=prefix,
        roles=frozenset(roles),
        password=secrets.token_urlsafe(24),
    )


def _drop_roles(server: Hosted) -> None:
    with server.connect(server.maintenance, server.administrator, autocommit=True) as connection:
        for role in sorted(server.roles):
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))
