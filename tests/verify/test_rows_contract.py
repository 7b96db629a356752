"""Rows of columns that a contract maps keep to the contract, where the schema lets more through."""

import re
from decimal import Decimal
from pathlib import Path

from schemas import catalog_of

from ddllint.contracts.load import load_contracts
from ddllint.contracts.model import Contracts
from ddllint.settings.model import Tenancy
from ddllint.verify.rows import fill

CONTRACT = r"""
openapi: 3.1.0
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    Customer:
      type: object
      required: [email, level, credit, code]
      properties:
        email: {type: string, format: email}
        level: {type: string, enum: [gold, silver]}
        credit: {type: number, minimum: 50, maximum: 60}
        code: {type: string, pattern: '^[A-F]{2}\d$'}
        site: {type: string, format: uri, maxLength: 60}
        note: {type: string, minLength: 12, maxLength: 14}
"""
MAPPING = """
version: 1
schemas:
  api.yaml#/components/schemas/Customer:
    relation: customers
    direction: both
    fields:
      credit: {column: credit_cents, conversion: cents}
"""
TABLE = """
CREATE TABLE customers (
    email text NOT NULL UNIQUE, level text NOT NULL CHECK (level <> 'gold'),
    credit_cents integer NOT NULL, code varchar(9) NOT NULL, site text, note text
);
"""


def test_rows_are_the_examples_where_the_schema_lets_them(tmp_path: Path) -> None:
    contract = """
openapi: 3.1.0
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    Customer:
      type: object
      properties:
        email: {type: string, example: jane@example.org}
        level: {type: string, examples: [bronze, silver]}
        credit: {type: number, examples: [12.505, 12.5]}
        code: {type: string, default: AB1}
        key: {type: string, examples: [nonsense, 5b0e8a0c-9d61-4c54-9d0c-0f7f6a1f6f4e]}
        at: {type: string, format: date-time}
        facts: {type: object}
      examples:
        - {at: "2026-03-01T09:30:00Z", facts: {a: [1]}}
"""
    table = """
CREATE TABLE customers (
    email text NOT NULL UNIQUE, level text NOT NULL CHECK (level <> 'bronze'),
    credit_cents integer NOT NULL, code varchar(9) NOT NULL, key uuid, at timestamptz, facts jsonb
);
"""
    filling = fill(catalog_of(table), Tenancy(), each=2, contracts=contracts_of(tmp_path, contract))
    first, second = (row.values for row in filling.rows)
    assert first["email"] == "jane@example.org" != second["email"]
    for row in (first, second):
        assert row["level"] == "silver"
        assert row["credit_cents"] == "1250"
        assert row["code"] == "AB1"
        assert row["key"] == "5b0e8a0c-9d61-4c54-9d0c-0f7f6a1f6f4e"
        assert row["at"] == "2026-03-01T09:30:00Z"
        assert row["facts"] == '{"a": [1]}'


def contracts_of(folder: Path, text: str) -> Contracts:
    (folder / "contracts").mkdir()
    (folder / "contracts/api.yaml").write_text(text)
    (folder / "mapping.yaml").write_text(MAPPING)
    contracts = load_contracts(
        [folder / "contracts"],
        folder / "mapping.yaml",
        lambda path: path.name,
        root=folder / "contracts",
    )
    assert not contracts.problems
    return contracts


def test_rows_keep_to_the_contract(tmp_path: Path) -> None:
    contracts = contracts_of(tmp_path, CONTRACT)
    filling = fill(catalog_of(TABLE), Tenancy(), each=5, contracts=contracts)
    assert len(filling.rows) == 5
    for row in filling.rows:
        assert re.fullmatch(r"[a-z]+@example\.com", row.values["email"] or "")
        assert row.values["level"] == "silver"
        assert 5000 <= Decimal(row.values["credit_cents"] or 0) <= 6000
        assert re.fullmatch(r"[A-F]{2}\d", row.values["code"] or "")
        assert (row.values["site"] or "").startswith("https://")
        assert 12 <= len(row.values["note"] or "") <= 14
