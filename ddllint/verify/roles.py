"""The roles that take part, made on a server of our own."""

from collections.abc import Iterator, Mapping

import psycopg
from psycopg import sql

from ddllint.diagnostics.errors import UsageError
from ddllint.settings.model import Role
from ddllint.verify.applying import apply_in_order
from ddllint.verify.project import Project

_HELP = "Make it there, or leave it out of `roles` in ddllint.yaml."


def make_roles(connection: psycopg.Connection, project: Project) -> None:
    """Make the roles and give them their rights on the database that `connection` is in.

    `connection` is an administrator's, in autocommit mode. Raises UsageError when the file of
    the roles fails, or does not make a role that the settings name.
    """
    if project.roles_file is None:
        for statement in statements(project.roles):
            connection.execute(statement)
        connection.execute(
            sql.SQL("GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(connection.info.dbname), sql.Identifier(project.owner)
            )
        )
        connection.execute(
            sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(
                sql.Identifier(project.owner)
            )
        )
        return
    apply_in_order(connection, project.roles_file)
    for name in project.roles:
        if name in project.settings.roles and not _exists(connection, name):
            path = project.roles_file.source.path
            raise UsageError(f"{path} does not make the role {name} of the settings", None, _HELP)
        if name not in project.settings.roles:
            connection.execute(_create(name, project.roles[name]))


def statements(roles: Mapping[str, Role]) -> Iterator[sql.Composed]:
    """What makes roles as the settings describe them."""
    for name, role in roles.items():
        yield _create(name, role)
    for name, role in roles.items():
        for group in role.member_of:
            yield sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(name))


def _create(name: str, role: Role) -> sql.Composed:
    attributes = " ".join(
        ("LOGIN" if role.login else "NOLOGIN", "BYPASSRLS" if role.bypasses_rls else "NOBYPASSRLS")
    )
    return sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sql.SQL(attributes))


def _exists(connection: psycopg.Connection, role: str) -> bool:
    found = connection.execute("SELECT FROM pg_catalog.pg_roles WHERE rolname = %s", (role,))
    return found.fetchone() is not None
