"""Stage constraints: proven on the reference schema."""

from collections.abc import Iterator

import psycopg
import pytest
from schemas import ROLES, catalog_of, database_with, reference_tables
from verifying import stage

from ddllint.postgres.server import Server
from ddllint.settings.model import Tenancy
from ddllint.sql.identifiers import quote_name
from ddllint.verify.model import Verdict
from ddllint.verify.refusing import refuses
from ddllint.verify.rows import fill, insert
from ddllint.verify.rows.breaking import Breaker
from ddllint.verify.rows.targets import NOT_NULL, Target, targets
from ddllint.verify.stages.constraints import proofs

TEXT = reference_tables()
CATALOG = catalog_of(TEXT)
ALL = tuple(targets(CATALOG))


@pytest.fixture(scope="module")
def reference_database(each_server: Server) -> Iterator[psycopg.Connection]:
    with database_with(each_server, ROLES + TEXT) as connection:
        yield connection


@pytest.fixture
def broken_down(reference_database: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A connection whose changes are undone."""
    with reference_database.transaction(force_rollback=True):
        yield reference_database


def drop(target: Target) -> str:
    """The statement after which the constraint is gone."""
    table = quote_name(*target.table.name)
    if target.state == NOT_NULL:
        return f"ALTER TABLE {table} ALTER {quote_name(target.name)} DROP NOT NULL"
    if target.index:
        return f"DROP INDEX {quote_name(target.table.name.schema, target.name)}"
    return f"ALTER TABLE {table} DROP CONSTRAINT {quote_name(target.name)} CASCADE"


def declared_in(target: Target, line: str) -> bool:
    """Whether the line is the one that declares the constraint, named or not."""
    if target.state == NOT_NULL:
        return line.split()[0] == target.name and "NOT NULL" in line
    implicit = {"PRIMARY": "PRIMARY KEY", "FOREIGN": "REFERENCES"}.get(target.words.split()[0])
    return target.name in line or (implicit is not None and implicit in line)


def test_every_constraint_is_proven(broken_down: psycopg.Connection) -> None:
    found = list(proofs(broken_down, CATALOG, Tenancy()))
    assert len(found) == len(CATALOG.tables) + len(ALL)
    assert {proof.verdict for proof in found} == {Verdict.PROVEN}, found
    rows = broken_down.execute("SELECT count(*) FROM tenants").fetchone()
    assert rows == (0,)


def test_each_constraint_that_is_gone_is_refuted_at_its_line(
    broken_down: psycopg.Connection,
) -> None:
    filling = fill(CATALOG, Tenancy())
    insert(broken_down, filling.rows)
    breaker = Breaker(CATALOG, filling)
    lines = TEXT.splitlines()
    for target in ALL:
        if target.state == NOT_NULL and target.name == "id":
            continue  # a primary key's column
        with broken_down.transaction(force_rollback=True):
            broken_down.execute(drop(target).encode())
            proof = refuses(broken_down, breaker, target)
        assert proof.verdict is Verdict.REFUTED, (target.words, proof)
        assert proof.evidence.endswith("was accepted")
        assert proof.span is not None
        assert declared_in(target, lines[proof.span.line - 1]), (target.words, proof.span)


@pytest.mark.usefixtures("reference")
def test_the_stage_on_what_the_revisions_made(each_server: Server) -> None:
    result = stage(each_server, "constraints")
    assert result.verdict is Verdict.PROVEN
    assert len(result.proofs) == len(CATALOG.tables) + len(ALL)
