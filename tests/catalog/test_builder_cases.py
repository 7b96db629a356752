"""What generated scripts once proved wrong, each in its smallest form.

`gen_owner` and the other roles are made in the transaction that the fixture rolls back.
"""

import psycopg
import pytest
from oracle import assert_same

CASES = {
    "an index may be called like an enum": """
        CREATE TYPE label AS ENUM ('a');
        CREATE TABLE t (a integer);
        CREATE INDEX label ON t (a);
    """,
    "an enum may be called like a key": """
        CREATE TABLE t (a date, CONSTRAINT items PRIMARY KEY (a));
        CREATE TYPE items AS ENUM ();
    """,
    "a domain may be called like a sequence": """
        CREATE SEQUENCE d;
        CREATE DOMAIN d AS integer;
        CREATE SEQUENCE e;
        ALTER SEQUENCE d RENAME TO f;
    """,
    "tables of a renamed schema take their sequences along": """
        CREATE SCHEMA old;
        CREATE TABLE old.t (a serial, b integer GENERATED ALWAYS AS IDENTITY);
        ALTER SCHEMA old RENAME TO new;
    """,
    "a routine's types have no fields": """
        CREATE PROCEDURE p(a interval day to second(3), b numeric(5,2), c varchar(3)[])
            LANGUAGE plpgsql AS 'BEGIN END';
        COMMENT ON PROCEDURE p(interval day to second, numeric(5,2), varchar(3)[]) IS 'found';
        CREATE FUNCTION f() RETURNS interval hour LANGUAGE sql AS 'SELECT NULL::interval';
    """,
    "a procedure returns nothing": """
        CREATE PROCEDURE p(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN END';
    """,
    "USAGE on public is everyone's": """
        CREATE ROLE r;
        GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC, r;
    """,
    "a role may lose by default what it has as owner": """
        CREATE ROLE r;
        ALTER DEFAULT PRIVILEGES FOR ROLE r REVOKE ALL ON ROUTINES FROM PUBLIC, r;
        ALTER DEFAULT PRIVILEGES FOR ROLE r REVOKE INSERT ON TABLES FROM r;
        ALTER DEFAULT PRIVILEGES FOR ROLE r GRANT INSERT ON TABLES TO r;
    """,
    "default privileges on sequences and schemas": """
        CREATE ROLE r;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO r;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO r;
        CREATE SEQUENCE s;
        CREATE TABLE t (a serial, b integer GENERATED ALWAYS AS IDENTITY);
        CREATE SCHEMA n;
    """,
    "an unlogged sequence": """
        CREATE TABLE t (a serial, b integer GENERATED ALWAYS AS IDENTITY);
        ALTER SEQUENCE t_a_seq SET UNLOGGED;
        CREATE TABLE u (a serial, b integer GENERATED ALWAYS AS IDENTITY);
        ALTER TABLE u SET UNLOGGED;
        ALTER SEQUENCE u_a_seq SET LOGGED;
    """,
}


@pytest.mark.parametrize("sql", CASES.values(), ids=CASES.keys())
def test_case(sql: str, connection: psycopg.Connection) -> None:
    assert_same(sql, connection)
