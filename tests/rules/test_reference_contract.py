"""The repository's own contracts, mapping and specs: one fault in one of them, one rule that tells.

Each fault is seeded into a copy, and `ddllint check` run on it with the repository's settings. It
must be found at its file and object, by the rule that is for it and by no other, with the
contract's line beside the schema's; mended, nothing is found.
"""

import gc
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ddllint.cli.main import main
from ddllint.rules.registry import schema_rules

ROOT = Path(__file__).parent.parent.parent
SPECS = "db/docs/specs"
MAPPING = "db/docs/contract_schema_mapping.yaml"


@pytest.fixture(autouse=True)
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for folder in ("contracts", SPECS, "rules"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for file in (MAPPING, "ddllint.yaml"):
        shutil.copy(ROOT / file, tmp_path / file)
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    gc.enable()  # the command turns it off


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """`ddllint check` with its exit code and what it prints; anything at all is a failure."""

    def run(*arguments: str) -> tuple[int, str]:
        code = main(["check", "--require-complete", "--fail-on", "info", *arguments])
        printed = capsys.readouterr()
        assert printed.err == ""
        return code, printed.out

    return run


def test_the_contracts_and_the_specs_agree(check: Callable[..., tuple[int, str]]) -> None:
    code, printed = check()
    assert code == 0
    assert printed.endswith(f"{len(schema_rules())} rules: no findings\n")


EVENTS = f"{SPECS}/attribution_events_ddl_spec.sql"
DEAD = f"{SPECS}/dead_events_ddl_spec.sql"
ALLOCATIONS = f"{SPECS}/attribution_allocations_ddl_spec.sql"
RUNS = f"{SPECS}/reconciliation_runs_ddl_spec.sql"
REALTIME = f"{SPECS}/mv_realtime_revenue_ddl_spec.sql"
STATUS = f"{SPECS}/mv_reconciliation_status_ddl_spec.sql"
TYPES = "contracts/common/types.yaml"
HEADERS = "contracts/common/headers.yaml#/components/parameters"
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
    "an example that its schema forbids": (
        TYPES,
        "      examples: [19.99]\n",
        "      examples: [19.999]\n",
        "CON100",
        [(TYPES, f"{TYPES}#/components/schemas/Money/examples/0")],
    ),
    "a reference that leads nowhere": (
        RECONCILIATION,
        "parameters/TenantId\n",
        "parameters/Tenant\n",
        "CON100",
        [
            (
                RECONCILIATION,
                f"{RECONCILIATION}#/paths/~1api~1reconciliation~1status/get/parameters/0/$ref",
            )
        ],
    ),
    "an entry of the mapping that the contract does not have": (
        MAPPING,
        "\nparameters:\n",
        f"\nparameters:\n  {HEADERS}/Trace: {{columns: [tenants.id]}}\n",
        "CON100",
        [(MAPPING, f"{HEADERS}/Trace")],
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
def test_a_fault_is_found_by_its_rule_alone_until_it_is_mended(
    name: str, check: Callable[..., tuple[int, str]]
) -> None:
    file, old, new, code, findings = FAULTS[name]
    path = Path(file)
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")

    exit_code, printed = check("--format", "json")
    assert exit_code == 1
    found = json.loads(printed)["findings"]
    assert [(one["code"], one["path"], one["object"]) for one in found] == [
        (code, *where) for where in findings
    ]
    _, printed = check()
    heads = re.findall(r"^(\S+:\d+:\d+): \w+\[", printed, re.MULTILINE)
    assert heads == [f"{one['path']}:{one['line']}:{one['column']}" for one in found]
    beside = re.findall(r"^  (\S+):\d+:\d+: .+$", printed, re.MULTILINE)
    if code not in WITHOUT_A_PLACE_IN_THE_CONTRACT:
        assert sum(one.startswith("contracts/") for one in beside) >= len(findings)

    path.write_text(text, "utf-8")
    assert check()[0] == 0


WITHOUT_A_PLACE_IN_THE_CONTRACT = {
    "CON100",  # the finding itself stands in the contract
    "CON116",  # nothing there needs the index
}


def test_each_rule_has_a_fault() -> None:
    codes = {
        meta.code for meta in (rule.meta for rule in schema_rules()) if meta.code.startswith("CON")
    }
    assert codes | {"CON100"} == {code for _, _, _, code, _ in FAULTS.values()}


def test_a_fault_is_shown_with_both_places(check: Callable[..., tuple[int, str]]) -> None:
    file, old, new, code, _ = FAULTS["a currency of any three characters"]
    path = Path(file)
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    exit_code, printed = check()
    assert exit_code == 1
    line = 1 + text[: text.index("    currency text NOT NULL")].count("\n")
    assert f"{EVENTS}:{line}:5: error[{code}] pattern-mismatch: " in printed
    types = Path(TYPES).read_text("utf-8")
    line = 1 + types[: types.index("pattern: '^[A-Z]{3}$'")].count("\n")
    assert f"\n  {TYPES}:{line}:16: field `currency` in the contract\n" in printed
