"""Stage views: what holds of the reference schema, and the sabotage that it sees."""

from pathlib import Path

import msgspec
import pytest
from verifying import line_of, refuted, replace, spec, stage, told

from ddllint.postgres.server import Server
from ddllint.verify.model import Verdict

STATUS, REVENUE = "mv_reconciliation_status", "mv_realtime_revenue"
READ_STATUS, READ_REVENUE = "v_reconciliation_status", "v_realtime_revenue"
REFRESHES, BESIDE = "app_admin refreshes it", "app_admin refreshes it CONCURRENTLY"
OWN, NONE = "sees the rows of its own tenant only", "sees no rows at all"
ONE_STATUS = "a tenant has one row at most, for GET /api/reconciliation/status"
VALID_REVENUE = "each row is a valid RealtimeRevenue"
VALID_STATUS = "each row is a valid ReconciliationStatus"


@pytest.mark.usefixtures("reference")
def test_reference_schema_is_proven(each_server: Server) -> None:
    result = stage(each_server, "views")
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
    found = {(one.object, one.promise): one.evidence for one in result.proofs}
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


class Sabotage(msgspec.Struct, frozen=True):
    """Texts of a spec with what stands in their place, and what must be refuted then.

    `expected` are objects with promises; each is refuted at the line of the spec that holds
    `line`, and `evidence` is part of what is told.
    """

    view: str
    texts: dict[str, str]
    line: str
    evidence: str
    expected: frozenset[tuple[str, str]]


def added(view: str, sql: str) -> dict[str, str]:
    """A statement behind the last one of the view's spec."""
    return {f"GRANT SELECT ON TABLE {view} TO app_ro;": f"GRANT SELECT ON {view} TO app_ro;\n{sql}"}


NEWEST_WITH_TIES = {
    "SELECT DISTINCT ON (reconciliation_runs.tenant_id)": "SELECT",
    "ORDER BY\n    reconciliation_runs.tenant_id,": (
        "WHERE last_run_at = (SELECT max(last_run_at) FROM reconciliation_runs o"
        " WHERE o.tenant_id = reconciliation_runs.tenant_id)\n"
        "ORDER BY\n    reconciliation_runs.tenant_id,"
    ),
}
NO_UNIQUE_INDEX = {"CREATE UNIQUE INDEX": "CREATE INDEX"}
FILTER = "NULLIF(current_setting('app.current_tenant_id', true), '')::uuid;"
READERS = ("migration_owner", "app_rw", "app_ro")
SABOTAGES = {
    "column of another type": Sabotage(
        REVENUE,
        {
            "    mv_realtime_revenue.total_revenue,": (
                "    mv_realtime_revenue.total_revenue::text AS total_revenue,"
            )
        },
        "CREATE VIEW",
        "is not of type 'number'",
        frozenset({(READ_REVENUE, VALID_REVENUE)}),
    ),
    "time without its zone": Sabotage(
        STATUS,
        {
            "    mv_reconciliation_status.last_run_at\n": (
                "    mv_reconciliation_status.last_run_at::timestamp AS last_run_at\n"
            )
        },
        "CREATE VIEW",
        "is not a 'date-time'",
        frozenset({(READ_STATUS, VALID_STATUS)}),
    ),
    "column that the contract does not know": Sabotage(
        STATUS,
        {
            "    mv_reconciliation_status.last_run_at\n": (
                "    mv_reconciliation_status.last_run_at,\n    1 AS version\n"
            )
        },
        "CREATE VIEW",
        "Additional properties are not allowed ('version' was unexpected)",
        frozenset({(READ_STATUS, VALID_STATUS)}),
    ),
    "null for a tenant without events": Sabotage(
        REVENUE,
        {"COALESCE(events.event_count, 0)": "events.event_count"},
        "CREATE VIEW",
        "None is not of type 'integer'",
        frozenset({(READ_REVENUE, VALID_REVENUE)}),
    ),
    "two rows on a tie": Sabotage(
        STATUS,
        NEWEST_WITH_TIES,
        "CREATE MATERIALIZED VIEW",
        "rows that tie: refused",
        frozenset({(STATUS, REFRESHES), (STATUS, BESIDE)}),
    ),
    "CONCURRENTLY impossible": Sabotage(
        STATUS,
        NO_UNIQUE_INDEX,
        "CREATE MATERIALIZED VIEW",
        "cannot refresh materialized view",
        frozenset({(STATUS, BESIDE)}),
    ),
    "reader view without filter": Sabotage(
        STATUS,
        {f"\nWHERE mv_reconciliation_status.tenant_id = {FILTER}": ";"},
        "CREATE VIEW",
        "",
        frozenset(
            {
                *((READ_STATUS, f"{role} {OWN}") for role in READERS),
                (READ_STATUS, ONE_STATUS),
            }
        ),
    ),
    "materialized view granted to an application role": Sabotage(
        STATUS,
        added(READ_STATUS, f"GRANT SELECT ON {STATUS} TO app_ro;"),
        f"GRANT SELECT ON {STATUS} TO app_ro;",
        "a materialized view has no row security",
        frozenset({(STATUS, f"app_ro {OWN}")}),
    ),
}


@pytest.mark.usefixtures("specs_alone")
@pytest.mark.parametrize("sabotage", SABOTAGES.values(), ids=SABOTAGES)
def test_sabotage(server: Server, sabotage: Sabotage) -> None:
    path = spec(sabotage.view)
    for old, new in sabotage.texts.items():
        replace(path, old, new)
    found = refuted(stage(server, "views"))
    assert {(one.object, one.promise) for one in found} == sabotage.expected
    for proof in found:
        assert sabotage.evidence in proof.evidence
        assert proof.span is not None
        assert (proof.span.path, proof.span.line) == (str(path), line_of(path, sabotage.line))


@pytest.mark.usefixtures("specs_alone")
def test_two_rows_on_a_tie_that_no_index_refuses(server: Server) -> None:
    for old, new in {**NEWEST_WITH_TIES, **NO_UNIQUE_INDEX}.items():
        replace(spec(STATUS), old, new)
    found = {(one.object, one.promise): one.evidence for one in refuted(stage(server, "views"))}
    assert found[READ_STATUS, ONE_STATUS] == "rows that tie: the most that a tenant has is 3"


@pytest.mark.usefixtures("specs_alone")
def test_role_that_may_make_no_temporary_table(server: Server) -> None:
    replace(Path("db/roles.sql"), "GRANT TEMPORARY ON DATABASE %I TO app_admin", "SELECT 1")
    found = refuted(stage(server, "views"))
    assert {(one.object, one.promise) for one in found} == {(STATUS, BESIDE), (REVENUE, BESIDE)}


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
        ("ddllint_owner refreshes it", Verdict.PROVEN),
        ("ddllint_owner refreshes it CONCURRENTLY", Verdict.PROVEN),
    ]
