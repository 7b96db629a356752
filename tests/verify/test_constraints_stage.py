"""Stage constraints: proven on the reference schema, refuted at the line of what was taken away."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from schemas import ROLES, catalog_of, database_with, reference_tables
from verifying import line_of, refuted, replace, stage

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


def refuted_objects(connection: psycopg.Connection) -> list[str]:
    found = proofs(connection, CATALOG, Tenancy())
    return [proof.object for proof in found if proof.verdict is Verdict.REFUTED]


LOOSER_CHECK = """
ALTER TABLE attribution_events DROP CONSTRAINT ck_attribution_events_currency;
ALTER TABLE attribution_events ADD CONSTRAINT ck_attribution_events_currency CHECK (currency <> '');
"""
INDEX_OF_NOTHING = """
DROP INDEX uq_revenue_ledger_tenant_id_allocation_id;
CREATE UNIQUE INDEX uq_revenue_ledger_tenant_id_allocation_id
ON revenue_ledger (tenant_id, allocation_id) WHERE false;
"""
PLAIN_KEY = """
ALTER TABLE revenue_ledger DROP CONSTRAINT fk_revenue_ledger_tenant_id_allocation_id;
ALTER TABLE attribution_allocations ADD CONSTRAINT plain UNIQUE (id);
ALTER TABLE revenue_ledger ADD CONSTRAINT fk_revenue_ledger_tenant_id_allocation_id
FOREIGN KEY (allocation_id) REFERENCES attribution_allocations (id);
"""
KEY_WITHOUT_TENANT = """
DROP INDEX uq_attribution_events_tenant_id_external_event_id;
CREATE UNIQUE INDEX other ON attribution_events (external_event_id);
"""


@pytest.mark.parametrize(
    ("sabotage", "object_"),
    [
        (LOOSER_CHECK, "attribution_events.ck_attribution_events_currency"),
        (INDEX_OF_NOTHING, "revenue_ledger.uq_revenue_ledger_tenant_id_allocation_id"),
        (PLAIN_KEY, "revenue_ledger.fk_revenue_ledger_tenant_id_allocation_id"),
        (
            KEY_WITHOUT_TENANT,
            "attribution_events.uq_attribution_events_tenant_id_external_event_id",
        ),
        ("ALTER TABLE dead_events ALTER error_code DROP NOT NULL", "dead_events.error_code"),
        ("ALTER TABLE dead_events ADD CONSTRAINT more CHECK (false)", "dead_events"),
        (
            "ALTER TABLE dead_events RENAME CONSTRAINT ck_dead_events_source TO other",
            "dead_events.ck_dead_events_source",
        ),
        ("ALTER TABLE dead_events RENAME COLUMN source TO origin", "dead_events"),
    ],
)
def test_only_what_was_sabotaged_is_refuted(
    broken_down: psycopg.Connection, sabotage: str, object_: str
) -> None:
    broken_down.execute(sabotage.encode())
    assert refuted_objects(broken_down) == [object_]


@pytest.mark.usefixtures("reference")
def test_the_stage_on_what_the_revisions_made(each_server: Server) -> None:
    result = stage(each_server, "constraints")
    assert result.verdict is Verdict.PROVEN
    assert len(result.proofs) == len(CATALOG.tables) + len(ALL)


@pytest.mark.usefixtures("reference")
def test_a_check_that_a_revision_lost(server: Server) -> None:
    revision = Path("alembic/versions/202611240700_add_core_tables.py")
    replace(revision, "CHECK (revenue_cents >= 0)", "CHECK (true)", 1)
    (proof,) = refuted(stage(server, "constraints"))
    assert proof.span is not None
    spec = Path(proof.span.path)
    assert proof.span.line == line_of(spec, "CHECK (revenue_cents >= 0)")
    assert "revenue_cents = '-1' was accepted" in proof.evidence
