"""Each gate turns red when what it guards is broken: it is the first, and later phases wait."""

from dataclasses import replace
from pathlib import Path

import pytest
from gated_projects import Break, Recorded, copied, looked_at, red, removed, renamed, replaced

from ddllint import __version__
from ddllint.gates.model import Outcome, Verdict

SPECS = "db/docs/specs"
EVENTS = f"{SPECS}/attribution_events_ddl_spec.sql"
DEAD = f"{SPECS}/dead_events_ddl_spec.sql"
LEDGER = f"{SPECS}/revenue_ledger_ddl_spec.sql"
CORE = "alembic/versions/*_add_core_tables.py"
RLS = "alembic/versions/*_add_rls_policies.py"
GRANTS = "alembic/versions/*_add_grants.py"
VIEWS = "alembic/versions/*_add_materialized_views.py"
TEMPLATE = "db/migrations/templates/rls_policy.py.template"
UNIQUE = "INDEX uq_attribution_events_tenant_id_correlation_id"
END = '"""\n\nfrom alembic import op\n'

STATIC: dict[str, tuple[Break, ...]] = {
    "1.1.1": (
        replaced("db/docs/SCHEMA_STYLE_GUIDE.md", "    created_at timestamptz NOT NULL", "    at"),
    ),
    "1.2.1": (replaced("db/docs/ROLES_AND_GRANTS.md", "| `app_ro` |", "| `reports` |"),),
    "1.3.1": (replaced(TEMPLATE, "'app.current_tenant_id', true", "'app.tenant', true"),),
    "1.3.2": (replaced(TEMPLATE, "ALTER TABLE ${table} FORCE ROW", "ALTER TABLE ${table} ROW"),),
    "1.4.1": (removed(".github/PULL_REQUEST_TEMPLATE/schema-migration.md"),),
    "2.1.1": (removed(f"{SPECS}/tenants_ddl_spec.sql"),),
    "2.1.2": (replaced(DEAD, "COMMENT ON TABLE dead_events IS", "COMMENT ON SCHEMA public IS"),),
    "2.1.3": (replaced(DEAD, "    error_code text", "    data text,\n    error_code text"),),
    "2.1.4": (replaced(EVENTS, "    source text NOT NULL", "    source text"),),
    "2.1.5": (replaced(LEDGER, "ALTER TABLE revenue_ledger FORCE ROW LEVEL SECURITY;", ""),),
    "2.1.6": (
        replaced(
            f"{SPECS}/attribution_allocations_ddl_spec.sql",
            "allocated_revenue_cents integer",
            "allocated_revenue_cents numeric",
        ),
    ),
    "2.1.7": (replaced(LEDGER, "posted_at DESC", "created_at DESC"),),
    "2.1.8": (replaced(EVENTS, "occurred_at timestamptz", "occurred_at date"),),
    "2.1.9": (replaced(EVENTS, f"CREATE UNIQUE {UNIQUE}", f"CREATE {UNIQUE}"),),
    "2.2.1": (renamed(CORE, "202611240700_tables.py"),),
    "2.2.2": (replaced(CORE, "CREATE TABLE dead_events", "CREATE TABLE failed_events"),),
    "2.2.3": (replaced(CORE, 'op.execute("DROP TABLE dead_events")', "pass"),),
    "2.2.7": (replaced(DEAD, "CREATE TABLE", "-- ddllint: waive DDL004: none\nCREATE TABLE"),),
    "2.2.8": (
        replaced(CORE, END, END + '\nURL = "postgresql://owner:hunter2secret@db.example/shop"\n'),
    ),
    "2.3.1": (replaced("db/docs/IDEMPOTENCY_STRATEGY.md", "## Storing", "## Rest"),),
    "2.3.2": (replaced("db/docs/IDEMPOTENCY_STRATEGY.md", "| paypal |", "| payfriend |"),),
    "2.3.3": (removed("db/docs/INDEX_PLAN.md"),),
    "2.3.4": (replaced("contracts/attribution.yaml", "[-created_at]", "[-updated_at]"),),
    "2.3.5": (
        replaced(
            DEAD,
            "COMMENT ON TABLE",
            "CREATE INDEX idx_dead_events_error_code ON dead_events (error_code);\n"
            "COMMENT ON TABLE",
        ),
    ),
    "2.3.6": (replaced(CORE, f"CREATE UNIQUE {UNIQUE}", f"CREATE {UNIQUE}"),),
    "2.4.1": (replaced("db/docs/CORRELATION_ID_SEMANTICS.md", "## How it travels", "## Then"),),
    "2.4.2": (
        replaced("db/docs/CORRELATION_ID_SEMANTICS.md", "JOIN revenue_ledger", "JOIN ledger"),
    ),
    "2.4.3": (replaced(CORE, "dead_events.correlation_id IS", "dead_events.id IS"),),
    "2.4.4": (
        replaced(
            "db/docs/contract_schema_mapping.yaml", "      - dead_events.correlation_id\n", ""
        ),
    ),
    "2.5.1": (renamed(f"{SPECS}/mv_realtime_revenue_ddl_spec.sql", "revenue.sql"),),
    "2.5.2": (renamed(VIEWS, "202611240703_views.py"),),
    "2.5.4": (replaced("db/docs/INDEX_PLAN.md", "within 50 ms", "soon"),),
    "2.5.5": (replaced(VIEWS, "Refresh: CONCURRENTLY", "Refresh: sometimes"),),
    "3.1.1": (renamed(RLS, "202611240701_policies.py"),),
    "3.1.2": (replaced(RLS, "TABLE dead_events ENABLE ROW", "TABLE dead_events DISABLE ROW"),),
    "3.1.3": (replaced(RLS, "TABLE dead_events FORCE ROW", "TABLE dead_events NO FORCE ROW"),),
    "3.1.4": (replaced(RLS, "isolation_policy ON dead_events", "policy ON dead_events"),),
    "3.1.5": (replaced(RLS, "'app.current_tenant_id'", "'app.tenant'"),),
    "3.2.1": (renamed(GRANTS, "202611240702_rights.py"),),
    "3.2.2": (replaced(GRANTS, "SELECT, INSERT, UPDATE, DELETE ON dead", "SELECT ON dead"),),
    "3.2.3": (
        replaced(GRANTS, "ON dead_events TO app_ro", "ON dead_events TO app_admin"),
        replaced(GRANTS, "ON dead_events FROM app_ro", "ON dead_events FROM app_admin"),
    ),
    "3.2.4": (
        replaced(GRANTS, "ON dead_events TO app_ro", "ON dead_events TO app_ro, PUBLIC"),
        replaced(GRANTS, "ON dead_events FROM app_ro", "ON dead_events FROM app_ro, PUBLIC"),
    ),
    "3.3.1": (replaced("db/tests/test_rls_isolation.sql", "dead_events", "tenants"),),
    "3.3.5": (replaced("db/tests/test_rls_isolation_results.md", "3 of its 3", "4 of its 4"),),
    "4.1": (replaced("db/docs/CONTRACT_MATRIX.md", "# Contract and schema", "# Matrix"),),
    "4.2": (replaced("db/docs/data_dictionary/tenants.md", "tenants", "customers"),),
    "4.3": (removed("db/docs/erd/erd.svg"),),
    "4.4": (replaced("db/docs/MIGRATION_SAFETY_VERIFICATION.md", "23 proven", "24 proven"),),
    "4.5": (replaced("db/docs/LINT_VALIDATION_RESULTS.md", "no findings", "0 findings"),),
    "4.6": (replaced("db/tests/test_contract_compliance_results.md", "| proven |", "| sure |"),),
    "4.7": (replaced("db/docs/ROLES_AND_GRANTS.md", "| `tenants` | all |", "| `tenants` | no |"),),
}
"""What breaks a gate that asks no server, and no gate before it."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return copied(tmp_path)


def test_all_gates_of_the_project_are_proven(project: Path, said: Recorded) -> None:
    outcome = looked_at(project, said=said)

    assert red(outcome) == []
    assert outcome.proven
    assert outcome.count(Verdict.PROVEN) == 60


@pytest.mark.no_cover
@pytest.mark.parametrize("gate", STATIC)
def test_a_gate_is_the_first_to_turn_red(gate: str, project: Path, said: Recorded) -> None:
    for broken in STATIC[gate]:
        broken(project)

    assert_first(gate, looked_at(project, said=said))


def test_stale_results_are_told_with_the_line_that_differs(project: Path, said: Recorded) -> None:
    other = replace(said, server="15.4")

    (fault, *_) = (
        fault
        for phase in looked_at(project, "3.3", said=other).phases
        for gate in phase.gates
        for fault in gate.faults
    )

    assert fault.message.startswith(
        "db/tests/test_rls_isolation_results.md is out of date, from line 5 on, "
        f"now `By ddllint {__version__} on PostgreSQL 15."
    )


def assert_first(gate: str, outcome: Outcome) -> None:
    """That gate is red and no earlier one; the phases after it are blocked."""
    assert red(outcome)[:1] == [gate], [
        str(fault) for phase in outcome.phases for one in phase.gates for fault in one.faults
    ]
    at = next(
        at for at, phase in enumerate(outcome.phases) if gate in [one.number for one in phase.gates]
    )
    assert all(phase.verdict is Verdict.PROVEN for phase in outcome.phases[:at])
    assert outcome.phases[at].verdict is Verdict.RED
    assert all(phase.verdict is Verdict.BLOCKED for phase in outcome.phases[at + 1 :])
    assert not outcome.proven
