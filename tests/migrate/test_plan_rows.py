"""Plans on tables with rows: nothing is lost, and what stands open is not in the way for long."""

from collections.abc import Iterator

import psycopg
import pytest
from plans import catalog, down_steps, run, up_steps

from ddllint.migrate.plan import plan
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server

OLD = """
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE item (
    id int PRIMARY KEY, parent_id int, amount int, code varchar(10), price numeric(10,2)
);
CREATE INDEX item_code ON item (code);
CREATE VIEW shown AS SELECT id, code FROM item;
"""
NEW = """
CREATE TABLE parent (id int PRIMARY KEY);
CREATE TABLE item (
    id int PRIMARY KEY,
    parent_id int NOT NULL REFERENCES parent,
    amount int NOT NULL CHECK (amount >= 0),
    code varchar(20) UNIQUE,
    price numeric(12,2) DEFAULT 0,
    token uuid NOT NULL DEFAULT gen_random_uuid(),
    made timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX item_parent ON item (parent_id);
CREATE VIEW shown AS SELECT id, code, price FROM item;
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
CREATE POLICY every ON item USING (amount > 0);
COMMENT ON TABLE item IS 'things';
"""
ROWS = 2500
"""More than a batch of a backfill."""


@pytest.fixture
def filled(postgres_server: Server) -> Iterator[psycopg.Connection]:
    user = postgres_server.superuser
    with (
        fresh_database(postgres_server) as name,
        connect(postgres_server, name, user, autocommit=True) as connection,
    ):
        connection.execute(OLD.encode())
        connection.execute("INSERT INTO parent VALUES (1)")
        connection.execute(
            "INSERT INTO item SELECT g, 1, g, 'c' || g, g FROM generate_series(1, %s) g", (ROWS,)
        )
        yield connection


def _content(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT id, parent_id, amount, code, price FROM item ORDER BY id"
    ).fetchall()


def test_nothing_is_lost(filled: psycopg.Connection) -> None:
    """No operation needs to be allowed; each row has what it had, and a value of its own."""
    before = _content(filled)
    found = plan(catalog(OLD), catalog(NEW))
    assert not found.refusals
    assert not any(one.destructive for one in found.operations)
    run(filled, up_steps(found))
    assert _content(filled) == before
    tokens = filled.execute("SELECT count(DISTINCT token), count(made) FROM item").fetchone()
    assert tokens == (ROWS, ROWS)
    run(filled, down_steps(found))
    assert _content(filled) == before


def test_a_failed_validation_can_be_run_again(filled: psycopg.Connection) -> None:
    """A row that breaks the rule stops the plan; once it is put right, the same plan goes on."""
    filled.execute("INSERT INTO item VALUES (0, 1, NULL, 'odd', 0)")
    new = OLD.replace("amount int", "amount int NOT NULL")
    found = plan(catalog(OLD), catalog(new))
    with pytest.raises(AssertionError, match="is violated by some row"):
        run(filled, up_steps(found))
    filled.execute("UPDATE item SET amount = 0 WHERE amount IS NULL")
    run(filled, up_steps(found))
    with pytest.raises(psycopg.errors.NotNullViolation):
        filled.execute("INSERT INTO item (id) VALUES (-1)")


def test_an_invalid_index_is_built_anew(filled: psycopg.Connection) -> None:
    """A unique index that could not be built stays behind INVALID: it is not stamped over."""
    filled.execute("UPDATE item SET code = 'same' WHERE id < 3")
    new = f"{OLD};\nCREATE UNIQUE INDEX item_one ON item (code)"
    found = plan(catalog(OLD), catalog(new))
    with pytest.raises(AssertionError, match="could not create unique index"):
        run(filled, up_steps(found))
    filled.execute("UPDATE item SET code = 'c' || id")
    run(filled, up_steps(found))
    valid = filled.execute(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'item_one'::regclass"
    ).fetchone()
    assert valid == (True,)


def test_a_writer_waits_for_no_scan() -> None:
    """Whatever step scans or fills rows, its locks (traced elsewhere) let others write."""
    found = plan(catalog(OLD), catalog(NEW))
    for step in up_steps(found):
        if step.work.value != "none":
            assert step.strongest is not None, step.sql
            assert not step.strongest.blocks_writes, step.sql
    # what blocks writers must have been committed before the next step begins
    blocking = [step for step in up_steps(found) if "NOT VALID" in step.sql]
    assert blocking
    assert all(step.autocommit for step in blocking)


def test_rows_keep_their_labels_when_their_type_is_made_anew(filled: psycopg.Connection) -> None:
    filled.execute("CREATE TYPE mood AS ENUM ('low', 'mid', 'high')")
    filled.execute("CREATE DOMAIN small AS int CHECK (VALUE < 10000)")
    filled.execute("ALTER TABLE item ADD COLUMN m mood, ADD COLUMN s small")
    filled.execute("UPDATE item SET m = 'high', s = id")
    types = (
        "CREATE TYPE mood AS ENUM ('low', 'mid', 'high');"
        "CREATE DOMAIN small AS int CHECK (VALUE < 10000)"
    )
    old = f"{types};{OLD.replace('amount int', 'm mood, s small, amount int')}"
    new = old.replace("'low', 'mid', 'high'", "'high', 'low'").replace("10000", "5000")
    found = plan(catalog(old), catalog(new), allow=frozenset({"rebuild-type:mood"}))
    assert not found.refusals
    for steps in (up_steps(found), down_steps(found)):
        run(filled, steps)
        kept = filled.execute("SELECT DISTINCT m::text, count(s) FROM item GROUP BY 1").fetchall()
        assert kept == [("high", ROWS)]
    filled.execute("UPDATE item SET m = 'mid' WHERE id = 7")
    with pytest.raises(psycopg.DataError, match="mid"):
        run(filled, up_steps(found))
