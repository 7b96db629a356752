"""Stage views: what holds of the reference schema, and of odd ones."""

from pathlib import Path

import pytest
from verifying import line_of, refuted, replace, stage, told

from ddllint.postgres.server import Server
from ddllint.verify.model import Verdict

STATUS, REVENUE = "mv_reconciliation_status", "mv_realtime_revenue"
READ_STATUS, READ_REVENUE = "v_reconciliation_status", "v_realtime_revenue"
REFRESHES, BESIDE = "app_admin refreshes it", "app_admin refreshes it CONCURRENTLY"
OWN, NONE = "sees the rows of its own tenant only", "sees no rows at all"
ONE_STATUS = "a tenant has one row at most, for GET /api/reconciliation/status"
SAME_ROWS = "it shows the same rows in whatever order those of the tables are stored"
VALID_REVENUE = "each row is a valid RealtimeRevenue"
VALID_STATUS = "each row is a valid ReconciliationStatus"


@pytest.mark.usefixtures("reference")
def test_reference_schema_is_proven(each_server: Server) -> None:
    result = stage(each_server, "views")
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
    found = {(one.object, one.promise): one.evidence for one in result.proofs}
    for view in (STATUS, REVENUE, READ_STATUS, READ_REVENUE):
        assert found[view, SAME_ROWS].endswith("are the same stored backwards")
    for view in (STATUS, REVENUE):
        for promise in (REFRESHES, BESIDE):
            assert found[view, promise] == "empty tables, rows of 3 tenants, rows that tie: done"
        assert (view, f"app_ro {NONE}") in found
    assert found[READ_REVENUE, VALID_REVENUE] == "6 rows as JSON, read by app_rw: all valid"
    assert found[READ_STATUS, VALID_STATUS] == "4 rows as JSON, read by app_rw: all valid"
    assert found[READ_STATUS, ONE_STATUS] == (
        "rows of 3 tenants, rows that tie: the most that a tenant has is 1"
    )
    assert (READ_REVENUE, f"app_ro {OWN}") in found


@pytest.mark.usefixtures("specs_alone")
def test_related_place_is_the_field_of_the_contract(server: Server) -> None:
    replace(Path("contracts/reconciliation.yaml"), "enum: [idle, running, failed", "enum: [planned")
    found = refuted(stage(server, "views"))
    assert {(one.object, one.promise) for one in found} == {(READ_STATUS, VALID_STATUS)}
    related = found[0].related[0]
    contract = Path("contracts/reconciliation.yaml")
    assert (related.span.path, related.span.line) == (str(contract), line_of(contract, "  state:"))


PARTITIONED = """
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE orders (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    number int NOT NULL,
    at date NOT NULL,
    PRIMARY KEY (tenant_id, number, at)
) PARTITION BY RANGE (at);
CREATE TABLE orders_of_now PARTITION OF orders FOR VALUES FROM ('2000-01-01') TO ('2100-01-01');
CREATE MATERIALIZED VIEW totals AS SELECT tenant_id, count(*) AS orders FROM orders GROUP BY 1;
CREATE UNIQUE INDEX ON totals (tenant_id);
"""


def test_partitions_and_no_contracts(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("shop.sql").write_text(PARTITIONED)
    Path("ddllint.yaml").write_text("specs: [shop.sql]\n")
    result = stage(server, "views")
    assert [(one.promise, one.verdict) for one in result.proofs] == [
        (SAME_ROWS, Verdict.PROVEN),
        ("ddllint_owner refreshes it", Verdict.PROVEN),
        ("ddllint_owner refreshes it CONCURRENTLY", Verdict.PROVEN),
    ]
