"""Schemas and extensions of the database, roles of the cluster."""

import msgspec

from ddllint.catalog.model import Extension, Role, Schema
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import comment_of

_SCHEMAS = """
SELECT s.schema AS name, pg_get_userbyid(n.nspowner)::text AS owner, d.description AS comment
FROM user_schema s
JOIN pg_namespace n ON n.oid = s.oid
LEFT JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = s.oid
WHERE s.schema <> 'public' AND NOT EXISTS (
    SELECT FROM part_of_another p WHERE p.classid = 'pg_namespace'::regclass AND p.objid = s.oid
)
ORDER BY s.oid
"""

# CREATE EXTENSION sets the comment that the extension's control file has.
_EXTENSIONS = """
SELECT e.extname::text AS name, n.nspname::text AS schema,
       CASE WHEN d.description IS DISTINCT FROM a.comment THEN d.description END AS comment
FROM pg_extension e
JOIN pg_namespace n ON n.oid = e.extnamespace
LEFT JOIN pg_description d ON d.classoid = 'pg_extension'::regclass AND d.objoid = e.oid
LEFT JOIN pg_available_extensions a ON a.name = e.extname
WHERE e.extname <> 'plpgsql'
ORDER BY e.oid
"""

_ROLES = """
SELECT r.rolname::text AS name,
       array_remove(ARRAY[
           CASE WHEN r.rolbypassrls THEN 'bypassrls' END,
           CASE WHEN r.rolcreatedb THEN 'createdb' END,
           CASE WHEN r.rolcreaterole THEN 'createrole' END,
           CASE WHEN r.rolcanlogin THEN 'login' END,
           CASE WHEN NOT r.rolinherit THEN 'noinherit' END,
           CASE WHEN r.rolreplication THEN 'replication' END,
           CASE WHEN r.rolsuper THEN 'superuser' END
       ], NULL) AS attributes,
       ARRAY(
           SELECT DISTINCT pg_get_userbyid(m.roleid)::text FROM pg_auth_members m
           WHERE m.member = r.oid
       ) AS member_of,
       d.description AS comment
FROM pg_roles r
LEFT JOIN pg_shdescription d ON d.classoid = 'pg_authid'::regclass AND d.objoid = r.oid
WHERE r.oid <> 10 AND r.rolname !~ '^pg_'
ORDER BY r.oid
"""


class _SchemaRow(msgspec.Struct, frozen=True):
    name: str
    owner: str
    comment: str | None


class _ExtensionRow(msgspec.Struct, frozen=True):
    name: str
    schema: str
    comment: str | None


class _RoleRow(msgspec.Struct, frozen=True):
    name: str
    attributes: list[str]
    member_of: list[str]
    comment: str | None


def read_schemas(session: Session) -> dict[str, Schema]:
    """The schemas of users, but for `public`, which every database has."""
    return {
        row.name: Schema(row.name, session.owner(row.owner), comment_of(row.comment))
        for row in session.rows(_SchemaRow, _SCHEMAS)
    }


def read_extensions(session: Session) -> dict[str, Extension]:
    """The extensions but plpgsql; a comment only where it is not the extension's own."""
    return {
        row.name: Extension(row.name, row.schema, comment_of(row.comment))
        for row in session.rows(_ExtensionRow, _EXTENSIONS)
    }


def read_roles(session: Session) -> dict[str, Role]:
    """The cluster's roles but its first superuser (oid 10) and the server's own, `pg_...`."""
    return {
        row.name: Role(
            row.name,
            tuple(sorted(row.attributes)),
            tuple(sorted(row.member_of)),
            comment_of(row.comment),
        )
        for row in session.rows(_RoleRow, _ROLES)
    }
