import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from gated_projects import KNOWN, ROOT
from jsonschema import Draft202012Validator

from ddllint.diagnostics.errors import UsageError
from ddllint.gates.evidence import evidence_schema
from ddllint.gates.format import gates_schema
from ddllint.gates.load import Known, PlannedPhase, chosen, load_gates
from ddllint.settings.yaml import load as load_yaml
from ddllint.verify.model import STAGE_NAMES
from ddllint.verify.stages import STAGES

NAMES = Known(STAGE_NAMES, ("DDL001", "DDL002"))
PLAN = {"1": 5, "2.1": 9, "2.2": 8, "2.3": 6, "2.4": 4, "2.5": 5}
PLAN |= {"3.1": 6, "3.2": 5, "3.3": 5, "4": 7}
"""How many exit gates the plan gives each phase."""


@pytest.mark.parametrize(
    ("name", "made"),
    [("gates.schema.json", gates_schema()), ("gates-evidence.schema.json", evidence_schema())],
)
def test_a_published_schema_is_made_from_the_types(name: str, made: dict[str, Any]) -> None:
    published = json.loads((ROOT / "docs" / name).read_text("utf-8"))
    assert published == json.loads(json.dumps(made))
    Draft202012Validator.check_schema(published)


def test_the_names_of_the_stages_are_theirs() -> None:
    assert tuple(stage.name for stage in STAGES) == STAGE_NAMES


def test_the_repositorys_gates_fit_the_schema() -> None:
    document = load_yaml("gates.yaml", (ROOT / "db/docs/gates.yaml").read_text("utf-8"))
    errors = Draft202012Validator(gates_schema()).iter_errors(document.data)
    assert [error.message for error in errors] == []


def test_the_repositorys_gates_are_the_plans() -> None:
    phases = load_gates(ROOT / "db/docs/gates.yaml", "gates.yaml", KNOWN)
    assert {phase.number: len(phase.gates) for phase in phases} == PLAN
    assert [phase.needs for phase in phases] == [(), *((number,) for number in PLAN)][:-1]
    numbers = Counter(gate.number for phase in phases for gate in phase.gates)
    for phase in phases:
        for gate in phase.gates:
            assert gate.number.startswith(f"{phase.number}."), gate.number
    assert set(numbers.values()) == {1}


def read(folder: Path, text: str) -> tuple[PlannedPhase, ...]:
    (folder / "gates.yaml").write_text(text, "utf-8")
    return load_gates(folder / "gates.yaml", "gates.yaml", NAMES)


def gates(check: str, needs: str = "") -> str:
    return f"""\
version: 1
phases:
  a:
    title: First
{needs}    gates:
      a.1:
        promise: it holds
        checks:
          - {check}
"""


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        (
            gates("{documnet: {path: a.md}}"),
            "gates.yaml:9:14: unknown key `documnet`",
            "Did you mean `document`?",
        ),
        (
            gates("{document: {path: a.md, heading: [A]}}"),
            "gates.yaml:9:37: unknown key `heading`",
            "Did you mean `headings`?",
        ),
        (gates("{document: {headings: [A]}}"), "gates.yaml:9:24: ", ""),
        (
            gates("{document: {path: a.md}, file: {paths: [b]}}"),
            "gates.yaml:9:13: a check is of one kind; this one names document, file",
            "",
        ),
        (gates("{}"), "gates.yaml:9:13: a check is of one kind; this one names none", ""),
        (
            gates("{verify: [upgrades]}"),
            "gates.yaml:9:23: `ddllint verify` has no stage `upgrades`",
            "Did you mean `upgrade`?",
        ),
        (gates("{verify: []}"), "gates.yaml:9:22: ", ""),
        (
            gates("{findings: {rules: [DDL01]}}"),
            "gates.yaml:9:33: there is no rule `DDL01`",
            "Did you mean `DDL001`?",
        ),
        (
            gates("{findings: {rules: [DDL], without: [XYZ]}}"),
            "gates.yaml:9:49: there is no rule `XYZ`",
            "`ddllint rules` lists",
        ),
        (
            gates("{isolation: {settings: [never-set]}}"),
            "gates.yaml:9:37: `phases.a.gates.a.1.checks[0].isolation.settings[0]` must be one of",
            "",
        ),
        (
            gates("{catalog: {relations: [a], row_security: forced}}"),
            "gates.yaml:9:40: unknown key `row_security`",
            "Did you mean `row-security`?",
        ),
        (
            gates("{file: {paths: [b]}}", "    needs: [b]\n"),
            "gates.yaml:5:13: no phase `b` stands above this one",
            "There are none.",
        ),
        (
            gates("{file: {paths: [b]}}") + "  b:\n    title: T\n    gates:\n      a.1:\n"
            "        promise: p\n        checks: [{file: {paths: [b]}}]\n",
            "gates.yaml:13:7: a gate a.1 stands above already",
            "",
        ),
        ("version: 2\nphases: {}\n", "gates.yaml:1:10: ", ""),
        ("", "gates.yaml:1:1: the file lacks the key `version`", ""),
    ],
)
def test_a_mistake_is_told_at_its_place(text: str, message: str, help: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(message)
    assert raised.value.help.startswith(help)


def test_a_phase_comes_with_what_it_needs(tmp_path: Path) -> None:
    phase = "title: T, gates: {%s.1: {promise: p, checks: [{file: {paths: [x]}}]}}"
    text = "version: 1\nphases:\n" + "".join(
        f"  {number}: {{{phase % number}{needs}}}\n"
        for number, needs in (("a", ""), ("b", ""), ("c", ", needs: [a]"), ("d", ""))
    )
    phases = read(tmp_path, text)

    assert [one.number for one in chosen(phases, "b")] == ["a", "b"]
    assert [one.number for one in chosen(phases, "d")] == ["a", "c", "d"]
    with pytest.raises(UsageError, match="there is no phase `e`"):
        chosen(phases, "e")
