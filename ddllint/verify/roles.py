"""The roles that take part, made on a server of our own."""

import psycopg
from psycopg import sql

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.postgres.cluster import Cluster
from ddllint.postgres.roles import make_roles
from ddllint.verify.applying import apply_in_order
from ddllint.verify.project import Project


def introduce(server: Cluster, connection: psycopg.Connection, project: Project) -> None:
    """Make the roles, and give them their rights on the database that `connection` is in.

    `connection` is an administrator's, in autocommit mode. Without a file of roles, and on a server
    of somebody else, where it is not run, the owner gets what a migration needs. Raises
    UsageError when the file fails, or does not make a role that the settings name.
    """
    roles_file = project.roles_file if server.is_own else None
    if roles_file is not None:
        apply_in_order(connection, roles_file)
        _require(connection, project, roles_file.source.path)
    make_roles(server, project.roles)
    if roles_file is None:
        owner = sql.Identifier(project.owner)
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("GRANT ALL ON DATABASE {} TO {}").format(database, owner))
        connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(owner))
        for name in sorted(handed_over(project.catalog) & project.roles.keys()):
            # the new owner of an object must be allowed to create in its schema
            role = sql.Identifier(name)
            connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(role))


def handed_over(specs: Catalog) -> frozenset[str]:
    """The roles to whom the specs hand objects over."""
    everything = [
        *specs.tables.values(),
        *specs.views.values(),
        *specs.sequences.values(),
        *specs.types.values(),
        *specs.routines.values(),
    ]
    return frozenset(one.owner for one in everything if one.owner)


def _require(connection: psycopg.Connection, project: Project, path: str) -> None:
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    for name in project.settings.roles:
        if name not in known:
            raise UsageError(
                f"the settings name the role {name}, and {path} does not make it",
                project.place_of_role(name),
                f"Make it in {path}, or leave it out of the settings.",
            )
