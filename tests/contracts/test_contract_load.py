import os
import time
from pathlib import Path

import pytest

from ddllint.contracts.load import load_contracts
from ddllint.contracts.model import Contracts
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.span import Span
from ddllint.settings.paths import relative
from ddllint.settings.yaml import load

ROOT = Path(__file__).parents[2]

CONTRACT = """\
openapi: 3.1.0
components:
  parameters:
    Tenant: {name: tenant, in: query, schema: {type: string}}
  schemas:
    Event:
      type: object
      required: [id, revenue]
      properties:
        id: {type: string}
        revenue: {type: number}
        lines: {type: array}
        note: {type: [string, 'null']}
"""

MAPPING = """\
version: 1
schemas:
  contracts/api.yaml#/components/schemas/Event:
    relation: app.events
    direction: response
    fields:
      revenue: {column: revenue_cents, conversion: cents, reason: sums are exact}
      lines: {not_stored: kept in raw_payload}
      id: {column: external_id, nullable_because: "imports have none"}
parameters:
  contracts/api.yaml#/components/parameters/Tenant:
    columns: [events.tenant_id]
"""


def joined(root: Path, mapping: str | None = MAPPING, contract: str = CONTRACT) -> Contracts:
    (root / "contracts").mkdir(exist_ok=True)
    (root / "contracts/api.yaml").write_text(contract)
    file = None
    if mapping is not None:
        file = root / "mapping.yaml"
        file.write_text(mapping)

    def shown(path: Path) -> str:
        return f"here/{relative(str(path), str(root))}"

    return load_contracts([root / "contracts"], file, shown, root=root)


def complaints(contracts: Contracts) -> list[str]:
    return [f"{problem.span}: {problem.message}" for problem in contracts.problems]


def test_fields_are_bound_by_entry_or_by_name(tmp_path: Path) -> None:
    contracts = joined(tmp_path)
    assert contracts.problems == ()
    assert [
        (
            binding.field.name,
            binding.column,
            binding.conversion.name if binding.conversion else "",
            str(binding.span),
        )
        for binding in contracts.bindings
    ] == [
        ("id", "external_id", "", "here/mapping.yaml:9:7"),
        ("revenue", "revenue_cents", "cents", "here/mapping.yaml:7:7"),
        ("lines", None, "", "here/mapping.yaml:8:7"),
        ("note", "note", "", "here/mapping.yaml:3:3"),
    ]
    for binding in contracts.bindings:
        assert binding.schema == "contracts/api.yaml#/components/schemas/Event"
        assert (binding.relation, binding.direction) == ("app.events", "response")
    by_name = {binding.field.name: binding for binding in contracts.bindings}
    assert by_name["id"].nullable_because == "imports have none"
    assert by_name["revenue"].reason == "sums are exact"
    assert by_name["lines"].not_stored == "kept in raw_payload"
    assert by_name["note"].field.nullable
    assert by_name["id"].field.required_span == Span("here/contracts/api.yaml", 8, 18, 8, 20)
    assert by_name["id"].field.span == Span("here/contracts/api.yaml", 10, 9, 10, 11)


def test_the_mapping_is_read_alike_from_any_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(contracts: Contracts) -> object:
        fields = [
            (one.field.value, one.field.pointer, one.field.span, one.field.required_span)
            for one in contracts.bindings
        ]
        columns = [(one.schema, one.column, one.span) for one in contracts.bindings]
        return fields, columns, contracts.schemas, contracts.problems

    before = told(joined(tmp_path))
    monkeypatch.chdir(tmp_path / "contracts")
    assert told(joined(Path(os.pardir))) == before


def test_without_a_mapping_the_contracts_are_still_checked(tmp_path: Path) -> None:
    contracts = joined(tmp_path, None, CONTRACT + "    Bad: {$ref: nowhere.yaml}\n")
    assert contracts.bindings == ()
    assert complaints(contracts) == [
        "here/contracts/api.yaml:14:17: there is no contract contracts/nowhere.yaml"
    ]


def test_what_the_contracts_do_not_have_is_stale(tmp_path: Path) -> None:
    mapping = (
        MAPPING.replace("schemas/Event", "schemas/Evnt")
        + "  contracts/gone.yaml#/components/parameters/P: {columns: [a.b]}\n"
        + "  contracts/api.yaml#/components/parameters/Tenent: {columns: [a.b]}\n"
        + "  elsewhere/api.yaml#/P: {columns: [a.b]}\n"
    )
    contracts = joined(tmp_path, mapping)
    assert contracts.bindings == ()
    assert complaints(contracts) == [
        "here/mapping.yaml:3:3: `contracts/api.yaml#/components/schemas` has no `Evnt`",
        "here/mapping.yaml:13:3: there is no contract contracts/gone.yaml",
        "here/mapping.yaml:14:3: `contracts/api.yaml#/components/parameters` has no `Tenent`",
        "here/mapping.yaml:15:3: elsewhere/api.yaml lies outside of the contracts folder",
    ]
    assert [problem.help for problem in contracts.problems] == [
        "Did you mean `Event`?",
        "Did you mean `contracts/api.yaml`?",
        "Did you mean `Tenant`?",
        "",
    ]


