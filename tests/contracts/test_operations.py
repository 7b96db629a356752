"""What the operations carry, read, write, choose by and promise; which schemas nobody mapped."""

from pathlib import Path

import pytest

from ddllint.contracts.load import load_contracts
from ddllint.contracts.model import Contracts, Operation
from ddllint.settings.paths import relative

ROOT = Path(__file__).parents[2]

API = """\
openapi: 3.1.0
paths:
  /orders:
    parameters:
      - {name: tenant, in: query, required: true, schema: {type: string, format: uuid}}
    get:
      operationId: listOrders
      x-order: [-placed, id]
      parameters:
        - $ref: '#/components/parameters/State'
        - {name: tenant, in: query, schema: {type: string}}
      responses:
        '200':
          content:
            application/json:
              schema:
                type: object
                properties:
                  rows: {type: array, items: {$ref: '#/components/schemas/Order'}}
                  next: {type: string}
        default: {$ref: '#/components/responses/Failed'}
    post:
      requestBody: {$ref: '#/components/requestBodies/Placed'}
      responses:
        '201':
          content:
            application/json: {schema: {$ref: '#/components/schemas/Order'}}
  /orders/{id}:
    delete:
      parameters:
        - {$ref: '#/components/parameters/OrderId'}
      responses: {'204': {description: gone}}
components:
  parameters:
    State: {name: state, in: query, schema: {$ref: '#/components/schemas/State'}}
    OrderId: {name: id, in: path, required: true, schema: {type: string}}
    Trace: {name: X-Trace, in: header, schema: {type: string}}
  requestBodies:
    Placed:
      content:
        application/json:
          schema: {$ref: '#/components/schemas/NewOrder'}
  responses:
    Failed:
      content:
        application/problem+json: {schema: {$ref: '#/components/schemas/Problem'}}
  schemas:
    State: {type: string, enum: [open, paid]}
    Base: {type: object, properties: {id: {type: string}}}
    Order:
      allOf: [{$ref: '#/components/schemas/Base'}]
      properties:
        placed: {type: string, format: date-time}
        lines: {type: array, items: {$ref: '#/components/schemas/Line'}}
    Line: {type: object, properties: {sku: {type: string}}}
    NewOrder: {type: object, properties: {placed: {type: string}}}
    Problem: {type: object, properties: {title: {type: string}}}
    Unused: {type: object, properties: {a: {type: string}}}
"""
PLACE = "contracts/api.yaml#/components"
MAPPING = f"""\
version: 1
schemas:
  {PLACE}/schemas/Order:
    relation: orders
    fields:
      placed: {{column: placed_at}}
  {PLACE}/schemas/NewOrder:
    relation: public.orders
parameters:
  {PLACE}/parameters/State: {{columns: [orders.state]}}
  {PLACE}/parameters/OrderId: {{columns: [orders.id]}}
"""


def joined(root: Path, mapping: str = MAPPING, api: str = API) -> Contracts:
    (root / "contracts").mkdir()
    (root / "contracts/api.yaml").write_text(api)
    (root / "mapping.yaml").write_text(mapping)
    return load_contracts(
        [root / "contracts"],
        root / "mapping.yaml",
        lambda path: relative(str(path), str(root)),
        root=root,
    )


def by_name(contracts: Contracts) -> dict[str, Operation]:
    return {str(operation): operation for operation in contracts.operations}


def told(contracts: Contracts) -> list[str]:
    return [f"{problem.span}: {problem.message}" for problem in contracts.problems]


