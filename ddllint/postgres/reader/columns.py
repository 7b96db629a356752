"""Columns of tables, views and composite types."""

import msgspec

from ddllint.catalog.model import Column, Identity
from ddllint.postgres.reader.session import Session, grouped
from ddllint.postgres.reader.texts import comment_of, expression_of, short_name, type_of

_STORAGE = {"p": "plain", "e": "external", "x": "extended", "m": "main"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}
_IDENTITY = {"a": Identity.ALWAYS, "d": Identity.BY_DEFAULT}

_QUERY = """
SELECT a.attrelid AS relation, a.attname::text AS name,
       format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS not_null,
       pg_get_expr(d.adbin, d.adrelid) AS default_text,
       a.attidentity::text AS identity,
       a.attgenerated::text AS generated,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text ELSE '' END AS storage,
       a.attcompression::text AS compression,
       n.nspname::text AS collation_schema, k.collname::text AS collation,
       a.attinhcount > 0 AS inherited,
       c.description AS comment
FROM relation r
JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation k ON k.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_namespace n ON n.oid = k.collnamespace
LEFT JOIN pg_description c
    ON c.classoid = 'pg_class'::regclass AND c.objoid = a.attrelid AND c.objsubid = a.attnum
WHERE r.kind IN ('r', 'p', 'f', 'v', 'm', 'c')
ORDER BY a.attrelid, a.attnum
"""


class _Row(msgspec.Struct, frozen=True):
    relation: int
    name: str
    type: str
    not_null: bool
    default_text: str | None
    identity: str
    generated: str
    storage: str
    compression: str
    collation_schema: str | None
    collation: str | None
    inherited: bool
    comment: str | None


def read_columns(session: Session) -> dict[int, dict[str, Column]]:
    """The columns of each relation, views and composite types included, by its oid."""
    by_relation = grouped(session.rows(_Row, _QUERY), lambda row: row.relation)
    return {
        relation: {row.name: _column(row) for row in rows} for relation, rows in by_relation.items()
    }


def _column(row: _Row) -> Column:
    expression = expression_of(row.default_text)
    return Column(
        name=row.name,
        type=type_of(row.type),
        not_null=row.not_null,
        default=None if row.generated else expression,
        identity=_IDENTITY.get(row.identity),
        generated=expression if row.generated else None,
        stored=row.generated == "s",
        collation=short_name(row.collation_schema, row.collation),
        storage=_STORAGE.get(row.storage, ""),
        compression=_COMPRESSION.get(row.compression, ""),
        inherited=row.inherited,
        comment=comment_of(row.comment),
    )
