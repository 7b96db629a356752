"""Rows of columns that a contract maps keep to the contract, where the schema lets more through."""

import re
from decimal import Decimal
from pathlib import Path

from schemas import catalog_of

from ddllint.contracts.load import load_contracts
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


def test_rows_keep_to_the_contract(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts/api.yaml").write_text(CONTRACT)
    (tmp_path / "mapping.yaml").write_text(MAPPING)
    contracts = load_contracts(
        [tmp_path / "contracts"],
        tmp_path / "mapping.yaml",
        lambda path: path.name,
        root=tmp_path / "contracts",
    )
    assert not contracts.problems
    filling = fill(catalog_of(TABLE), Tenancy(), each=5, contracts=contracts)
    assert len(filling.rows) == 5
    for row in filling.rows:
        assert re.fullmatch(r"[a-z]+@example\.com", row.values["email"] or "")
        assert row.values["level"] == "silver"
        assert 5000 <= Decimal(row.values["credit_cents"] or 0) <= 6000
        assert re.fullmatch(r"[A-F]{2}\d", row.values["code"] or "")
        assert (row.values["site"] or "").startswith("https://")
        assert 12 <= len(row.values["note"] or "") <= 14
