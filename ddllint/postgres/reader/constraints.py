"""Constraints of tables, and the checks of domains."""

import msgspec

from ddllint.catalog.model import Action, Check, Constraint, Exclusion, ForeignKey, Key
from ddllint.catalog.names import Name
from ddllint.postgres.reader.indexes import IndexRow
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import comment_of, expression_of, options_of
from ddllint.sql.parse import parse_expression

_ACTIONS = {
    "a": Action.NO_ACTION,
    "r": Action.RESTRICT,
    "c": Action.CASCADE,
    "n": Action.SET_NULL,
    "d": Action.SET_DEFAULT,
}

_NAMES = """ARRAY(
           SELECT a.attname::text FROM unnest({numbers}) WITH ORDINALITY AS u(number, place)
           JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = u.number
           ORDER BY u.place
       )"""


OF_A_PARENT = """k.contype = 'c' AND k.coninhcount > 0 AND EXISTS (
           SELECT FROM pg_inherits i JOIN pg_constraint a ON a.conrelid = i.inhparent
           WHERE i.inhrelid = k.conrelid AND a.contype = 'c' AND a.conname = k.conname
               AND NOT a.connoinherit
       )"""
"""Whether a constraint `k` is a CHECK that a parent has too.

The server does not count down when that of the parent has gone with its column.
"""


def _query(major: int) -> str:
    """The query for a server of that major version.

    conparentid is 0 for a CHECK that a table has from its parent.
    """
    enforced, period = ("k.conenforced", "k.conperiod") if major >= 18 else ("true", "false")
    return f"""
SELECT k.conrelid AS relation, k.contypid AS domain,
       k.conname::text AS name, k.contype::text AS kind,
       k.condeferrable AS deferrable, k.condeferred AS deferred,
       k.convalidated AS validated, {enforced} AS enforced, {period} AS period,
       k.connoinherit AS no_inherit,
       pg_get_expr(k.conbin, k.conrelid) AS expression,
       {_NAMES.format(numbers="k.conkey", relation="k.conrelid")} AS columns,
       n.nspname::text AS referenced_schema, f.relname::text AS referenced,
       {_NAMES.format(numbers="k.confkey", relation="k.confrelid")} AS referenced_columns,
       k.confdeltype::text AS on_delete, k.confupdtype::text AS on_update,
       k.confmatchtype::text AS match,
       {_NAMES.format(numbers="k.confdelsetcols", relation="k.conrelid")} AS set_columns,
       k.conindid AS index,
       ARRAY(
           SELECT o.oprname::text FROM unnest(k.conexclop) WITH ORDINALITY AS u(oid, place)
           JOIN pg_operator o ON o.oid = u.oid
           ORDER BY u.place
       ) AS operators,
       d.description AS comment
FROM pg_constraint k
LEFT JOIN relation r ON r.oid = k.conrelid
LEFT JOIN user_type t ON t.oid = k.contypid
LEFT JOIN pg_class f ON f.oid = k.confrelid
LEFT JOIN pg_namespace n ON n.oid = f.relnamespace
LEFT JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
WHERE (r.oid IS NOT NULL OR t.oid IS NOT NULL)
  AND k.contype IN ('c', 'p', 'u', 'f', 'x') AND k.conislocal AND k.conparentid = 0
  AND NOT ({OF_A_PARENT})
ORDER BY k.oid
"""


class _Row(msgspec.Struct, frozen=True):
    relation: int
    domain: int
    name: str
    kind: str
    deferrable: bool
    deferred: bool
    validated: bool
    enforced: bool
    period: bool
    no_inherit: bool
    expression: str | None
    columns: list[str]
    referenced_schema: str | None
    referenced: str | None
    referenced_columns: list[str]
    on_delete: str
    on_update: str
    match: str
    set_columns: list[str]
    index: int
    operators: list[str]
    comment: str | None


class Constraints(msgspec.Struct, frozen=True):
    """Constraints by the oid of their table, and checks by the oid of their domain."""

    of_tables: dict[int, dict[str, Constraint]]
    of_domains: dict[int, dict[str, Check]]


def read_constraints(session: Session, indexes: dict[int, IndexRow]) -> Constraints:
    """All constraints but NOT NULL and those that are copies of a parent's."""
    of_tables: dict[int, dict[str, Constraint]] = {}
    of_domains: dict[int, dict[str, Check]] = {}
    for row in session.rows(_Row, _query(session.major)):
        if row.domain:
            of_domains.setdefault(row.domain, {})[row.name] = _check(row)
        else:
            of_tables.setdefault(row.relation, {})[row.name] = _constraint(row, indexes)
    return Constraints(of_tables, of_domains)


def _constraint(row: _Row, indexes: dict[int, IndexRow]) -> Constraint:
    if row.kind == "c":
        return _check(row)
    if row.kind == "f":
        return _foreign_key(row)
    if row.kind == "x":
        return _exclusion(row, indexes[row.index])
    return _key(row, indexes[row.index])


def _check(row: _Row) -> Check:
    return Check(
        name=row.name,
        expression=parse_expression(row.expression or "NULL"),
        validated=row.validated,
        enforced=row.enforced,
        no_inherit=row.no_inherit,
        comment=comment_of(row.comment),
    )


def _key(row: _Row, index: IndexRow) -> Key:
    return Key(
        name=row.name,
        columns=tuple(row.columns),
        primary=row.kind == "p",
        include=tuple(index.include),
        nulls_not_distinct=index.nulls_not_distinct,
        without_overlaps=row.period,
        deferrable=row.deferrable,
        initially_deferred=row.deferred,
        options=options_of(index.options),
        comment=comment_of(row.comment),
        index_comment=comment_of(index.comment),
    )


def _foreign_key(row: _Row) -> ForeignKey:
    return ForeignKey(
        name=row.name,
        columns=tuple(row.columns),
        referenced=Name(row.referenced_schema or "", row.referenced or ""),
        referenced_columns=tuple(row.referenced_columns),
        on_delete=_ACTIONS[row.on_delete],
        on_update=_ACTIONS[row.on_update],
        on_delete_columns=tuple(row.set_columns),
        match_full=row.match == "f",
        period=row.period,
        validated=row.validated,
        enforced=row.enforced,
        deferrable=row.deferrable,
        initially_deferred=row.deferred,
        comment=comment_of(row.comment),
    )


def _exclusion(row: _Row, index: IndexRow) -> Exclusion:
    return Exclusion(
        name=row.name,
        method=index.method,
        elements=tuple(zip(index.elements(), row.operators, strict=True)),
        include=tuple(index.include),
        predicate=expression_of(index.predicate),
        deferrable=row.deferrable,
        initially_deferred=row.deferred,
        comment=comment_of(row.comment),
    )
