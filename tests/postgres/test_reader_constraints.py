"""Reading constraints and indexes, against values written by hand."""

import psycopg
import pytest
from reading import printed, public, read, read_table, run, tree

from ddllint.catalog.model import (
    Action,
    Check,
    Comment,
    Exclusion,
    ForeignKey,
    Index,
    IndexElement,
    Key,
)
from ddllint.catalog.names import Name
from ddllint.postgres.server import Server


def test_periods_came_with_18(postgres_server: Server, connection: psycopg.Connection) -> None:
    sql = """
        CREATE EXTENSION btree_gist;
        CREATE TABLE p (id integer, valid daterange, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
        CREATE TABLE t (
            id integer, valid daterange, CONSTRAINT f FOREIGN KEY (id, PERIOD valid) REFERENCES p
        );
    """
    if postgres_server.major < 18:
        with pytest.raises(psycopg.errors.SyntaxError):
            run(connection, sql)
        return
    found = read(connection, sql).tables
    assert found[public("p")].constraints == {
        "p_pkey": Key("p_pkey", ("id", "valid"), primary=True, without_overlaps=True)
    }
    assert found[public("t")].constraints == {
        "f": ForeignKey("f", ("id", "valid"), public("p"), ("id", "valid"), period=True)
    }


def test_checks(connection: psycopg.Connection) -> None:
    constraints = read_table(
        connection,
        """
        CREATE TABLE t (a numeric, CONSTRAINT c CHECK (a > 0) NO INHERIT);
        ALTER TABLE t ADD CONSTRAINT later CHECK (a < 9) NOT VALID;
        COMMENT ON CONSTRAINT later ON t IS 'soon';
        """,
    ).constraints
    one, later = constraints["c"], constraints["later"]
    assert isinstance(one, Check)
    assert isinstance(later, Check)
    assert tree(one.expression) == printed("(a > (0)::numeric)")
    assert (one.validated, one.no_inherit, one.enforced) == (True, True, True)
    assert (later.validated, later.no_inherit, later.comment) == (False, False, Comment("soon"))


def test_keys(connection: psycopg.Connection) -> None:
    assert read_table(
        connection,
        """
        CREATE TABLE t (
            a integer, b integer, c integer,
            PRIMARY KEY (b, a) INCLUDE (c) WITH (fillfactor = 50),
            UNIQUE NULLS NOT DISTINCT (c) DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT u UNIQUE (c, a) DEFERRABLE
        );
        COMMENT ON CONSTRAINT u ON t IS 'constraint'; COMMENT ON INDEX u IS 'index';
        """,
    ).constraints == {
        "t_pkey": Key(
            "t_pkey",
            ("b", "a"),
            primary=True,
            include=("c",),
            options=(("fillfactor", "50"),),
        ),
        "t_c_key": Key(
            "t_c_key", ("c",), nulls_not_distinct=True, deferrable=True, initially_deferred=True
        ),
        "u": Key(
            "u",
            ("c", "a"),
            deferrable=True,
            comment=Comment("constraint"),
            index_comment=Comment("index"),
        ),
    }


def test_foreign_keys(connection: psycopg.Connection) -> None:
    assert read_table(
        connection,
        """
        CREATE SCHEMA s; CREATE TABLE s.p (x integer, y integer, PRIMARY KEY (y, x));
        CREATE TABLE t (
            a integer, b integer,
            CONSTRAINT plain FOREIGN KEY (a, b) REFERENCES s.p,
            CONSTRAINT full_one FOREIGN KEY (b, a) REFERENCES s.p (x, y) MATCH FULL
                ON DELETE CASCADE ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
            CONSTRAINT partly FOREIGN KEY (a, b) REFERENCES s.p
                ON DELETE SET NULL (b) ON UPDATE SET DEFAULT
        );
        ALTER TABLE t ADD CONSTRAINT later FOREIGN KEY (a, b) REFERENCES s.p NOT VALID;
        COMMENT ON CONSTRAINT plain ON t IS 'here';
        """,
    ).constraints == {
        "plain": ForeignKey(
            "plain", ("a", "b"), Name("s", "p"), ("y", "x"), comment=Comment("here")
        ),
        "full_one": ForeignKey(
            "full_one",
            ("b", "a"),
            Name("s", "p"),
            ("x", "y"),
            on_delete=Action.CASCADE,
            on_update=Action.RESTRICT,
            match_full=True,
            deferrable=True,
            initially_deferred=True,
        ),
        "partly": ForeignKey(
            "partly",
            ("a", "b"),
            Name("s", "p"),
            ("y", "x"),
            on_delete=Action.SET_NULL,
            on_update=Action.SET_DEFAULT,
            on_delete_columns=("b",),
        ),
        "later": ForeignKey("later", ("a", "b"), Name("s", "p"), ("y", "x"), validated=False),
    }


