"""The corpus of views against each server that is installed."""

from collections.abc import Iterator

import psycopg
import pytest
from view_report import DOCUMENT, Measured, measure, with_figures
from view_truth import corpus, create

from ddllint.contracts.views import known_functions as known
from ddllint.contracts.views.infer import infer_views
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.server import Server

pytestmark = pytest.mark.slow

CATALOG, PARTS = corpus()


@pytest.fixture(scope="module")
def measured(postgres_server: Server) -> Iterator[tuple[Measured, ...]]:
    with (
        fresh_database(postgres_server) as name,
        connect(postgres_server, name, postgres_server.superuser) as connection,
    ):
        create(connection)  # roles too, so all of it is rolled back
        yield measure(connection, CATALOG, PARTS, infer_views(CATALOG))
        connection.rollback()


def test_the_corpus_is_understood_and_large_enough() -> None:
    assert not CATALOG.refused
    sizes = {part.name: len(part.views) for part in PARTS}
    assert sizes["corpus"] >= 80
    assert sizes["held out"] >= 20
    assert sizes["reference schema"] == 4


def test_no_type_is_wrong(measured: tuple[Measured, ...]) -> None:
    assert [d for one in measured for d in one.wrong] == []


def test_few_types_are_unknown(measured: tuple[Measured, ...]) -> None:
    for one in measured:
        assert len(one.unknown) <= 0.05 * one.columns, one.part.name


def test_nothing_that_is_proven_not_null_is_ever_null(measured: tuple[Measured, ...]) -> None:
    assert [column for one in measured for column in one.contradicted] == []


def test_every_proof_was_put_to_the_test(measured: tuple[Measured, ...]) -> None:
    assert [column for one in measured for column in one.unseen] == []


def test_the_document_states_these_figures(measured: tuple[Measured, ...]) -> None:
    text = DOCUMENT.read_text()
    assert with_figures(text, measured) == text, "run tools/measure_view_typing.py"


def test_the_functions_said_to_be_strict_are(connection: psycopg.Connection) -> None:
    rows = connection.execute(
        """
        SELECT DISTINCT proname FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (%s)
            AND (NOT proisstrict OR proretset OR prokind <> 'f')
        """,
        ([*known.STRICT],),
    ).fetchall()
    assert rows == []


def test_the_aggregates_are_the_server_s(connection: psycopg.Connection) -> None:
    rows = connection.execute(
        """
        SELECT DISTINCT proname FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'a'
        """
    ).fetchall()
    assert {name for (name,) in rows} - known.AGGREGATES == set()


def test_no_function_of_rows_is_said_to_return_one_value(connection: psycopg.Connection) -> None:
    rows = connection.execute(
        """
        SELECT DISTINCT proname, proretset FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace AND proname = ANY (%s)
        """,
        ([*known.ROWS, *known.TOTAL, *known.NEVER_NULL],),
    ).fetchall()
    assert {name for name, is_set in rows if is_set} <= known.ROWS
    assert {name for name, is_set in rows if not is_set} & known.ROWS == set()
