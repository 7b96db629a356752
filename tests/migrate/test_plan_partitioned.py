"""What a partitioned table with rows gets: each partition first, then the whole takes it over."""

import datetime

import psycopg
import pytest
from plans import EVERYTHING, assert_same, catalog, down_steps, run, sql, up_steps
from tracing import predicted, trace

from ddllint.catalog.model import Catalog
from ddllint.migrate.operations import Step
from ddllint.migrate.plan import plan
from ddllint.migrate.revisions import next_revision
from ddllint.postgres.reader import read_catalog
from ddllint.revisions.locks import Work

OLD = """
CREATE TABLE kind (id int PRIMARY KEY, other int UNIQUE);
CREATE TABLE p (id int NOT NULL, kind_id int NOT NULL, at date, note text)
    PARTITION BY RANGE (id);
CREATE TABLE a PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE b PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY LIST (kind_id);
CREATE TABLE b1 PARTITION OF b FOR VALUES IN (1);
CREATE INDEX held ON p (at) WHERE at > '2000-01-01';
"""
ROWS = """
INSERT INTO kind VALUES (1, 1);
INSERT INTO p SELECT g, 1, '2026-01-01', 'n' FROM generate_series(1, 19) g;
"""
CHANGES = {
    "index": "CREATE INDEX i ON p (at)",
    "index with all": "CREATE INDEX i ON p USING btree (lower(note) DESC, at) INCLUDE (id) "
        "WITH (fillfactor = 70) WHERE note > 'a'",
    "unique index": "CREATE UNIQUE INDEX i ON p (id, kind_id)",
    "primary key": "ALTER TABLE p ADD PRIMARY KEY (id, kind_id)",
    "unique": "ALTER TABLE p ADD CONSTRAINT u UNIQUE (id, kind_id) DEFERRABLE",
    "foreign key": "ALTER TABLE p ADD FOREIGN KEY (kind_id) REFERENCES kind",
    "foreign key with all": "ALTER TABLE p ADD CONSTRAINT fk FOREIGN KEY (kind_id) "
        "REFERENCES kind (other) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
    "key and what refers to it": "ALTER TABLE p ADD CONSTRAINT u UNIQUE (id, kind_id); "
        "ALTER TABLE p ADD CONSTRAINT up FOREIGN KEY (id, kind_id) REFERENCES p (id, kind_id)",
    "key and what another table refers by": "ALTER TABLE p ADD CONSTRAINT u UNIQUE (id, kind_id); "
        "ALTER TABLE kind ADD CONSTRAINT of FOREIGN KEY (id, other) REFERENCES p (id, kind_id)",
    "check": "ALTER TABLE p ADD CHECK (id > 0)",
    "not null": "ALTER TABLE p ALTER COLUMN at SET NOT NULL",
    "index of a part": "CREATE INDEX i ON b (at)",
    "index and a new part": "CREATE INDEX i ON p (at); "
        "CREATE TABLE c PARTITION OF p FOR VALUES FROM (20) TO (30)",
    "two indexes": "CREATE INDEX i ON p (note); CREATE INDEX j ON p (note DESC, id)",
    "index gone": "DROP INDEX held",
}  # fmt: skip


@pytest.fixture
def filled(own_database: psycopg.Connection) -> psycopg.Connection:
    _fill(own_database)
    return own_database


def _fill(connection: psycopg.Connection) -> None:
    connection.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
    connection.execute((OLD + ROWS).encode())


def _go(connection: psycopg.Connection, steps: list[Step], before: Catalog) -> None:
    there = {*before.tables, *before.views}
    for step in steps:
        if step.waits:
            connection.execute(step.sql.encode())
            continue
        row = connection.execute("SELECT array_agg(relname::text) FROM pg_class").fetchone()
        found = trace(connection, step.sql, there)
        told = {name: lock for name, lock in predicted(step).items() if row and name.name in row[0]}
        assert found.locks == told, step.sql
        assert found.work is step.work or _is_answered_by_the_index(step), step.sql


def _is_answered_by_the_index(step: Step) -> bool:
    """The key to the table itself, of which all is in the index of the other key."""
    return step.sql.endswith(" VALIDATE CONSTRAINT up")


@pytest.mark.parametrize("change", CHANGES)
def test_no_writer_waits_for_rows_to_be_read(filled: psycopg.Connection, change: str) -> None:
    major = filled.info.server_version // 10000
    old, new = (catalog(text, postgres=major) for text in (OLD, f"{OLD};\n{CHANGES[change]}"))
    found = plan(old, new, postgres=major)
    assert not found.refusals
    steps = up_steps(found)
    for before, after, way in ((old, new, steps), (new, old, down_steps(found)), (old, new, steps)):
        _go(filled, way, before)
        assert_same(read_catalog(filled, owner=filled.info.user), after, change)
    for step in steps:
        if step.work is not Work.NONE:
            assert step.strongest is not None
            assert not step.strongest.blocks_writes, step.sql
    assert filled.execute("SELECT count(*) FROM p").fetchone() == (19,)
    valid = filled.execute("SELECT bool_and(indisvalid) FROM pg_index").fetchone()
    assert valid == (True,)


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_was_committed_it_may_run_again(
    own_database: psycopg.Connection, change: str
) -> None:
    """After each statement but the last, which is committed with the revision's own number."""
    major = own_database.info.server_version // 10000
    old, new = (
        catalog(text, postgres=major)
        for text in (OLD, f"{OLD};\n{CHANGES[change]};\nCREATE INDEX later ON kind (other, id)")
    )
    (file,) = next_revision(
        plan(old, new, postgres=major), None, now=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    )
    lines = [line.sql for block in file.up for line in block.lines if block.autocommit]
    if len(lines) < 5:
        return
    everything = [(block.autocommit, [line.sql for line in block.lines]) for block in file.up]
    for stop in range(len(everything[-1][1])):
        _fill(own_database)
        _run(own_database, everything, stop)
        _run(own_database, everything, None)
        made = read_catalog(own_database, owner=own_database.info.user)
        assert_same(made, new, f"{change}, again after statement {stop}")


