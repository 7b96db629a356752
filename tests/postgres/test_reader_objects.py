"""Reading views, sequences, types, routines and privileges, against values written by hand."""

import psycopg
from reading import printed, public, read, run, tree

from ddllint.catalog.model import (
    Check,
    Column,
    Comment,
    Composite,
    DefaultPrivilege,
    Domain,
    Enum,
    Grant,
    IndexElement,
    Parameter,
    Range,
    Routine,
    Sequence,
    Trigger,
    ViewColumn,
)
from ddllint.catalog.names import Name
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.expressions import TypeName
from ddllint.sql.parse import parse_query

INTEGER = TypeName("integer")
TEXT = TypeName("text")


def test_views(postgres_server: Server, connection: psycopg.Connection) -> None:
    view = read(
        connection,
        """
        CREATE TABLE t (a integer, b text);
        CREATE VIEW v (x, y) WITH (security_invoker, security_barrier = true) AS
            SELECT a, b FROM t WHERE a > 1 WITH LOCAL CHECK OPTION;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER g INSTEAD OF DELETE ON v FOR EACH ROW EXECUTE FUNCTION f();
        COMMENT ON VIEW v IS 'seen'; COMMENT ON COLUMN v.y IS 'of b';
        """,
    ).views[public("v")]
    assert view.columns == {"x": ViewColumn("x"), "y": ViewColumn("y", Comment("of b"))}
    t = "" if postgres_server.major >= 16 else "t."
    text = f"SELECT {t}a AS x, {t}b AS y FROM public.t WHERE ({t}a > 1)"
    assert view.query.tree == parse_query(text).tree
    assert parse_query(view.query_text).tree == view.query.tree
    assert not view.query_text.endswith(";")
    assert view.options == (
        ("check_option", "local"),
        ("security_barrier", "true"),
        ("security_invoker", "true"),
    )
    assert (view.materialized, view.with_data, view.comment) == (False, True, Comment("seen"))
    assert view.triggers == {"g": Trigger("g", "instead of", ("delete",), public("f"), row=True)}


def test_materialized_views(connection: psycopg.Connection) -> None:
    views = read(
        connection,
        """
        CREATE MATERIALIZED VIEW m WITH (fillfactor = 80) AS SELECT 1 AS a;
        CREATE UNIQUE INDEX i ON m (a);
        CREATE MATERIALIZED VIEW empty AS SELECT 1 AS a WITH NO DATA;
        """,
    ).views
    one = views[public("m")]
    assert (one.materialized, one.with_data) == (True, True)
    assert one.options == (("fillfactor", "80"),)
    assert (one.indexes["i"].unique, one.indexes["i"].elements) == (True, (IndexElement("a"),))
    assert not views[public("empty")].with_data


def test_sequences(connection: psycopg.Connection) -> None:
    assert read(
        connection,
        """
        CREATE TABLE t (
            s smallserial, i bigint GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT BY 2), o integer
        );
        CREATE SEQUENCE plain;
        CREATE UNLOGGED SEQUENCE down AS integer INCREMENT -2 MINVALUE -20 MAXVALUE 10 START 8
            CACHE 3 CYCLE OWNED BY t.o;
        COMMENT ON SEQUENCE down IS 'falls';
        """,
    ).sequences == {
        public("t_s_seq"): Sequence(
            public("t_s_seq"),
            TypeName("smallint"),
            maximum=32767,
            owned_by=(public("t"), "s"),
        ),
        public("t_i_seq"): Sequence(
            public("t_i_seq"),
            TypeName("bigint"),
            start=5,
            increment=2,
            owned_by=(public("t"), "i"),
            identity=True,
        ),
        public("plain"): Sequence(public("plain"), TypeName("bigint")),
        public("down"): Sequence(
            public("down"),
            INTEGER,
            start=8,
            increment=-2,
            minimum=-20,
            maximum=10,
            cache=3,
            cycle=True,
            owned_by=(public("t"), "o"),
            persistence="unlogged",
            comment=Comment("falls"),
        ),
    }


