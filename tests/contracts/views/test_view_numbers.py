"""How far the numbers of a view's column go: what is said, and that a server's rows keep to it."""

import random
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import psycopg
import pytest

from ddllint.catalog.builder import build
from ddllint.catalog.names import Name
from ddllint.contracts.views.infer import infer_views
from ddllint.contracts.views.numbers import ANY, Numbers, is_none
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

TABLES = """
CREATE DOMAIN share AS numeric(4,3) CHECK (VALUE BETWEEN 0 AND 1);
CREATE TABLE t (
    id integer PRIMARY KEY,
    cents bigint NOT NULL CHECK (cents >= 0),
    score smallint CHECK (score BETWEEN -3 AND 5),
    level integer CHECK (level IN (2, 4, 8)),
    part share,
    price numeric(6,2) NOT NULL CHECK (price > 0),
    loss numeric CHECK (loss <= 0),
    free numeric,
    ratio double precision,
    note text NOT NULL
);
CREATE VIEW below AS SELECT id, cents * 2 AS twice, score FROM t;
"""

SAID = {
    "SELECT count(*) FROM t": (0, None, 1),
    "SELECT sum(cents) FROM t": (0, None, 1),
    "SELECT COALESCE(sum(cents), 0) FROM t GROUP BY score": (0, None, 1),
    "SELECT round(COALESCE(sum(cents), 0) / 100.0, 2) FROM t": (0, None, "0.01"),
    "SELECT GREATEST(floor(extract(epoch FROM now() - now())), 0)::integer": (0, None, 1),
    "SELECT sum(loss) FROM t": (None, 0, None),
    "SELECT avg(score) FROM t": (-3, 5, None),
    "SELECT max(level) FROM t": (2, 8, 2),
    "SELECT level FROM t UNION ALL SELECT 3": (2, 8, 1),
    "SELECT level FROM t UNION ALL SELECT score FROM t": (-3, 8, 1),
    "SELECT -score FROM t": (-5, 3, 1),
    "SELECT abs(score) FROM t": (0, 5, 1),
    "SELECT abs(free) FROM t": (0, None, None),
    "SELECT score + level FROM t": (-1, 13, 1),
    "SELECT score - level FROM t": (-11, 3, 1),
    "SELECT level * 10 FROM t": (20, 80, 20),
    "SELECT score * level FROM t": (-24, 40, 2),
    "SELECT sum(cents) * price FROM t GROUP BY price": (0, None, "0.01"),
    "SELECT part * 100 FROM t": (0, 100, "0.1"),
    "SELECT part::numeric(3,1) FROM t": (0, 1, "0.1"),
    "SELECT (part * 1.5)::integer FROM t": (0, 2, 1),
    "SELECT round(part * 0.55, 1) FROM t": (0, "0.6", "0.1"),
    "SELECT round(price, -1) FROM t": (0, 10000, 10),
    "SELECT trunc(loss) FROM t": (None, 0, 1),
    "SELECT cents / level FROM t": (0, None, None),
    "SELECT loss / price FROM t": (None, 0, None),
    "SELECT cents % 7 FROM t": (0, None, 1),
    "SELECT mod(score, 4) FROM t": (None, None, 1),
    "SELECT LEAST(score, 1) FROM t": (-3, 1, 1),
    "SELECT GREATEST(score, 1) FROM t": (1, 5, 1),
    "SELECT GREATEST(score, level) FROM t": (-3, 8, 1),
    "SELECT LEAST(free, 7) FROM t": (None, 7, None),
    "SELECT CASE WHEN score > 0 THEN level ELSE 1 END FROM t": (1, 8, 1),
    "SELECT CASE WHEN score > 0 THEN level END FROM t": (2, 8, 2),
    "SELECT NULLIF(level, 2) FROM t": (2, 8, 2),
    "SELECT COALESCE(score, NULL, 7) FROM t": (-3, 7, 1),
    "SELECT (SELECT max(score) FROM t)": (-3, 5, 1),
    "SELECT length(note) FROM t": (0, None, 1),
    "SELECT row_number() OVER (ORDER BY id) FROM t": (1, None, 1),
    "SELECT lag(level, 1, 0) OVER (ORDER BY id) FROM t": (0, 8, 2),
    "SELECT sum(level) FILTER (WHERE score > 0) OVER (ORDER BY id) FROM t": (2, None, 2),
    "SELECT twice FROM below": (0, 2**64 - 2, 2),
    "SELECT twice - 1 FROM below": (-1, 2**64 - 3, 1),
    "SELECT score + 0 FROM below": (-3, 5, 1),
    "SELECT s.score + 0 FROM t LEFT JOIN t s ON s.id = t.id + 1": (-3, 5, 1),
    "SELECT 0.5": ("0.5", "0.5", "0.5"),
    "SELECT 1e3::integer": (1000, 1000, 1),
}
"""Least, greatest and step."""

