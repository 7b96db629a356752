"""What the inference says of single queries, without a server: sources, reasons, edges."""

import subprocess
import sys
import time

import msgspec
import pytest

from ddllint.catalog.builder import build
from ddllint.catalog.names import Name
from ddllint.contracts.views.infer import infer_views
from ddllint.contracts.views.model import OutputColumn, ViewShape
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

TABLES = """
CREATE TABLE t (id bigint PRIMARY KEY, name character varying(20) NOT NULL, note text);
CREATE TABLE u (id bigint PRIMARY KEY, t_id bigint, note text NOT NULL);
"""
T, U = Name("public", "t"), Name("public", "u")


def shape(sql: str, name: str = "v") -> ViewShape:
    catalog = build([parse_source(Source("s.sql", (TABLES + sql).encode()))])
    assert not catalog.refused
    return infer_views(catalog)[Name("public", name)]


def column(query: str) -> OutputColumn:
    (found,) = shape(f"CREATE VIEW v (x) AS {query}").columns
    return found


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ("SELECT note FROM t", ((T, "note"),)),
        ("SELECT (s.n) FROM (SELECT note AS n FROM t) s", ((T, "note"),)),
        ("WITH w (n) AS (SELECT note FROM t) SELECT n FROM w GROUP BY n", ((T, "note"),)),
        ("SELECT u.note FROM t LEFT JOIN u ON u.t_id = t.id", ((U, "note"),)),
        ("SELECT note FROM t UNION SELECT note FROM u", ((T, "note"), (U, "note"))),
        ("SELECT note FROM t UNION SELECT note FROM t", ((T, "note"),)),
        ("SELECT note FROM t UNION SELECT 'none'", ()),
        ("SELECT note FROM t EXCEPT SELECT 'none'", ((T, "note"),)),
        ("SELECT id FROM t LEFT JOIN u USING (id)", ((T, "id"),)),
        ("SELECT id FROM t RIGHT JOIN u USING (id)", ((U, "id"),)),
        ("SELECT id FROM t FULL JOIN u USING (id)", ((T, "id"), (U, "id"))),
        ("SELECT lower(note) FROM t", ()),
        ("SELECT COALESCE(note, 'x') FROM t", ()),
        ("SELECT max(note) FROM t", ()),
        ("SELECT note::varchar FROM t", ()),
    ],
)
def test_sources_are_the_columns_that_are_passed_through(query, sources) -> None:
    assert column(query).sources == sources


@pytest.mark.parametrize(
    ("query", "not_null"),
    [
        ("SELECT (VALUES (1))", True),
        ("SELECT (VALUES (1) LIMIT 0)", False),
        ("SELECT (VALUES (1) OFFSET 1)", False),
        ("SELECT (VALUES (1) FETCH FIRST 0 ROWS ONLY)", False),
        ("SELECT ((VALUES (1)) LIMIT 0)", False),
        ("SELECT (SELECT 1 OFFSET 1)", False),
    ],
)
def test_a_query_that_is_cut_may_have_no_row(query: str, not_null: bool) -> None:
    assert column(query).not_null is not_null


def test_sources_go_through_views() -> None:
    found = shape("CREATE VIEW w AS SELECT note AS n FROM t; CREATE VIEW v AS SELECT n FROM w")
    assert found.columns[0].sources == ((T, "note"),)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT note FROM t", "t.note can be NULL"),
        (
            "SELECT u.id FROM t LEFT JOIN u ON u.t_id = t.id",
            "an outer join can leave u without a row",
        ),
        ("SELECT max(id) FROM t", "max() is NULL without rows"),
        ("SELECT (SELECT id FROM u LIMIT 1) FROM t", "a subquery without a row gives NULL"),
        ("SELECT id FROM t GROUP BY ROLLUP (id)", "grouping sets give rows in which it is NULL"),
        ("SELECT NULLIF(id, 1) FROM t", "NULLIF gives NULL"),
    ],
)
def test_what_may_be_null_says_why(query, reason) -> None:
    found = column(query)
    assert (found.not_null, found.null_reason) == (False, reason)


