"""Random queries: no claim of 'not null' is contradicted, each known type is the server's."""

import contextlib
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import psycopg
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from psycopg import sql
from random_parts import ROWS, SCHEMA
from random_queries import queries
from test_view_numbers import assert_within
from view_truth import canonical, nulls_seen

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.contracts.views.infer import infer_views
from ddllint.contracts.views.model import ViewShape
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

pytestmark = pytest.mark.slow

VIEW = Name("public", "random_view")
EXACT = ("smallint", "integer", "bigint", "numeric")
EXAMPLES = 200


@pytest.fixture(scope="module")
def filled(postgres_server: Server) -> Iterator[psycopg.Connection]:
    with (
        fresh_database(postgres_server) as name,
        connect(postgres_server, name, postgres_server.superuser) as connection,
    ):
        connection.execute((SCHEMA + ROWS).encode())
        yield connection
        connection.rollback()


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(query=queries())
def test_claims_hold_on_random_queries(filled: psycopg.Connection, query: str) -> None:
    statement = f"CREATE VIEW random_view AS {query}"
    note(statement)
    shape = infer_views(_catalog(statement))[VIEW]
    with filled.transaction(force_rollback=True):
        assume(_is_made(filled, statement))
        types = _types(filled)
        assert not shape.reason
        for column, (name, type_) in zip(shape.columns, types, strict=True):
            assert column.name == name
            assert column.type in (None, canonical(type_)), f"{name}: the server says {type_}"
        _keep_to_their_numbers(filled, shape)
        claimed = [column.name for column in shape.columns if column.not_null]
        for empty in ((), ("a",), ("b",), ("c",), ("a", "b", "c")):
            _empty(filled, empty)
            for name, seen in nulls_seen(filled, VIEW, claimed).items():
                assert not seen.nulls, f"{name} is NULL, with {empty or 'no table'} empty"


def _catalog(statement: str) -> Catalog:
    return build([parse_source(Source("q.sql", f"{SCHEMA};{statement}".encode()))])


def _is_made(connection: psycopg.Connection, statement: str) -> bool:
    try:
        with connection.transaction():
            connection.execute(statement.encode())
    except psycopg.Error:
        return False
    return True


def _types(connection: psycopg.Connection) -> list[tuple[str, str]]:
    connection.execute("SET LOCAL search_path = ''")
    rows = connection.execute(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
        " WHERE attrelid = 'public.random_view'::regclass AND attnum > 0 ORDER BY attnum"
    ).fetchall()
    connection.execute("SET LOCAL search_path = public")
    return [(name, type_) for name, type_ in rows]


def _empty(connection: psycopg.Connection, tables: tuple[str, ...]) -> None:
    for table in tables:
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def _keep_to_their_numbers(connection: psycopg.Connection, shape: ViewShape) -> None:
    """Infinities and NaN are left out of account, and rows that the server cannot compute."""
    for column in shape.columns:
        if column.numbers is None or column.type is None or column.type.name not in EXACT:
            continue
        wanted = sql.SQL("SELECT {} FROM random_view").format(sql.Identifier(column.name))
        rows: list[tuple[object]] = []
        with contextlib.suppress(psycopg.Error), connection.transaction():
            rows = connection.execute(wanted).fetchall()
        for (value,) in rows:
            if isinstance(value, int | Decimal) and Decimal(value).is_finite():
                assert_within(Fraction(value), column.numbers)
