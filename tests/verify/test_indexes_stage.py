"""Stage indexes: which index serves each operation, and the sabotage that it sees."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from verifying import line_of, refuted, replace, spec, stage, told

from ddllint.postgres.server import Server
from ddllint.verify.model import StageResult, Verdict
from ddllint.verify.project import Load

FOUND = "it finds its rows by an index"
FAST = "95 of 100 answers take 10000 ms at most"
SERVED = {
    "GET /api/attribution/revenue/realtime": "uq_mv_realtime_revenue_tenant_id",
    "GET /api/attribution/events": "idx_attribution_events_tenant_id_occurred_at",
    "GET /api/attribution/events/{id}": "attribution_events_pkey",
    "GET /api/attribution/allocations": "idx_attribution_allocations_tenant_id_created_at",
    "GET /api/attribution/allocations by channel": (
        "idx_attribution_allocations_tenant_id_created_at"
    ),
    "GET /api/ingestion/dead-events": "idx_dead_events_tenant_id_ingested_at",
    "GET /api/reconciliation/status": "uq_mv_reconciliation_status_tenant_id",
}
DEAD_EVENTS, INDEX = "GET /api/ingestion/dead-events", "idx_dead_events_tenant_id_ingested_at"


def indexes(server: Server) -> StageResult:
    """On tables that are large enough to have a plan, by a machine that may be busy."""
    return stage(server, "indexes", Load(rows=10_000, milliseconds=10_000))


@pytest.mark.usefixtures("reference")
def test_reference_schema_is_proven(each_server: Server) -> None:
    result = indexes(each_server)
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
    found = {(one.object, one.promise): one for one in result.proofs}
    assert found.keys() == {(query, promise) for query in SERVED for promise in (FOUND, FAST)}
    for query, index in SERVED.items():
        proof = found[query, FOUND]
        assert proof.evidence == f"app_rw is answered by {index}"
        assert proof.span is not None
        line = Path(proof.span.path).read_text().splitlines()[proof.span.line - 1]
        assert index in line or index.endswith("_pkey")
        assert "with 10000 rows of 10 tenants" in found[query, FAST].evidence


class Sabotage(msgspec.Struct, frozen=True):
    """A text of the spec of dead_events with another one in its place, and what is told then."""

    old: str
    new: str
    line: str
    evidence: frozenset[str]


DEFINITION = f"CREATE INDEX {INDEX}\n    ON dead_events (tenant_id, ingested_at DESC);"
GRANT = "GRANT SELECT ON TABLE dead_events TO app_ro;"
SETTING = "NULLIF(current_setting('app.current_tenant_id', true), '')"
SABOTAGES = {
    "index missing": Sabotage(
        GRANT,
        f"{GRANT}\nDROP INDEX {INDEX};",
        "CREATE TABLE dead_events",
        frozenset({"it reads all of dead_events; it sorts what it has found"}),
    ),
    "index without the order": Sabotage(
        DEFINITION,
        f"CREATE INDEX {INDEX} ON dead_events (tenant_id);",
        "CREATE TABLE dead_events",
        frozenset({"it sorts what it has found"}),
    ),
    "index of another order": Sabotage(
        DEFINITION,
        f"CREATE INDEX {INDEX} ON dead_events (ingested_at);",
        "CREATE POLICY",
        frozenset({f"it reads all of the index {INDEX}"}),
    ),
    "index that the policy cannot use": Sabotage(
        f"USING (tenant_id = {SETTING}::uuid)",
        f"USING (tenant_id::text = {SETTING})",
        "CREATE POLICY",
        frozenset(
            {
                "it reads all of dead_events; it sorts what it has found",
                f"it reads all of the index {INDEX}",
            }
        ),
    ),
}


@pytest.mark.usefixtures("specs_alone")
@pytest.mark.parametrize("sabotage", SABOTAGES.values(), ids=SABOTAGES)
def test_sabotage(server: Server, sabotage: Sabotage) -> None:
    path = spec("dead_events")
    replace(path, sabotage.old, sabotage.new)
    (proof,) = refuted(indexes(server))
    assert (proof.object, proof.promise) == (DEAD_EVENTS, FOUND)
    assert "; ".join(sorted(proof.evidence.split("; "))) in sabotage.evidence
    assert proof.span is not None
    assert (proof.span.path, proof.span.line) == (str(path), line_of(path, sabotage.line))
    assert [Path(one.span.path).name for one in proof.related] == ["ingestion.yaml"]


@pytest.mark.usefixtures("reference")
def test_index_that_a_revision_lost_is_refuted_at_its_line(server: Server) -> None:
    grants = Path("alembic/versions/202611240702_add_grants.py")
    granting = 'op.execute("GRANT SELECT ON dead_events TO app_ro")'
    replace(grants, granting, f'{granting}\n    op.execute("DROP INDEX {INDEX}")')
    (proof,) = refuted(indexes(server))
    assert proof.object == DEAD_EVENTS
    assert proof.span is not None
    path = spec("dead_events")
    assert (proof.span.path, proof.span.line) == (str(path), line_of(path, INDEX))


@pytest.mark.usefixtures("specs_alone")
def test_answers_that_take_too_long_for_the_options() -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "ddllint", "verify", "--stage=indexes", "--rows=30", "--p95=0"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    for query in SERVED:
        told = f"refuted[indexes] {query}: 95 of 100 answers take 0 ms at most"
        assert told in outcome.stdout
    assert "with 30 rows of 10 tenants in a table" in outcome.stdout


@pytest.mark.usefixtures("specs_alone")
def test_table_that_cannot_have_many_rows_is_not_run(server: Server) -> None:
    replace(
        spec("dead_events"),
        GRANT,
        f"{GRANT}\nALTER TABLE dead_events ADD UNIQUE (tenant_id, source);",
    )
    result = indexes(server)
    (proof,) = (one for one in result.proofs if one.verdict is not Verdict.PROVEN)
    assert (proof.object, proof.verdict) == (DEAD_EVENTS, Verdict.NOT_RUN)
    assert proof.evidence.startswith("its rows cannot be made: duplicate key value")


@pytest.mark.usefixtures("specs_alone")
def test_view_that_cannot_be_refreshed_is_not_run(server: Server) -> None:
    path = spec("mv_realtime_revenue")
    path.write_text(f"{path.read_text()}\nREVOKE SELECT ON revenue_ledger FROM app_admin;\n")
    (proof,) = (one for one in indexes(server).proofs if one.verdict is not Verdict.PROVEN)
    assert (proof.object, proof.verdict) == ("mv_realtime_revenue", Verdict.NOT_RUN)
    assert proof.evidence == ("it cannot be refreshed: permission denied for table revenue_ledger")
