"""What revisions make of an empty database: Alembic upgrades one, and it is read back."""

from collections.abc import Mapping
from pathlib import Path

from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.migrate.replay.failures import failure, reason
from ddllint.migrate.replay.project import Project, Shown, folders, opened
from ddllint.migrate.version_table import without_version_table
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.roles import make_roles
from ddllint.postgres.server import Server
from ddllint.settings.model import Role

_NO_ROLES: Mapping[str, Role] = {}


def upgraded(
    where: Path,
    server: Server,
    *,
    revision: str | None = None,
    roles: Mapping[str, Role] = _NO_ROLES,
    shown: Shown,
) -> Catalog:
    """The catalog of a new database on the server after an upgrade to `revision`.

    `where` is Alembic's configuration file or a folder of revisions; without `revision` there
    must be one head. The upgrade runs as the server's superuser, each revision in its own
    transaction, without env.py. The server is one that was made for the purpose: it gets the
    `roles`, and the revisions' own code does there what it likes. Raises UsageError, with the
    place, when a revision fails.
    """
    make_roles(server, roles)
    with opened(where, revision, shown) as project, fresh_database(server) as database:
        _upgrade(project, server, database, shown)
        with connect(server, database, server.superuser) as connection:
            return without_version_table(read_catalog(connection, owner=server.superuser))


def _upgrade(project: Project, server: Server, database: str, shown: Shown) -> None:
    if project.head is None:
        return
    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(server, database, server.superuser),
        poolclass=NullPool,
    )
    try:
        with engine.connect() as connection, _environment(project) as environment:
            environment.configure(connection=connection, transaction_per_migration=True)
            with environment.begin_transaction():
                environment.run_migrations()
    except Exception as error:
        raise _failed(error, project.directory, shown) from None


def _environment(project: Project) -> EnvironmentContext:
    directory, head = project.directory, project.head
    return EnvironmentContext(
        project.config,
        directory,
        fn=lambda current, _context: directory._upgrade_revs(str(head), current),
        destination_rev=head,
    )


def _failed(error: Exception, directory: ScriptDirectory, shown: Shown) -> UsageError:
    # what SQLAlchemy says of a server's error is the whole statement and a link
    said = str(error.orig).partition("\n")[0] if isinstance(error, DBAPIError) else reason(error)
    found = failure(error, *folders(directory))
    if found is None:
        return UsageError(f"the upgrade fails: {said}")
    path, line, _ = found
    return UsageError(f"the upgrade fails here: {said}", Span(shown(path), line, 1, line, 1))
