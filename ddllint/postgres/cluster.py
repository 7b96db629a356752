"""What databases and roles are made on: a server of our own, or one that somebody else runs."""

from typing import Any, Protocol

import psycopg


class Cluster(Protocol):
    """A running server, and how to log in to it.

    `version` is the server's own text (`18.6`), `major` its first number. `administrator` is the
    role that makes databases and roles, `maintenance` a database to do so from.
    """

    @property
    def administrator(self) -> str:
        """The role that makes databases and roles."""

    @property
    def maintenance(self) -> str:
        """A database that exists."""

    @property
    def major(self) -> int:
        """The server's major version."""

    @property
    def version(self) -> str:
        """The server's version."""

    @property
    def is_own(self) -> bool:
        """Whether the server was started here, so that anything may be done to it."""

    @property
    def password(self) -> str | None:
        """What roles made here log in with; None when the server asks for nothing."""

    def connect(
        self, database: str, role: str, *, autocommit: bool = False
    ) -> "psycopg.Connection[Any]":
        """Log in as a role. Raises psycopg.OperationalError when the server refuses."""

    def plain(self, text: str) -> str:
        """What the server said, with roles called as the project calls them."""
