"""Stages that go by the contracts prove nothing by half of them."""

from pathlib import Path

import pytest
from verifying import verified

from ddllint.diagnostics.errors import UsageError
from ddllint.postgres.server import Server


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("stage", ["constraints", "idempotency", "views", "indexes"])
def test_a_missing_contract_is_told_and_nothing_proven(server: Server, stage: str) -> None:
    Path("contracts/attribution.yaml").unlink()
    with pytest.raises(UsageError) as caught:
        verified(server, stage)
    assert caught.value.message.startswith("there is no contract contracts/attribution.yaml (and ")
    assert caught.value.span is not None


@pytest.mark.usefixtures("reference")
def test_stages_without_a_need_of_contracts_run(server: Server) -> None:
    Path("contracts/attribution.yaml").unlink()
    assert verified(server, "upgrade").stages[0].proofs
