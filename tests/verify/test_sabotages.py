"""Proof that the prover proves: each sabotage is refuted by its stage, at its place."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sabotages import SABOTAGES, Edit, Sabotage
from verifying import told, verified, without_revisions

from ddllint.postgres.server import Server
from ddllint.report.style import Style
from ddllint.verify.model import STAGE_NAMES, Verdict
from ddllint.verify.project import Load
from ddllint.verify.report.text import text
from ddllint.verify.stages import STAGES

LOAD = Load(rows=10_000, milliseconds=10_000)
"""Tables that are large enough to have a plan; a machine that may be busy."""


def applied(edit: Edit) -> None:
    before = edit.path.read_text()
    assert edit.old in before, f"{edit.path} does not hold {edit.old!r}"
    after = before.replace(edit.old, edit.new, 1) if edit.old else f"{before}\n{edit.new}\n"
    edit.path.write_text(after)


def line(path: Path, marker: str) -> int:
    """The line on which the first text of a file ends that is like the marker."""
    before, found, _ = path.read_text().partition(marker)
    assert found, f"{path} does not hold {marker!r}"
    return (before + found).count("\n") + 1


@pytest.fixture
def made_anew(server: Server) -> Iterator[Server]:
    """The server; roles, which outlive a database, are gone afterwards."""
    yield server
    with server.connect("postgres", server.superuser, autocommit=True) as connection:
        connection.execute("DROP ROLE migration_owner, app_rw, app_ro, app_admin")


@pytest.mark.no_cover
@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda one: one.name)
def test_sabotage(made_anew: Server, sabotage: Sabotage) -> None:
    for edit in sabotage.edits:
        applied(edit)
    if sabotage.by_specs:
        without_revisions()

    found = verified(made_anew, sabotage.stage, given=LOAD)

    (result,) = found.stages
    assert result.verdict is Verdict.REFUTED, (result.reason, list(map(told, result.proofs)))
    refuted = {
        (one.object, one.promise, one.span.path, one.span.line) if one.span else one.object
        for one in result.proofs
        if one.verdict is Verdict.REFUTED
    }
    expected = set()
    for name, promises in sabotage.refuted.items():
        path, marker = sabotage.elsewhere.get(name, (sabotage.path, sabotage.line))
        at = line(path, marker)
        expected |= {(name, promise, str(path), at) for promise in promises}
    assert refuted == expected
    output = text(found, Style(), verbose=False)
    for name, promise, path, at in expected:
        assert f"{path}:{at}:" in output
        assert f": refuted[{sabotage.stage}] {name}: {promise}\n" in output
    for proof in result.proofs:
        if proof.verdict is Verdict.REFUTED:
            assert sabotage.evidence in proof.evidence


def test_there_are_enough_and_no_stage_is_spared() -> None:
    assert len({one.name for one in SABOTAGES}) == len(SABOTAGES) >= 40
    assert {one.stage for one in SABOTAGES} == {one.name for one in STAGES}


def test_the_names_of_stages_are_those_of_the_stages_in_their_order() -> None:
    assert tuple(one.name for one in STAGES) == STAGE_NAMES
