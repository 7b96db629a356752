"""The repository's own specs: without a finding as they are, and with the right one when broken."""

from pathlib import Path

import pytest

from ddllint.catalog.builder import build
from ddllint.contracts.load import load_contracts
from ddllint.rules.registry import find
from ddllint.rules.rule import Context, Rule
from ddllint.settings.model import Tenancy
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

ROOT = Path(__file__).parent.parent.parent
SPECS = {path.name: path.read_text("utf-8") for path in (ROOT / "db/docs/specs").glob("*.sql")}
CONTRACTS = load_contracts(
    [ROOT / "contracts"],
    ROOT / "db/docs/contract_schema_mapping.yaml",
    lambda path: path.as_posix(),
    root=ROOT,
)
CODES = [*(f"DDL00{number}" for number in range(1, 8)), "REF101"]
QUIET = "tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid"
KEY = "REFERENCES tenants(id) ON DELETE CASCADE"


def check(specs: dict[str, str]) -> set[tuple[str, str, str]]:
    """Code, file and object of each finding of the rules below, under their own options."""
    catalog = build([parse_source(Source(path, text.encode())) for path, text in specs.items()])
    context = Context(catalog, Tenancy(), CONTRACTS)
    return {
        (rule.meta.code, problem.span.path, problem.object)
        for rule in map(find, CODES)
        if isinstance(rule, Rule)
        for problem in rule.check(context, rule.options())
    }


def test_the_specs_have_no_finding() -> None:
    assert check(SPECS) == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "codes", "about"),
    [
        (
            "tenants",
            "COMMENT ON TABLE tenants IS",
            "COMMENT ON COLUMN tenants.id IS",
            "DDL001",
            "tenants",
        ),
        (
            "dead_events",
            "COMMENT ON COLUMN dead_events.correlation_id IS",
            "COMMENT ON COLUMN dead_events.source IS",
            "DDL001",
            "dead_events.correlation_id",
        ),
        (
            "mv_realtime_revenue",
            "COMMENT ON VIEW v_realtime_revenue IS",
            "COMMENT ON COLUMN v_realtime_revenue.tenant_id IS",
            "DDL001",
            "v_realtime_revenue",
        ),
        (
            "mv_realtime_revenue",
            "COMMENT ON MATERIALIZED VIEW mv_realtime_revenue IS",
            "COMMENT ON COLUMN mv_realtime_revenue.tenant_id IS",
            "DDL001",
            "mv_realtime_revenue",
        ),
        (
            "dead_events",
            " source text NOT NULL",
            ' source text NOT NULL, "Data" jsonb, metadata jsonb',
            "DDL002",
            "dead_events.Data",
        ),
        ("dead_events", " source text NOT NULL", " source text", "DDL003", "dead_events.source"),
        ("dead_events", f" NOT NULL {KEY}", f" {KEY}", "DDL003 DDL004", "dead_events.tenant_id"),
        ("dead_events", " ON DELETE CASCADE", "", "DDL004", "dead_events.tenant_id"),
        ("dead_events", f" {KEY}", "", "DDL004", "dead_events.tenant_id"),
        ("dead_events", "RLS: ", "Rows: ", "DDL005", "dead_events"),
        ("dead_events", "FORCE ROW", "NO FORCE ROW", "DDL005", "dead_events"),
        ("dead_events", "ENABLE ROW", "DISABLE ROW", "DDL005", "dead_events"),
        ("dead_events", f"CHECK ({QUIET})", "CHECK (true)", "DDL005", "dead_events"),
        ("dead_events", f"USING ({QUIET})", f"USING ({QUIET} OR true)", "DDL005", "dead_events"),
        ("dead_events", "FOR ALL", "FOR UPDATE", "DDL005", "dead_events"),
        ("dead_events", "AS PERMISSIVE", "AS RESTRICTIVE", "DDL005", "dead_events"),
        (
            "revenue_ledger",
            " revenue_cents integer",
            " revenue_cents DECIMAL",
            "DDL006",
            "revenue_ledger.revenue_cents",
        ),
        ("dead_events", "ingested_at DESC", "ingested_at", "DDL007", "dead_events"),
        (
            "dead_events",
            "REFERENCES tenants(",
            "REFERENCES tenant(",
            "REF101 DDL004",
            "dead_events.tenant_id",
        ),
    ],
)
def test_each_fault_is_found(file: str, old: str, new: str, codes: str, about: str) -> None:
    name = f"{file}_ddl_spec.sql"
    assert SPECS[name].count(old) == 1
    found = check(SPECS | {name: SPECS[name].replace(old, new)})
    assert found == {(code, name, about) for code in codes.split()}
