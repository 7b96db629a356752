"""The repository's own contracts, mapping and specs: one fault in one of them, one rule that tells.

Each fault is seeded into a copy. It must be found at its file and object, by the rule that is for
it and by no other, with the contract's line beside the schema's.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ddllint.catalog.builder import build
from ddllint.contracts.load import load_contracts
from ddllint.diagnostics.finding import NotChecked, Problem
from ddllint.rules.registry import RULES
from ddllint.rules.rule import Context
from ddllint.settings.model import Tenancy
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

ROOT = Path(__file__).parent.parent.parent
SPECS = "db/docs/specs"
MAPPING = "db/docs/contract_schema_mapping.yaml"
RULED = [rule for rule in RULES if rule.meta.code.startswith(("DDL", "CON", "REF"))]


def yielded(root: Path) -> list[tuple[str, Problem | NotChecked]]:
    """What the rules yield, each with its code, for a copy of the repository's files."""
    contracts = load_contracts(
        [root / "contracts"],
        root / MAPPING,
        lambda path: path.relative_to(root).as_posix(),
        root=root,
    )
    assert [(str(one.span), one.message) for one in contracts.problems] == []
    parsed = [
        parse_source(Source(path.relative_to(root).as_posix(), path.read_bytes()))
        for path in sorted((root / SPECS).glob("*.sql"))
    ]
    assert [problem for one in parsed for problem in one.problems] == []
    catalog = build(parsed)
    assert catalog.refused == ()
    context = Context(catalog, Tenancy(), contracts)
    return [(r.meta.code, one) for r in RULED for one in r.check(context, r.options())]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("contracts", SPECS):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / MAPPING, tmp_path / MAPPING)
    return tmp_path


def test_the_contracts_and_the_specs_agree(copy: Path) -> None:
    assert yielded(copy) == []


EVENTS = f"{SPECS}/attribution_events_ddl_spec.sql"
DEAD = f"{SPECS}/dead_events_ddl_spec.sql"
ALLOCATIONS = f"{SPECS}/attribution_allocations_ddl_spec.sql"
RUNS = f"{SPECS}/reconciliation_runs_ddl_spec.sql"
REALTIME = f"{SPECS}/mv_realtime_revenue_ddl_spec.sql"
STATUS = f"{SPECS}/mv_reconciliation_status_ddl_spec.sql"
TYPES = "contracts/common/types.yaml"
ATTRIBUTION = "contracts/attribution.yaml"
WEBHOOKS = "contracts/webhooks.yaml"
RECONCILIATION = "contracts/reconciliation.yaml"

