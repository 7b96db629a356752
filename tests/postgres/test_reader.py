"""Reading a live database: the whole, its surroundings, and odd names."""

from pathlib import Path

import psycopg
import pytest
from reading import printed, public, read, run, tree

from ddllint.catalog.facts import facts
from ddllint.catalog.model import (
    Catalog,
    Comment,
    Enum,
    Extension,
    Grant,
    Key,
    Parameter,
    Role,
    Schema,
    ViewColumn,
)
from ddllint.catalog.names import Name
from ddllint.postgres.databases import connect
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.expressions import TypeName


def test_an_empty_database_gives_an_empty_catalog(connection: psycopg.Connection) -> None:
    assert read_catalog(connection) == Catalog(unread=())


def test_the_server_s_own_comment_on_public_is_no_schema(connection: psycopg.Connection) -> None:
    found = read(connection, "COMMENT ON SCHEMA public IS 'mine'; CREATE SCHEMA other")
    assert found.schemas == {"other": Schema("other")}


def test_the_connection_is_left_as_it_was(connection: psycopg.Connection) -> None:
    run(connection, "SET search_path TO public; CREATE TABLE t (id integer)")
    read_catalog(connection)
    assert connection.execute("SHOW search_path").fetchone() == ("public",)
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    run(connection, "DROP TABLE t")


def test_a_connection_in_autocommit(postgres_server: Server, database: str) -> None:
    user = postgres_server.superuser
    with connect(postgres_server, database, user, autocommit=True) as connection:
        run(connection, "CREATE TABLE t (id integer)")
        assert list(read_catalog(connection).tables) == [public("t")]
        assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


def test_nothing_stays_on_the_connection(connection: psycopg.Connection) -> None:
    for _ in range(2 * (connection.prepare_threshold or 0)):
        read_catalog(connection)
    assert connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)


def test_an_ordinary_role_reads_the_same(connection: psycopg.Connection) -> None:
    schema = Path(__file__).parents[1] / "catalog" / "facts_schema.sql"
    run(connection, schema.read_text())
    expected = facts(read_catalog(connection, include_roles=True))
    run(connection, "CREATE ROLE nobody_special; SET LOCAL ROLE nobody_special")
    found = facts(read_catalog(connection, include_roles=True))
    assert found.pop(("role", "nobody_special", "exists")) == "yes"
    assert found == expected


def test_temporary_objects_are_the_session_s_own(connection: psycopg.Connection) -> None:
    sql = "CREATE TEMP TABLE t (id serial); CREATE TEMP VIEW v AS SELECT 1 AS one"
    assert read(connection, sql) == Catalog(unread=())


def test_settings_of_the_client_change_nothing(connection: psycopg.Connection) -> None:
    run(
        connection,
        """
        CREATE SCHEMA s; CREATE TABLE s.t (
            at timestamptz DEFAULT '2024-01-02 03:04:05+00', span interval DEFAULT '1 day 2 hours'
        );
        """,
    )
    before = read_catalog(connection).tables[Name("s", "t")].columns
    run(
        connection,
        """
        SET search_path TO s; SET TimeZone TO 'Asia/Tokyo'; SET DateStyle TO 'SQL, DMY';
        SET IntervalStyle TO 'iso_8601'; SET quote_all_identifiers TO on;
        """,
    )
    after = read_catalog(connection).tables[Name("s", "t")].columns
    assert tree(before["at"].default) == printed(
        "'2024-01-02 03:04:05+00'::timestamp with time zone"
    )
    assert [tree(c.default) for c in after.values()] == [tree(c.default) for c in before.values()]


def test_an_owner_is_noted_unless_it_is_implied(connection: psycopg.Connection) -> None:
    run(
        connection,
        """
        CREATE ROLE boss; CREATE SCHEMA s AUTHORIZATION boss;
        CREATE TABLE mine (id serial); CREATE TABLE t (id serial); ALTER TABLE t OWNER TO boss;
        CREATE VIEW v AS SELECT 1 AS one; ALTER VIEW v OWNER TO boss;
        CREATE TYPE e AS ENUM (); ALTER TYPE e OWNER TO boss;
        CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
        ALTER FUNCTION f() OWNER TO boss;
        """,
    )
    implied = read_catalog(connection, owner=connection.info.user)
    assert implied.schemas["s"].owner == "boss"
    assert implied.tables[public("t")].owner == "boss"
    assert implied.tables[public("mine")].owner is None
    assert implied.sequences[public("t_id_seq")].owner == "boss"
    assert implied.sequences[public("mine_id_seq")].owner is None
    assert implied.views[public("v")].owner == "boss"
    assert implied.types[public("e")].owner == "boss"
    assert implied.routines["f()"].owner == "boss"
    everyone = read_catalog(connection)
    assert everyone.tables[public("mine")].owner == connection.info.user


