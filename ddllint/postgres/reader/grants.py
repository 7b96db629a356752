"""Privileges that were given, and those that future objects will get."""

import msgspec

from ddllint.catalog.model import DefaultPrivilege, Grant, Routine
from ddllint.catalog.names import Name
from ddllint.postgres.reader.session import Session

# An entry of the owner says nothing: it goes with the ownership. Of the schema public, what
# PostgreSQL gives by itself is left out (manual, 5.10.6); of routines and types it is not.
_QUERY = """
, held AS (
    SELECT 'table' AS kind, r.oid, r.schema, r.name, '' AS column_name, c.relowner AS owner,
           coalesce(c.relacl, acldefault('r', c.relowner)) AS acl
    FROM relation r JOIN pg_class c ON c.oid = r.oid WHERE r.kind IN ('r', 'p', 'f', 'v', 'm')
    UNION ALL
    SELECT 'sequence', r.oid, r.schema, r.name, '', c.relowner,
           coalesce(c.relacl, acldefault('s', c.relowner))
    FROM relation r JOIN pg_class c ON c.oid = r.oid WHERE r.kind = 'S'
    UNION ALL
    SELECT 'table', r.oid, r.schema, r.name, a.attname::text, c.relowner, a.attacl
    FROM relation r JOIN pg_class c ON c.oid = r.oid
    JOIN pg_attribute a ON a.attrelid = r.oid AND NOT a.attisdropped
    UNION ALL
    SELECT 'routine', r.oid, r.schema, r.name, '', p.proowner,
           coalesce(p.proacl, acldefault('f', p.proowner))
    FROM routine r JOIN pg_proc p ON p.oid = r.oid
    UNION ALL
    SELECT 'type', u.oid, u.schema, u.name, '', t.typowner,
           coalesce(t.typacl, acldefault('T', t.typowner))
    FROM user_type u JOIN pg_type t ON t.oid = u.oid
    UNION ALL
    SELECT 'schema', s.oid, 'public', s.schema, '', n.nspowner,
           coalesce(n.nspacl, acldefault('n', n.nspowner))
    FROM user_schema s JOIN pg_namespace n ON n.oid = s.oid
    WHERE NOT EXISTS (
        SELECT FROM part_of_another p
        WHERE p.classid = 'pg_namespace'::regclass AND p.objid = s.oid
    )
)
SELECT h.kind, h.oid, h.schema, h.name, h.column_name AS column,
       CASE x.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(x.grantee)::text END AS grantee,
       x.privilege_type AS privilege, bool_or(x.is_grantable) AS grantable
FROM held h CROSS JOIN LATERAL aclexplode(h.acl) AS x
WHERE x.grantee <> h.owner
  AND NOT (h.kind = 'schema' AND h.name = 'public' AND x.grantee = 0
           AND x.privilege_type = 'USAGE')
GROUP BY 1, 2, 3, 4, 5, 6, 7
"""

_DEFAULTS = """
, entry AS (
    SELECT d.oid, d.defaclrole AS role, d.defaclnamespace AS schema,
           d.defaclobjtype::text AS kind, d.defaclacl AS acl,
           CASE WHEN d.defaclnamespace = 0
                THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END,
                                d.defaclrole)
           END AS built_in
    FROM pg_default_acl d
), change AS (
    SELECT e.oid, x.grantee, x.privilege_type, x.is_grantable, true AS granted
    FROM entry e CROSS JOIN LATERAL aclexplode(e.acl) AS x
    WHERE NOT EXISTS (
        SELECT FROM aclexplode(e.built_in) AS b
        WHERE (b.grantee, b.privilege_type, b.is_grantable)
              = (x.grantee, x.privilege_type, x.is_grantable)
    )
    UNION ALL
    SELECT e.oid, b.grantee, b.privilege_type, false, false
    FROM entry e CROSS JOIN LATERAL aclexplode(e.built_in) AS b
    WHERE NOT EXISTS (
        SELECT FROM aclexplode(e.acl) AS x
        WHERE (x.grantee, x.privilege_type) = (b.grantee, b.privilege_type)
    )
)
SELECT pg_get_userbyid(e.role)::text AS role, s.schema, e.kind,
       CASE c.grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(c.grantee)::text END AS grantee,
       c.privilege_type AS privilege, bool_or(c.is_grantable) AS grantable, c.granted
FROM entry e JOIN change c ON c.oid = e.oid LEFT JOIN user_schema s ON s.oid = e.schema
WHERE e.schema = 0 OR s.oid IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, c.granted
"""

_KINDS = {
    "r": "table",
    "S": "sequence",
    "f": "routine",
    "T": "type",
    "n": "schema",
    "L": "large object",
}


class _Row(msgspec.Struct, frozen=True):
    kind: str
    oid: int
    schema: str
    name: str
    column: str
    grantee: str
    privilege: str
    grantable: bool


class _DefaultRow(msgspec.Struct, frozen=True):
    role: str
    schema: str | None
    kind: str
    grantee: str
    privilege: str
    grantable: bool
    granted: bool


def read_grants(session: Session, routines: dict[int, Routine]) -> tuple[Grant, ...]:
    """The privileges on tables, columns, sequences, routines, types and schemas, sorted.

    Privileges on databases, languages, servers, parameters and large objects are not read.
    """
    grants = [_grant(row, routines) for row in session.rows(_Row, _QUERY)]
    return tuple(sorted(grants, key=lambda g: (g.kind, g.object, g.column, g.grantee, g.privilege)))


def _grant(row: _Row, routines: dict[int, Routine]) -> Grant:
    return Grant(
        kind=row.kind,
        object=routines[row.oid].signature
        if row.kind == "routine"
        else str(Name(row.schema, row.name)),
        grantee=row.grantee,
        privilege=row.privilege,
        column=row.column,
        grantable=row.grantable,
    )


def read_default_privileges(session: Session) -> tuple[DefaultPrivilege, ...]:
    """The entries of ALTER DEFAULT PRIVILEGES, sorted."""
    found = [
        DefaultPrivilege(
            role=session.owner(row.role),
            schema=row.schema,
            kind=_KINDS[row.kind],
            grantee=row.grantee,
            privilege=row.privilege,
            grantable=row.grantable,
            granted=row.granted,
        )
        for row in session.rows(_DefaultRow, _DEFAULTS)
    ]
    return tuple(
        sorted(
            found,
            key=lambda d: (d.role or "", d.schema or "", d.kind, d.grantee, d.privilege, d.granted),
        )
    )
