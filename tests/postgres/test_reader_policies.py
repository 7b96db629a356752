"""Reading policies and triggers, against values written by hand."""

import psycopg
from reading import printed, read_table, run, tree

from ddllint.catalog.model import (
    Command,
    Comment,
    Policy,
    Trigger,
)
from ddllint.catalog.names import Name
from ddllint.postgres.reader import read_catalog


def test_policies(connection: psycopg.Connection) -> None:
    policies = read_table(
        connection,
        """
        CREATE ROLE zoe; CREATE ROLE adam; CREATE TABLE t (a integer);
        CREATE POLICY every ON t;
        CREATE POLICY reading ON t AS RESTRICTIVE FOR SELECT TO zoe, adam USING (a = 1);
        CREATE POLICY adding ON t FOR INSERT WITH CHECK (a = 2);
        CREATE POLICY changing ON t FOR UPDATE USING (a = 3) WITH CHECK (a = 4);
        CREATE POLICY removing ON t FOR DELETE USING (a = 5);
        COMMENT ON POLICY every ON t IS 'all';
        """,
    ).policies
    assert policies["every"] == Policy("every", comment=Comment("all"))
    reading = policies["reading"]
    assert (reading.command, reading.permissive) == (Command.SELECT, False)
    assert reading.roles == ("adam", "zoe")
    assert (tree(reading.using), reading.with_check) == (printed("(a = 1)"), None)
    assert [policies[n].command for n in ("adding", "changing", "removing")] == [
        Command.INSERT,
        Command.UPDATE,
        Command.DELETE,
    ]
    assert policies["adding"].using is None
    assert tree(policies["adding"].with_check) == printed("(a = 2)")
    assert tree(policies["changing"].using) == printed("(a = 3)")
    assert tree(policies["changing"].with_check) == printed("(a = 4)")
    assert tree(policies["removing"].using) == printed("(a = 5)")


def test_triggers(connection: psycopg.Connection) -> None:
    triggers = read_table(
        connection,
        """
        CREATE SCHEMA s;
        CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE t (a integer, b integer);
        CREATE TRIGGER before_row BEFORE UPDATE OF b, a OR INSERT ON t FOR EACH ROW
            WHEN (new.a IS NOT NULL) EXECUTE FUNCTION s.f('x', 'it''s', '');
        CREATE TRIGGER after_all AFTER DELETE OR TRUNCATE ON t EXECUTE FUNCTION s.f();
        CREATE TRIGGER with_tables AFTER UPDATE ON t REFERENCING OLD TABLE AS o NEW TABLE AS n
            EXECUTE FUNCTION s.f();
        CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION s.f();
        ALTER TABLE t DISABLE TRIGGER after_all; ALTER TABLE t ENABLE ALWAYS TRIGGER with_tables;
        ALTER TABLE t ENABLE REPLICA TRIGGER late;
        COMMENT ON TRIGGER late ON t IS 'later';
        """,
    ).triggers
    function = Name("s", "f")
    before = triggers["before_row"]
    assert (before.timing, before.events, before.row) == ("before", ("insert", "update"), True)
    assert before.columns == ("b", "a")
    assert before.arguments == ("x", "it's", "")
    assert tree(before.condition) == printed("(new.a IS NOT NULL)")
    assert triggers["after_all"] == Trigger(
        "after_all", "after", ("delete", "truncate"), function, enabled="disabled"
    )
    assert triggers["with_tables"] == Trigger(
        "with_tables",
        "after",
        ("update",),
        function,
        old_table="o",
        new_table="n",
        enabled="always",
    )
    assert triggers["late"] == Trigger(
        "late",
        "after",
        ("insert",),
        function,
        row=True,
        constraint=True,
        deferrable=True,
        initially_deferred=True,
        enabled="replica",
        comment=Comment("later"),
    )


def test_the_server_s_own_triggers_are_left_out(connection: psycopg.Connection) -> None:
    run(
        connection,
        """
        CREATE TABLE p (id integer PRIMARY KEY);
        CREATE TABLE t (id integer REFERENCES p, u integer UNIQUE DEFERRABLE);
        """,
    )
    assert [t.triggers for t in read_catalog(connection).tables.values()] == [{}, {}]