def test_operations_touch_what_their_bodies_are_mapped_to(tmp_path: Path) -> None:
    contracts = joined(tmp_path)
    assert told(contracts) == []
    found = by_name(contracts)
    assert {name: (one.reads, one.writes) for name, one in found.items()} == {
        "GET /orders": (("orders",), ()),
        "POST /orders": (("orders",), ("public.orders",)),
        "DELETE /orders/{id}": ((), ("orders",)),
    }
    listing = found["GET /orders"]
    assert (listing.identifier, str(listing.span)) == ("listOrders", "contracts/api.yaml:6:5")
    assert [(p.name, p.location, p.required, p.columns) for p in listing.parameters] == [
        ("tenant", "query", False, ()),  # the operation's own replaces that of the path
        ("state", "query", False, ("orders.state",)),
    ]
    state = listing.parameters[1]
    assert [item.value for item in state.value.enum or ()] == ["open", "paid"]
    assert (str(state.span), str(state.used_span)) == (
        "contracts/api.yaml:35:19",
        "contracts/api.yaml:10:11",
    )
    assert [(f.parameter.name, f.relation, f.column) for f in listing.filters] == [
        ("state", "orders", "state")
    ]
    assert [(o.field, o.relation, o.column, o.descending) for o in listing.order] == [
        ("placed", "orders", "placed_at", True),
        ("id", "orders", "id", False),
    ]
    assert str(listing.order[0].span) == "contracts/api.yaml:8:17"


def test_bodies_tell_what_they_carry_and_how(tmp_path: Path) -> None:
    listing = by_name(joined(tmp_path))["GET /orders"]
    carried = [
        (p.status, p.schema.rpartition("/")[2], p.depth, p.listed) for p in listing.responses
    ]
    assert carried == [
        ("200", "schema", 0, False),
        ("200", "Order", 1, True),
        ("200", "Base", 1, True),
        ("200", "Line", 2, True),
        ("default", "Problem", 0, False),
    ]
    placed = by_name(joined_again(tmp_path))["POST /orders"].requests
    assert [(p.media_type, p.schema, p.depth) for p in placed] == [
        ("application/json", f"{PLACE}/schemas/NewOrder", 0)
    ]


def joined_again(root: Path) -> Contracts:
    (root / "again").mkdir()
    return joined(root / "again")


def test_direction_comes_from_the_operations(tmp_path: Path) -> None:
    schemas = {schema.pointer: schema for schema in joined(tmp_path).schemas}
    order, new = schemas[f"{PLACE}/schemas/Order"], schemas[f"{PLACE}/schemas/NewOrder"]
    assert (order.direction, order.declared, order.used) == ("response", None, "response")
    assert (new.direction, new.used, new.closed) == ("request", "request", False)


def test_a_direction_that_the_operations_contradict_is_told(tmp_path: Path) -> None:
    contracts = joined(
        tmp_path,
        MAPPING.replace("relation: orders\n", "relation: orders\n    direction: request\n"),
    )
    assert told(contracts) == [
        (
            "mapping.yaml:5:16: the mapping says `request`, but the operations carry the schema "
            "in a response"
        )
    ]
    assert contracts.schemas[0].direction == "request"
    assert {binding.direction for binding in contracts.bindings[:3]} == {"request"}


def test_only_answers_of_success_are_read(tmp_path: Path) -> None:
    mapping = MAPPING.replace(
        "parameters:", f"  {PLACE}/schemas/Problem: {{relation: problems}}\nparameters:"
    )
    listing = by_name(joined(tmp_path, mapping))["GET /orders"]
    assert listing.reads == ("orders",)
    assert "Problem" in {payload.schema.rpartition("/")[2] for payload in listing.responses}


def test_what_nobody_mapped_is_listed(tmp_path: Path) -> None:
    """Not envelopes, parts of what is mapped, and what no operation carries."""
    [problem] = joined(tmp_path).unmapped
    assert (problem.pointer, problem.direction, problem.fields) == (
        f"{PLACE}/schemas/Problem",
        "response",
        ("title",),
    )


def test_without_a_mapping_all_that_travels_is_listed(tmp_path: Path) -> None:
    names = [(one.name, one.direction) for one in joined(tmp_path, "version: 1\n").unmapped]
    assert names == [
        ("Base", "response"),
        ("Order", "response"),
        ("Line", "response"),
        ("NewOrder", "request"),
        ("Problem", "response"),
    ]


