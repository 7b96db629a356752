"""Queries without a server: layout, output columns, references."""

from collections.abc import Mapping

import pytest

from ddllint.catalog.canonical import (
    Scope,
    canonical_query,
    query_columns,
    query_row,
    referenced_columns,
    referenced_relations,
)
from ddllint.sql.expressions import TypeName
from ddllint.sql.parse import parse_expression, parse_query

_RELATIONS = {
    "t": {"id": TypeName("bigint"), "name": TypeName("character varying", ("20",))},
    "u": {"id": TypeName("bigint"), "total": TypeName("numeric")},
}


def _resolve(_schema: str, name: str) -> Mapping[str, TypeName] | None:
    return _RELATIONS.get(name)


SCOPE = Scope(resolve=_resolve)


def form(text: str, columns: tuple[str, ...] = ()) -> str:
    return canonical_query(parse_query(text), SCOPE, columns)


def names(text: str) -> tuple[str, ...] | None:
    return query_columns(parse_query(text), SCOPE)


def test_a_clause_a_line() -> None:
    text = (
        "select t.*, sum(total) from t join u using (id) where total > 0 group by 1, 2 order by 3"
    )
    assert form(text).splitlines() == [
        "SELECT",
        "  t.id,",
        "  t.name,",
        "  sum(u.total) AS sum",
        "FROM t JOIN u USING (id)",
        "WHERE u.total > 0",
        "GROUP BY t.id, t.name",
        "ORDER BY sum(u.total)",
    ]


def test_the_columns_of_create_view_name_the_output() -> None:
    assert form("select id, name from t", ("a",)) == form("select id as a, name from t")


@pytest.mark.parametrize(
    "different",
    [
        ("select id from t", "select id from only t", "select id from u", "select id as x from t"),
        ("select id from t", "select distinct id from t", "select all id, id as b from t"),
        ("select t.id from t join u on true", "select t.id from t cross join u"),
        ("select t.id from t, u", "select t.id from u, t", "select u.id from t, u"),
        ("select t.id from t left join u using (id)", "select t.id from t join u using (id)"),
        ("select id from t order by id", "select id from t order by id desc", "select id from t"),
        ("select id from t order by id nulls first", "select id from t order by id"),
        ("select id from t limit 1", "select id from t limit 2", "select id from t offset 1"),
        ("select 1 union select 2", "select 1 union all select 2", "select 1 except select 2"),
        (
            "select 1 union select 2 except select 3",
            "select 1 union (select 2 except select 3)",
        ),
        (
            "with a as materialized (select 1) select 2",
            "with a as (select 1) select 2",
            "with a as not materialized (select 1) select 2",
        ),
        (
            "select sum(id) over (order by id) from t",
            "select sum(id) over (partition by id) from t",
            "select sum(id) over (order by id rows unbounded preceding) from t",
            "select sum(id) from t",
        ),
        ("select 'x' as a", "select 'x'::varchar as a", "select null as a"),
        ("select 1 as a", "select 1::bigint as a", "select 1.0 as a"),
        (
            "select id from t group by rollup (id)",
            "select id from t group by cube (id)",
            "select id from t group by id",
        ),
        ("select id from t for update", "select id from t for share", "select id from t"),
        (
            "select id from t where exists (select 1 from u where u.id = t.id)",
            "select id from t where exists (select 1 from u where u.id = id)",
        ),
    ],
)
def test_meanings_stay_apart(different: tuple[str, ...]) -> None:
    forms = [form(text) for text in different]
    assert len(set(forms)) == len(different), forms


