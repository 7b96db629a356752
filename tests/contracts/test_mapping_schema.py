import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ddllint.contracts.conversions import BUILT_IN
from ddllint.contracts.mapping import mapping_of
from ddllint.contracts.mapping_format import mapping_schema
from ddllint.diagnostics.errors import UsageError
from ddllint.settings.yaml import load

ROOT = Path(__file__).parents[2]
VALIDATOR = Draft202012Validator(mapping_schema())


def test_the_published_schema_is_made_from_the_types() -> None:
    published = json.loads((ROOT / "docs/contract-mapping.schema.json").read_text("utf-8"))
    assert published == json.loads(json.dumps(mapping_schema()))
    Draft202012Validator.check_schema(published)


def test_the_repositorys_mapping_fits_its_schema() -> None:
    text = (ROOT / "db/docs/contract_schema_mapping.yaml").read_text("utf-8")
    document = load("m.yaml", text)
    assert mapping_of(document).problems == ()
    assert [error.message for error in VALIDATOR.iter_errors(document.data)] == []


def taken(data: dict[str, Any]) -> bool:
    """Whether the reader takes the mapping without a word."""
    try:
        return not mapping_of(load("m.json", json.dumps(data))).problems
    except UsageError:
        return False


STORED = {"relation": "t"}
RIGHT: dict[str, dict[str, Any]] = {
    "version alone": {},
    "a relation": {"schemas": {"a.yaml#/A": STORED}},
    "a relation in a schema": {"schemas": {"a.yaml#": {"relation": "s.t", "direction": "both"}}},
    "not stored": {"schemas": {"a.yaml#/A": {"not_stored": "why"}}},
    "fields": {
        "schemas": {
            "a.yaml#/A": {
                "relation": "t",
                "fields": {"a": {"column": "b", "conversion": "cents"}, "c": {"not_stored": "why"}},
            }
        }
    },
    "a conversion": {"conversions": {"own": {"meaning": "so", "fields": ["string"]}}},
    "a parameter": {"parameters": {"a.yaml#/P": {"columns": ["t.c"], "note": "so"}}},
    "an operation": {"operations": {"GET /a": {"reads": [], "writes": ["t"], "order": ["-a"]}}},
}
WRONG: dict[str, dict[str, Any]] = {
    "another version": {"version": 2},
    "an unknown key": {"schema": {}},
    "no relation": {"schemas": {"a.yaml#/A": {}}},
    "a relation and not stored": {"schemas": {"a.yaml#/A": {**STORED, "not_stored": "why"}}},
    "a direction": {"schemas": {"a.yaml#/A": {**STORED, "direction": "up"}}},
    "a place without a pointer": {"schemas": {"a.yaml": STORED}},
    "a field that is text": {"schemas": {"a.yaml#/A": {**STORED, "fields": {"a": "b"}}}},
    "a conversion without meaning": {"conversions": {"own": {}}},
    "a conversion of odd types": {"conversions": {"own": {"meaning": "so", "fields": ["text"]}}},
    "a parameter without columns": {"parameters": {"a.yaml#/P": {}}},
    "an operation that names no method": {"operations": {"/a": {}}},
}


@pytest.mark.parametrize("name", RIGHT)
def test_reader_and_schema_take_the_same(name: str) -> None:
    data = {"version": 1, **RIGHT[name]}
    assert taken(data)
    assert VALIDATOR.is_valid(data)


@pytest.mark.parametrize("name", WRONG)
def test_reader_and_schema_refuse_the_same(name: str) -> None:
    data = {"version": 1, **WRONG[name]}
    assert not taken(data)
    assert not VALIDATOR.is_valid(data)


def test_the_page_tells_of_each_conversion() -> None:
    page = (ROOT / "docs/contracts.md").read_text("utf-8")
    table = page.partition("## Conversions")[2]
    assert set(re.findall(r"`([a-z0-9_]+)`", table)) == set(BUILT_IN)


def test_the_mapping_on_the_page_is_right() -> None:
    page = (ROOT / "docs/contracts.md").read_text("utf-8")
    text = page.partition("```yaml\n")[2].partition("```")[0]
    document = load("docs/contracts.md", text)
    assert mapping_of(document).problems == ()
    assert [error.message for error in VALIDATOR.iter_errors(document.data)] == []