SOURCES = "'shopify', 'stripe', 'paypal', 'woocommerce'"
BOTH_SOURCES = [(EVENTS, "attribution_events.source"), (DEAD, "dead_events.source")]
UUID5 = """        conversion: uuid5
        reason: >-
          a payment-intent id such as pi_3NqK2eLkdIwHu7ix0R4vT9bC is text and not a uuid; \
the id itself stays in
          raw_payload
"""
FAULTS = {
    "an object that may be a list": (
        DEAD,
        "CHECK (jsonb_typeof(error_detail) = 'object')",
        "CHECK (jsonb_typeof(error_detail) IN ('object', 'array'))",
        "CON102",
        [(DEAD, "dead_events.error_detail")],
    ),
    "a text where the contract has an integer": (
        REALTIME,
        "COALESCE(events.event_count, 0)::integer AS event_count",
        "COALESCE(events.event_count, 0)::text AS event_count",
        "CON102",
        [(REALTIME, "v_realtime_revenue.event_count")],
    ),
    "a time without its offset": (
        RUNS,
        "last_run_at timestamptz NOT NULL",
        "last_run_at timestamp NOT NULL",
        "CON103",
        [(STATUS, "v_reconciliation_status.last_run_at")],
    ),
    "a count that outgrows int32": (
        REALTIME,
        "COALESCE(events.event_count, 0)::integer AS event_count",
        "COALESCE(events.event_count, 0) AS event_count",
        "CON103",
        [(REALTIME, "v_realtime_revenue.event_count")],
    ),
    "a view's column that may be null": (
        REALTIME,
        "COALESCE(ledger.verified, false) AS verified",
        "ledger.verified AS verified",
        "CON104",
        [(REALTIME, "v_realtime_revenue.verified")],
    ),
    "a request that may leave out what the table needs": (
        WEBHOOKS,
        "required: [id, processed_at, total_price, currency]",
        "required: [id, processed_at, total_price]",
        "CON104",
        [(EVENTS, "attribution_events.currency")],
    ),
    "a source that the contract does not know": (
        TYPES,
        "enum: [shopify, stripe, paypal, woocommerce]",
        "enum: [shopify, stripe, paypal]",
        "CON105",
        BOTH_SOURCES,
    ),
    "a source that the table does not know": (
        EVENTS,
        f"source IN ({SOURCES})",
        "source IN ('shopify', 'stripe', 'paypal')",
        "CON105",
        [(EVENTS, "attribution_events.source")],
    ),
    "a state that the contract does not know, through two views": (
        RUNS,
        "state IN ('idle', 'running', 'failed', 'completed')",
        "state IN ('idle', 'running', 'failed', 'completed', 'skipped')",
        "CON105",
        [(STATUS, "v_reconciliation_status.state")],
    ),
    "a text that may be blank": (
        DEAD,
        "CHECK (btrim(error_code) <> '')",
        "CHECK (length(error_code) >= 0)",
        "CON106",
        [(DEAD, "dead_events.error_code")],
    ),
    "an amount that may be negative": (
        EVENTS,
        "CHECK (revenue_cents >= 0)",
        "CHECK (revenue_cents >= -1)",
        "CON107",
        [(EVENTS, "attribution_events.revenue_cents")],
    ),
    "a share that the contract bounds more tightly": (
        ATTRIBUTION,
        "          maximum: 1\n",
        "          exclusiveMaximum: 1\n",
        "CON107",
        [(ALLOCATIONS, "attribution_allocations.allocation_ratio")],
    ),
    "a currency of any three characters": (
        EVENTS,
        "CHECK (currency ~ '^[A-Z]{3}$')",
        "CHECK (length(currency) = 3)",
        "CON108",
        [(EVENTS, "attribution_events.currency")],
    ),
    "a currency that the requests bring and the table refuses": (
        EVENTS,
        "CHECK (currency ~ '^[A-Z]{3}$')",
        "CHECK (currency ~ '^[A-Y]{3}$')",
        "CON108",
        [(EVENTS, "attribution_events.currency")] * 3,
    ),
    "a share with too many decimal places": (
        ALLOCATIONS,
        "allocation_ratio numeric(6,5)",
        "allocation_ratio numeric(7,6)",
        "CON109",
        [(ALLOCATIONS, "attribution_allocations.allocation_ratio")],
    ),
    "a default that is not the table's": (
        WEBHOOKS,
        """        processed_at:
          type: string
          format: date-time
""",
        """        processed_at:
          type: string
          format: date-time
          default: '2026-01-01T00:00:00Z'
""",
        "CON110",
        [(EVENTS, "attribution_events.occurred_at")],
    ),
    "an amount without its conversion": (
        MAPPING,
        """      allocated_revenue:
        column: allocated_revenue_cents
        conversion: cents
""",
        """      allocated_revenue:
        column: allocated_revenue_cents
""",
        "CON111",
        [(ALLOCATIONS, "attribution_allocations.allocated_revenue_cents")],
    ),
    "a payment intent that is taken for a uuid": (
        MAPPING,
        UUID5,
        "",
        "CON112",
        [(EVENTS, "attribution_events.correlation_id")],
    ),
    "a field that the view does not show": (
        RECONCILIATION,
        """          description: When the run last started.
      examples:
        - tenant_id: 7d3f2c9e-4c1b-4e0a-8f3d-2b6a9c5e1d70
""",
        """          description: When the run last started.
        attempts: {type: integer}
      allOf: [{required: [attempts]}]
      examples:
        - attempts: 3
          tenant_id: 7d3f2c9e-4c1b-4e0a-8f3d-2b6a9c5e1d70
""",
        "CON101",
        [(STATUS, "v_reconciliation_status.attempts")],
    ),
    "a field that is only written, and answered all the same": (
        WEBHOOKS,
        """        note_attributes:
          type: array
""",
        """        note_attributes:
          type: array
          writeOnly: true
""",
        "CON113",
        [(EVENTS, "attribution_events.session_id")],
    ),
    "a column that no answer knows": (
        REALTIME,
        "    mv_realtime_revenue.verified,\n",
        "    mv_realtime_revenue.verified,\n    mv_realtime_revenue.verified AS is_verified,\n",
        "CON114",
        [(REALTIME, "v_realtime_revenue.is_verified")],
    ),
    "a write that nobody may do": (
        DEAD,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE dead_events",
        "GRANT SELECT, UPDATE, DELETE ON TABLE dead_events",
        "CON115",
        [(DEAD, "dead_events")],
    ),
    "an index that nothing needs": (
        DEAD,
        "CREATE INDEX idx_dead_events_tenant_id_ingested_at\n",
        """CREATE INDEX idx_dead_events_error_code ON dead_events (error_code);
CREATE INDEX idx_dead_events_tenant_id_ingested_at
""",
        "CON116",
        [(DEAD, "dead_events.idx_dead_events_error_code")],
    ),
    "an order that no index has": (
        ATTRIBUTION,
        "x-order: [-occurred_at]",
        "x-order: [-revenue]",
        "CON117",
        [(EVENTS, "attribution_events.revenue_cents")],
    ),
}
"""File, text, the fault in its place, code, and the findings as file and object."""


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_by_its_rule_alone(name: str, copy: Path) -> None:
    path, old, new, code, findings = FAULTS[name]
    text = (copy / path).read_text("utf-8")
    assert text.count(old) == 1
    (copy / path).write_text(text.replace(old, new), "utf-8")
    problems = [(c, one) for c, one in yielded(copy) if isinstance(one, Problem)]
    assert [(c, one.span.path, one.object) for c, one in problems] == [
        (code, *where) for where in findings
    ]
    for _, one in problems:
        # An index that nothing needs has nothing in the contract to point at.
        assert code == "CON116" or one.related[0].span.path.startswith("contracts/")


def test_a_fault_fails_the_command_until_it_is_mended(copy: Path) -> None:
    shutil.copy(ROOT / "ddllint.yaml", copy)
    shutil.copytree(ROOT / "rules", copy / "rules")
    path, old, new, code, _ = FAULTS["a currency of any three characters"]
    text = (copy / path).read_text("utf-8")

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ddllint", "check", "--require-complete"]
        return subprocess.run(command, cwd=copy, capture_output=True, encoding="utf-8", check=False)

    (copy / path).write_text(text.replace(old, new), "utf-8")
    broken = run()
    assert broken.returncode == 1
    line = 1 + text[: text.index("    currency text NOT NULL")].count("\n")
    assert f"{EVENTS}:{line}:5: error[{code}] pattern-mismatch: " in broken.stdout
    types = (copy / TYPES).read_text("utf-8")
    line = 1 + types[: types.index("pattern: '^[A-Z]{3}$'")].count("\n")
    assert f"\n  {TYPES}:{line}:16: field `currency` in the contract\n" in broken.stdout
    (copy / path).write_text(text, "utf-8")
    mended = run()
    assert (mended.returncode, mended.stderr) == (0, "")
    assert "not checked" not in mended.stdout