@pytest.mark.parametrize(
    "same",
    [
        ("select * from t", "select id, name from t", "select t.id, t.name from t", "table t"),
        ("select id from public.t", "select t.id from t"),
        ("select id from t limit 5", "select id from t fetch first 5 rows only"),
        ("select id from t limit all", "select id from t limit null", "select id from t"),
        ("select id from t order by id", "select id from t order by 1 asc nulls last"),
        (
            "select sum(id) over w from t window w as (order by id)",
            "select sum(id) over (order by id) from t",
        ),
        (
            "select id from t union select id from u order by id",
            "select id from t union select id from u order by 1",
        ),
        ("select * from t natural join u", "select * from t join u using (id)"),
        (
            "select id from t where id in (select id from t)",
            "select id from t where id in (select t_1.id from t t_1)",
        ),
    ],
)
def test_one_meaning_one_form(same: tuple[str, ...]) -> None:
    assert {form(text) for text in same} == {form(same[0])}


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("select * from t", ("id", "name")),
        ("select t.*, u.total from t, u", ("id", "name", "total")),
        ("select * from t join u using (id)", ("id", "name", "total")),
        ("select 1, 'x', null, -id from t", ("?column?",) * 4),
        (
            "select id::int, 1::int, 'x'::timestamptz, (id + 1)::numeric from t",
            ("id", "int4", "timestamptz", "numeric"),
        ),
        ("select count(*), lower(name), pg_catalog.max(id) from t", ("count", "lower", "max")),
        (
            "select coalesce(id, 1), nullif(id, 1), greatest(1, 2), least(1, 2) from t",
            ("coalesce", "nullif", "greatest", "least"),
        ),
        (
            "select case when true then 1 end, case when true then 1 else id end from t",
            ("case", "id"),
        ),
        (
            "select exists (select 1), array(select 1), array[1], row(1), (select id from t)",
            ("exists", "array", "array", "row", "id"),
        ),
        (
            "select current_date, current_user, extract(year from now()), trim(name) from t",
            ("current_date", "current_user", "extract", "btrim"),
        ),
        (
            'select name collate "C", (x).city, (y)[1] from (select name, 1 x, 2 y from t) q',
            ("name", "city", "y"),
        ),
        ('select x as "Y" from (values (1)) v(x)', ("Y",)),
        ("values (1, 2)", ("column1", "column2")),
        ("select id from t union select total from u", ("id",)),
        ("with a(x) as (select 1) select * from a", ("x",)),
        ("select * from generate_series(1, 2) g", ("g",)),
        ("select * from json_each('{}')", ("key", "value")),
        ("select * from nowhere", None),
        ("select nowhere.* from t, nowhere", None),
        ("select t.* from t, nowhere", ("id", "name")),
        ("select nowhere.id from nowhere", ("id",)),
        ("select * from f(1)", None),
    ],
)
def test_output_columns(query: str, columns: tuple[str, ...] | None) -> None:
    assert names(query) == columns


def test_output_types() -> None:
    query = "select id, name, sum(total), count(*), array_agg(t.id), total / 2, f(1) from t, u"
    row = query_row(parse_query(query), SCOPE)
    assert row is not None
    assert [type_ and str(type_) for _name, type_ in row] == [
        "bigint",
        "character varying",
        "numeric",
        "bigint",
        "bigint[]",
        "numeric",
        None,
    ]


def test_referenced_columns() -> None:
    text = "t.a > b AND f(c) IN (SELECT d FROM x WHERE e = (g).h) AND count(y.*) > 1"
    assert referenced_columns(parse_expression(text)) == {"a", "b", "c", "d", "e", "g", "*"}


@pytest.mark.parametrize(
    ("query", "relations"),
    [
        ("select 1", set()),
        ("select * from a, s.b x join c on true", {("", "a"), ("s", "b"), ("", "c")}),
        (
            "select (select 1 from a) from b where c in (select 1 from d)",
            {("", "a"), ("", "b"), ("", "d")},
        ),
        ("with x as (select * from a) select * from x, s.x", {("", "a"), ("s", "x")}),
        ("with x as (select * from x) select * from x", {("", "x")}),
        ("with recursive x as (select * from x) select * from x", set()),
        ("with x as (select 1), y as (select * from x, z) select * from y", {("", "z")}),
        ("select * from (with x as (select 1) select * from x) q, x", {("", "x")}),
        ("select 1 from a union select 1 from b", {("", "a"), ("", "b")}),
    ],
)
def test_referenced_relations(query: str, relations: set[tuple[str, str]]) -> None:
    assert referenced_relations(parse_query(query)) == relations


def test_what_an_unqualified_name_belongs_to() -> None:
    assert "WHERE u.id = t.id" in form(
        "select name from t where exists (select from u where id = t.id)"
    )
    assert "nowhere.x" in form(
        "select name from t where exists (select from nowhere where x = name)"
    )