def test_types(connection: psycopg.Connection) -> None:
    types = read(
        connection,
        """
        CREATE SCHEMA s;
        CREATE TYPE s.mood AS ENUM ('sad', 'ok'); ALTER TYPE s.mood ADD VALUE 'so so' BEFORE 'ok';
        COMMENT ON TYPE s.mood IS 'how it is';
        CREATE TYPE pair AS (a integer, gone integer, b varchar(5) COLLATE "C");
        ALTER TYPE pair DROP ATTRIBUTE gone;
        COMMENT ON TYPE pair IS 'two'; COMMENT ON COLUMN pair.a IS 'one';
        CREATE TYPE span AS RANGE (subtype = float8, multirange_type_name = spans);
        CREATE DOMAIN d AS varchar(9) COLLATE "C" DEFAULT 'x' NOT NULL
            CONSTRAINT short CHECK (length(VALUE) < 5);
        COMMENT ON DOMAIN d IS 'short'; COMMENT ON CONSTRAINT short ON DOMAIN d IS 'is it';
        CREATE TABLE not_listed (id integer);
        """,
    ).types
    domain = types.pop(public("d"))  # type: ignore[attr-defined]  # the reader gives a dict
    assert types == {
        Name("s", "mood"): Enum(
            Name("s", "mood"), ("sad", "so so", "ok"), comment=Comment("how it is")
        ),
        public("pair"): Composite(
            public("pair"),
            {
                "a": Column("a", INTEGER, comment=Comment("one")),
                "b": Column("b", TypeName("character varying", ("5",)), collation='"C"'),
            },
            comment=Comment("two"),
        ),
        public("span"): Range(
            public("span"),
            TypeName("double precision"),
            public("spans"),
            (public("span"), public("spans")),
        ),
    }
    assert isinstance(domain, Domain)
    assert (domain.base, domain.not_null) == (TypeName("character varying", ("9",)), True)
    assert tree(domain.default) == printed("'x'::character varying")
    assert (domain.collation, domain.comment) == ('"C"', Comment("short"))
    (check,) = domain.checks.values()
    assert isinstance(check, Check)
    assert (check.name, check.comment) == ("short", Comment("is it"))
    assert tree(check.expression) == printed("(length((VALUE)::text) < 5)")


def test_routines(connection: psycopg.Connection) -> None:
    routines = read(
        connection,
        """
        CREATE TYPE mood AS ENUM ('ok');
        CREATE FUNCTION f(a integer, INOUT b mood DEFAULT 'ok', VARIADIC c text[] DEFAULT '{}')
            IMMUTABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE LANGUAGE sql
            SET search_path = pg_catalog, public SET work_mem = '1MB'
            AS ' SELECT $2 ';
        COMMENT ON FUNCTION f IS 'does it';
        CREATE FUNCTION many() RETURNS TABLE (x integer, y text) STABLE PARALLEL RESTRICTED
            LANGUAGE plpgsql AS 'BEGIN RETURN; END';
        CREATE FUNCTION numbers(varchar(3)) RETURNS SETOF integer LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION plus(a integer) RETURNS integer LANGUAGE sql RETURN a + 1;
        CREATE PROCEDURE p(IN a integer, OUT b integer) LANGUAGE sql BEGIN ATOMIC SELECT 1; END;
        CREATE TYPE span AS RANGE (subtype = float8);
        """,
    ).routines
    assert list(routines) == [
        "f(integer, public.mood, text[])",
        "many()",
        "numbers(character varying)",
        "plus(integer)",
        "p(integer)",
    ]
    f = routines["f(integer, public.mood, text[])"]
    assert (f.name, f.kind, f.language) == (public("f"), "function", "sql")
    assert (f.body, f.returns) == (" SELECT $2 ", TypeName("public.mood"))
    assert (f.volatility, f.parallel) == ("immutable", "safe")
    assert (f.strict, f.security_definer, f.leakproof) == (True, True, True)
    assert f.settings == (("search_path", "pg_catalog, public"), ("work_mem", "1MB"))
    assert f.comment == Comment("does it")
    assert [(p.name, p.type, p.mode, tree(p.default)) for p in f.parameters] == [
        ("a", INTEGER, "in", None),
        ("b", TypeName("public.mood"), "inout", printed("'ok'::public.mood")),
        ("c", TypeName("text", (), 1), "variadic", printed("'{}'::text[]")),
    ]
    assert routines["many()"] == Routine(
        public("many"),
        (Parameter("x", INTEGER, "table"), Parameter("y", TEXT, "table")),
        returns=TypeName("record", setof=True),
        language="plpgsql",
        body="BEGIN RETURN; END",
        volatility="stable",
        parallel="restricted",
    )
    assert routines["numbers(character varying)"].returns == TypeName("integer", setof=True)
    assert routines["plus(integer)"].body == "RETURN (a + 1)"
    procedure = routines["p(integer)"]
    assert (procedure.kind, procedure.returns) == ("procedure", None)
    assert [p.mode for p in procedure.parameters] == ["in", "out"]
    assert procedure.body.split() == ["BEGIN", "ATOMIC", "SELECT", "1;", "END"]


def test_of_aggregates_the_names_are_told(connection: psycopg.Connection) -> None:
    found = read(
        connection,
        """
        CREATE ROLE someone;
        CREATE SCHEMA s;
        CREATE AGGREGATE total(integer) (sfunc = int4pl, stype = integer);
        CREATE AGGREGATE s.total(*) (sfunc = int8inc, stype = bigint, initcond = 0);
        GRANT EXECUTE ON FUNCTION total(integer) TO someone;
        """,
    )
    assert found.unread == ("aggregate total(integer)", "aggregate s.total(*)")
    assert (found.routines, found.grants) == ({}, ())