def test_what_belongs_to_an_extension_is_left_out(
    postgres_server: Server, connection: psycopg.Connection
) -> None:
    available = {
        row[0] for row in connection.execute("SELECT name FROM pg_available_extensions").fetchall()
    }
    assert "citext" in available, f"the binaries of {postgres_server.version} lack contrib"
    found = read(
        connection,
        """
        CREATE SCHEMA x; CREATE EXTENSION citext SCHEMA x; CREATE EXTENSION pg_trgm SCHEMA x;
        CREATE TABLE t (c x.citext); CREATE INDEX i ON t USING gin (c x.gin_trgm_ops);
        COMMENT ON EXTENSION pg_trgm IS 'for search';
        """,
    )
    assert found.extensions == {
        "citext": Extension("citext", "x"),
        "pg_trgm": Extension("pg_trgm", "x", Comment("for search")),
    }
    assert (found.types, found.routines, found.grants) == ({}, {}, ())
    assert found.tables[public("t")].columns["c"].type == TypeName("x.citext")
    (element,) = found.tables[public("t")].indexes["i"].elements
    assert element.operator_class == "x.gin_trgm_ops"


def test_roles(connection: psycopg.Connection) -> None:
    run(
        connection,
        """
        CREATE ROLE plain; CREATE ROLE member LOGIN NOINHERIT IN ROLE plain;
        CREATE ROLE strong SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS;
        COMMENT ON ROLE plain IS 'a role';
        """,
    )
    assert read_catalog(connection).roles == {}
    assert read_catalog(connection, include_roles=True).roles == {
        "plain": Role("plain", comment=Comment("a role")),
        "member": Role("member", ("login", "noinherit"), ("plain",)),
        "strong": Role(
            "strong", ("bypassrls", "createdb", "createrole", "replication", "superuser")
        ),
    }


ODD = ["UPPER", "with.dot", 'with"quote', "select", "spa ce", "größe", "n" * 63, "o'clock"]


@pytest.mark.parametrize("name", ODD)
def test_odd_names(connection: psycopg.Connection, name: str) -> None:
    ident = '"' + name.replace('"', '""') + '"'
    found = read(
        connection,
        f"""
        CREATE SCHEMA {ident};
        CREATE TYPE {ident}.{ident} AS ENUM ('a');
        CREATE TABLE {ident}.t (
            {ident} {ident}.{ident} DEFAULT 'a', b integer, CHECK ({ident} <> 'a'),
            CONSTRAINT {ident} UNIQUE ({ident}) INCLUDE (b)
        );
        CREATE INDEX i ON {ident}.t ({ident}, (b + 1)) INCLUDE (b);
        CREATE VIEW {ident}.v AS SELECT * FROM {ident}.t;
        CREATE FUNCTION {ident}.f({ident} {ident}.{ident}) RETURNS integer
            LANGUAGE sql AS 'SELECT 1';
        CREATE POLICY {ident} ON {ident}.t USING ({ident} = 'a');
        GRANT SELECT ({ident}) ON {ident}.t TO PUBLIC;
        """,
    )
    type_ = TypeName(f"{plain(name)}.{plain(name)}")
    assert list(found.schemas) == [name]
    one = found.tables[Name(name, "t")]
    assert one.columns[name].type == type_
    assert one.constraints[name] == Key(name, (name,), include=("b",))
    assert one.indexes["i"].elements[0].column == name
    assert one.indexes["i"].include == ("b",)
    assert list(one.policies) == [name]
    assert found.views[Name(name, "v")].columns == {n: ViewColumn(n) for n in (name, "b")}
    assert found.types[Name(name, name)] == Enum(Name(name, name), ("a",))
    (routine,) = found.routines.values()
    assert routine.parameters == (Parameter(name, type_),)
    assert list(found.routines) == [f"{name}.f({type_})"]
    assert Grant("table", f"{name}.t", "public", "SELECT", column=name) in found.grants


def plain(name: str) -> str:
    """Quoted where PostgreSQL's quote_ident would."""
    needs = name == "select" or not name.isascii() or not name.islower() or not name.isalpha()
    return '"' + name.replace('"', '""') + '"' if needs else name
