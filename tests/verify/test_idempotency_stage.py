"""Stage idempotency: each key of the reference schema, and of odd ones."""

from pathlib import Path

import pytest
from verifying import line_of, replace, spec, stage, told

from ddllint.postgres.server import Server
from ddllint.verify.model import Proof, Verdict

KEYS = {
    "attribution_allocations": ("uq_attribution_allocations_event_id_model_version_channel",),
    "attribution_events": (
        "uq_attribution_events_tenant_id_external_event_id",
        "uq_attribution_events_tenant_id_correlation_id",
    ),
    "revenue_ledger": ("uq_revenue_ledger_tenant_id_allocation_id",),
}
WEBHOOKS = {
    f"POST /api/webhooks/{source}": f"uq_attribution_events_tenant_id_{column}"
    for source, column in {
        "shopify": "external_event_id",
        "stripe": "correlation_id",
        "paypal": "external_event_id",
        "woocommerce": "external_event_id",
    }.items()
}
MAPPING = Path("db/docs/contract_schema_mapping.yaml")
EVENTS = "attribution_events"
EXTERNAL = "uq_attribution_events_tenant_id_external_event_id"
CORRELATION = "uq_attribution_events_tenant_id_correlation_id"
BY_EXTERNAL_ID = [name for name, key in WEBHOOKS.items() if key == EXTERNAL]
COPY, SAME = "a copy of a delivery is refused", "another tenant may send the same"
SECOND, ANOTHER = "a second row with the same key is refused", "another tenant may use the same key"


def place(proof: Proof) -> tuple[str, int]:
    assert proof.span is not None
    return proof.span.path, proof.span.line


def index_line(name: str, table: str = EVENTS) -> tuple[str, int]:
    path = spec(table)
    return str(path), line_of(path, name)


@pytest.mark.usefixtures("reference")
def test_reference_schema_is_proven(each_server: Server) -> None:
    result = stage(each_server, "idempotency")
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
    found = {(one.object, one.promise): one for one in result.proofs}
    keys = [(table, key) for table, names in KEYS.items() for key in names]
    assert found.keys() == {
        *((f"{table}.{key}", promise) for table, key in keys for promise in (SECOND, ANOTHER)),
        *((webhook, promise) for webhook in WEBHOOKS for promise in (COPY, SAME)),
    }
    for table, key in keys:
        assert key in found[f"{table}.{key}", SECOND].evidence
        assert place(found[f"{table}.{key}", ANOTHER]) == index_line(key, table)
    for webhook, key in WEBHOOKS.items():
        assert f'unique constraint "{key}"' in found[webhook, COPY].evidence
        assert place(found[webhook, COPY]) == index_line(key)


@pytest.mark.usefixtures("specs_alone")
def test_first_delivery_that_is_refused_tells_nothing(server: Server) -> None:
    replace(
        spec(EVENTS),
        "CHECK (btrim(external_event_id) <> '')",
        "CHECK (external_event_id NOT LIKE 'shopify%')",
    )
    result = stage(server, "idempotency")
    (proof,) = (one for one in result.proofs if one.verdict is Verdict.NOT_RUN)
    assert (proof.object, proof.promise) == ("POST /api/webhooks/shopify", COPY)
    assert proof.evidence.startswith("the first delivery was refused already")


SHOP = """
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    number text NOT NULL,
    UNIQUE (tenant_id, number)
);
"""
CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    post:
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Order'}
      responses: {}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string}
"""
ORDER = """
version: 1
schemas:
  contracts/shop.yaml#/components/schemas/Order:
    relation: orders
    direction: request
    fields: {id: {column: number}}
"""


def test_primary_keys_that_the_application_makes(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("contracts").mkdir()
    Path("contracts/shop.yaml").write_text(CONTRACT)
    Path("mapping.yaml").write_text(ORDER)
    Path("shop.sql").write_text(SHOP)
    Path("ddllint.yaml").write_text(
        "specs: [shop.sql]\ncontracts: [contracts]\nmapping: mapping.yaml\n"
    )
    result = stage(server, "idempotency")
    assert [told(one) for one in result.proofs if one.verdict is not Verdict.PROVEN] == []
    assert [(one.object, one.promise) for one in result.proofs] == [
        ("orders.orders_tenant_id_number_key", SECOND),
        ("orders.orders_tenant_id_number_key", ANOTHER),
        ("POST /orders", COPY),
        ("POST /orders", SAME),
    ]
