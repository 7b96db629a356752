"""Rows for generated schemas: what is made is accepted, and next to all that can be filled is."""

from collections.abc import Iterator
from random import Random

import psycopg
import pytest
from generate import EVERYTHING, run_script, scripts
from generating.words import ROLES, RUNNER, quote
from hypothesis import HealthCheck, Phase, given, settings

from ddllint.catalog.model import Catalog
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.settings.model import Tenancy
from ddllint.verify.model import Verdict
from ddllint.verify.rows import Unfilled, fill, insert
from ddllint.verify.rows.insert import on_server
from ddllint.verify.stages.constraints import proofs

CI = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SCRIPTS = 20


@pytest.fixture(scope="module")
def generated_connection(each_server: Server) -> Iterator[psycopg.Connection]:
    """As the superuser, in a database of the role that scripts name as their runner."""
    with connect(each_server, "postgres", each_server.superuser, autocommit=True) as admin:
        for role in (RUNNER, *ROLES):
            admin.execute(f"CREATE ROLE {quote(role)}".encode())
    with (
        fresh_database(each_server, owner=RUNNER) as name,
        connect(each_server, name, each_server.superuser, autocommit=True) as connection,
    ):
        yield connection
    with connect(each_server, "postgres", each_server.superuser, autocommit=True) as admin:
        for role in (RUNNER, *ROLES):
            admin.execute(f"DROP ROLE {quote(role)}".encode())


def made(connection: psycopg.Connection, seeds: list[int]) -> Catalog:
    """The catalog of what a script makes in the open transaction."""
    run_script(connection, seeds, EVERYTHING)
    connection.execute("RESET search_path")
    return read_catalog(connection)


@CI
@given(seeds=scripts(30))
def test_what_is_made_without_a_server_is_accepted(
    generated_connection: psycopg.Connection, seeds: list[int]
) -> None:
    with generated_connection.transaction(force_rollback=True):
        catalog = made(generated_connection, seeds)
        filling = fill(catalog, Tenancy())
        assert filling == fill(catalog, Tenancy())
        try:
            insert(generated_connection, filling.rows)
        except psycopg.errors.UnsafeNewEnumValueUsage:
            pass  # a label that is as old as this transaction
        except psycopg.errors.FeatureNotSupported:
            pass  # a server without XML


@CI
@given(seeds=scripts(30))
def test_no_constraint_that_is_there_is_refuted(
    generated_connection: psycopg.Connection, seeds: list[int]
) -> None:
    with generated_connection.transaction(force_rollback=True):
        catalog = made(generated_connection, seeds)
        for proof in proofs(generated_connection, catalog, Tenancy()):
            assert proof.verdict is not Verdict.REFUTED, proof


def is_contradiction(unfilled: Unfilled) -> bool:
    """Whether the reason is one that only another schema would take away."""
    return "no partition" in unfilled.reason or "lets no value through" in unfilled.reason


def test_most_tables_are_filled(generated_connection: psycopg.Connection) -> None:
    """Of the tables that no contradiction keeps empty (NOT NULL beside CHECK (a IS NULL))."""
    tables = unfilled = 0
    for number in range(SCRIPTS):
        chance = Random(number)
        seeds = [chance.randrange(2**32) for _ in range(40)]
        with generated_connection.transaction(force_rollback=True):
            catalog = made(generated_connection, seeds)
            filling = fill(catalog, Tenancy(), trial=on_server(generated_connection))
            left = [one for one in filling.unfilled if not is_contradiction(one)]
            tables += len(catalog.tables) - len(filling.unfilled) + len(left)
            unfilled += len(left)
    assert tables > 100
    assert (tables - unfilled) / tables > 0.89
