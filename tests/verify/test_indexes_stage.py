"""Stage indexes: which index serves each operation, and of odd ones."""

import subprocess
import sys
from pathlib import Path

import pytest
from verifying import replace, spec, stage, told

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


GRANT = "GRANT SELECT ON TABLE dead_events TO app_ro;"


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
