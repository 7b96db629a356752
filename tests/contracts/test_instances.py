"""JSON data held to schemas of contracts, by all keywords of the file's dialect."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from ddllint.contracts.documents import load_documents
from ddllint.contracts.instances import Mismatch, instances_of

MODERN = """
openapi: 3.1.0
components:
  schemas:
    Row:
      type: object
      additionalProperties: false
      required: [id]
      properties:
        id: {type: string, format: uuid}
        at: {$ref: 'types.yaml#/At'}
        amount: {type: number, multipleOf: 0.01}
        count: {type: integer, format: int32}
        note: {type: [string, 'null']}
"""
TYPES = """
At: {type: string, format: date-time}
"""
OLD = """
openapi: 3.0.3
components:
  schemas:
    Row:
      type: object
      properties:
        note: {type: string, nullable: true}
        size: {type: number, minimum: 0, exclusiveMinimum: true}
"""
ID = "7d3f2c9e-4c1b-4e0a-8f3d-2b6a9c5e1d70"


def wrong(folder: Path, text: str, data: str) -> tuple[Mismatch, ...]:
    (folder / "api.yaml").write_text(text)
    (folder / "types.yaml").write_text(TYPES)
    documents = load_documents([folder], folder, str)
    instances = instances_of(documents, "api.yaml#/components/schemas/Row")
    return instances(json.loads(data, parse_float=Decimal))


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (f'{{"id": "{ID}", "amount": 15482.37, "count": 3, "note": null}}', None),
        (f'{{"id": "{ID}", "at": "2026-03-01T03:00:00.5+01:00"}}', None),
        (f'{{"id": "{ID}", "at": "2026-03-01T03:00:00"}}', "at"),
        (f'{{"id": "{ID}", "amount": 0.005}}', "amount"),
        (f'{{"id": "{ID}", "count": 2147483648}}', "count"),
        (f'{{"id": "{ID}", "more": 1}}', "more"),
        ('{"id": "none"}', "id"),
    ],
)
def test_keywords_and_formats(tmp_path: Path, data: str, field: str | None) -> None:
    found = wrong(tmp_path, MODERN, data)
    assert [one.fields for one in found] == ([] if field is None else [(field,)])


def test_missing_field_belongs_to_the_whole(tmp_path: Path) -> None:
    (found,) = wrong(tmp_path, MODERN, "{}")
    assert found == Mismatch((), "'id' is a required property")


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        ('{"note": null, "size": 0.5}', []),
        ('{"size": 0}', [("size",)]),
        ('{"note": 1}', [("note",)]),
    ],
)
def test_openapi_30_has_its_own_rules(
    tmp_path: Path, data: str, fields: list[tuple[str, ...]]
) -> None:
    assert [one.fields for one in wrong(tmp_path, OLD, data)] == fields
