"""Where a view's query gives each column."""

import pytest

from ddllint.catalog.builder import build
from ddllint.catalog.names import Name
from ddllint.catalog.view_places import column_place
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

TABLE = "CREATE TABLE t (a int, b int);\n"


@pytest.mark.parametrize(
    ("view", "column", "word"),
    [
        ("CREATE VIEW v AS SELECT a, b::text AS shown FROM t", "shown", "b"),
        ("CREATE VIEW v (x, y) AS SELECT a, 7 FROM t", "y", "7"),
        ("CREATE VIEW v AS SELECT 1 AS one, * FROM t", "b", "*"),
        ("CREATE VIEW v AS SELECT a FROM t UNION SELECT 2", "a", "a"),
        ("CREATE VIEW v AS WITH w AS (SELECT 1 AS b) SELECT w.b FROM w", "b", "w"),
        ("CREATE VIEW v AS VALUES (1)", "column1", "v"),
        ("CREATE MATERIALIZED VIEW v AS SELECT -a AS less FROM t", "less", "-"),
        ("CREATE VIEW v AS SELECT b AS old FROM t; ALTER VIEW v RENAME old TO new", "new", "b"),
        ("CREATE VIEW v AS SELECT a FROM t", "nothing", "v"),
    ],
)
def test_a_column_is_where_the_query_gives_it(view: str, column: str, word: str) -> None:
    text = TABLE + view
    catalog = build([parse_source(Source("schema.sql", text.encode()))])
    origin = column_place(catalog.views[Name("public", "v")], column)
    assert origin is not None
    span = origin.span()
    assert span.line == 2
    found = text.splitlines()[1][span.column - 1 : span.end_column - 1]
    assert found == word
    select = "AS" if word != "v" else "VIEW"
    assert span.column > view.index(select)
