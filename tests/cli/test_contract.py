"""`ddllint contract` as users run it: the matrix in its forms, and the completed mapping."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from ddllint import __version__

ROOT = Path(__file__).parents[2]

SETTINGS = "specs: [db]\ncontracts: [api]\nmapping: mapping.yaml\n"
SQL = """\
CREATE TABLE orders (id uuid PRIMARY KEY, total_cents bigint NOT NULL, note varchar(80));
CREATE TABLE customers (id uuid PRIMARY KEY, name text NOT NULL);
CREATE VIEW v_totals AS SELECT count(*) AS orders, sum(total_cents) AS cents FROM orders;
"""
API = """\
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      parameters:
        - {$ref: "#/components/parameters/After"}
      responses:
        "200":
          description: The orders.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Order"}}
  /customers:
    post:
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Customer"}
      responses:
        "204": {description: Stored.}
components:
  parameters:
    After: {name: after, in: query, schema: {type: string}}
  schemas:
    Order:
      type: object
      required: [id, total, url]
      properties:
        id: {type: string, format: uuid}
        total: {type: number}
        note: {type: [string, "null"], maxLength: 80}
        url: {type: string}
        color: {type: string}
    Totals:
      type: object
      required: [orders]
      properties:
        orders: {type: integer}
        average: {type: number}
    Problem:
      type: object
      properties: {title: {type: string}}
    Customer:
      type: object
      required: [id, name]
      properties:
        id: {type: string, format: uuid}
        name: {type: string}
        e|mail: {type: string}
"""
MAPPING = """\
# Kept by hand.
version: 1
schemas:
  api/shop.yaml#/components/schemas/Order:
    relation: orders
    fields:
      total: {column: total_cents, conversion: cents, reason: whole | cents}
      url: {not_stored: made of the id}
  api/shop.yaml#/components/schemas/Totals:
    relation: v_totals  # counted when read
  api/shop.yaml#/components/schemas/Problem:
    not_stored: an answer
parameters:
  api/shop.yaml#/components/parameters/After:
    columns: [orders.id, orders.created_at]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put("ddllint.yaml", SETTINGS)
    put("db/shop.sql", SQL)
    put("api/shop.yaml", API)
    put("mapping.yaml", MAPPING)
    return tmp_path


def put(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode())


def contract(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ddllint", "contract", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_the_matrix(form: str, snapshot: SnapshotAssertion) -> None:
    run = contract("--format", form)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.replace(__version__, "VERSION") == snapshot
    again = contract("--format", form, "--output", "out")
    assert (again.returncode, again.stdout, Path("out").read_text("utf-8")) == (0, "", run.stdout)


def test_the_figures_add_up() -> None:
    document = json.loads(contract("--format", "json").stdout)
    rows = [row for schema in document["schemas"] for row in schema["fields"]]
    assert document["coverage"] == {
        "fields": {"total": 7, "mapped": 3, "converted": 1, "not_stored": 1, "missing": 2},
        "schemas": {"total": 4, "mapped": 2, "not_stored": 1, "unmapped": 1},
        "parameters": 1,
    }
    assert {row["field"] for row in rows if row["status"] == "missing"} == {"color", "average"}
    assert document["parameters"][0]["missing"] == ["orders.created_at"]


@pytest.mark.parametrize("project", ["made up", "ours"])
def test_the_matrix_is_as_its_schema_says(project: str) -> None:
    schema = json.loads((ROOT / "docs/contract-matrix.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(
        contract("--format", "json", cwd=ROOT if project == "ours" else None).stdout
    )
    jsonschema.validate(document, schema)
    for part in (document, document["schemas"][0], document["schemas"][0]["fields"][0]):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(_without_last(document, part), schema)


def _without_last(document: Any, part: dict[str, Any]) -> Any:
    """The document without the last key of one of its parts."""
    if document is part:
        return dict(list(document.items())[:-1])
    if isinstance(document, dict):
        return {key: _without_last(value, part) for key, value in document.items()}
    return (
        [_without_last(one, part) for one in document] if isinstance(document, list) else document
    )


def test_every_field_of_the_repositorys_contracts_is_mapped_or_reasoned() -> None:
    document = json.loads(contract("--format", "json", cwd=ROOT).stdout)
    coverage = document["coverage"]
    assert coverage["fields"]["total"] > 0
    assert coverage["fields"]["missing"] == coverage["schemas"]["unmapped"] == 0
    reasons = [
        row["detail"]
        for schema in document["schemas"]
        for row in schema["fields"]
        if row["status"] == "not_stored"
    ]
    assert all(reasons)


def test_the_mapping_is_completed_and_the_rest_kept() -> None:
    run = contract("--write")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == (
        "mapping.yaml: added api/shop.yaml#/components/schemas/Customer -> customers\n"
    )
    text = Path("mapping.yaml").read_text("utf-8")
    before, _, after = text.partition("\n  api/shop.yaml#/components/schemas/Customer:\n")
    assert before + after[after.index("parameters:") :] == MAPPING
    assert "e|mail" in after
    assert list(Path().glob(".mapping*")) == []
    again = contract("--write")
    assert (again.returncode, again.stdout) == (
        0,
        "mapping.yaml: nothing to add, it names all schemas\n",
    )
    assert Path("mapping.yaml").read_text("utf-8") == text


def test_a_mapping_is_begun() -> None:
    Path("mapping.yaml").unlink()
    run = contract("--write")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.splitlines() == [
        "mapping.yaml: added api/shop.yaml#/components/schemas/Order -> orders",
        "mapping.yaml: added api/shop.yaml#/components/schemas/Customer -> customers",
    ]
    assert Path("mapping.yaml").read_text("utf-8").startswith("version: 1\n")
    assert "0 unmapped" in contract().stdout


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("version: 1\ncustom: {}\n", "mapping.yaml:2:1: unknown key `custom`\n"),
        ("version: 1\nschemas: [\n", "mapping.yaml:"),
    ],
)
def test_what_cannot_be_completed_is_told_at_its_place(text: str, place: str) -> None:
    put("mapping.yaml", text)
    run = contract("--write")
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(place)
    assert "Traceback" not in run.stderr
    assert Path("mapping.yaml").read_text("utf-8") == text