def _run(
    connection: psycopg.Connection, blocks: list[tuple[bool, list[str]]], stop: int | None
) -> None:
    """All blocks; the last one only up to a statement, if one is given."""
    for at, (autocommit, statements) in enumerate(blocks):
        mine = statements[:stop] if at == len(blocks) - 1 else statements
        if autocommit:
            for one in mine:
                connection.execute(one.encode())
        else:
            connection.execute(";\n".join(mine).replace("SET LOCAL", "SET").encode())


def test_a_copy_takes_no_name_that_another_has() -> None:
    """The parts of `held` have names that no spec tells."""
    old = catalog(OLD)
    found = plan(old, catalog(f"CREATE INDEX i ON p (at);\n{OLD}"))
    made = [one for one in sql(up_steps(found)) if one.startswith("CREATE INDEX CONCURRENTLY")]
    names = {one.split()[3] for one in made}
    assert len(names) == 2
    assert not names & {*old.tables["public", "a"].copies, *old.tables["public", "b1"].copies}


PARTED = """
CREATE TABLE p (x int, y int) PARTITION BY LIST (x);
CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
CREATE INDEX i ON p (y);
"""
NAMED = {
    "an index of another table": (
        f"{PARTED} CREATE TABLE o (z int)",
        (
            f"{PARTED} ALTER INDEX c_y_idx RENAME TO mine; CREATE TABLE o (z int);"
            "CREATE INDEX c_y_idx ON o (z)"
        ),
        "ALTER INDEX c_y_idx RENAME TO mine",
    ),
    "a table": (
        f"{PARTED} ALTER INDEX c_y_idx RENAME TO mine",
        f"CREATE TABLE mine (a int); {PARTED}",
        "ALTER INDEX mine RENAME TO c_y_idx",
    ),
    "a key of another table": (
        f"{PARTED} CREATE TABLE o (z int)",
        f"CREATE TABLE o (z int CONSTRAINT c_y_idx UNIQUE); {PARTED}",
        "ALTER INDEX c_y_idx RENAME TO c_y_idx1",
    ),
    "a sequence, and the other name is an index": (
        f"{PARTED} CREATE TABLE o (z int); CREATE INDEX c_y_idx1 ON o (z)",
        f"CREATE SEQUENCE c_y_idx; CREATE TABLE o (z int); CREATE INDEX c_y_idx1 ON o (z);{PARTED}",
        "ALTER INDEX c_y_idx RENAME TO c_y_idx2",
    ),
    "an index of the whole, once the part has another name": (
        PARTED,
        f"{PARTED} CREATE INDEX c_y_idx ON p (x)".replace(
            "CREATE TABLE c ", "-- ddllint: renamed-from c\nCREATE TABLE d "
        ),
        "ALTER INDEX c_y_idx RENAME TO d_y_idx",
    ),
    "the part of a key": (
        f"{PARTED} CREATE UNIQUE INDEX j ON p (x); CREATE TABLE o (z int)",
        (
            f"{PARTED} ALTER TABLE p ADD CONSTRAINT k UNIQUE (x); CREATE TABLE o (z int);"
            "CREATE INDEX c_x_idx ON o (z)"
        ),
        "",
    ),
    "an index that goes": (
        f"{PARTED} CREATE TABLE o (z int)",
        (
            f"{PARTED.replace('CREATE INDEX', '-- CREATE INDEX')} CREATE TABLE o (z int);"
            "CREATE INDEX c_y_idx ON o (z)"
        ),
        "",
    ),
    "a table that goes": (
        f"{PARTED} CREATE TABLE o (z int)",
        (
            f"{PARTED.replace('CREATE TABLE c', '-- CREATE TABLE c')} CREATE TABLE o (z int);"
            "CREATE INDEX c_y_idx ON o (z)"
        ),
        "",
    ),
}


@pytest.mark.parametrize("case", NAMED)
def test_a_part_of_an_index_makes_room(own_database: psycopg.Connection, case: str) -> None:
    """Where something else is to have the name that the server, or a spec, gave to the part."""
    before, after, first = NAMED[case]
    major = own_database.info.server_version // 10000
    old, new = (catalog(text, postgres=major) for text in (before, after))
    own_database.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
    own_database.execute(before.encode())
    found = plan(old, new, allow=EVERYTHING, postgres=major)
    assert not found.refusals
    assert not first or first in sql(up_steps(found))
    for aim, way in ((new, up_steps(found)), (old, down_steps(found)), (new, up_steps(found))):
        run(own_database, way)
        assert_same(read_catalog(own_database, owner=own_database.info.user), aim, case)