def test_an_entry_for_a_field_that_does_not_exist_is_stale(tmp_path: Path) -> None:
    contracts = joined(tmp_path, MAPPING.replace("revenue:", "revenues:"))
    [problem] = contracts.problems
    assert f"{problem.span}: {problem.message}" == (
        "here/mapping.yaml:7:7: the schema has no field `revenues`"
    )
    assert problem.object == "contracts/api.yaml#/components/schemas/Event.revenues"
    assert problem.help == "Did you mean `revenue`?"
    assert [b.column for b in contracts.bindings if b.field.name == "revenue"] == ["revenue"]


def test_problems_come_in_the_order_of_their_places(tmp_path: Path) -> None:
    mapping = MAPPING.replace("schemas/Event", "schemas/Evnt").replace("[events.tenant_id]", "[x]")
    contract = CONTRACT.replace("{type: array}", "{$ref: nowhere.yaml}")
    spans = [problem.span for problem in joined(tmp_path, mapping, contract).problems]
    assert [str(span) for span in spans] == [
        "here/contracts/api.yaml:12:23",
        "here/mapping.yaml:3:3",
        "here/mapping.yaml:12:15",
    ]


def test_a_field_whose_entry_is_mistaken_is_not_bound_to_a_guess(tmp_path: Path) -> None:
    contracts = joined(tmp_path, MAPPING.replace("{column: revenue_cents", "{colum: revenue_cents"))
    assert [problem.span.line for problem in contracts.problems] == [7]
    assert [binding.field.name for binding in contracts.bindings] == ["id", "lines", "note"]


def test_a_contract_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    contracts = joined(tmp_path, contract="a: [\n")
    assert contracts.bindings == ()
    assert len(contracts.problems) == 1
    assert complaints(contracts)[0].startswith("here/contracts/api.yaml:2:1: not valid YAML")


def test_schemas_that_share_a_mistake_share_its_problem(tmp_path: Path) -> None:
    contract = CONTRACT.replace("{type: number}", "{type: number, nullable: true}")
    contract += "    Copy: {$ref: '#/components/schemas/Event'}\n"
    mapping = "version: 1\nschemas:\n"
    for name in ("Event", "Copy"):
        mapping += f"  contracts/api.yaml#/components/schemas/{name}: {{relation: t}}\n"
    contracts = joined(tmp_path, mapping, contract)
    assert len(contracts.bindings) == 8
    assert len(contracts.problems) == 1


def test_a_mapping_that_does_not_exist_ends_the_run(tmp_path: Path) -> None:
    joined(tmp_path)
    with pytest.raises(UsageError, match=r"gone\.yaml: cannot be read: no such file"):
        load_contracts([tmp_path / "contracts"], tmp_path / "gone.yaml", str, root=tmp_path)


def test_places_cost_little_more_than_the_data_alone() -> None:
    import yaml

    block = CONTRACT.split("schemas:\n")[1]
    text = "schemas:\n" + "".join(block.replace("Event", f"E{at}") for at in range(1000))

    def least(read: object) -> float:
        assert callable(read)
        times = []
        for _ in range(3):
            began = time.perf_counter()
            read()
            times.append(time.perf_counter() - began)
        return min(times)

    data_alone = least(lambda: yaml.load(text, yaml.CSafeLoader))
    assert least(lambda: load("x.yaml", text)) < 2 * data_alone


def test_every_field_of_the_repositorys_mapped_schemas_is_bound() -> None:
    contracts = load_contracts(
        [ROOT / "contracts"],
        ROOT / "db/docs/contract_schema_mapping.yaml",
        lambda path: relative(str(path), str(ROOT)),
        root=ROOT,
    )
    assert contracts.problems == ()
    bound: dict[str, set[str]] = {}
    for binding in contracts.bindings:
        bound.setdefault(binding.schema, set()).add(binding.field.name)
        assert (binding.column is None) is bool(binding.not_stored)
    import yaml

    mapping = yaml.safe_load((ROOT / "db/docs/contract_schema_mapping.yaml").read_text("utf-8"))
    stored = {key for key, entry in mapping["schemas"].items() if "relation" in entry}
    assert set(bound) == stored
    assert bound
    for schema, fields in bound.items():
        file, _, pointer = schema.partition("#/")
        written = yaml.safe_load((ROOT / file).read_text("utf-8"))
        for step in pointer.split("/"):
            written = written[step]
        assert fields == set(written["properties"])