def test_a_reason_names_the_view_that_it_comes_from_once() -> None:
    layers = "".join(f"CREATE VIEW v{i + 1} AS SELECT note FROM v{i};" for i in range(40))
    found = shape(f"CREATE VIEW v0 AS SELECT note FROM t; {layers}", "v40")
    assert found.columns[0].null_reason == "in view v0, column note: t.note can be NULL"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT note IS NORMALIZED FROM t", "IS NORMALIZED is not understood"),
        ("SELECT note IS JSON FROM t", "IS JSON is not understood"),
        ("SELECT @ (-5) FROM t", "Parameter is not understood"),
        ("SELECT no_such(id) FROM t", "function no_such is declared nowhere"),
        ("SELECT id::nowhere FROM t", "type nowhere is declared nowhere"),
        ("SELECT t FROM t", "t, a row as a value, is not understood"),
        ("SELECT f(id) FROM t", "f() returns a row of no declared type"),
    ],
)
def test_an_unknown_type_says_why(query, reason) -> None:
    sql = "CREATE FUNCTION f(bigint) RETURNS record LANGUAGE sql AS 'SELECT 1, 2';"
    (found,) = shape(f"{sql} CREATE VIEW v (x) AS {query}").columns
    assert (found.type, found.type_reason) == (None, reason)


def test_what_is_unknown_leaves_the_other_columns_alone() -> None:
    first, second = shape("CREATE VIEW v AS SELECT no_such(id) AS a, id FROM t").columns
    assert first.type is None
    assert (str(second.type), second.not_null) == ("bigint", True)


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("CREATE VIEW v AS SELECT x.a FROM pg_class x", ""),
        (
            "CREATE VIEW v AS SELECT * FROM pg_catalog.pg_class",
            "relation pg_catalog.pg_class is declared nowhere",
        ),
        (
            "CREATE VIEW v AS SELECT interval '1' day",
            "an interval literal with fields is not understood",
        ),
        (
            (
                "CREATE VIEW v AS WITH RECURSIVE w (a) AS (SELECT 1 UNION ALL SELECT a FROM w)"
                " CYCLE a SET c USING p SELECT a FROM w"
            ),
            "SEARCH of WITH is not understood",
        ),
        (
            "CREATE VIEW v AS SELECT a FROM ROWS FROM (generate_series(1, 2)) AS s (a)",
            "ROWS_FROM of TABLE is not understood",
        ),
    ],
)
def test_a_query_that_cannot_be_read_says_why(sql, reason) -> None:
    found = shape(sql)
    assert found.reason.lower() == reason.lower()
    assert all(column.type is None and column.type_reason for column in found.columns)


def test_what_sqlglot_cannot_parse_is_a_reason() -> None:
    found = shape("CREATE VIEW v AS SELECT id, json_object('a': 1) AS x FROM t")
    assert found.reason.startswith("sqlglot cannot read its query: ")
    assert "\n" not in found.reason
    assert [column.name for column in found.columns] == ["id", "x"]


def test_a_query_nested_too_deeply_is_a_reason() -> None:
    catalog = build([parse_source(Source("s.sql", b"CREATE VIEW v AS SELECT 1 AS x"))])
    name = Name("public", "v")
    deep = f"SELECT {'(' * 5000}1{')' * 5000} AS x"
    view = msgspec.structs.replace(catalog.views[name], query_text=deep)
    found = infer_views(msgspec.structs.replace(catalog, views={name: view}))[name]
    assert found.reason == "its query is nested too deeply"


@pytest.mark.parametrize(
    "ending",
    ["", "WITH CHECK OPTION", "WITH LOCAL CHECK OPTION", "WITH CASCADED CHECK OPTION"],
)
def test_a_check_option_is_no_part_of_the_query(ending) -> None:
    assert str(shape(f"CREATE VIEW v AS SELECT id FROM t {ending}").columns[0].type) == "bigint"


@pytest.mark.parametrize("ending", ["", "WITH NO DATA", "WITH DATA"])
def test_with_no_data_is_no_part_of_the_query(ending) -> None:
    found = shape(f"CREATE MATERIALIZED VIEW v AS SELECT id FROM t {ending}")
    assert str(found.columns[0].type) == "bigint"


def test_views_that_read_each_other_are_reported_and_the_others_are_read() -> None:
    sql = """
    CREATE VIEW a AS SELECT id FROM t; CREATE VIEW b AS SELECT id FROM a;
    CREATE OR REPLACE VIEW a AS SELECT id FROM b; CREATE VIEW v AS SELECT id FROM t;
    """
    assert shape(sql, "a").reason == "it reads itself, through other views"
    assert not shape(sql, "v").reason


def test_a_with_query_may_have_the_name_of_its_view() -> None:
    found = shape("CREATE VIEW v AS WITH v AS (SELECT id FROM t) SELECT id FROM v")
    assert str(found.columns[0].type) == "bigint"


def test_columns_have_the_names_of_the_view_not_of_the_query() -> None:
    found = shape('CREATE VIEW v ("A", b) AS SELECT id, name FROM t; ALTER VIEW v RENAME b TO c')
    assert [column.name for column in found.columns] == ["A", "c"]


