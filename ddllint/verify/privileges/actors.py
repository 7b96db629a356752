"""Who tries: each role of the settings, and a stranger who has what PUBLIC has."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

from ddllint.diagnostics.span import Span
from ddllint.settings.model import Role
from ddllint.verify.applying import said
from ddllint.verify.scene import Scene

PUBLIC = "public"
_DENIED = "42501"
"""insufficient_privilege (manual, Appendix A)."""


@dataclass(frozen=True)
class Actor:
    """Somebody whose privileges are tried; `name` is what the settings call the role.

    The stranger, a role that nobody knows, is called `public`.
    """

    name: str
    role: str
    spec: Role
    span: Span | None
    connection: psycopg.Connection
    administrator: psycopg.Connection

    @property
    def is_public(self) -> bool:
        """Whether this is the stranger."""
        return self.name == PUBLIC

    def may(self, statement: sql.Composed) -> tuple[bool, str]:
        """Whether the server lets a statement pass its check of privileges, and what it said.

        What the statement does is undone. Any other refusal comes after that check.
        """
        try:
            with self.connection.transaction(force_rollback=True):
                self.connection.execute(statement)
        except psycopg.Error as error:
            return error.sqlstate != _DENIED, said(error)
        return True, ""

    def has(self, question: LiteralString, **parameters: object) -> bool:
        """The server's answer to a question for a privilege of `%(role)s`."""
        asked = self.administrator.execute(question, {"role": self.role, **parameters})
        return asked.fetchone() == (True,)


@contextmanager
def actors(scene: Scene, database: str, schemas: Sequence[str]) -> Iterator[tuple[Actor, ...]]:
    """The roles but for the owner, each logged in if it may, and the stranger."""
    with ExitStack() as stack:
        administrator = stack.enter_context(closing(scene.administrator(database)))
        found = [
            Actor(
                name,
                name,
                role,
                scene.project.place_of_role(name),
                stack.enter_context(closing(_connected(scene, database, name, role.login))),
                administrator,
            )
            for name, role in scene.project.roles.items()
            if not role.owner
        ]
        stranger = stack.enter_context(_stranger(scene, database, schemas, administrator))
        yield (*found, stranger)


def _connected(scene: Scene, database: str, role: str, login: bool) -> psycopg.Connection:
    """A session of the role; of one that may not log in, a session handed over to it."""
    if login:
        return scene.connect(role, database)
    connection = scene.administrator(database)
    connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
    return connection


@contextmanager
def _stranger(
    scene: Scene, database: str, schemas: Sequence[str], administrator: psycopg.Connection
) -> Iterator[Actor]:
    """A new role, let into the database and its schemas, but given nothing there."""
    name = f"ddllint_{secrets.token_hex(8)}"
    role = sql.Identifier(name)
    password = sql.Literal(scene.server.password)
    administrator.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, password))
    try:
        # who is no superuser has to be a member, to take back what the role was given
        administrator.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        administrator.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(database), role)
        )
        for schema in schemas:
            administrator.execute(
                sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), role)
            )
        with closing(scene.connect(name, database)) as connection:
            yield Actor(PUBLIC, name, Role(login=True), None, connection, administrator)
    finally:
        administrator.execute(sql.SQL("DROP OWNED BY {}").format(role))
        administrator.execute(sql.SQL("DROP ROLE {}").format(role))
