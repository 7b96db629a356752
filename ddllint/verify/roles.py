"""The roles that take part, made on a server of our own."""

import psycopg
from psycopg import sql

from ddllint.diagnostics.errors import UsageError
from ddllint.postgres.roles import make_roles
from ddllint.postgres.server import Server
from ddllint.verify.applying import apply_in_order
from ddllint.verify.project import Project


def introduce(server: Server, connection: psycopg.Connection, project: Project) -> None:
    """Make the roles, and give them their rights on the database that `connection` is in.

    `connection` is an administrator's, in autocommit mode. Without a file of roles the owner gets
    what a migration needs. Raises UsageError when the file fails, or does not make a role that
    the settings name.
    """
    if project.roles_file is not None:
        apply_in_order(connection, project.roles_file)
        _require(connection, project, project.roles_file.source.path)
    make_roles(server, project.roles)
    if project.roles_file is None:
        owner = sql.Identifier(project.owner)
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("GRANT ALL ON DATABASE {} TO {}").format(database, owner))
        connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(owner))


def _require(connection: psycopg.Connection, project: Project, path: str) -> None:
    known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    for name in project.settings.roles:
        if name not in known:
            raise UsageError(
                f"the settings name the role {name}, and {path} does not make it",
                project.place_of_role(name),
                f"Make it in {path}, or leave it out of the settings.",
            )
