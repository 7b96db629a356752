"""Rows for a schema with a table for each difficulty, and the reasons where there are none."""

from pathlib import Path

import psycopg
import pytest
from schemas import catalog_of, database_with

from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.settings.model import Tenancy
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.rows import fill, insert
from ddllint.verify.rows.insert import on_server
from ddllint.verify.rows.targets import targets
from ddllint.verify.stages.constraints import proofs

RICH = Path(__file__).with_name("rich_schema.sql").read_text("utf-8")


def test_each_difficulty_is_filled_without_a_server(each_server: Server) -> None:
    catalog = catalog_of(RICH)
    for seed in (1, 2):
        filling = fill(catalog, Tenancy(), seed=seed)
        assert filling.unfilled == ()
        assert {row.table for row in filling.rows} == set(catalog.tables)
        with database_with(each_server, RICH) as connection:
            insert(connection, filling.rows)


def test_each_constraint_is_proven(each_server: Server) -> None:
    catalog = catalog_of(RICH)
    with database_with(each_server, RICH) as connection:
        found = list(proofs(connection, catalog, Tenancy()))
    assert [proof for proof in found if proof.verdict is not Verdict.PROVEN] == []
    assert len(found) == len(catalog.tables) + len(list(targets(catalog)))
    (orders_total,) = (one for one in found if one.object == "orders.orders_total")
    assert "NOT VALID: earlier rows may break it" in orders_total.promise


def test_what_only_a_server_can_tell_is_tried_on_one(each_server: Server) -> None:
    """A function of one's own, a hash partition, a lookahead: left out here, filled there."""
    text = """
    CREATE FUNCTION even(integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 % 2 = 0';
    CREATE TABLE called (id integer NOT NULL CHECK (even(id)));
    CREATE TABLE looked (code text NOT NULL CHECK (code ~ '^(?=a)'));
    CREATE TABLE hashed (id integer NOT NULL) PARTITION BY HASH (id);
    CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 3, REMAINDER 1);
    """
    catalog = catalog_of(text)
    alone = fill(catalog, Tenancy())
    assert alone.rows == ()
    assert len(alone.unfilled) == len(catalog.tables)
    assert all("cannot be told without a server" in one.reason for one in alone.unfilled)
    with database_with(each_server, text) as connection:
        tried = fill(catalog, Tenancy(), trial=on_server(connection))
        assert tried.unfilled == ()
        for table in catalog.tables:
            query = f"SELECT count(*) >= 2 FROM {table.name}"
            assert connection.execute(query.encode()).fetchone() == (True,)
        found = list(proofs(connection, catalog, Tenancy()))
        assert {proof.verdict for proof in found} == {Verdict.PROVEN}, found


NO_NUMBER = """CREATE TABLE t (
 a integer NOT NULL, CHECK (a > 5), CHECK (a < 3))"""
NULL_ONLY = """CREATE TABLE t (
 a integer NOT NULL,
 CONSTRAINT c CHECK (a IS NULL))"""
NO_PAIR = """CREATE TABLE t (
 a int NOT NULL, b int NOT NULL,
 CONSTRAINT c CHECK (a < b AND b < a))"""
NO_LABELS = """CREATE TYPE nothing AS ENUM ();
CREATE TABLE t (
 a nothing NOT NULL)"""
NO_PARENT = """CREATE TABLE p (a integer PRIMARY KEY CHECK (a IS NULL));
CREATE TABLE t (
 a integer NOT NULL CONSTRAINT fk REFERENCES p)"""
CIRCLE = """CREATE TABLE t (a integer PRIMARY KEY, b integer NOT NULL);
CREATE TABLE u (a integer PRIMARY KEY REFERENCES t);
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (b) REFERENCES u"""


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (NO_NUMBER, 2, "column a is NOT NULL, and no value of its type integer can be made here"),
        (NULL_ONLY, 3, "column a is NOT NULL, and constraint `c` lets no value through"),
        (NO_PAIR, 3, "no values were found that CHECK c allow"),
        (
            "CREATE TABLE t (a int) PARTITION BY LIST (a)",
            1,
            "it is partitioned and has no partition",
        ),
        ("CREATE FOREIGN TABLE t (a integer) SERVER other", 1, "it is a foreign table"),
        (NO_LABELS, 3, "column a is NOT NULL, and type `public.nothing` lets no value through"),
        (NO_PARENT, 3, "fk must refer to a row of p, which has none"),
        (CIRCLE, 3, "fk must refer to a row of u, which must refer back: let a column of the key"),
    ],
)
def test_a_table_that_cannot_be_filled_says_why(text: str, line: int, reason: str) -> None:
    catalog = catalog_of(text)
    (found,) = (one for one in fill(catalog, Tenancy()).unfilled if one.table.name == "t")
    assert found.reason.startswith(reason)
    assert found.origin is not None
    assert found.origin.span().line == line


def _verdict(connection: psycopg.Connection, object_: str) -> Proof:
    found = proofs(connection, read_catalog(connection), Tenancy())
    return next(proof for proof in found if proof.object == object_)


def test_not_enforced_is_told_as_what_it_is(each_server: Server) -> None:
    if each_server.major < 18:
        pytest.skip("NOT ENFORCED came with PostgreSQL 18")
    text = "CREATE TABLE t (a integer NOT NULL CONSTRAINT c CHECK (a > 0) NOT ENFORCED)"
    with database_with(each_server, text) as connection:
        proof = _verdict(connection, "t.c")
        assert proof.verdict is Verdict.PROVEN
        assert proof.promise == "it is NOT ENFORCED: a row that breaks it is accepted"


def test_a_constraint_that_nothing_can_break_is_not_proven(each_server: Server) -> None:
    with database_with(each_server, "CREATE TABLE t (a integer CONSTRAINT c CHECK (1 > 0))") as one:
        proof = _verdict(one, "t.c")
    assert proof.verdict is Verdict.NOT_RUN


def test_a_row_that_a_trigger_takes_away_is_no_row(each_server: Server) -> None:
    text = """
    CREATE TABLE t (a integer CONSTRAINT c CHECK (a > 0));
    CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER skipping BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION skip();
    """
    with database_with(each_server, text) as connection:
        found = list(proofs(connection, read_catalog(connection), Tenancy()))
    assert {proof.verdict for proof in found} == {Verdict.NOT_RUN}
    assert "a trigger or a rule of t kept the row from being stored" in found[0].evidence
