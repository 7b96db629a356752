"""Indexes, and the partition keys, whose elements the server prints in the same way."""

import msgspec
from msgspec import UNSET

from ddllint.catalog.model import Index, IndexElement, Partitioning
from ddllint.catalog.names import Name
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import (
    comment_of,
    expression_of,
    options_of,
    short_of,
    statement_of,
)
from ddllint.sql.expressions import Expression
from ddllint.sql.nodes import DefElem, IndexElem, StringNode, texts

_QUERY = """
SELECT i.indexrelid AS oid, i.indrelid AS relation,
       r.schema, r.name AS relation_name, c.relname::text AS name,
       m.amname::text AS method,
       i.indisunique AS is_unique, i.indisvalid AS valid,
       i.indnullsnotdistinct AS nulls_not_distinct,
       ARRAY(
           SELECT a.attname::text FROM pg_attribute a
           WHERE a.attrelid = i.indrelid
             AND a.attnum = ANY ((i.indkey::int2[])[i.indnkeyatts:])
           ORDER BY array_position(i.indkey::int2[], a.attnum)
       ) AS include,
       pg_get_expr(i.indpred, i.indrelid) AS predicate,
       pg_get_indexdef(i.indexrelid) AS definition,
       c.reloptions AS options,
       c.relispartition AS is_clone,
       (
           SELECT p.relname::text FROM pg_inherits h JOIN pg_class p ON p.oid = h.inhparent
           WHERE h.inhrelid = i.indexrelid
       ) AS copy_of,
       EXISTS (
           SELECT FROM pg_constraint k
           WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
       ) AS is_constraint,
       d.description AS comment
FROM relation r
JOIN pg_index i ON i.indrelid = r.oid
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_description d
    ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid AND d.objsubid = 0
ORDER BY i.indexrelid
"""


class IndexRow(msgspec.Struct, frozen=True):
    """An index, be it of its own or behind a constraint."""

    oid: int
    relation: int
    schema: str
    relation_name: str
    name: str
    method: str
    is_unique: bool
    valid: bool
    nulls_not_distinct: bool
    include: list[str]
    predicate: str | None
    definition: str
    options: list[str] | None
    is_clone: bool
    copy_of: str | None
    is_constraint: bool
    comment: str | None

    def elements(self) -> tuple[IndexElement, ...]:
        """The keys, from the server's own definition, which leaves out what is the default."""
        node = statement_of(self.definition)
        return tuple([_element(wrapped.index_elem) for wrapped in node.elements])


def read_index_rows(session: Session) -> dict[int, IndexRow]:
    """All indexes by oid, those behind constraints and the clones on partitions too."""
    return {row.oid: row for row in session.rows(IndexRow, _QUERY)}


def own_indexes(rows: dict[int, IndexRow]) -> dict[int, dict[str, Index]]:
    """The indexes that CREATE INDEX made, by the oid of their relation and by name."""
    found: dict[int, dict[str, Index]] = {}
    for row in rows.values():
        if not row.is_clone and not row.is_constraint:
            found.setdefault(row.relation, {})[row.name] = _index(row)
    return found


def copied_indexes(rows: dict[int, IndexRow]) -> dict[int, dict[str, str]]:
    """The indexes of partitions that are their parent's, with its name, by oid of the partition."""
    found: dict[int, dict[str, str]] = {}
    for row in rows.values():
        if row.copy_of is not None:
            found.setdefault(row.relation, {})[row.name] = row.copy_of
    return found


def partitioning_of(key: str | None) -> Partitioning | None:
    """The partitioning that `pg_get_partkeydef` printed, such as `RANGE (at)`."""
    if key is None:
        return None
    spec = statement_of(f"CREATE TABLE t () PARTITION BY {key}").partition_spec
    elements = [wrapped.element for wrapped in spec.elements]
    return Partitioning(
        key.partition(" ")[0].lower(),
        tuple(
            IndexElement(
                column=e.name or None,
                expression=None if e.expr is UNSET else Expression(bytes(e.expr)),
                collation=short_of(texts(e.collation)),
                operator_class=short_of(texts(e.opclass)),
            )
            for e in elements
        ),
    )


def _index(row: IndexRow) -> Index:
    return Index(
        name=Name(row.schema, row.name),
        relation=Name(row.schema, row.relation_name),
        elements=row.elements(),
        method=row.method,
        unique=row.is_unique,
        include=tuple(row.include),
        predicate=expression_of(row.predicate),
        nulls_not_distinct=row.nulls_not_distinct,
        valid=row.valid,
        options=options_of(row.options),
        comment=comment_of(row.comment),
    )


def _element(node: IndexElem) -> IndexElement:
    descending = node.ordering == "SORTBY_DESC"
    first_by_default = descending and node.nulls_ordering != "SORTBY_NULLS_LAST"
    return IndexElement(
        column=node.name or None,
        expression=None if node.expr is UNSET else Expression(bytes(node.expr)),
        descending=descending,
        nulls_first=first_by_default or node.nulls_ordering == "SORTBY_NULLS_FIRST",
        collation=short_of(texts(node.collation)),
        operator_class=short_of(texts(node.opclass)),
        operator_class_options=tuple(sorted(_option(one.def_elem) for one in node.opclassopts)),
    )


def _option(option: DefElem) -> tuple[str, str]:
    """An option of an operator class; the server prints each value as a string."""
    value = UNSET if option.arg is UNSET else msgspec.json.decode(option.arg, type=StringNode)
    return option.defname, "" if value is UNSET else value.string.sval
