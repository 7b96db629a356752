"""Copies of the migrated database for tests of a project's own."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import psycopg

from ddllint.verify.scene import Scene


@dataclass(frozen=True)
class Copy:
    """A database that one test has for itself. `name` is what the server calls it."""

    name: str
    _scene: Scene
    _stack: ExitStack

    def connect(self, role: str, tenant: str | None = None) -> psycopg.Connection:
        """Log in as a role of the settings, in autocommit mode; bound to a tenant if one is named.

        The connection is closed after the test. Raises CannotRun when the role may not log in.
        """
        connection = self._scene.connect(role, self.name, tenant)
        return self._stack.enter_context(connection)

    def administrator(self) -> psycopg.Connection:
        """Log in as the administrator, in autocommit mode: for rows that a test needs.

        Row security does not bind it, so that nothing is proven with it.
        """
        return self._stack.enter_context(self._scene.administrator(self.name))


@contextmanager
def copied(scene: Scene) -> Iterator[Copy]:
    """A copy for the length of the block; its connections are closed, and it is dropped.

    Raises CannotRun when the specs or the revisions cannot be applied.
    """
    with scene.copy() as name, ExitStack() as stack:
        yield Copy(name, scene, stack)
