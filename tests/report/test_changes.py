"""Differences by object: each is told once, and what comes or goes as a whole is told as such."""

from itertools import pairwise
from pathlib import Path

import pytest

from ddllint.catalog.builder import build
from ddllint.catalog.difference import difference
from ddllint.catalog.model import Catalog
from ddllint.report.changes import Change, changes
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

CORPUS = sorted((Path(__file__).parents[1] / "catalog/corpus").glob("*.sql"))


def catalog(sql: str) -> Catalog:
    return build([parse_source(Source("t.sql", sql.encode()))], postgres=18)


def told(old: str, new: str) -> tuple[Change, ...]:
    a, b = catalog(old), catalog(new)
    return changes(difference(a, b), a, b)


@pytest.mark.parametrize(
    ("a", "b"), [*pairwise(CORPUS), (CORPUS[-1], CORPUS[0])], ids=lambda path: path.stem
)
def test_every_difference_is_told_once(a: Path, b: Path) -> None:
    old, new = catalog(a.read_text("utf-8")), catalog(b.read_text("utf-8"))
    differences = difference(old, new)
    found = changes(differences, old, new)
    parts = sum(len(names) for change in found for _, names in change.parts)

    assert len(found) + parts == len({one.object for one in differences})
    assert sum(len(one.properties) for one in found) == sum(
        one.property != "exists" for one in differences
    )


def test_what_is_new_as_a_whole_is_one_change() -> None:
    """In quotes, in another schema, with rights of every kind."""
    sql = """
        CREATE SCHEMA "S 1";
        GRANT USAGE ON SCHEMA "S 1" TO app;
        CREATE TABLE "S 1"."T 1" ("C 1" serial PRIMARY KEY, b int);
        CREATE INDEX "I 1" ON "S 1"."T 1" (b);
        CREATE POLICY "P 1" ON "S 1"."T 1" USING (true);
        GRANT SELECT ("C 1"), UPDATE ON "S 1"."T 1" TO "some body";
        GRANT USAGE ON SEQUENCE "S 1"."T 1_C 1_seq" TO app;
        CREATE TYPE pair AS (a int, "B" int);
        CREATE FUNCTION f(pair, int) RETURNS int LANGUAGE sql AS 'SELECT 1';
        GRANT EXECUTE ON FUNCTION f(pair, int) TO app;
        CREATE MATERIALIZED VIEW m AS SELECT 1 AS one;
        GRANT SELECT ON m TO app;
    """

    assert {(one.kind, one.name): dict(one.parts) for one in told("", sql)} == {
        ("schema", '"S 1"'): {"grant": ("app USAGE",)},
        ("type", "pair"): {"column": ("a", '"B"'), "grant": ("public USAGE",)},
        ("table", '"S 1"."T 1"'): {
            "column": ('"C 1"', "b"),
            "constraint": ('"T 1_pkey"',),
            "index": ("S 1.I 1",),
            "policy": ('"P 1"',),
            "sequence": ("S 1.T 1_C 1_seq",),
            "grant": (
                '"some body" SELECT ("C 1")',
                '"some body" UPDATE',
                "app USAGE on S 1.T 1_C 1_seq",
            ),
        },
        ("view", "m"): {"column": ("one",), "grant": ("app SELECT",)},
        ("routine", "f(pair, integer)"): {"grant": ("public EXECUTE", "app EXECUTE")},
    }


def test_what_an_object_gains_is_told_by_itself() -> None:
    old = "CREATE TABLE t (a int); CREATE TABLE u ();"
    new = "CREATE TABLE t (a int, b int); CREATE TABLE u (); GRANT SELECT ON t TO app;"

    assert [(one.kind, one.name, one.how) for one in told(old, new)] == [
        ("column", "t.b", "added"),
        ("grant", "table t app SELECT", "added"),
    ]


def test_a_change_has_both_places() -> None:
    (found,) = told("CREATE TABLE t (a int);", "CREATE TABLE t (\n a int DEFAULT 1);")

    assert [(one.name, one.a, one.b) for one in found.properties] == [("default", None, "1")]
    assert (str(found.a_span), str(found.b_span)) == ("t.sql:1:17", "t.sql:2:2")
