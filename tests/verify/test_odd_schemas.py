"""A schema of unlike kind: a tenant key of text, two schemas, partitions, identities, domains."""

from pathlib import Path

import pytest
from verifying import refuted, replace, told, verified

from ddllint.postgres.server import Server
from ddllint.verify.model import Proof, Verdict

SCHEMA = Path("odd.sql")
SETTINGS = """
specs: [odd.sql]
tenancy:
  {column: org, type: text, parent: core.orgs.code, setting: app.org, unset: quiet}
roles:
  odd_owner: {owner: true, login: true}
  odd_app:
    login: true
    tenant-tables: [select, insert, update, delete]
    tables: {core.v_open: [select], "core.Totals": [select]}
  odd_reader: {login: true, tenant-tables: [select]}
"""
STAGES = ("row-security", "grants", "constraints", "idempotency", "views")


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    SCHEMA.write_text((Path(__file__).parent / "odd_schema.sql").read_text())
    Path("ddllint.yaml").write_text(SETTINGS)


def test_it_is_proven(each_server: Server) -> None:
    found = verified(each_server, *STAGES)
    assert [told(one) for one in found.proofs() if one.verdict is not Verdict.PROVEN] == []
    assert [one.verdict for one in found.stages] == [Verdict.PROVEN] * len(STAGES)


def of_row_security(server: Server) -> list[Proof]:
    return refuted(verified(server, "row-security").stages[0])


@pytest.mark.parametrize("part", ["orders_2026", "orders_rest"])
def test_partition_that_is_open_under_its_own_name(server: Server, part: str) -> None:
    replace(SCHEMA, f"ALTER TABLE core.{part} ENABLE ROW LEVEL SECURITY;", "")
    found = of_row_security(server)
    assert {one.object for one in found} == {f"core.{part}"}
    promises = {one.promise for one in found}
    assert {
        f"odd_app {what} rows of its own tenant only"
        for what in ("sees the", "inserts", "changes the", "deletes the")
    } <= promises


def test_policy_that_forgets_a_role(server: Server) -> None:
    replace(SCHEMA, "TO odd_app, odd_reader, odd_owner", "TO odd_app, odd_owner")
    found = of_row_security(server)
    assert {one.object for one in found} == {"core.customers"}
    assert all(one.promise.startswith("odd_reader ") for one in found)


def test_view_that_runs_as_an_owner_who_is_not_bound(server: Server) -> None:
    replace(SCHEMA, "ALTER TABLE core.orders FORCE ROW LEVEL SECURITY;", "")
    found = of_row_security(server)
    objects = {one.object for one in found if not one.promise.startswith("odd_owner")}
    assert objects == {"core.Totals"}
