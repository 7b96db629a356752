"""Plain queries are read without the parser of queries; both ways must tell the same of them."""

import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest
from view_truth import corpus

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog, View
from ddllint.catalog.names import Name
from ddllint.catalog.scopes import scope_of
from ddllint.contracts.views.environment import CannotTell, Field
from ddllint.contracts.views.infer import infer_views
from ddllint.contracts.views.known_functions import AGGREGATES
from ddllint.contracts.views.plain import read_plain
from ddllint.contracts.views.schema import read_schema
from ddllint.contracts.views.text import read_text
from ddllint.sql.parse import parse_query, parse_source
from ddllint.sql.source import Source

TABLES = """
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('calm', 'busy');
CREATE DOMAIN cents AS integer NOT NULL CHECK (VALUE >= 0);
CREATE TABLE t (
    id bigint PRIMARY KEY, small smallint NOT NULL CHECK (small < 9), whole integer,
    exact numeric(10, 2) NOT NULL, loose double precision, code character varying(20) NOT NULL,
    note text, on_day date, at timestamp with time zone NOT NULL, span interval, flag boolean,
    feeling mood, total cents, tags text[] NOT NULL, data jsonb, bits bit(3)
);
CREATE TABLE "Odd Name" ("Id" bigint NOT NULL, id text);
CREATE TABLE s.t (id uuid NOT NULL, parent uuid);
CREATE TABLE child (more text) INHERITS (t);
CREATE VIEW seen AS SELECT id, note, whole FROM t;
"""
COLUMNS = (
    *("id", "small", "whole", "exact", "loose", "code", "note", "on_day", "at", "span", "flag"),
    *("feeling", "total", "tags", "data", "bits"),
)


def catalog_of(views: str) -> Catalog:
    return build([parse_source(Source("s.sql", (TABLES + views).encode()))])


def both(catalog: Catalog) -> Mapping[Name, tuple[Sequence[Field] | None, Sequence[Field] | None]]:
    """What each way tells of each view; None where it tells nothing."""
    schema, scope = read_schema(catalog, infer_views(catalog)), scope_of(catalog)

    def by_text(view: View) -> Sequence[Field] | None:
        try:
            return read_text(view, schema, scope)
        except CannotTell:
            return None

    return {
        name: (read_plain(view.query.tree, schema), by_text(view))
        for name, view in catalog.views.items()
    }


def test_the_corpus_is_read_alike() -> None:
    found = [ways for ways in both(corpus()[0]).values() if ways[0] is not None]
    assert len(found) >= 5
    for plain, by_text in found:
        assert plain == by_text


@pytest.mark.parametrize("group", ["", " GROUP BY code"])
def test_aggregates_are_read_alike(group: str) -> None:
    calls = [f"{name}({column})" for name in sorted(AGGREGATES) for column in COLUMNS]
    calls += [f"{name}({column}, id)" for name in sorted(AGGREGATES) for column in COLUMNS]
    views = "".join(
        f"CREATE VIEW v{at} AS SELECT {call} FROM t{group};\n" for at, call in enumerate(calls)
    )
    catalog = catalog_of(views)
    assert len(catalog.views) == len(calls) + 1
    for name, (plain, by_text) in both(catalog).items():
        assert plain is not None, catalog.views[name].query_text
        assert plain == by_text, catalog.views[name].query_text


PLAIN = [
    "SELECT id, note AS n, t.whole FROM t",
    "SELECT * FROM t",
    "SELECT x.*, x.id AS again FROM public.t AS x ORDER BY note",
    "SELECT count(*), count(*) AS n, max(x.at) FROM t x WHERE x.at > now() AND id IN (1, 2)",
    "SELECT note, min(whole), avg(exact) FROM t WHERE whole_sum(1) GROUP BY note, t.code",
    "SELECT note FROM t WHERE code = 'x' OR (SELECT max(id) FROM s.t) IS NOT NULL",
    'SELECT "Id", id, "Odd Name".id AS "ID" FROM "Odd Name"',
    "SELECT id, parent FROM s.t",
    "SELECT id, note FROM ONLY t",
    "SELECT id, note, code FROM child",
    "SELECT note, sum(whole) FROM seen GROUP BY note",
]


