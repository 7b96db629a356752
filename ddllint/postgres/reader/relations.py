"""Tables, partitions, foreign tables, views and materialized views, with all that is theirs."""

import msgspec

from ddllint.catalog.model import (
    Column,
    Constraint,
    Index,
    Policy,
    RowSecurity,
    Table,
    Trigger,
    View,
    ViewColumn,
)
from ddllint.catalog.names import Name
from ddllint.postgres.reader.constraints import OF_A_PARENT
from ddllint.postgres.reader.indexes import partitioning_of
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import PERSISTENCE, comment_of, options_of
from ddllint.sql.parse import parse_query

_KINDS = {"r": "table", "p": "partitioned", "f": "foreign"}
_REPLICA = {"d": "default", "n": "nothing", "f": "full"}

_QUERY = f"""
SELECT r.oid, r.schema, r.name, r.kind,
       c.relpersistence::text AS persistence,
       c.relrowsecurity AS row_security, c.relforcerowsecurity AS forced,
       c.relreplident::text AS replica_identity,
       (
           SELECT x.relname::text FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
           WHERE i.indrelid = r.oid AND i.indisreplident
       ) AS replica_index,
       coalesce(c.reloptions, '{{}}') || ARRAY(
           SELECT 'toast.' || option FROM pg_class toast, unnest(toast.reloptions) AS u(option)
           WHERE toast.oid = c.reltoastrelid
       ) AS options,
       c.relispopulated AS populated, c.relispartition AS is_partition,
       ARRAY(
           SELECT a.attname::text FROM pg_attribute a
           WHERE a.attrelid = r.oid AND a.attislocal AND a.attinhcount > 0
             AND NOT c.relispartition AND NOT a.attisdropped
       ) AS kept_columns,
       ARRAY(
           SELECT k.conname::text FROM pg_constraint k
           WHERE k.conrelid = r.oid AND k.conislocal AND NOT c.relispartition AND {OF_A_PARENT}
       ) AS kept_checks,
       pg_get_partkeydef(r.oid) AS partition_key,
       pg_get_expr(c.relpartbound, r.oid) AS bound,
       parent.schemas AS parent_schemas, parent.names AS parent_names,
       CASE WHEN r.kind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END AS query,
       tn.nspname::text AS type_schema, t.typname::text AS type,
       pg_get_userbyid(c.relowner)::text AS owner, d.description AS comment
FROM relation r
JOIN pg_class c ON c.oid = r.oid
LEFT JOIN pg_type t ON t.oid = c.reloftype
LEFT JOIN pg_namespace tn ON tn.oid = t.typnamespace
LEFT JOIN pg_description d
    ON d.classoid = 'pg_class'::regclass AND d.objoid = r.oid AND d.objsubid = 0
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(n.nspname::text ORDER BY i.inhseqno), '{{}}') AS schemas,
           coalesce(array_agg(p.relname::text ORDER BY i.inhseqno), '{{}}') AS names
    FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent
    JOIN pg_namespace n ON n.oid = p.relnamespace
    WHERE i.inhrelid = r.oid
) AS parent
WHERE r.kind IN ('r', 'p', 'f', 'v', 'm')
ORDER BY r.oid
"""


class _Row(msgspec.Struct, frozen=True):
    oid: int
    schema: str
    name: str
    kind: str
    persistence: str
    row_security: bool
    forced: bool
    replica_identity: str
    replica_index: str | None
    options: list[str]
    populated: bool
    is_partition: bool
    kept_columns: list[str]
    kept_checks: list[str]
    partition_key: str | None
    bound: str | None
    parent_schemas: list[str]
    parent_names: list[str]
    query: str | None
    type_schema: str | None
    type: str | None
    owner: str
    comment: str | None


class Parts(msgspec.Struct, frozen=True):
    """What belongs to relations, by the relation's oid."""

    columns: dict[int, dict[str, Column]]
    constraints: dict[int, dict[str, Constraint]]
    indexes: dict[int, dict[str, Index]]
    copies: dict[int, dict[str, str]]
    policies: dict[int, dict[str, Policy]]
    triggers: dict[int, dict[str, Trigger]]


class Relations(msgspec.Struct, frozen=True):
    """Tables and views."""

    tables: dict[Name, Table]
    views: dict[Name, View]


def read_relations(session: Session, parts: Parts) -> Relations:
    """All tables and views, put together from their parts."""
    tables: dict[Name, Table] = {}
    views: dict[Name, View] = {}
    for row in session.rows(_Row, _QUERY):
        if row.query is None:
            tables[Name(row.schema, row.name)] = _table(session, row, parts)
        else:
            views[Name(row.schema, row.name)] = _view(session, row, row.query, parts)
    return Relations(tables, views)


def _table(session: Session, row: _Row, parts: Parts) -> Table:
    parents = tuple(map(Name, row.parent_schemas, row.parent_names))
    return Table(
        name=Name(row.schema, row.name),
        columns=parts.columns.get(row.oid, {}),
        constraints=parts.constraints.get(row.oid, {}),
        indexes=parts.indexes.get(row.oid, {}),
        policies=parts.policies.get(row.oid, {}),
        triggers=parts.triggers.get(row.oid, {}),
        kind=_KINDS[row.kind],
        row_security=RowSecurity(row.row_security, row.forced),
        persistence=PERSISTENCE[row.persistence],
        partitioning=partitioning_of(row.partition_key),
        partition_of=parents[0] if row.is_partition else None,
        bound=row.bound or "",
        parents=() if row.is_partition else parents,
        of_type=Name(row.type_schema or "", row.type) if row.type else None,
        options=options_of(row.options),
        replica_identity=_replica_identity(row),
        copies=parts.copies.get(row.oid, {}),
        kept=frozenset({("column", one) for one in row.kept_columns}).union(
            ("check", one) for one in row.kept_checks
        ),
        owner=session.owner(row.owner),
        comment=comment_of(row.comment),
    )


def _replica_identity(row: _Row) -> str:
    """The word for it, with the name of an index; a foreign table has no choice."""
    if row.replica_identity == "i":
        return f"index {row.replica_index}" if row.replica_index else "nothing"
    return "default" if row.kind == "f" else _REPLICA[row.replica_identity]


def _view(session: Session, row: _Row, query: str, parts: Parts) -> View:
    columns = parts.columns.get(row.oid, {})
    return View(
        name=Name(row.schema, row.name),
        columns={name: ViewColumn(name, column.comment) for name, column in columns.items()},
        query=parse_query(query),
        query_text=query.strip().rstrip(";"),
        materialized=row.kind == "m",
        indexes=parts.indexes.get(row.oid, {}),
        triggers=parts.triggers.get(row.oid, {}),
        options=options_of(row.options),
        with_data=row.populated,
        owner=session.owner(row.owner),
        comment=comment_of(row.comment),
    )
