"""What a server prints has the canonical form of what was written, on each major version."""

from collections.abc import Sequence

import canonical_corpus as corpus
import canonical_server as server
import psycopg
import pytest

from ddllint.catalog.canonical import Scope, query_row
from ddllint.sql.parse import parse_query


@pytest.fixture
def filled(connection: psycopg.Connection) -> psycopg.Connection:
    """A database with the corpus' tables."""
    connection.execute("RESET search_path")
    connection.execute(corpus.SCHEMA.encode())
    return connection


@pytest.fixture
def scope(filled: psycopg.Connection) -> Scope:
    return server.scope_of(filled, "t")


def _fields(lines: Sequence[str]) -> list[tuple[str, str]]:
    split = [line.split(" | ", 1) for line in lines]
    return [(type_.strip(), text) for type_, text in split]


def _none(differences: list[str], of: int) -> None:
    assert not differences, f"{len(differences)} of {of} differ:\n\n" + "\n\n".join(differences)


def test_checks(filled: psycopg.Connection, scope: Scope) -> None:
    pairs = server.checks(filled, corpus.CHECKS)
    _none(server.differences(pairs, scope), len(pairs))


def test_defaults(filled: psycopg.Connection, scope: Scope) -> None:
    columns = [(type_.split(" ", 1)[1], text) for type_, text in _fields(corpus.DEFAULTS)]
    pairs = server.defaults(filled, columns)
    targets = [server.type_of(type_) for type_, _text in columns]
    _none(server.differences(pairs, scope, targets), len(pairs))


def test_generated_columns(filled: psycopg.Connection, scope: Scope) -> None:
    columns = _fields(corpus.GENERATED)
    pairs = server.defaults(filled, columns, "GENERATED ALWAYS AS ({}) STORED")
    targets = [server.type_of(type_) for type_, _text in columns]
    _none(server.differences(pairs, scope, targets), len(pairs))


def test_index_keys(filled: psycopg.Connection, scope: Scope) -> None:
    pairs = server.index_keys(filled, corpus.INDEXES)
    _none(server.differences(pairs, scope), len(pairs))


def test_index_predicates(filled: psycopg.Connection, scope: Scope) -> None:
    pairs = server.index_predicates(filled, corpus.PREDICATES)
    _none(server.differences(pairs, scope), len(pairs))


def test_policies(filled: psycopg.Connection, scope: Scope) -> None:
    pairs = server.policies(filled, corpus.POLICIES)
    _none(server.differences(pairs, scope), len(pairs))


def test_trigger_conditions(filled: psycopg.Connection, scope: Scope) -> None:
    pairs = server.triggers(filled, corpus.TRIGGERS)
    assert len(pairs) == len(corpus.TRIGGERS)
    _none(server.differences(pairs, scope), len(pairs))


def test_views(filled: psycopg.Connection) -> None:
    pairs = server.views(filled, corpus.VIEWS)
    _none(server.query_differences(pairs, server.scope_of(filled)), len(pairs))


def test_columns_of_views(filled: psycopg.Connection) -> None:
    scope = server.scope_of(filled)
    server.views(filled, corpus.VIEWS)
    rows = filled.execute(
        "SELECT substr(relname, 2)::int,"
        " array_agg(attname::text ORDER BY attnum),"
        " array_agg(format_type(atttypid, NULL) ORDER BY attnum)"
        " FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE relkind = 'v' AND relname ~ '^v[0-9]+$' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    wrong = []
    for (_number, names, types), query in zip(rows, corpus.VIEWS, strict=True):
        row = query_row(parse_query(query), scope) or ()
        ours = [(name, str(type_).removeprefix("public.")) for name, type_ in row]
        theirs = [*zip(names, types, strict=True)]
        if ours != theirs and "AS x(a integer" not in query:
            wrong.append(f"{query}\n  ours:   {ours}\n  server: {theirs}")
    assert not wrong, "\n\n".join(wrong)