def test_what_the_mapping_does_not_store_is_neither_listed_nor_bound(tmp_path: Path) -> None:
    mapping = MAPPING.replace(
        "parameters:", f"  {PLACE}/schemas/Problem: {{not_stored: made up}}\nparameters:"
    )
    contracts = joined(tmp_path, mapping)
    assert contracts.unmapped == ()
    assert contracts.schemas[-1].relation is None
    assert contracts.schemas[-1].not_stored == "made up"
    assert {binding.schema.rpartition("/")[2] for binding in contracts.bindings} == {
        "Order",
        "NewOrder",
    }


ENTRY = MAPPING + "operations:\n  "


def test_an_entry_says_more_than_the_bodies(tmp_path: Path) -> None:
    mapping = ENTRY + (
        "GET /orders: {reads: [orders, app.lines], writes: [log], order: [id], reason: so}\n"
    )
    listing = by_name(joined(tmp_path, mapping))["GET /orders"]
    assert (listing.reads, listing.writes) == (("orders", "app.lines"), ("log",))
    assert [(o.field, o.descending, str(o.span)) for o in listing.order] == [
        ("id", False, "mapping.yaml:13:68")
    ]
    assert listing.reason == "so"


WRONG = {
    "GET /order: {}": "13:3: no contract has the operation `GET /order`",
    "get /orders: {}": "13:3: `get /orders` does not name an operation",
    "GET /orders: {order: [plced]}": (
        "13:25: the order names `plced`, which `contracts/api.yaml#/components/schemas/Order` "
        "does not have"
    ),
    "GET /orders: {writes: [a b]}": "13:26: `a b` is not of the form `name` or `schema.name`",
    "GET /orders: {red: []}": "13:17: unknown key `red` in `operations.GET /orders`",
}


@pytest.mark.parametrize("entry", WRONG)
def test_a_wrong_entry_is_told(tmp_path: Path, entry: str) -> None:
    assert told(joined(tmp_path, f"{ENTRY}{entry}\n")) == [f"mapping.yaml:{WRONG[entry]}"]


def test_an_order_by_what_is_not_there_is_told_in_the_contract(tmp_path: Path) -> None:
    contracts = joined(tmp_path, api=API.replace("[-placed, id]", "[-placd, id]"))
    assert told(contracts) == [
        (
            "contracts/api.yaml:8:17: the order names `placd`, which "
            "`contracts/api.yaml#/components/schemas/Order` does not have"
        )
    ]
    assert contracts.problems[0].help == "Did you mean `placed`?"


def test_what_is_no_parameter_is_told(tmp_path: Path) -> None:
    contracts = joined(tmp_path, MAPPING.replace("parameters/State:", "schemas/State:"))
    assert told(contracts) == [
        f"mapping.yaml:10:3: `{PLACE}/schemas/State` is no parameter and no header"
    ]


SWAGGER = """\
swagger: '2.0'
paths:
  /orders:
    post:
      parameters:
        - {name: body, in: body, schema: {$ref: '#/definitions/Order'}}
        - {name: kind, in: query, type: string, enum: [a, b]}
      responses:
        '200': {schema: {type: array, items: {$ref: '#/definitions/Order'}}}
definitions:
  Order: {type: object, properties: {id: {type: string}}}
"""


def test_swagger_has_its_bodies_elsewhere(tmp_path: Path) -> None:
    mapping = "version: 1\nschemas:\n  contracts/api.yaml#/definitions/Order: {relation: orders}\n"
    contracts = joined(tmp_path, mapping, SWAGGER)
    assert told(contracts) == []
    [operation] = contracts.operations
    assert (operation.reads, operation.writes) == (("orders",), ("orders",))
    assert [(p.name, p.value.types) for p in operation.parameters] == [("kind", ("string",))]
    assert contracts.schemas[0].direction == "both"


def test_a_mapped_schema_that_only_refers_to_another_is_used_too(tmp_path: Path) -> None:
    api = API.replace("    Unused: {type: object, properties: {a: {type: string}}}\n", "").replace(
        "    State: {type", "    Alias: {$ref: '#/components/schemas/Order'}\n    State: {type"
    )
    api = api.replace("{schema: {$ref: '#/components/schemas/Order'}}", "{schema: {$ref: "
                      "'#/components/schemas/Alias'}}")  # fmt: skip
    mapping = f"version: 1\nschemas:\n  {PLACE}/schemas/Alias: {{relation: orders}}\n"
    contracts = joined(tmp_path, mapping, api)
    assert contracts.schemas[0].used == "response"
    assert by_name(contracts)["POST /orders"].reads == ("orders",)


