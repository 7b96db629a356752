"""What revisions make of an empty database: Alembic upgrades one, and it is read back."""

from collections.abc import Mapping
from pathlib import Path

from ddllint.catalog.model import Catalog
from ddllint.migrate.replay.online import Target, upgrade
from ddllint.migrate.replay.project import Shown, opened
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
        if project.head is not None:
            target = Target(server, database, server.superuser)
            upgrade(project, target, project.head, shown)
        with connect(server, database, server.superuser) as connection:
            return without_version_table(read_catalog(connection, owner=server.superuser))
