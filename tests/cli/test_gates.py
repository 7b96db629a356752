"""`ddllint gates` as it is typed: exit codes, and what it prints."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parents[2] / "docs/gates-report.schema.json"
GATES = """\
version: 1
phases:
  one:
    title: First
    gates:
      one.1: {promise: a file is there, checks: [{file: {paths: [there]}}]}
  two:
    title: Second
    gates:
      two.1: {promise: a command ends well, checks: [{command: [sh, -c, "test -f |there"]}]}
      two.2: {promise: a document says it, checks: [{document: {path: A.md, words: [it]}}]}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ddllint.yaml").write_text("specs: [specs]\n")
    (tmp_path / "db/docs").mkdir(parents=True)
    (tmp_path / "db/docs/gates.yaml").write_text(GATES.replace("|", ""))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*arguments: str, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "ddllint", "gates", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=env,
    )


def test_a_red_gate_blocks_the_next_phase(project: Path) -> None:
    outcome = typed()

    assert outcome.stderr == ""
    assert outcome.returncode == 1
    assert outcome.stdout == (
        "one First: red\n"
        "  one.1  red  a file is there\n"
        "    there is no file there\n"
        "two Second: blocked\n"
        "  2 gates not looked at, until one holds\n"
        "read: no file\n"
        "0 of 3 gates proven; red: one.1; 2 blocked\n"
    )
    (project / "there").write_text("x")
    (project / "A.md").write_text("it\n")
    outcome = typed()
    assert outcome.returncode == 0, outcome.stdout
    assert outcome.stdout.endswith("3 of 3 gates proven\n")


def test_one_phase_with_what_it_needs(project: Path) -> None:
    (project / "there").write_text("x")
    assert typed("one").returncode == 0
    outcome = typed("two")
    assert outcome.returncode == 1
    assert outcome.stdout.endswith(
        "  two.1  proven  a command ends well\n"
        "  two.2  red  a document says it\n"
        "    A.md does not exist or is no text\n"
        "read: 1 document\n"
        "2 of 3 gates proven; red: two.2\n"
    )


@pytest.mark.usefixtures("project")
def test_a_list_looks_at_nothing() -> None:
    outcome = typed("--list")
    assert outcome.returncode == 0
    assert outcome.stdout == (
        "one First\n"
        "  one.1  a file is there [file]\n"
        "two Second (after one)\n"
        "  two.1  a command ends well [command]\n"
        "  two.2  a document says it [document]\n"
    )


@pytest.mark.usefixtures("project")
def test_the_json_fits_its_schema() -> None:
    outcome = typed("--format", "json")
    assert outcome.returncode == 1
    report = json.loads(outcome.stdout)
    schema = json.loads(SCHEMA.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(report)
    assert report["counts"] == {"proven": 0, "red": 1, "blocked": 2}
    assert report["phases"][1]["blocked-by"] == ["one"]
    assert report["phases"][0]["gates"][0]["line"] == 6
    assert typed("--format", "json").stdout == outcome.stdout


@pytest.mark.usefixtures("project")
def test_markdown() -> None:
    outcome = typed("--format", "markdown")
    assert outcome.returncode == 1
    assert "| one.1 | a file is there | **red** | there is no file there |\n" in outcome.stdout
    assert "| two.1 | a command ends well | **blocked** |  |\n" in outcome.stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("three",), "there is no phase `three`\n  help: Known are: one, two."),
        (("--file", "none.yaml"), "none.yaml"),
        (("--list", "--format", "json"), "--list is text"),
    ],
)
def test_mistakes(arguments: tuple[str, ...], message: str) -> None:
    outcome = typed(*arguments)
    assert outcome.returncode == 2
    assert message in outcome.stderr
    assert outcome.stdout == ""


def test_a_project_without_gates_is_told_what_to_do(project: Path) -> None:
    (project / "db/docs/gates.yaml").unlink()
    outcome = typed()
    assert outcome.returncode == 2
    assert "db/docs/gates.yaml does not exist\n  help: Write the gates there" in outcome.stderr


