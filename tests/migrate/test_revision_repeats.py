"""Statements that run twice: the second time they are no error, and change nothing."""

from collections.abc import Iterator

import psycopg
import pytest
from msgspec import structs
from plans import EVERYTHING, assert_same, catalog
from test_plan_locks import BASE, CHANGES

from ddllint.migrate.plan import plan
from ddllint.migrate.revisions.repeats import repeatable, with_keys_undone
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server

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
        DROP FUNCTION touch(); DROP TYPE mood; DROP TABLE t; DROP TABLE parted; DROP TABLE p
    """,
    "identity gone": "ALTER TABLE q ALTER COLUMN n DROP IDENTITY",
    "a label": "ALTER TYPE mood ADD VALUE 'bad'",
    "a policy": "ALTER POLICY po ON t USING (a = 2)",
    "an owner": "ALTER VIEW vw OWNER TO reader_of_locks",
    "a sequence": "ALTER SEQUENCE n INCREMENT BY 2",
    "a domain": "ALTER DOMAIN d SET DEFAULT 5",
    "a check of a domain": "ALTER DOMAIN d ADD CONSTRAINT more CHECK (VALUE > 1)",
    "a type": "CREATE TYPE made AS ENUM ('x')",
}
ONCE = {"a check of a domain", "a type"}
"""What PostgreSQL has no form for that could run twice."""
BEFORE = f"""{BASE};
CREATE TABLE q (n int GENERATED ALWAYS AS IDENTITY);
CREATE SEQUENCE n;
CREATE DOMAIN d AS int
"""


@pytest.fixture
def emptied(postgres_server: Server) -> Iterator[psycopg.Connection]:
    superuser = postgres_server.superuser
    with (
        fresh_database(postgres_server) as name,
        connect(postgres_server, name, superuser, autocommit=True) as connection,
    ):
        connection.execute(BEFORE.encode())
        try:
            yield connection
        finally:
            connection.execute("DROP OWNED BY reader_of_locks CASCADE; DROP ROLE reader_of_locks")


@pytest.mark.parametrize("name", [*CHANGES, *MORE])
def test_a_repeated_statement_changes_nothing(name: str, emptied: psycopg.Connection) -> None:
    change = {**CHANGES, **MORE}[name]
    major = emptied.info.server_version // 10000
    old, new = (catalog(BEFORE, postgres=major), catalog(BEFORE, change, postgres=major))
    found = plan(old, new, allow=EVERYTHING, postgres=major)
    assert not found.refusals
    # the last operation only seems to be followed by another that may fail
    steps = [(one, step) for one in found.operations for step in one.up]
    followed = list(with_keys_undone([*steps, (structs.replace(steps[0][0]), steps[0][1])]))[:-1]
    forms = [repeatable(step.sql) for _operation, step in followed]
    assert (None in forms) == (name in ONCE)
    for again in (False, True):
        for (_operation, step), form in zip(followed, forms, strict=True):
            for sql in form or (() if again else (step.sql,)):
                emptied.execute(sql.encode())
    live = read_catalog(emptied, owner=emptied.info.user)
    assert_same(live, new, change)
