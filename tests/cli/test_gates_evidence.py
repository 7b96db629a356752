"""Evidence of gates: what is in it, and that it is worth nothing once its files have changed."""

import hashlib
import json
import platform
import shutil
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from gated_projects import ROOT
from jsonschema import Draft202012Validator

from ddllint import __version__
from ddllint.cli.main import main

GATES = """\
version: 1
phases:
  a:
    title: A
    gates:
      a.1: {promise: tables have comments, checks: [{findings: {rules: [DDL001]}}]}
      a.2: {promise: the specs can be applied, checks: [{verify: [constraints]}]}
  b:
    title: B
    gates:
      b.1: {promise: it is written down, checks: [{document: {path: A.md, words: [it]}}]}
"""
ROLES = "CREATE ROLE owner LOGIN; GRANT CREATE ON SCHEMA public TO owner;\n"
SETTINGS = "specs: [specs]\nroles-file: roles.sql\nroles: {owner: {owner: true, login: true}}\n"
SQL = """\
CREATE TABLE a (id int PRIMARY KEY CHECK (id > 0));
COMMENT ON TABLE a IS 'Purpose: a.';
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    for path, text in {
        "ddllint.yaml": SETTINGS,
        "roles.sql": ROLES,
        "specs/a.sql": SQL,
        "gates.yaml": GATES,
        "A.md": "it\n",
    }.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["gates", "--file", "gates.yaml", "--evidence", "kept"]) == 0
    return folder


@pytest.fixture
def project(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(template, tmp_path / "project"))
    monkeypatch.chdir(folder)
    return folder


def again(*arguments: str) -> int:
    return main(["gates", "--file", "gates.yaml", "--from-evidence", "kept", *arguments])


def test_it_says_what_was_checked_on_what_with_what_and_when(project: Path) -> None:
    kept = json.loads((project / "kept/gates.json").read_text())
    schema = json.loads((ROOT / "docs/gates-evidence.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(kept)

    first, second = kept["phases"][0]["gates"]
    assert first["checks"] == [
        {
            "asked": {"findings": {"rules": ["DDL001"]}},
            "looked": ["1 rule on 2 statements"],
            "inputs": ["ddllint.yaml", "specs/a.sql"],
            "faults": [],
        }
    ]
    assert second["verdict"] == "proven"
    assert set(kept["stage-inputs"]) == {"ddllint.yaml", "roles.sql", "specs/a.sql"}
    assert kept["inputs"] == {
        path: hashlib.sha256((project / path).read_bytes()).hexdigest()
        for path in ("A.md", "ddllint.yaml", "roles.sql", "specs/a.sql")
    }
    versions = kept["versions"]
    assert versions.pop("postgres")[:2].isdigit()
    assert versions == {
        "ddllint": __version__,
        "python": platform.python_version(),
        "pglast": version("pglast"),
    }
    assert [stage["name"] for stage in kept["stages"]] == ["constraints"]
    assert kept["began"].endswith("Z")
    told = (project / "kept/gates.md").read_text()
    assert f"Began {kept['began']}" in told
    assert f"| `specs/a.sql` | `{kept['inputs']['specs/a.sql']}` |\n" in told


@pytest.mark.usefixtures("project")
def test_fresh_evidence_stands_for_a_server(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ddllint.cli.verified", None)
    assert again("-v") == 0
    assert "verify: constraints: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("specs/a.sql", SQL + "-- more\n", "specs/a.sql has changed since"),
        ("specs/b.sql", "-- more\n", "the stages have not read specs/b.sql"),
        ("roles.sql", "SELECT 2;\n", "roles.sql has changed since"),
        ("ddllint.yaml", SETTINGS + "# and\n", "ddllint.yaml has changed since"),
    ],
)
def test_evidence_of_other_files_is_stale_and_red(
    path: str, text: str, told: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / path).write_text(text)
    assert again() == 1
    out = capsys.readouterr().out
    assert f"the evidence in kept is stale: {told}" in out
    assert "red: a.2; 1 blocked" in out


def test_evidence_by_another_version_or_without_the_stage_is_red(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = project / "kept/gates.json"
    text = file.read_text()
    file.write_text(text.replace(f'"ddllint": "{__version__}"', '"ddllint": "0.0.1"'))
    assert again() == 1
    assert f"it is by ddllint 0.0.1, and this is {__version__}" in capsys.readouterr().out
    file.write_text(text)
    gates = (project / "gates.yaml").read_text()
    (project / "gates.yaml").write_text(gates.replace("[constraints]", "[drift]"))
    assert again() == 1
    assert "the evidence in kept lacks the stage drift" in capsys.readouterr().out


def test_what_needs_no_server_is_looked_at_anew(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "A.md").write_text("that\n")
    assert again() == 1
    assert "red: b.1" in capsys.readouterr().out


def test_what_changes_meanwhile_is_no_evidence(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = "{command: [sh, -c, 'echo and >> A.md']}"
    gates = (project / "gates.yaml").read_text().replace("{verify: [constraints]}", command)
    (project / "gates.yaml").write_text(gates)
    assert main(["gates", "--file", "gates.yaml", "--evidence", "new"]) == 2
    assert "A.md changed while the gates were looked at" in capsys.readouterr().err
    assert list((project / "new").iterdir()) == []


def test_files_that_no_gate_names_are_among_the_inputs(project: Path) -> None:
    """Migrations that the settings name, and documents where a gate asks for all."""
    (project / "ddllint.yaml").write_text(SETTINGS + "migrations: [steps]\n")
    (project / "steps").mkdir()
    (project / "steps/1.sql").write_text("SET lock_timeout = '1s';\n")
    assert main(["docs"]) == 0
    (project / "gates.yaml").write_text(
        "version: 1\nphases: {a: {title: A, gates: {a.1: {promise: p, checks: "
        "[{findings: {rules: [DDL001]}}, {docs-fresh: []}]}}}}\n"
    )
    assert main(["gates", "--file", "gates.yaml", "--evidence", "new"]) == 0
    inputs = json.loads((project / "new/gates.json").read_text())["inputs"]
    assert "steps/1.sql" in inputs
    assert {"db/docs/data_dictionary/a.md", "db/docs/LINT_VALIDATION_RESULTS.md"} <= set(inputs)


def test_what_is_no_evidence_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "kept/gates.json").write_text('{"version": 1}')
    assert again() == 2
    assert "kept/gates.json is no evidence: " in capsys.readouterr().err
    (project / "kept/gates.json").unlink()
    assert again() == 2
    assert "cannot read kept/gates.json" in capsys.readouterr().err
    assert again("--evidence", "new") == 2
    assert again("--pg-bin", "x") == 2
