"""A role's connections, and what becomes of a statement in each state of the tenant setting."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import msgspec
import psycopg
from psycopg import sql

from ddllint.settings.model import Role
from ddllint.verify.applying import said
from ddllint.verify.scene import Scene

DENIED = "42501"
"""insufficient_privilege: no right, or a row that a policy refuses (manual, Appendix A)."""
GARBAGE = "garbage"


class Outcome(msgspec.Struct, frozen=True):
    """What a statement came to: rows that it gave, or how many it reached, or its refusal.

    `state` is the SQLSTATE of a refusal, empty when there was none.
    """

    rows: tuple[tuple[str | None, ...], ...] = ()
    count: int = 0
    state: str = ""
    message: str = ""

    @property
    def refused(self) -> bool:
        """Whether the server refused the statement."""
        return bool(self.state)


class Setting(msgspec.Struct, frozen=True):
    """A state of the setting: `words` for people, and the statements that bring it about.

    `never` says that the session has never set it.
    """

    words: str
    before: tuple[sql.Composed, ...] = ()
    never: bool = False


@dataclass(frozen=True)
class Session:
    """A role that is really logged in, twice: `fresh` has never set a tenant."""

    role: str
    spec: Role
    is_owner: bool
    name: str
    fresh: psycopg.Connection
    bound: psycopg.Connection

    def tenant(self, value: str, words: str = "its own tenant") -> Setting:
        """The setting holds a tenant."""
        return Setting(words, (self._set(value),))

    def without_tenant(self, value: str) -> tuple[Setting, ...]:
        """The states in which there is no tenant; `value` is one that was there before."""
        reset = sql.SQL("RESET {}").format(self._identifier)
        return (
            Setting("never set", never=True),
            Setting("reset", (self._set(value), reset)),
            Setting("empty", (self._set(""),)),
            Setting(GARBAGE, (self._set(GARBAGE),)),
        )

    def attempt(
        self,
        setting: Setting,
        statement: sql.Composed | LiteralString,
        parameters: Sequence[object] = (),
        *,
        at_once: bool = False,
    ) -> Outcome:
        """Run a statement in a state of the setting, and undo it.

        Keys that may wait until the end of the transaction are not asked, unless `at_once`.
        """
        connection = self.fresh if setting.never else self.bound
        connection.execute("BEGIN")
        try:
            when = "IMMEDIATE" if at_once else "DEFERRED"
            connection.execute(f"SET CONSTRAINTS ALL {when}")
            for before in setting.before:
                connection.execute(before)
            cursor = connection.execute(statement, parameters or None)
            rows = tuple(map(_texts, cursor.fetchall())) if cursor.description else ()
            return Outcome(rows, cursor.rowcount)
        except psycopg.Error as error:
            return Outcome(state=error.sqlstate or "XX000", message=said(error))
        finally:
            connection.execute("ROLLBACK")

    def copied(self, setting: Setting, statement: sql.Composed) -> Outcome:
        """Run a COPY in a state of the setting; `count` is how many lines came out."""
        connection = self.fresh if setting.never else self.bound
        connection.execute("BEGIN")
        try:
            for before in setting.before:
                connection.execute(before)
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                lines = sum(bytes(block).count(b"\n") for block in copy) if _reads(cursor) else 0
            return Outcome(count=lines)
        except psycopg.Error as error:
            return Outcome(state=error.sqlstate or "XX000", message=said(error))
        finally:
            connection.execute("ROLLBACK")

    @property
    def _identifier(self) -> sql.Composable:
        return sql.Identifier(*self.name.split("."))

    def _set(self, value: str) -> sql.Composed:
        return sql.SQL("SELECT set_config({}, {}, true)").format(self.name, value)


def _reads(cursor: psycopg.Cursor) -> bool:
    """Whether the server sends lines, and does not wait for some."""
    result = cursor.pgresult
    return result is not None and result.status == psycopg.pq.ExecStatus.COPY_OUT


def _texts(row: tuple[object, ...]) -> tuple[str | None, ...]:
    return tuple(None if value is None else str(value) for value in row)


@contextmanager
def sessions(scene: Scene, database: str) -> Iterator[tuple[Session, ...]]:
    """A session for each role that may log in and that row security binds."""
    opened: list[Session] = []
    try:
        for name, role in scene.project.roles.items():
            if role.login and not role.bypasses_rls:
                opened.append(_session(scene, database, name, role))
        yield tuple(opened)
    finally:
        for session in opened:
            session.fresh.close()
            session.bound.close()


def _session(scene: Scene, database: str, name: str, role: Role) -> Session:
    return Session(
        role=name,
        spec=role,
        is_owner=name == scene.project.owner,
        name=scene.project.settings.tenancy.setting,
        fresh=scene.connect(name, database),
        bound=scene.connect(name, database),
    )


_WHO = """
SELECT session_user = %(role)s AND current_user = %(role)s AND NOT rolsuper AND NOT rolbypassrls
       AND current_setting('row_security') = 'on'
FROM pg_catalog.pg_roles WHERE rolname = session_user
"""


def is_bound(session: Session) -> bool:
    """Whether it is the role itself that is logged in, and row security binds it."""
    row = session.fresh.execute(_WHO, {"role": session.role}).fetchone()
    return row == (True,)
