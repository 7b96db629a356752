"""The oracle sees what the builder does not, and says it legibly."""

import psycopg
import pytest
from oracle import assert_same

HIDDEN = "DO $$ BEGIN EXECUTE 'CREATE TABLE hidden (id integer)'; END $$;"


def test_agreement_gives_what_was_built(connection: psycopg.Connection) -> None:
    built = assert_same("CREATE TABLE t (id integer);", connection)
    assert [str(name) for name in built.tables] == ["t"]


def test_files_run_in_the_order_given(connection: psycopg.Connection) -> None:
    files = {"b.sql": "CREATE TABLE t (id integer);", "a.sql": "ALTER TABLE t ADD n integer;"}
    (table,) = assert_same(files, connection).tables.values()
    assert list(table.columns) == ["id", "n"]


def test_what_the_builder_does_not_see_is_a_difference(connection: psycopg.Connection) -> None:
    with pytest.raises(AssertionError, match=r"table public\.hidden\n  exists, built: \(none\)"):
        assert_same(HIDDEN, connection, unmodelled=("DO",))


def test_a_statement_that_is_not_modelled_must_be_expected(
    connection: psycopg.Connection,
) -> None:
    with pytest.raises(AssertionError, match="not modelled"):
        assert_same("DO $$ BEGIN END $$;", connection)


def test_what_the_server_refuses_has_its_place(connection: psycopg.Connection) -> None:
    with pytest.raises(AssertionError, match=r"test\.sql:2:1: the server says: .*already exists"):
        assert_same("CREATE TABLE t ();\nCREATE TABLE t ();", connection)


def test_what_does_not_parse_is_no_agreement(connection: psycopg.Connection) -> None:
    with pytest.raises(AssertionError, match="does not parse"):
        assert_same("CREATE TABEL t ();", connection)
