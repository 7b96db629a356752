"""Types that SQL makes: enums, composites, domains and ranges."""

import msgspec

from ddllint.catalog.model import Check, Column, Composite, Domain, Enum, Range, Type
from ddllint.catalog.names import Name
from ddllint.postgres.reader.session import Session
from ddllint.postgres.reader.texts import comment_of, expression_of, short_name, type_of

_QUERY = """
SELECT u.oid, u.schema, u.name, u.kind, t.typrelid AS relation,
       ARRAY(
           SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = u.oid
           ORDER BY e.enumsortorder
       ) AS labels,
       CASE u.kind
           WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)
           WHEN 'r' THEN format_type(g.rngsubtype, -1)
       END AS base,
       t.typnotnull AS not_null,
       pg_get_expr(t.typdefaultbin, 0) AS default_text,
       kn.nspname::text AS collation_schema, k.collname::text AS collation,
       mn.nspname::text AS multirange_schema, m.typname::text AS multirange,
       CASE u.kind WHEN 'r' THEN ARRAY(
           SELECT min(ARRAY[n.nspname, f.proname]::text[])
           FROM pg_depend p JOIN pg_proc f ON f.oid = p.objid
           JOIN pg_namespace n ON n.oid = f.pronamespace
           WHERE p.classid = 'pg_proc'::regclass AND p.refclassid = 'pg_type'::regclass
               AND p.refobjid IN (u.oid, m.oid) AND p.deptype = 'i'
           GROUP BY p.refobjid ORDER BY p.refobjid <> u.oid
       ) END AS functions,
       os.nspname::text AS operator_class_schema, o.opcname::text AS operator_class,
       CASE u.kind WHEN 'r' THEN ARRAY(
           SELECT ARRAY[n.nspname, f.proname]::text[] FROM pg_proc f
           JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = g.rngsubdiff
       ) END AS difference,
       CASE u.kind WHEN 'r' THEN ARRAY(
           SELECT ARRAY[n.nspname, f.proname]::text[] FROM pg_proc f
           JOIN pg_namespace n ON n.oid = f.pronamespace WHERE f.oid = g.rngcanonical
       ) END AS canonical,
       pg_get_userbyid(t.typowner)::text AS owner, d.description AS comment
FROM user_type u
JOIN pg_type t ON t.oid = u.oid
LEFT JOIN pg_range g ON g.rngtypid = u.oid
LEFT JOIN pg_type b ON b.oid = coalesce(g.rngsubtype, t.typbasetype)
LEFT JOIN pg_collation k ON k.oid = coalesce(g.rngcollation, t.typcollation)
    AND u.kind IN ('d', 'r') AND k.oid <> b.typcollation
LEFT JOIN pg_namespace kn ON kn.oid = k.collnamespace
LEFT JOIN pg_opclass o ON o.oid = g.rngsubopc AND NOT o.opcdefault
LEFT JOIN pg_namespace os ON os.oid = o.opcnamespace
LEFT JOIN pg_type m ON m.oid = g.rngmultitypid
LEFT JOIN pg_namespace mn ON mn.oid = m.typnamespace
LEFT JOIN pg_description d
    ON d.classoid = 'pg_type'::regclass AND d.objoid = u.oid AND d.objsubid = 0
ORDER BY u.oid
"""


class _Row(msgspec.Struct, frozen=True):
    oid: int
    schema: str
    name: str
    kind: str
    relation: int
    labels: list[str]
    base: str | None
    not_null: bool
    default_text: str | None
    collation_schema: str | None
    collation: str | None
    multirange_schema: str | None
    multirange: str | None
    functions: list[list[str]] | None
    operator_class_schema: str | None
    operator_class: str | None
    difference: list[list[str]] | None
    canonical: list[list[str]] | None
    owner: str
    comment: str | None


def read_types(
    session: Session, columns: dict[int, dict[str, Column]], checks: dict[int, dict[str, Check]]
) -> dict[Name, Type]:
    """All types but those of tables' rows, arrays and multiranges.

    `columns` are those of composite types by the oid of their relation, `checks` those of
    domains by the oid of the type.
    """
    return {
        Name(row.schema, row.name): _type(session, row, columns, checks)
        for row in session.rows(_Row, _QUERY)
    }


def _type(
    session: Session,
    row: _Row,
    columns: dict[int, dict[str, Column]],
    checks: dict[int, dict[str, Check]],
) -> Type:
    name = Name(row.schema, row.name)
    owner, comment = session.owner(row.owner), comment_of(row.comment)
    if row.kind == "e":
        return Enum(name, tuple(row.labels), owner, comment)
    if row.kind == "c":
        return Composite(name, columns.get(row.relation, {}), owner, comment)
    if row.kind == "r":
        multirange = Name(row.multirange_schema or "", row.multirange or "")
        functions = tuple(Name(*one) for one in row.functions or ())
        return Range(
            name,
            type_of(row.base or ""),
            multirange,
            functions,
            short_name(row.operator_class_schema, row.operator_class),
            short_name(row.collation_schema, row.collation),
            _routine(row.difference),
            _routine(row.canonical),
            owner,
            comment,
        )
    return Domain(
        name=name,
        base=type_of(row.base or ""),
        not_null=row.not_null,
        default=expression_of(row.default_text),
        collation=short_name(row.collation_schema, row.collation),
        checks=checks.get(row.oid, {}),
        owner=owner,
        comment=comment,
    )


def _routine(found: list[list[str]] | None) -> Name | None:
    return Name(*found[0]) if found else None