def test_exclusions(connection: psycopg.Connection) -> None:
    found = read_table(
        connection,
        """
        CREATE TABLE t (
            a int4range, b integer,
            CONSTRAINT x EXCLUDE USING gist (a WITH &&, int4range(b, b + 1) WITH -|-)
                WHERE (b > 0) DEFERRABLE INITIALLY DEFERRED
        );
        COMMENT ON CONSTRAINT x ON t IS 'no overlap';
        """,
    )
    assert found.indexes == {}
    (one,) = found.constraints.values()
    assert isinstance(one, Exclusion)
    (first, second) = one.elements
    assert first == (IndexElement("a"), "&&")
    assert (tree(second[0].expression), second[1]) == (printed("int4range(b, (b + 1))"), "-|-")
    assert (one.method, tree(one.predicate)) == ("gist", printed("(b > 0)"))
    assert (one.deferrable, one.initially_deferred) == (True, True)
    assert one.comment == Comment("no overlap")


def test_indexes(connection: psycopg.Connection) -> None:
    indexes = read_table(
        connection,
        """
        CREATE TABLE t (a text, b integer, c text COLLATE "C");
        CREATE INDEX ordered ON t (a DESC, b ASC NULLS FIRST, b DESC NULLS LAST, lower(a));
        CREATE INDEX collated ON t (a COLLATE "C", c, c COLLATE "POSIX", a text_pattern_ops);
        CREATE UNIQUE INDEX partial ON t (b) INCLUDE (a, c) NULLS NOT DISTINCT
            WITH (fillfactor = 60) WHERE b > 3;
        CREATE INDEX hashed ON t USING hash (b);
        COMMENT ON INDEX hashed IS 'quick';
        """,
    ).indexes
    assert list(indexes) == ["ordered", "collated", "partial", "hashed"]
    *plain, by_expression = indexes["ordered"].elements
    assert plain == [
        IndexElement("a", descending=True, nulls_first=True),
        IndexElement("b", nulls_first=True),
        IndexElement("b", descending=True, nulls_first=False),
    ]
    assert (by_expression.column, tree(by_expression.expression)) == (None, printed("lower(a)"))
    assert indexes["collated"].elements == (
        IndexElement("a", collation='"C"'),
        IndexElement("c"),
        IndexElement("c", collation='"POSIX"'),
        IndexElement("a", operator_class="text_pattern_ops"),
    )
    partial = indexes["partial"]
    assert (partial.unique, partial.nulls_not_distinct) == (True, True)
    assert partial.include == ("a", "c")
    assert partial.options == (("fillfactor", "60"),)
    assert tree(partial.predicate) == printed("(b > 3)")
    assert indexes["hashed"] == Index(
        public("hashed"),
        public("t"),
        (IndexElement("b"),),
        method="hash",
        comment=Comment("quick"),
    )


def test_options_of_operator_classes(connection: psycopg.Connection) -> None:
    found = index_elements(
        connection,
        """
        CREATE EXTENSION pg_trgm; CREATE TABLE t (a text);
        CREATE INDEX i ON t USING gist (a gist_trgm_ops (siglen = 32));
        """,
    )
    assert found == (
        IndexElement(
            "a", operator_class="gist_trgm_ops", operator_class_options=(("siglen", "32"),)
        ),
    )


def index_elements(connection: psycopg.Connection, sql: str) -> tuple[IndexElement, ...]:
    return read_table(connection, sql).indexes["i"].elements


def test_an_index_that_was_not_finished(connection: psycopg.Connection) -> None:
    found = read_table(
        connection,
        """
        CREATE TABLE t (a integer) PARTITION BY LIST (a);
        CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1);
        CREATE INDEX i ON ONLY t (a);
        """,
    )
    assert not found.indexes["i"].valid
