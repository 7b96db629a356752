"""Revisions run by Alembic on a throw-away server, up and down, without env.py."""

from collections.abc import Callable
from typing import TypeAlias

import msgspec
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.migrate.replay.failures import failure, reason
from ddllint.migrate.replay.project import Project, Shown, folders
from ddllint.postgres.cluster import Cluster
from ddllint.postgres.databases import connect

_Steps: TypeAlias = Callable[..., object]
"""From the revisions that a database is at to the steps that are to be run."""


class Target(msgspec.Struct, frozen=True):
    """The database to migrate, and the role that does it."""

    server: Cluster
    database: str
    role: str


def upgrade(project: Project, target: Target, revision: str, shown: Shown) -> None:
    """Run the upgrades that lead to `revision`, each in a transaction of its own.

    Only for a server made for the purpose: the revisions' own code runs and may do what it likes.
    Raises UsageError, with the place, when one of them fails.
    """
    directory = project.directory
    _run(project, target, lambda at, _: directory._upgrade_revs(revision, at), "upgrade", shown)


def downgrade(project: Project, target: Target, revision: str | None, shown: Shown) -> None:
    """Run the downgrades that lead back to `revision`, or without one to the very beginning.

    As for `upgrade`.
    """
    directory, to = project.directory, revision or "base"
    _run(project, target, lambda at, _: directory._downgrade_revs(to, at), "downgrade", shown)


def stops(project: Project) -> tuple[str, ...]:
    """The revisions at which a database can stand, in the order of an upgrade.

    Each of them, when they are one chain; else the last alone, since a branch is half a schema.
    """
    ids = [script.revision for script in project.scripts]
    below = [script.down_revision for script in project.scripts]
    is_chain = below == [None, *ids[:-1]] and not any(one.dependencies for one in project.scripts)
    return tuple(ids if is_chain else ids[-1:])


def _run(project: Project, target: Target, steps: _Steps, what: str, shown: Shown) -> None:
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(target.server, target.database, target.role),
        poolclass=NullPool,
    )
    environment = EnvironmentContext(project.config, project.directory, fn=steps)
    try:
        with engine.connect() as connection, environment:
            environment.configure(connection=connection, transaction_per_migration=True)
            with environment.begin_transaction():
                environment.run_migrations()
    except (Exception, SystemExit) as error:
        raise _failed(error, project.directory, what, shown) from None


def _failed(
    error: BaseException, directory: ScriptDirectory, what: str, shown: Shown
) -> UsageError:
    # what SQLAlchemy says of a server's error is the whole statement and a link
    said = str(error.orig).partition("\n")[0] if isinstance(error, DBAPIError) else reason(error)
    found = failure(error, *folders(directory))
    if found is None:
        return UsageError(f"the {what} fails: {said}")
    path, line, _ = found
    return UsageError(f"the {what} fails here: {said}", Span(shown(path), line, 1, line, 1))
