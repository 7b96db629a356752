from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.contracts.load import load_contracts
from ddllint.contracts.model import Contracts, UnmappedSchema
from ddllint.contracts.skeleton import completed
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.settings.paths import relative
from ddllint.settings.yaml import load
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

ROOT = Path(__file__).parents[2]
NOWHERE = Span("a.yaml", 1, 1, 1, 1)


def catalog(sql: str) -> Catalog:
    return build([parse_source(Source("a.sql", sql.encode()))])


TABLES = catalog(
    "CREATE TABLE orders (id uuid, total_cents integer);\n"
    "CREATE TABLE app.categories (id uuid);\n"
    "CREATE MATERIALIZED VIEW mv_daily_total AS SELECT id FROM orders;\n"
    "CREATE VIEW v_daily_total AS SELECT id FROM orders;\n"
)


def unmapped(*names: str, fields: tuple[str, ...] = ("id",)) -> Contracts:
    return Contracts(
        unmapped=tuple(
            UnmappedSchema(
                pointer=f"contracts/a.yaml#/components/schemas/{name}",
                name=name,
                direction="response",
                fields=fields,
                span=NOWHERE,
            )
            for name in names
        )
    )


BLOCK = """\
# What is where.
version: 1

schemas:
    # The first.
    contracts/a.yaml#/components/schemas/First:
        relation: firsts   # yes
        fields:
            note:
                not_stored: >-
                    because
                    # this is text
    # after the last

# Parameters.
parameters:
    contracts/a.yaml#/components/parameters/P: {columns: [a.b]}
"""


def test_entries_come_behind_the_last_one_in_its_style() -> None:
    added = completed(BLOCK, unmapped("Order", "Unheard", fields=("id", "total")), TABLES)
    head, tail = BLOCK.split("\n# Parameters.")
    assert added == (
        head
        + """
    contracts/a.yaml#/components/schemas/Order:
        relation: orders
        # fields:
        #    No column is named like these. Write `column: NAME`, perhaps with
        #    `conversion: NAME`, or `not_stored: WHY`:
        #    total:

    contracts/a.yaml#/components/schemas/Unheard:
        # Nothing is named like it. Write the relation that holds it:
        # relation: NAME
        # or why none does:
        # not_stored: WHY

# Parameters."""
        + tail
    )


KEY = "contracts/a.yaml#/components/schemas/Order"
ENTRY = f"  {KEY}:\n    relation: orders\n"

SHAPES = {
    "": f"version: 1\n\nschemas:\n{ENTRY}",
    "# only a comment": f"# only a comment\nversion: 1\n\nschemas:\n{ENTRY}",
    "version: 1": f"version: 1\n\nschemas:\n{ENTRY}",
    "version: 1\nschemas:\n": f"version: 1\nschemas:\n{ENTRY}",
    "version: 1\nschemas:": f"version: 1\nschemas:\n{ENTRY}",
    "schemas: {}\nversion: 1": f"schemas:\n{ENTRY}version: 1",
    "schemas: # none yet\nversion: 1\n": f"schemas: # none yet\n{ENTRY}version: 1\n",
    "schemas: null # none yet\nversion: 1\n": f"schemas: # none yet\n{ENTRY}version: 1\n",
    "version: 1\nschemas:\n  x#: {relation: a}": (
        f"version: 1\nschemas:\n  x#: {{relation: a}}\n\n{ENTRY}"
    ),
    "version: 1\r\nschemas:\r\n  x#:\r\n    relation: a\r\n": (
        f"version: 1\nschemas:\n  x#:\n    relation: a\n\n{ENTRY}".replace("\n", "\r\n")
    ),
    "\ufeffversion: 1\nschemas:\n": f"\ufeffversion: 1\nschemas:\n{ENTRY}",
    '{"version": 1}': f'{{"version": 1, "schemas": {{"{KEY}": {{"relation": "orders"}}}}}}',
    '{\n  "schemas": {\n    "x#": {}\n  },\n  "version": 1\n}\n': (
        f'{{\n  "schemas": {{\n    "x#": {{}}, "{KEY}": {{"relation": "orders"}}\n  }},\n'
        '  "version": 1\n}\n'
    ),
    "schemas: {x#: {}, }\nversion: 1\n": (
        f'schemas: {{x#: {{}}, "{KEY}": {{"relation": "orders"}} }}\nversion: 1\n'
    ),
    "  schemas:\n    x#:\n     relation: a\n  version: 1\n": (
        f"  schemas:\n    x#:\n     relation: a\n\n    {KEY}:\n     relation: orders\n"
        "  version: 1\n"
    ),
    "schemas:\n  x#:\n    relation: a\n    fields: # none\n\n\nversion: 1\n": (
        f"schemas:\n  x#:\n    relation: a\n    fields: # none\n\n{ENTRY}\n\nversion: 1\n"
    ),
}


@pytest.mark.parametrize("text", SHAPES)
def test_every_shape_of_file_is_completed_once(text: str) -> None:
    contracts = unmapped("Order")
    added = completed(text, contracts, TABLES)
    assert added == SHAPES[text]
    assert completed(added, contracts, TABLES) == added


REFUSED = {
    "- a": "the file must be a mapping",
    "7": "the file must be a mapping",
    "schemas: [a]\n": "`schemas` must be a mapping that is written out",
    "all: &all {x#: {}}\nschemas: *all\n": "`schemas` must be a mapping that is written out",
    "schemas: {x#: {} # first\n  }\n": "entries cannot be added to `schemas` as it is written",
    "schemas: [": "not valid YAML",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_completed_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match=REFUSED[text]):
        completed(text, unmapped("Order"), TABLES)


