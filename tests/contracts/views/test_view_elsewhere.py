"""Views that were written to test something else: none of their known types is wrong."""

import runpy

import psycopg
import pytest
from view_truth import ROOT, canonical, server_types

from ddllint.catalog.builder import build
from ddllint.contracts.views.infer import infer_views
from ddllint.contracts.views.model import ViewShape
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

CATALOG_TESTS = ROOT / "tests" / "catalog"
CANONICAL = runpy.run_path(str(CATALOG_TESTS / "canonical_corpus.py"))
SCRIPTS = [
    *(path.read_text() for path in sorted((CATALOG_TESTS / "corpus").glob("*.sql"))),
    *(f"{CANONICAL['SCHEMA']};CREATE VIEW v AS {query}" for query in CANONICAL["VIEWS"]),
]


def test_no_known_type_is_wrong(connection: psycopg.Connection) -> None:
    seen = known = 0
    for script in SCRIPTS:
        catalog = build([parse_source(Source("s.sql", script.encode()))])
        if not catalog.views:
            continue
        with connection.transaction(force_rollback=True):
            try:
                connection.execute(script.encode())
            except psycopg.Error:
                continue  # of another major version
            truth = server_types(connection)
        for shape in infer_views(catalog).values():
            columns = _compared(shape, truth[shape.view])
            seen += len(truth[shape.view])
            known += columns
    assert known > 0.9 * seen > 300


def _compared(shape: ViewShape, truth: tuple[tuple[str, str], ...]) -> int:
    """How many types are known; all of those must be the server's."""
    if shape.reason:
        return 0
    types = [column.type for column in shape.columns]
    said = [canonical(type_) for _, type_ in truth]
    wrong = [pair for pair in zip(types, said, strict=True) if pair[0] not in (None, pair[1])]
    assert wrong == [], shape
    assert [column.name for column in shape.columns] == [name for name, _ in truth]
    return sum(type_ is not None for type_ in types)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("ALTER TABLE t RENAME TO past; CREATE TABLE t (a text, b text)", ("integer", True)),
        ("ALTER TABLE t RENAME a TO c; ALTER TABLE t ADD a text", ("integer", True)),
        ("ALTER TABLE t ALTER a DROP NOT NULL", ("integer", False)),
        ("CREATE SCHEMA s; ALTER TABLE t SET SCHEMA s", ("integer", True)),
    ],
)
def test_a_view_follows_what_becomes_of_its_tables(changes: str, expected: object) -> None:
    script = f"CREATE TABLE t (a integer NOT NULL); CREATE VIEW v AS SELECT a FROM t; {changes}"
    catalog = build([parse_source(Source("s.sql", script.encode()))])
    (shape,) = infer_views(catalog).values()
    (column,) = shape.columns
    assert (str(column.type), column.not_null) == expected


def test_a_recursive_view_is_read() -> None:
    script = "CREATE RECURSIVE VIEW n (i) AS VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 9"
    (shape,) = infer_views(build([parse_source(Source("s.sql", script.encode()))])).values()
    assert [(c.name, str(c.type), c.not_null) for c in shape.columns] == [("i", "integer", True)]