def test_a_document_that_is_one_schema_is_listed(tmp_path: Path) -> None:
    text = (
        '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "properties": {}}'
    )
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts/order.json").write_text(text)
    contracts = load_contracts([tmp_path / "contracts"], None, lambda p: p.name, root=tmp_path)
    [one] = contracts.unmapped
    assert (one.pointer, one.name, one.direction) == ("contracts/order.json#", "order", None)


def repository() -> Contracts:
    return load_contracts(
        [ROOT / "contracts"],
        ROOT / "db/docs/contract_schema_mapping.yaml",
        lambda path: relative(str(path), str(ROOT)),
        root=ROOT,
    )


def test_the_repositorys_operations() -> None:
    contracts = repository()
    assert (contracts.problems, contracts.unmapped) == ((), ())
    touched = {name: (one.reads, one.writes) for name, one in by_name(contracts).items()}
    assert touched == {
        "GET /api/attribution/revenue/realtime": (("v_realtime_revenue",), ()),
        "GET /api/attribution/events": (("attribution_events",), ()),
        "GET /api/attribution/events/{id}": (("attribution_events",), ()),
        "GET /api/attribution/allocations": (("attribution_allocations",), ()),
        "GET /api/ingestion/dead-events": (("dead_events",), ()),
        "GET /api/reconciliation/status": (("v_reconciliation_status",), ()),
        **{
            f"POST /api/webhooks/{source}": ((), ("attribution_events", "dead_events"))
            for source in ("shopify", "stripe", "paypal", "woocommerce")
        },
    }
    ordered = {
        name: [(term.column, term.descending) for term in one.order]
        for name, one in by_name(contracts).items()
        if one.order
    }
    assert ordered == {
        "GET /api/attribution/events": [("occurred_at", True)],
        "GET /api/attribution/allocations": [("created_at", True)],
        "GET /api/ingestion/dead-events": [("ingested_at", True)],
    }
    chosen = by_name(contracts)["GET /api/attribution/allocations"].filters
    assert [(f.relation, f.column) for f in chosen] == [
        ("attribution_allocations", "tenant_id"),
        ("attribution_allocations", "channel"),
    ]


def test_the_repositorys_values() -> None:
    found = {(b.schema.rpartition("/")[2], b.field.name): b for b in repository().bindings}
    revenue = found["AttributionEvent", "revenue"]
    value = revenue.field.value
    assert value.minimum is not None
    assert value.maximum is not None
    assert value.multiple_of is not None
    assert (str(value.minimum.value), str(value.maximum.value)) == ("0", "21474836.47")
    assert str(value.multiple_of.value) == "0.01"
    assert str(value.minimum.span).startswith("contracts/common/types.yaml:")
    assert str(value.maximum.span).startswith("contracts/attribution.yaml:")
    assert revenue.field.target == "contracts/common/types.yaml#/components/schemas/Money"
    assert revenue.conversion is not None
    assert revenue.conversion.factor == 100
    stripe = found["StripePaymentIntent", "id"]
    assert stripe.conversion is not None
    assert stripe.conversion.columns == ("uuid",)
    assert [pattern.value for pattern in stripe.field.value.patterns] == ["^pi_[A-Za-z0-9_]+$"]
    kind = found["StripeEvent", "type"].field.value
    assert [item.value for item in kind.enum or ()] == ["payment_intent.succeeded"]
    assert kind.types == ("string",)
    session = found["ShopifyOrder", "note_attributes"]
    assert session.conversion is not None
    assert (session.conversion.custom, session.conversion.loses) == (True, True)
    assert session.field.value.items is not None
    assert session.field.value.items.types == ("object",)
    inexact = [name for name, binding in found.items() if not binding.field.value.exact]
    assert inexact == []