@pytest.mark.parametrize("query", PLAIN)
def test_plain_queries_are_read_alike(query: str) -> None:
    plain, by_text = both(catalog_of(f"CREATE VIEW v AS {query};"))[Name("public", "v")]
    assert plain is not None
    assert plain == by_text


OTHER = [
    "SELECT note FROM t WHERE note <> ''",
    "SELECT max(whole) FROM t WHERE t.whole > 1 GROUP BY id",
    "SELECT code FROM t GROUP BY note HAVING note <> ''",
    "SELECT DISTINCT id FROM t",
    "SELECT id FROM t LIMIT 1",
    "SELECT id FROM t UNION SELECT id FROM t",
    "SELECT t.id FROM t, seen",
    "SELECT t.id FROM t JOIN seen USING (id)",
    "SELECT a.id FROM (SELECT id FROM t) a",
    "SELECT a.x FROM t AS a (x)",
    "SELECT id + 1 FROM t",
    "SELECT lower(code) FROM t",
    "SELECT count(DISTINCT id) FROM t",
    "SELECT count(id) FILTER (WHERE flag) FROM t",
    "SELECT sum(id) OVER () FROM t",
    "SELECT sum(id + 1) FROM t",
    "SELECT array_agg(id ORDER BY id) FROM t",
    "SELECT mode() WITHIN GROUP (ORDER BY id) FROM t",
    "SELECT code FROM t GROUP BY ROLLUP (code)",
    "SELECT code FROM t GROUP BY 1",
    "SELECT t FROM t",
    "SELECT ctid FROM t",
    "SELECT public.t.id FROM public.t",
    "SELECT id FROM nowhere",
    "SELECT x.id FROM t",
    "SELECT 1 AS one",
    "WITH t AS (SELECT 1 AS id) SELECT id FROM t",
    "SELECT id FROM t TABLESAMPLE system (1)",
    "SELECT id FROM t FOR UPDATE",
    "VALUES (1)",
]


@pytest.mark.parametrize("query", OTHER)
def test_other_queries_are_left_to_their_parser(query: str) -> None:
    assert read_plain(parse_query(query).tree, read_schema(catalog_of(""), {})) is None


def test_an_aggregate_is_not_plain_where_the_user_has_a_function_of_that_name() -> None:
    own = "CREATE FUNCTION sum(text) RETURNS text LANGUAGE sql RETURN $1;"
    schema = read_schema(catalog_of(own), {})
    assert read_plain(parse_query("SELECT sum(note) FROM t").tree, schema) is None
    assert read_plain(parse_query("SELECT max(note) FROM t").tree, schema) is not None


def test_the_servers_own_aggregate_may_be_named_with_its_schema() -> None:
    catalog = catalog_of("CREATE VIEW v AS SELECT pg_catalog.count(*) FROM t;")
    (column,) = infer_views(catalog)[Name("public", "v")].columns
    assert (str(column.type), column.not_null) == ("bigint", True)


def test_plain_views_do_without_the_parser_of_queries() -> None:
    program = """
import sys
from ddllint.catalog.builder import build
from ddllint.contracts.views.infer import infer_views
from ddllint.sql.parse import parse_query, parse_source
from ddllint.sql.source import Source
sql = b"CREATE TABLE t (id int); CREATE VIEW v AS SELECT id, count(*) FROM t GROUP BY id;"
(shape,) = infer_views(build([parse_source(Source("s.sql", sql))])).values()
assert [str(column.type) for column in shape.columns] == ["integer", "bigint"]
assert "sqlglot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
