"""Databases on a throw-away server, and connections to them."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from ddllint.postgres.cluster import Cluster


def connect(
    server: Cluster, database: str, role: str, *, autocommit: bool = False
) -> psycopg.Connection:
    """Connect to a database as a role that may log in.

    The server's notices reach no one unless a handler is added. Raises
    psycopg.OperationalError when the server refuses.
    """
    return server.connect(database, role, autocommit=autocommit)


def create_database(
    server: Cluster, name: str, *, template: str = "template0", owner: str | None = None
) -> None:
    """Make a database as a copy of `template`, to which nobody may be connected.

    `owner` is a role, the superuser by default. Raises psycopg.Error when the name is taken
    or the template is in use.
    """
    options: list[sql.Composable] = [sql.SQL("TEMPLATE {}").format(sql.Identifier(template))]
    if owner is not None:
        options.append(sql.SQL("OWNER {}").format(sql.Identifier(owner)))
    if server.major >= 15:  # before, copying files was the only way
        options.append(sql.SQL("STRATEGY file_copy"))
    _administer(
        server,
        sql.SQL("CREATE DATABASE {} WITH {}").format(
            sql.Identifier(name), sql.SQL(" ").join(options)
        ),
    )


def drop_database(server: Cluster, name: str) -> None:
    """Remove a database, if it exists, and end the connections to it.

    FORCE came with PostgreSQL 13 (manual, "DROP DATABASE").
    """
    _administer(
        server, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )


def copy_rights(server: Cluster, source: str, target: str) -> None:
    """Give a database the privileges that another one's roles have on it.

    A copy made with TEMPLATE begins with the server's default (manual, "CREATE DATABASE").
    """
    with connect(server, target, server.administrator, autocommit=True) as connection:
        held = connection.execute(_RIGHTS, (source,)).fetchall()
        database = sql.Identifier(target)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        for privilege, grantee, is_grantable in held:
            connection.execute(
                sql.SQL("GRANT {} ON DATABASE {} TO {}{}").format(
                    sql.SQL(privilege),
                    database,
                    sql.SQL("PUBLIC") if grantee is None else sql.Identifier(grantee),
                    sql.SQL(" WITH GRANT OPTION" if is_grantable else ""),
                )
            )


_RIGHTS = """
SELECT x.privilege_type, r.rolname::text, x.is_grantable
FROM pg_catalog.pg_database d
CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) AS x
LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
WHERE d.datname = %s AND x.grantee <> d.datdba
ORDER BY 2, 1
"""


@contextmanager
def fresh_database(
    server: Cluster, *, template: str = "template0", owner: str | None = None
) -> Iterator[str]:
    """Give the name of a new database that is dropped at the end of the block."""
    name = f"ddllint_{secrets.token_hex(8)}"
    create_database(server, name, template=template, owner=owner)
    try:
        yield name
    finally:
        drop_database(server, name)


def _administer(server: Cluster, statement: sql.Composed) -> None:
    with connect(server, server.maintenance, server.administrator, autocommit=True) as connection:
        connection.execute(statement)
