"""The roles of the settings, on a throw-away server."""

from collections.abc import Mapping

from psycopg import sql

from ddllint.postgres.cluster import Cluster
from ddllint.settings.model import Role


def make_roles(server: Cluster, roles: Mapping[str, Role]) -> None:
    """Create the roles that the server does not have, with their attributes and memberships."""
    with server.connect(server.maintenance, server.administrator) as connection:
        known = connection.execute(
            "SELECT name FROM unnest(%s::text[]) AS n(name) JOIN pg_catalog.pg_roles "
            "ON rolname = name",
            (list(roles),),
        )
        present = {name for (name,) in known.fetchall()}
        missing = {name: role for name, role in roles.items() if name not in present}
        for name, role in missing.items():
            words = sql.SQL(" ").join(
                [
                    sql.SQL("LOGIN" if role.login else "NOLOGIN"),
                    sql.SQL("BYPASSRLS" if role.bypasses_rls else "NOBYPASSRLS"),
                    *([sql.SQL("PASSWORD {}").format(server.password)] if server.password else []),
                ]
            )
            connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), words))
        if not server.is_own:  # who makes objects for a role has to be a member of it
            for name in missing:
                connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(name)))
        for name, role in missing.items():
            for group in role.member_of:
                connection.execute(
                    sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(name))
                )
