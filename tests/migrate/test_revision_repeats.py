"""Statements that run twice: the second time they are no error, and change nothing."""

import psycopg
import pytest
from msgspec import structs
from plans import EVERYTHING, assert_same, catalog
from test_plan_locks import BASE, CHANGES

from ddllint.migrate.operations import Group, Operation, Step
from ddllint.migrate.plan import plan
from ddllint.migrate.revisions.repeats import (
    dropped,
    dropped_but_once,
    repeatable,
    with_keys_undone,
)
from ddllint.postgres.reader import read_catalog

MORE = {
    "everything anew": """
        CREATE SCHEMA s;
        CREATE SEQUENCE s.q;
        -- a comment; with a semicolon
        CREATE TABLE s."T t" ("A" int, b int, CONSTRAINT "C c" CHECK (b > 0));
        CREATE INDEX "I i" ON s."T t" ("A");
        CREATE UNIQUE INDEX u ON s."T t" (b);
        CREATE VIEW s.v AS SELECT b FROM s."T t";
        CREATE MATERIALIZED VIEW s.m AS SELECT b FROM s."T t";
        CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;
        CREATE PROCEDURE s.p() LANGUAGE sql AS $$ SELECT 1 $$;
        CREATE POLICY "P p" ON s."T t";
        CREATE TRIGGER g BEFORE UPDATE ON s."T t" FOR EACH ROW EXECUTE FUNCTION touch();
        COMMENT ON TABLE s."T t" IS 'IF EXISTS';
        GRANT SELECT ON s."T t" TO reader_of_locks
    """,
    "everything gone": """
        DROP MATERIALIZED VIEW mv; DROP VIEW vw; DROP TRIGGER tg ON t; DROP POLICY po ON t;
        DROP FUNCTION touch(); DROP TABLE s; DROP TYPE mood; DROP TABLE t;
        DROP TABLE parted; DROP TABLE p
    """,
    "a sequence gone": "ALTER SEQUENCE taken OWNED BY NONE; DROP TABLE owning; DROP SEQUENCE taken",
    "identity gone": "ALTER TABLE counted ALTER COLUMN n DROP IDENTITY",
    "another schema": "CREATE SCHEMA z; ALTER DOMAIN d SET SCHEMA z",
    "a label": "ALTER TYPE mood ADD VALUE 'bad'",
    "a policy": "ALTER POLICY po ON t USING (a = 2)",
    "an owner": "ALTER VIEW vw OWNER TO reader_of_locks",
    "a sequence": "ALTER SEQUENCE n INCREMENT BY 2",
    "a domain": "ALTER DOMAIN d SET DEFAULT 5",
    "a check of a domain": "ALTER DOMAIN d ADD CONSTRAINT more CHECK (VALUE > 1)",
    "a type": "CREATE TYPE made AS ENUM ('x')",
    "a key and what refers to it": """
        ALTER TABLE owning ADD CONSTRAINT owning_key UNIQUE (x);
        ALTER TABLE counted ADD CONSTRAINT counted_of FOREIGN KEY (n) REFERENCES owning (x)
    """,
}
ONCE = {
    "another schema",
    "a type",
    "enum without a label",
    "identity",
    "rename constraint",
    "rename index",
}
"""What PostgreSQL has no form for that could run twice."""
ROLE = "CREATE ROLE reader_of_locks;"
BEFORE = f"""{BASE.replace(ROLE, "")};
CREATE TABLE counted (n int GENERATED ALWAYS AS IDENTITY);
CREATE SEQUENCE n;
CREATE TABLE owning (x int);
CREATE SEQUENCE taken OWNED BY owning.x;
CREATE DOMAIN d AS int
"""


@pytest.mark.parametrize("name", [*CHANGES, *MORE])
def test_a_repeated_statement_changes_nothing(name: str, connection: psycopg.Connection) -> None:
    change = {**CHANGES, **MORE}[name]
    major = connection.info.server_version // 10000
    old, new = (catalog(BEFORE, postgres=major), catalog(BEFORE, change, postgres=major))
    found = plan(old, new, allow=EVERYTHING, postgres=major)
    assert not found.refusals
    # the last operation only seems to be followed by another that may fail
    steps = [(one, step) for one in found.operations for step in one.up]
    followed = list(with_keys_undone([*steps, (structs.replace(steps[0][0]), steps[0][1])]))[:-1]
    gone = dropped(step.sql for _operation, step in followed)
    forms = [repeatable(step.sql, gone) for _operation, step in followed]
    assert (None in forms) == (name in ONCE)
    connection.execute((ROLE + BEFORE).encode())
    for _time in range(1 if name in ONCE else 2):
        for (_operation, step), form in zip(followed, forms, strict=True):
            for sql in form or (step.sql,):
                # in a transaction that is rolled back; nothing else is connected
                connection.execute(sql.replace(" CONCURRENTLY", "").encode())
    live = read_catalog(connection, owner=connection.info.user)
    assert_same(live, new, change)


def test_what_is_made_anew_is_not_dropped_a_second_time() -> None:
    """A new table may hold rows by then; what is new may read a view that was made anew."""
    statements = [
        "DROP VIEW v",
        "DROP VIEW kept",
        "DROP TABLE s.t",
        "DROP TABLE gone",
        "-- the table\nCREATE TABLE s.t (a int)",
        "CREATE VIEW kept AS SELECT 1 AS one",
        "CREATE VIEW v AS SELECT a FROM s.t",
        "CREATE OR REPLACE VIEW w AS SELECT a FROM v",
    ]
    once = dropped_but_once(statements)
    assert once == {"s.t", "v"}
    forms = [repeatable(sql, dropped(statements), once) for sql in statements[:4]]
    assert forms == [None, ("DROP VIEW IF EXISTS kept",), None, ("DROP TABLE IF EXISTS gone",)]


def test_of_foreign_keys_only_those_after_a_key_go_before_it() -> None:
    """One that is there before refers to another key, and nothing would make it again."""
    texts = [
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES t (n)",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX k",
        "ALTER TABLE b ADD CONSTRAINT g FOREIGN KEY (x) REFERENCES t (m)",
    ]
    steps = [(Operation("x", text, Group.CORE, (), ()), Step(text)) for text in texts]
    assert [step.sql for _operation, step in with_keys_undone(steps)] == [
        texts[0],
        "ALTER TABLE IF EXISTS b DROP CONSTRAINT IF EXISTS g",
        "ALTER TABLE t DROP CONSTRAINT IF EXISTS k",
        *texts[1:],
    ]