UNKNOWN = (
    "SELECT free FROM t GROUP BY free HAVING true",
    "SELECT free * free FROM t",
    "SELECT sum(score) * 1.0 / 3 FROM t",
    "SELECT ratio * 2 FROM t",
    "SELECT note || 'x' FROM t",
    "SELECT now()",
    "SELECT COALESCE(free, 0) FROM t",
    "SELECT price / free FROM t",
    "SELECT 1e99999",
)


def numbers(query: str, more: str = "") -> Numbers:
    text = f"{TABLES}{more}CREATE VIEW v (x) AS {query};"
    catalog = build([parse_source(Source("s.sql", text.encode()))])
    assert not catalog.refused
    (column,) = infer_views(catalog)[Name("public", "v")].columns
    return column.numbers or ANY


def expected(query: str) -> Numbers:
    return Numbers(*(None if one is None else Fraction(one) for one in SAID[query]))


@pytest.mark.parametrize("query", SAID)
def test_what_is_said(query: str) -> None:
    assert numbers(query) == expected(query)


@pytest.mark.parametrize("query", UNKNOWN)
def test_what_is_not_known_is_not_said(query: str) -> None:
    found = numbers(query)
    assert (found.minimum, found.maximum) == (None, None)


def test_a_recursive_query_passes_what_it_began_with() -> None:
    query = "WITH RECURSIVE r (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n + 0 FROM r"
    assert numbers(query).maximum is None


@pytest.mark.parametrize(
    "more",
    [
        "CREATE FUNCTION abs(integer) RETURNS integer LANGUAGE sql AS 'select -1';",
        "CREATE FUNCTION abs(smallint) RETURNS integer LANGUAGE sql AS 'select -1';",
    ],
)
def test_nothing_is_said_of_a_function_of_ones_own(more: str) -> None:
    assert numbers("SELECT abs(score) FROM t", more).minimum is None


def test_a_constraint_that_old_rows_may_break_says_nothing() -> None:
    more = "ALTER TABLE t ADD CONSTRAINT c CHECK (free > 1) NOT VALID;"
    assert numbers("SELECT free + 0 FROM t", more).minimum is None


def test_null_has_no_numbers() -> None:
    assert is_none(numbers("SELECT COALESCE(NULL::integer, NULL)"))
    assert numbers("SELECT COALESCE(NULL::integer, level) FROM t") == Numbers(
        Fraction(2), Fraction(8), Fraction(2)
    )


@pytest.fixture(scope="module")
def filled(postgres_server: Server) -> Iterator[psycopg.Connection]:
    with (
        fresh_database(postgres_server) as name,
        connect(postgres_server, name, postgres_server.superuser) as connection,
    ):
        connection.execute(TABLES.encode())
        chance = random.Random(7)
        for number in range(300):
            connection.execute(
                "INSERT INTO t VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                _row(number, chance),
            )
        yield connection
        connection.rollback()


def _row(number: int, chance: random.Random) -> tuple[object, ...]:
    return (
        number,
        chance.choice([0, 1, 99, 12345678]),
        chance.choice([None, -3, 0, 5]),
        chance.choice([None, 2, 4, 8]),
        chance.choice([None, "0", "0.001", "0.999", "1"]),
        chance.choice(["0.01", "9999.99", "5.55"]),
        chance.choice([None, "0", "-0.5", "-1234567.891"]),
        chance.choice(["-0.4", "0.0001", "33.3", "-9e20"]),
        chance.choice([None, -0.5, 1e9]),
        chance.choice(["", "x" * 40]),
    )


@pytest.mark.parametrize("query", [*SAID, *UNKNOWN])
def test_the_servers_rows_keep_to_what_is_said(filled: psycopg.Connection, query: str) -> None:
    found = numbers(query)
    rows = filled.execute(query.encode()).fetchall()
    for (value,) in rows:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            assert_within(Fraction(value), found)


def assert_within(number: Fraction, found: Numbers) -> None:
    assert found.minimum is None or found.minimum <= number
    assert found.maximum is None or number <= found.maximum
    assert found.step is None or number % found.step == 0
