"""Sequences, those behind serial and identity columns included."""

import msgspec

from ddllint.catalog.model import Sequence
from ddllint.catalog.names import Name
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import PERSISTENCE, comment_of, type_of

_QUERY = """
SELECT r.schema, r.name, format_type(q.seqtypid, -1) AS type,
       q.seqstart AS start, q.seqincrement AS increment, q.seqmin AS minimum,
       q.seqmax AS maximum, q.seqcache AS cache, q.seqcycle AS cycle,
       n.nspname::text AS table_schema, t.relname::text AS table, a.attname::text AS column,
       coalesce(o.deptype = 'i', false) AS identity,
       c.relpersistence::text AS persistence,
       pg_get_userbyid(c.relowner)::text AS owner, d.description AS comment
FROM relation r
JOIN pg_class c ON c.oid = r.oid
JOIN pg_sequence q ON q.seqrelid = r.oid
LEFT JOIN pg_depend o
    ON o.classid = 'pg_class'::regclass AND o.objid = r.oid
    AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
LEFT JOIN pg_class t ON t.oid = o.refobjid
LEFT JOIN pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = o.refobjid AND a.attnum = o.refobjsubid
LEFT JOIN pg_description d
    ON d.classoid = 'pg_class'::regclass AND d.objoid = r.oid AND d.objsubid = 0
ORDER BY r.oid
"""


class _Row(msgspec.Struct, frozen=True):
    schema: str
    name: str
    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool
    table_schema: str | None
    table: str | None
    column: str | None
    identity: bool
    persistence: str
    owner: str
    comment: str | None


def read_sequences(session: Session) -> dict[Name, Sequence]:
    """All sequences, with their limits and the column that each goes with."""
    sequences = [_sequence(session, row) for row in session.rows(_Row, _QUERY)]
    return {sequence.name: sequence for sequence in sequences}


def _sequence(session: Session, row: _Row) -> Sequence:
    return Sequence(
        name=Name(row.schema, row.name),
        type=type_of(row.type),
        start=row.start,
        increment=row.increment,
        minimum=row.minimum,
        maximum=row.maximum,
        cache=row.cache,
        cycle=row.cycle,
        owned_by=(Name(row.table_schema or "", row.table or ""), row.column)
        if row.column
        else None,
        identity=row.identity,
        persistence=PERSISTENCE[row.persistence],
        owner=session.owner(row.owner),
        comment=comment_of(row.comment),
    )
