"""The roles of the settings, on a throw-away server."""

from collections.abc import Mapping

from psycopg import sql

from ddllint.postgres.databases import connect
from ddllint.postgres.server import Server
from ddllint.settings.model import Role


def make_roles(server: Server, roles: Mapping[str, Role]) -> None:
    """Create the roles that the server does not have, with their attributes and memberships."""
    with connect(server, "postgres", server.superuser) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        missing = {name: role for name, role in roles.items() if name not in known}
        for name, role in missing.items():
            words = sql.SQL(" ").join(
                [
                    sql.SQL("LOGIN" if role.login else "NOLOGIN"),
                    sql.SQL("BYPASSRLS" if role.bypasses_rls else "NOBYPASSRLS"),
                ]
            )
            connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), words))
        for name, role in missing.items():
            for group in role.member_of:
                connection.execute(
                    sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(name))
                )