def without(folder: Path, package: str) -> dict[str, str]:
    """An environment in which a package is not installed."""
    lacking = folder / "lacking"
    (lacking / package).mkdir(parents=True)
    (lacking / package / "__init__.py").write_text(
        f"raise ModuleNotFoundError('No module named {package}', name='{package}')\n"
    )
    return {**os.environ, "PYTHONPATH": f"{lacking}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}


VERIFIED = (
    "version: 1\nphases: {a: {title: A, gates: {a.1: {promise: p, checks: "
    "[{verify: [upgrade]}, {verify: [drift]}]}}}}\n"
)


def test_static_gates_need_no_extras(project: Path) -> None:
    (project / "there").write_text("x")
    (project / "A.md").write_text("it\n")
    outcome = typed(env=without(project, "psycopg") | without(project, "alembic"))
    assert (outcome.returncode, outcome.stderr) == (0, ""), outcome.stdout


@pytest.mark.parametrize(("package", "extra"), [("psycopg", "postgres"), ("alembic", "emit")])
def test_a_missing_extra_is_told_and_is_no_verdict(package: str, extra: str, project: Path) -> None:
    (project / "db/docs/gates.yaml").write_text(VERIFIED)
    outcome = typed(env=without(project, package))
    assert outcome.returncode == 2
    assert outcome.stdout.count(f"needs the Python package {package}, which is not installed") == 1
    assert f"pip install 'ddllint[{extra}]'" in outcome.stdout


def test_a_server_that_cannot_start_is_told_and_is_no_verdict(project: Path) -> None:
    (project / "db/docs/gates.yaml").write_text(VERIFIED)
    (project / "specs").mkdir()
    (project / "specs/a.sql").write_text("CREATE TABLE a (id int PRIMARY KEY);\n")
    outcome = typed("--pg-bin", str(project))
    assert outcome.returncode == 2
    assert outcome.stdout.count("No usable binaries of PostgreSQL were found.") == 1
    assert "0 of 1 gates proven; red: a.1" in outcome.stdout

    mixed = VERIFIED.replace("[{verify", "[{file: {paths: [none]}}, {verify")
    (project / "db/docs/gates.yaml").write_text(mixed)
    assert typed("--pg-bin", str(project)).returncode == 1, "red whatever the server would say"


def test_specs_that_nobody_asks_for_are_not_told_as_read(project: Path) -> None:
    (project / "specs").mkdir()
    (project / "specs/a.sql").write_text("CREATE TABL a;\n")
    (project / "there").write_text("x")
    outcome = typed("one")
    assert outcome.returncode == 0
    assert "read: 1 document\n1 of 1 gates proven\n" in outcome.stdout

    asked = "version: 1\nphases: {a: {title: A, gates: {a.1: {promise: p, checks: [%s]}}}}\n"
    for check in (
        "{findings: {rules: [DDL002]}}",
        "{catalog: {relations: [a]}}",
        "{docs-fresh: []}",
        "{results-fresh: []}",
        "{verify: [drift]}",
    ):
        (project / "db/docs/gates.yaml").write_text(asked % check)
        outcome = typed()
        assert outcome.returncode == 1, check
        assert "specs/a.sql:1:8" in outcome.stdout, (check, outcome.stdout)


@pytest.mark.usefixtures("project")
def test_github_annotates_the_place_of_a_fault_or_of_its_gate() -> None:
    outcome = typed("--format", "github")
    assert outcome.returncode == 1
    assert outcome.stdout == (
        "::error file=db/docs/gates.yaml,line=6,col=7,endLine=6,endColumn=12,"
        "title=ddllint gates%3A one.1::a file is there%0Athere is no file there\n"
        "::warning title=ddllint gates::two Second: blocked until one holds\n"
        "::notice title=ddllint gates::0 of 3 gates proven; red: one.1; 2 blocked"
        "%0Aread: no file\n"
    )


@pytest.mark.usefixtures("project")
def test_junit_has_a_case_for_each_gate_and_blocked_is_not_green() -> None:
    outcome = typed("--format", "junit")
    assert outcome.returncode == 1
    suites = ElementTree.fromstring(outcome.stdout)
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("3", "1", "2")
    assert [suite.get("name") for suite in suites] == ["one First", "two Second"]
    cases = [(case.get("name"), [kind.tag for kind in case]) for case in suites.iter("testcase")]
    assert cases == [
        ("one.1 a file is there", ["failure"]),
        ("two.1 a command ends well", ["error"]),
        ("two.2 a document says it", ["error"]),
    ]


def test_what_cannot_be_looked_at_is_red(project: Path) -> None:
    (project / "db/docs/gates.yaml").write_text(
        "version: 1\nphases: {a: {title: A, gates: {a.1: {promise: p, checks: ["
        "{findings: {rules: [DDL]}}, {verify: [upgrade]}]}}}}\n"
    )
    (project / "specs").mkdir()
    (project / "specs/a.sql").write_text("CREATE TABLE a (id int PRIMARY KEY);\n")
    outcome = typed()
    assert outcome.returncode == 1
    assert "DDL003 did not run: the settings name no contracts" in outcome.stdout
    assert "specs/a.sql:1:14: DDL001 table-comment: " in outcome.stdout
    assert "upgrade: the project has no revisions" in outcome.stdout