@pytest.mark.parametrize(
    ("tables", "not_null"),
    [
        ("CREATE TABLE p (a integer NOT NULL); CREATE TABLE q () INHERITS (p)", True),
        (
            (
                "CREATE TABLE p (a integer NOT NULL); CREATE TABLE q () INHERITS (p);"
                " ALTER TABLE q ALTER a DROP NOT NULL"
            ),
            False,
        ),
        ("CREATE DOMAIN d AS integer NOT NULL; CREATE TABLE p (a d)", True),
        ("CREATE FOREIGN TABLE p (a integer NOT NULL) SERVER s", None),
    ],
)
def test_a_table_s_not_null_counts_where_the_server_keeps_it(tables, not_null) -> None:
    (found,) = shape(f"{tables}; CREATE VIEW v AS SELECT a FROM p").columns
    assert found.not_null is not_null


def test_a_user_s_function_may_return_null_whatever_its_name() -> None:
    sql = "CREATE FUNCTION abs(t) RETURNS integer LANGUAGE sql AS 'SELECT NULL::integer';"
    (found,) = shape(f"{sql} CREATE VIEW v AS SELECT abs(id) AS x FROM t").columns
    assert found.not_null is None


def test_sqlglot_is_imported_only_for_views() -> None:
    program = """
import sys
from ddllint.catalog.model import Catalog
from ddllint.contracts.views.infer import infer_views
assert infer_views(Catalog()) == {}
assert "sqlglot" not in sys.modules, "imported without a view"
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_nothing_is_printed(capfd) -> None:
    shape("CREATE VIEW v AS SELECT id, @ (-5) AS x, no_such(id) FROM t, LATERAL nowhere(t.id) q")
    assert capfd.readouterr() == ("", "")


def test_a_thousand_views_take_a_few_seconds() -> None:
    views = "".join(
        f"CREATE VIEW v{i} AS SELECT a.id, lower(a.name) AS name, COALESCE(b.note, '') AS note,"
        f" count(*) OVER () AS n FROM {'t' if i < 500 else f'v{i - 500}'} a"
        f" LEFT JOIN u b ON b.t_id = a.id WHERE a.id > {i};"
        for i in range(1000)
    )
    catalog = build([parse_source(Source("s.sql", (TABLES + views).encode()))])
    started = time.process_time()
    shapes = infer_views(catalog)
    assert time.process_time() - started < 6
    assert all(column.type for found in shapes.values() for column in found.columns)


@pytest.mark.parametrize(
    ("declared", "called", "columns"),
    [
        ("f() RETURNS TABLE (a integer, b text)", "f()", ["a integer", "b text"]),
        ("f(OUT a integer)", "f() AS g", ["a integer"]),
        ("f() RETURNS bigint", "f() AS g", ["g bigint"]),
        ("f() RETURNS SETOF u", "f()", ["id bigint", "t_id bigint", "note text"]),
        ("f() RETURNS SETOF pair", "f() AS g (l, m)", ["l integer", "m text"]),
    ],
)
def test_rows_of_a_user_s_function_have_the_columns_that_it_declares(
    declared, called, columns
) -> None:
    sql = f"CREATE TYPE pair AS (x integer, y text); CREATE FUNCTION {declared} LANGUAGE sql AS '';"
    found = shape(f"{sql} CREATE VIEW v AS SELECT * FROM {called}").columns
    assert [f"{one.name} {one.type}" for one in found] == columns
    assert {(one.not_null, one.null_reason) for one in found} == {(None, "f() can return NULL")}


OF_A_VIEW = (
    "CREATE VIEW w AS SELECT id FROM t; CREATE FUNCTION f() RETURNS SETOF w LANGUAGE sql AS '';"
)
TWO = (
    "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS '';"
    "CREATE FUNCTION f(a text) RETURNS integer LANGUAGE sql AS '';"
)
RECORDS = "CREATE FUNCTION f() RETURNS SETOF record LANGUAGE sql AS '';"


@pytest.mark.parametrize(
    ("sql", "called", "reason"),
    [
        (RECORDS, "f()", "f() returns a row of no declared type"),
        (
            OF_A_VIEW,
            "f()",
            "f() returns rows of a view",
        ),
        (
            TWO,
            "f(1)",
            "which function f is, is not clear",
        ),
        ("", "app.f(1)", "function app.f is declared nowhere"),
    ],
)
def test_rows_of_a_function_that_are_not_known_say_why(sql, called, reason) -> None:
    assert shape(f"{sql} CREATE VIEW v AS SELECT * FROM {called}").reason == reason


def test_more_aliases_than_columns_are_told() -> None:
    (found,) = shape("CREATE VIEW v AS SELECT a FROM generate_series(1, 2) g (a, b, c)").columns
    assert found.type is None
    assert found.type_reason.endswith("there are more column aliases than columns")