@pytest.mark.parametrize(
    "key",
    [
        KEY,
        f"./{KEY}",
        "contracts/b/../a.yaml#/components/schemas/Order",
        "contracts/a.yaml#/components/schemas/%4Frder",
    ],
)
@pytest.mark.parametrize("entry", ["{relation: t}", "", "{relatoin: t}", "[]"])
def test_a_schema_that_has_an_entry_is_left_alone(key: str, entry: str) -> None:
    text = f"version: 1\nschemas:\n  {key}: {entry}\n"
    assert completed(text, unmapped("Order"), TABLES) == text


GUESSES = {
    "Order": "orders",
    "order": "orders",
    "Orders": "orders",
    "Category": "app.categories",
    "DailyTotal": "v_daily_total",
    "HTTPOrder": None,
    "Ord": None,
}


@pytest.mark.parametrize("name", GUESSES)
def test_a_schema_is_taken_to_live_in_what_is_named_like_it(name: str) -> None:
    added = completed("version: 1\n", unmapped(name), TABLES)
    data = load("m.yaml", added).data
    assert isinstance(data, dict)
    schemas = data["schemas"]
    assert isinstance(schemas, dict)
    [entry] = schemas.values()
    assert entry == (None if GUESSES[name] is None else {"relation": GUESSES[name]})


def test_two_relations_that_are_named_alike_are_left_to_the_person() -> None:
    both = catalog("CREATE TABLE a.orders (id uuid);\nCREATE TABLE b.orders (id uuid);\n")
    assert "# relation: NAME" in completed("version: 1\n", unmapped("Order"), both)


def test_names_that_yaml_reads_otherwise_are_quoted() -> None:
    odd = ("a: b", "x #y", "-", 'qu"ote', "null", "ünï")
    text = completed("version: 1\n", unmapped(*odd), TABLES)
    data = load("m.yaml", text).data
    assert isinstance(data, dict)
    assert data["schemas"] == {f"contracts/a.yaml#/components/schemas/{n}": None for n in odd}


LINES = st.sampled_from(
    [
        "",
        "# at the edge",
        "  # within",
        "    # deeper",
        "  a.yaml#/A{}:\n    relation: a{}",
        "  b.yaml#/B{}: {{relation: b}}",
        (
            "  c.yaml#/C{}:\n    relation: c\n    fields:\n      f:\n        not_stored: |\n"
            "          # text\n\n          more"
        ),
        "  d.yaml#/D{}:  # why\n   direction: both\n   relation: 'd' # why",
    ]
)
AFTER = st.sampled_from(["", "\n# end", "\nparameters: {}", "parameters:\n  # none\n", "...\n"])


@given(
    st.lists(LINES, max_size=8),
    AFTER,
    st.sampled_from(["\n", "\r\n"]),
    st.integers(1, 3),
    st.data(),
)
def test_nothing_that_a_person_wrote_is_changed(
    parts: list[str], after: str, end: str, count: int, data: st.DataObject
) -> None:
    body = "\n".join(part.format(at, at) for at, part in enumerate(parts))
    text = f"# top\nversion: 1\nschemas:\n{body}\n{after}".replace("\n", end)
    names = data.draw(st.permutations(["Order", "Category", "Unheard"]))[:count]
    contracts = unmapped(*names)
    added = completed(text, contracts, TABLES)
    remaining = iter(added.splitlines())
    assert all(any(line == other for other in remaining) for line in text.splitlines())
    assert completed(added, contracts, TABLES) == added
    before, now = load("m", text).data, load("m", added).data
    assert isinstance(before, dict)
    assert isinstance(now, dict)
    mapped = now.pop("schemas")
    assert isinstance(mapped, dict)
    old = before.pop("schemas") or {}
    assert isinstance(old, dict)
    assert (before, list(mapped)) == (now, [*old, *(u.pointer for u in contracts.unmapped)])
    assert {key: mapped[key] for key in old} == old


def test_the_repositorys_mapping_is_complete_and_is_completed_again() -> None:
    mapping = ROOT / "db/docs/contract_schema_mapping.yaml"
    text = mapping.read_text("utf-8")
    specs = sorted((ROOT / "db/docs/specs").glob("*.sql"))
    tables = build([parse_source(Source(path.name, path.read_bytes())) for path in specs])

    def contracts(file: Path) -> Contracts:
        return load_contracts(
            [ROOT / "contracts"], file, lambda path: relative(str(path), str(ROOT)), root=ROOT
        )

    assert completed(text, contracts(mapping), tables) == text
    fresh = completed("version: 1\n", contracts_without_mapping(), tables)
    data = load("m.yaml", fresh).data
    assert isinstance(data, dict)
    assert data["schemas"] == {
        "contracts/attribution.yaml#/components/schemas/RealtimeRevenue": {
            "relation": "v_realtime_revenue"
        },
        "contracts/attribution.yaml#/components/schemas/AttributionEvent": {
            "relation": "attribution_events"
        },
        "contracts/attribution.yaml#/components/schemas/AttributionAllocation": {
            "relation": "attribution_allocations"
        },
        "contracts/common/errors.yaml#/components/schemas/Problem": None,
        "contracts/ingestion.yaml#/components/schemas/DeadEvent": {"relation": "dead_events"},
        "contracts/reconciliation.yaml#/components/schemas/ReconciliationStatus": {
            "relation": "v_reconciliation_status"
        },
        **{
            f"contracts/webhooks.yaml#/components/schemas/{name}": None
            for name in (
                "ShopifyOrder",
                "StripeEvent",
                "StripePaymentIntent",
                "PayPalEvent",
                "PayPalCapture",
                "PayPalAmount",
                "WooCommerceOrder",
            )
        },
    }
    assert "revenue:" in fresh


def contracts_without_mapping() -> Contracts:
    return load_contracts([ROOT / "contracts"], None, str, root=ROOT)