@pytest.mark.parametrize(
    ("settings", "arguments", "message"),
    [
        ("specs: [db]\n", (), "ddllint: the settings name no contracts\n"),
        (
            "specs: [db]\ncontracts: [api]\n",
            ("--write",),
            "ddllint: the settings name no mapping to complete\n",
        ),
        (SETTINGS, ("--write", "--output", "x"), "ddllint: --write and --output cannot be used"),
        ("contracts: [api]\n", (), "ddllint: nothing to check: no PATHS, and no `specs` in the"),
    ],
)
def test_what_is_missing_is_told(settings: str, arguments: tuple[str, ...], message: str) -> None:
    put("ddllint.yaml", settings)
    run = contract(*arguments)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith(message)


UNREAD = "ddllint: 1 statement could not be read: `ddllint check` tells\n"
MISTAKEN = "ddllint: 1 mistake in contracts and mapping: `ddllint check` tells\n"


def test_a_matrix_of_what_was_not_read_or_is_mistaken_is_shown_and_fails() -> None:
    whole = contract()
    assert (whole.returncode, whole.stderr) == (0, "")
    put("db/shop.sql", SQL + "CREATE TABEL x ();\n")
    put("mapping.yaml", MAPPING.replace("schemas/Problem", "schemas/Probelm"))
    run = contract()
    assert (run.returncode, run.stderr) == (1, UNREAD + MISTAKEN)
    assert "orders.total_cents" in run.stdout
    put("db/shop.sql", SQL)
    run = contract()
    assert (run.returncode, run.stderr) == (1, MISTAKEN)
    run = contract("--write")
    assert (run.returncode, run.stderr) == (0, MISTAKEN)
    assert "added" in run.stdout
    put("ddllint.yaml", SETTINGS + "rules: {CON100: {severity: warning}}\n")
    run = contract()
    assert (run.returncode, run.stderr) == (0, MISTAKEN)


def test_a_new_mapping_whose_name_is_that_of_json_is_json() -> None:
    put("ddllint.yaml", SETTINGS.replace("mapping.yaml", "mapping.json"))
    run = contract("--write")
    assert (run.returncode, run.stderr) == (0, "")
    written = Path("mapping.json").read_text()
    assert json.loads(written)["version"] == 1
    assert len(json.loads(written)["schemas"]) == run.stdout.count(": added ") > 0
    again = contract("--write")
    assert (again.returncode, "nothing to add" in again.stdout) == (0, True)
    assert Path("mapping.json").read_text() == written