def test_overloaded_routines_are_told_apart(connection: psycopg.Connection) -> None:
    found = read(
        connection,
        """
        CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
        COMMENT ON FUNCTION f(text) IS 'two';
        """,
    ).routines
    assert {name: (r.body, r.comment) for name, r in found.items()} == {
        "f(integer)": ("SELECT 1", None),
        "f(text)": ("SELECT 2", Comment("two")),
    }


def test_grants(connection: psycopg.Connection) -> None:
    found = read(
        connection,
        """
        CREATE ROLE rw; CREATE SCHEMA s;
        CREATE TABLE s.t (a integer, b integer); CREATE VIEW v AS SELECT 1 AS one;
        CREATE SEQUENCE q; CREATE TYPE e AS ENUM (); CREATE DOMAIN d AS integer;
        CREATE FUNCTION f(d) RETURNS integer LANGUAGE sql AS 'SELECT 1';
        CREATE PROCEDURE p() LANGUAGE sql AS '';
        GRANT SELECT ON s.t TO PUBLIC; GRANT SELECT, UPDATE ON s.t TO rw WITH GRANT OPTION;
        GRANT UPDATE (b) ON s.t TO rw; GRANT SELECT ON v TO rw;
        GRANT USAGE ON SEQUENCE q TO rw; GRANT USAGE ON SCHEMA s TO rw;
        GRANT CREATE ON SCHEMA public TO rw; GRANT USAGE ON TYPE e TO rw;
        REVOKE USAGE ON TYPE e FROM PUBLIC; REVOKE EXECUTE ON FUNCTION f FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION f TO rw;
        """,
    ).grants
    assert found == (
        Grant("routine", "f(public.d)", "rw", "EXECUTE"),
        Grant("routine", "p()", "public", "EXECUTE"),
        Grant("schema", "public", "rw", "CREATE"),
        Grant("schema", "s", "rw", "USAGE"),
        Grant("sequence", "q", "rw", "USAGE"),
        Grant("table", "s.t", "public", "SELECT"),
        Grant("table", "s.t", "rw", "SELECT", grantable=True),
        Grant("table", "s.t", "rw", "UPDATE", grantable=True),
        Grant("table", "s.t", "rw", "UPDATE", column="b"),
        Grant("table", "v", "rw", "SELECT"),
        Grant("type", "d", "public", "USAGE"),
        Grant("type", "e", "rw", "USAGE"),
    )


def test_a_privilege_from_two_grantors_is_one(connection: psycopg.Connection) -> None:
    run(
        connection,
        """
        CREATE ROLE first; CREATE ROLE second; CREATE TABLE t (a integer);
        GRANT SELECT ON t TO first WITH GRANT OPTION; GRANT SELECT ON t TO second;
        SET ROLE first; GRANT SELECT ON t TO second WITH GRANT OPTION; RESET ROLE;
        """,
    )
    assert read_catalog(connection).grants == (
        Grant("table", "t", "first", "SELECT", grantable=True),
        Grant("table", "t", "second", "SELECT", grantable=True),
    )


def test_what_an_owner_holds_is_not_listed(connection: psycopg.Connection) -> None:
    found = read(
        connection,
        """
        CREATE ROLE boss; CREATE TABLE t (a integer);
        GRANT ALL ON t TO boss; ALTER TABLE t OWNER TO boss;
        """,
    )
    assert found.grants == ()


def test_default_privileges(connection: psycopg.Connection) -> None:
    found = read(
        connection,
        """
        CREATE ROLE rw; CREATE ROLE boss; CREATE SCHEMA s;
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO rw;
        ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT USAGE ON SEQUENCES TO rw WITH GRANT OPTION;
        ALTER DEFAULT PRIVILEGES FOR ROLE boss GRANT USAGE ON SCHEMAS TO PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE boss REVOKE USAGE ON TYPES FROM PUBLIC;
        """,
    ).default_privileges
    assert found == (
        DefaultPrivilege(None, None, "routine", "public", "EXECUTE", granted=False),
        DefaultPrivilege(None, None, "table", "rw", "SELECT"),
        DefaultPrivilege(None, "s", "sequence", "rw", "USAGE", grantable=True),
        DefaultPrivilege("boss", None, "schema", "public", "USAGE"),
        DefaultPrivilege("boss", None, "type", "public", "USAGE", granted=False),
    )


def test_the_privilege_that_came_with_17(
    postgres_server: Server, connection: psycopg.Connection
) -> None:
    found = read(connection, "CREATE ROLE r; CREATE TABLE t (); GRANT ALL ON t TO r").grants
    privileges = {grant.privilege for grant in found}
    assert ("MAINTAIN" in privileges) == (postgres_server.major >= 17)
    assert len(privileges) == 7 + (postgres_server.major >= 17)
