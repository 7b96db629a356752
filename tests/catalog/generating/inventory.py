"""What there is to write statements about: the names in a database, read in one query."""

from typing import Any

import msgspec
import psycopg

_QUERY = """
WITH s AS (
    SELECT oid, nspname::text AS name FROM pg_namespace
    WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'
)
SELECT json_build_object(
    'major', current_setting('server_version_num')::int / 10000,
    'schemas', (SELECT json_agg(name ORDER BY name) FROM s),
    'relations', coalesce((
        SELECT json_agg(json_build_object(
            'schema', s.name, 'name', c.relname, 'kind', c.relkind,
            'visible', pg_table_is_visible(c.oid), 'partition', c.relispartition,
            'strategy', coalesce((SELECT partstrat FROM pg_partitioned_table
                                  WHERE partrelid = c.oid)::text, ''),
            'keys', coalesce((SELECT json_agg(a.attname ORDER BY a.attnum)
                FROM pg_partitioned_table p JOIN pg_attribute a
                ON a.attrelid = c.oid AND a.attnum = ANY (p.partattrs::int2[])
                WHERE p.partrelid = c.oid), '[]'),
            'parents', coalesce((SELECT json_agg(p.relname || '') FROM pg_inherits i
                JOIN pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid), '[]'),
            'typed', c.reloftype <> 0,
            'columns', coalesce((SELECT json_agg(json_build_object(
                    'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                    'not_null', a.attnotnull, 'identity', a.attidentity <> '',
                    'generated', a.attgenerated <> '', 'default', a.atthasdef
                ) ORDER BY a.attnum)
                FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'),
            'constraints', coalesce((SELECT json_agg(json_build_object(
                    'name', k.conname, 'kind', k.contype,
                    'columns', coalesce((SELECT json_agg(a.attname ORDER BY u.place)
                        FROM unnest(k.conkey) WITH ORDINALITY AS u(number, place)
                        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number), '[]'),
                    'deferrable', k.condeferrable
                ) ORDER BY k.conname)
                FROM pg_constraint k WHERE k.conrelid = c.oid
                -- a foreign key to a partitioned table has one for each partition, under it
                AND (k.contype IN ('c', 'p', 'u', 'x') OR k.contype = 'f' AND k.conparentid = 0)
            ), '[]'),
            'indexes', coalesce((SELECT json_agg(json_build_object(
                    'name', x.relname, 'unique', i.indisunique, 'part', x.relispartition,
                    'simple', i.indpred IS NULL AND i.indexprs IS NULL,
                    'constraint', EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid
                                          AND k.contype IN ('p', 'u', 'x'))
                ) ORDER BY x.relname)
                FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
                WHERE i.indrelid = c.oid), '[]'),
            'policies', coalesce((SELECT json_agg(polname ORDER BY polname) FROM pg_policy
                WHERE polrelid = c.oid), '[]'),
            'triggers', coalesce((SELECT json_agg(tgname ORDER BY tgname) FROM pg_trigger
                WHERE tgrelid = c.oid AND NOT tgisinternal), '[]')
        ) ORDER BY s.name, c.relname)
        FROM pg_class c JOIN s ON s.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c')
    ), '[]'),
    'types', coalesce((
        SELECT json_agg(json_build_object(
            'schema', s.name, 'name', t.typname, 'kind', t.typtype,
            'visible', pg_type_is_visible(t.oid),
            'labels', coalesce((SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum
                WHERE enumtypid = t.oid), '[]'),
            'checks', coalesce((SELECT json_agg(conname ORDER BY conname) FROM pg_constraint
                WHERE contypid = t.oid AND contype = 'c'), '[]'),
            'base', CASE WHEN t.typbasetype <> 0 THEN format_type(t.typbasetype, t.typtypmod)
                    ELSE '' END
        ) ORDER BY s.name, t.typname)
        FROM pg_type t JOIN s ON s.oid = t.typnamespace
        WHERE t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND EXISTS
        (SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c')
    ), '[]'),
    'routines', coalesce((
        SELECT json_agg(json_build_object(
            'schema', s.name, 'name', p.proname, 'kind', p.prokind,
            'visible', pg_function_is_visible(p.oid),
            'arguments', pg_get_function_identity_arguments(p.oid),
            'types', coalesce((SELECT json_agg(format_type(t, -1))
                FROM unnest(p.proargtypes) t), '[]'),
            'trigger', p.prorettype = 'trigger'::regtype,
            'definition', CASE WHEN p.prokind = 'p' THEN '' ELSE pg_get_function_result(p.oid) END
        ) ORDER BY s.name, p.proname, pg_get_function_identity_arguments(p.oid))
        FROM pg_proc p JOIN s ON s.oid = p.pronamespace
        WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'i'
            AND d.classid = 'pg_proc'::regclass)
    ), '[]')
)::text
"""


class Column(msgspec.Struct, frozen=True):
    name: str
    type: str
    not_null: bool = False
    identity: bool = False
    generated: bool = False
    default: bool = False


class Constraint(msgspec.Struct, frozen=True):
    name: str
    kind: str
    columns: list[str]
    deferrable: bool


class Index(msgspec.Struct, frozen=True):
    name: str
    unique: bool
    part: bool
    simple: bool
    constraint: bool


class Relation(msgspec.Struct, frozen=True):
    """`kind` is a letter of `pg_class.relkind`, `strategy` one of `partstrat`."""

    schema: str
    name: str
    kind: str
    visible: bool
    partition: bool
    strategy: str
    keys: list[str]
    parents: list[str]
    typed: bool
    columns: list[Column]
    constraints: list[Constraint]
    indexes: list[Index]
    policies: list[str]
    triggers: list[str]


class Type(msgspec.Struct, frozen=True):
    """`kind` is a letter of `pg_type.typtype`."""

    schema: str
    name: str
    kind: str
    visible: bool
    labels: list[str]
    checks: list[str]
    base: str


class Routine(msgspec.Struct, frozen=True):
    schema: str
    name: str
    kind: str
    visible: bool
    arguments: str
    types: list[str]
    trigger: bool
    definition: str


class Inventory(msgspec.Struct, frozen=True):
    major: int
    schemas: list[str]
    relations: list[Relation]
    types: list[Type]
    routines: list[Routine]

    def of(self, kinds: str) -> list[Relation]:
        """The relations of these kinds."""
        return [relation for relation in self.relations if relation.kind in kinds]


def take_inventory(connection: psycopg.Connection[Any]) -> Inventory:
    """The names in the database that `connection` is connected to."""
    row = connection.execute(_QUERY.encode()).fetchone()
    return msgspec.json.decode(row[0] if row else "", type=Inventory)
