"""Rules of other packages: found by their entry points, and only when the settings name them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RULE = '''"""Each table is called by its plural.

## What it does
Asks for an `s` at the end.

## Options
```yaml
exempt: [staff]
```
"""

import msgspec

from ddllint.diagnostics.finding import Problem, Severity
from ddllint.rules.place import place
from ddllint.rules.rule import Context, Family, Meta, Rule


class Options(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    exempt: tuple[str, ...] = ()


def check(context, options):
    for table in context.catalog.tables.values():
        name = table.name.name
        if not name.endswith("s") and name not in options.exempt:
            yield Problem(f"table {name} is not a plural", name, place(table.origin), "Add an s.")


PLURAL = Rule(
    Meta("ACM001", "plural-table", Family.NAMING, Severity.WARNING, "Tables are plurals", "1.0"),
    Options,
    check,
    __doc__,
)
'''
SPEC = "CREATE TABLE customer (id uuid PRIMARY KEY);\nCREATE TABLE staff (id uuid PRIMARY KEY);\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, and beside it, as if installed, the package `acme` with plug-ins."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    for name in ("NO_COLOR", "GITHUB_STEP_SUMMARY", "DDLLINT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    path = os.pathsep.join([str(tmp_path / "site"), os.environ.get("PYTHONPATH", "")])
    monkeypatch.setenv("PYTHONPATH", path.rstrip(os.pathsep))
    install(tmp_path, RULE, {"acme": "acme_rules:PLURAL"})
    Path("specs").mkdir()
    Path("specs/a.sql").write_text(SPEC)
    return tmp_path


def install(folder: Path, module: str, points: dict[str, str]) -> None:
    site = folder / "site"
    told = site / "acme-1.0.dist-info"
    told.mkdir(parents=True, exist_ok=True)
    (site / "acme_rules.py").write_text(module)
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
    lines = [f"{name} = {value}\n" for name, value in points.items()]
    (told / "entry_points.txt").write_text("[ddllint.rules]\n" + "".join(lines))


def settings(*lines: str) -> None:
    text = "specs: [specs]\nextends: [ddllint:recommended]\nplugins: [acme]\n"
    Path("ddllint.yaml").write_text(text + "".join(f"{line}\n" for line in lines))


def ddllint(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ddllint", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


CHECK = ("check", "--select", "ACM", "--quiet")


def test_a_plug_in_runs_as_any_rule() -> None:
    settings("rules: {ACM001: {severity: error, exempt: [staff]}}")
    found = ddllint(*CHECK)
    assert found.returncode == 1
    assert found.stdout.startswith(
        "specs/a.sql:1:14: error[ACM001] plural-table: table customer is not a plural\n"
    )
    assert "staff" not in found.stdout
    assert found.stderr == ""


def test_what_is_installed_but_not_named_does_not_run() -> None:
    Path("ddllint.yaml").write_text("specs: [specs]\nextends: [ddllint:recommended]\n")
    found = ddllint(*CHECK)
    assert (found.returncode, found.stdout) == (2, "")
    assert "--select: unknown rule `ACM`" in found.stderr


def test_it_is_waived_listed_explained_and_in_the_schema() -> None:
    settings("waivers: {specs/a.sql#customer: [{code: plural-table, reason: as sold}]}")
    found = ddllint(*CHECK)
    assert "customer" not in found.stdout
    assert "staff" in found.stdout
    assert "ACM001  plural-table" in ddllint("rules").stdout
    page = ddllint("explain", "plural-table").stdout
    assert page.startswith("# ACM001 plural-table\n\nEach table is called by its plural.\n")
    assert "- `exempt` (list of string, default `[]`)" in page
    schema = json.loads(ddllint("settings", "--schema").stdout)
    assert (
        "exempt"
        in schema["$defs"]["Settings"]["properties"]["rules"]["properties"]["ACM001"]["properties"]
    )
    assert "ACM001:" in ddllint("settings").stdout


def test_a_wrong_option_is_told_at_its_line() -> None:
    settings("rules:", "  ACM001: {exemt: [staff]}")
    found = ddllint("check")
    assert found.returncode == 2
    assert "ddllint.yaml:5:12: unknown key `exemt`" in found.stderr
    assert "`exempt`" in found.stderr


def test_the_schema_is_printed_for_a_file_with_a_mistake_too() -> None:
    settings("postgers: 15")
    found = ddllint("settings", "--schema")
    assert found.returncode == 0
    assert "DDL001" in found.stdout
    assert "ACM001" not in found.stdout
    assert "postgers" in found.stderr
    assert "without plug-ins" in found.stderr


@pytest.mark.parametrize(
    ("points", "change", "told"),
    [
        ({"acne": "acme_rules:PLURAL"}, ("", ""), "no plug-in `acme` is installed"),
        ({"acne": "acme_rules:PLURAL"}, ("", ""), "Did you mean `acne`?"),
        ({}, ("", ""), "Install the package whose entry points in the group `ddllint.rules`"),
        ({"acme": "acme_rules:GONE"}, ("", ""), "cannot be imported: AttributeError: "),
        ({"acme": "no_such:GONE"}, ("", ""), "ModuleNotFoundError: No module named 'no_such'"),
        ({"acme": "acme_rules:check"}, ("", ""), "gives no rule, but function"),
        ({"acme": "acme_rules:NONE"}, ("PLURAL =", "NONE = ()\nPLURAL ="), "no rule, but nothing"),
        ({"acme": "acme_rules:PLURAL"}, ("ACM001", "DDL900"), "begin with DDL are ddllint's own"),
        ({"acme": "acme_rules:PLURAL"}, ("ACM001", "TEN101"), "begin with TEN are ddllint's own"),
        ({"acme": "acme_rules:PLURAL"}, ("ACM001", "Acme-1"), "are not the code and the name"),
        (
            {"acme": "acme_rules:PLURAL"},
            ("plural-table", "Plural"),
            "are not the code and the name",
        ),
        (
            {"acme": "acme_rules:PLURAL"},
            ("plural-table", "row-security"),
            "the name of ACM001 row-security is that of DDL005 row-security",
        ),
    ],
)
def test_what_is_wrong_with_a_plug_in_is_told_at_its_name(
    folder: Path, points: dict[str, str], change: tuple[str, str], told: str
) -> None:
    install(folder, RULE.replace(*change) if change[0] else RULE, points)
    settings()
    found = ddllint("check")
    assert found.returncode == 2
    assert found.stderr.startswith("ddllint.yaml:3:11: ")
    assert told in found.stderr
    assert "Traceback" not in found.stderr
    assert ddllint("explain", "DDL005").returncode == 0


def test_two_rules_of_one_code_are_refused(folder: Path) -> None:
    install(folder, f"{RULE}\nBOTH = (PLURAL, PLURAL)\n", {"acme": "acme_rules:BOTH"})
    settings()
    found = ddllint("check")
    assert found.returncode == 2
    assert "the code of ACM001 plural-table is that of ACM001 plural-table" in found.stderr


def test_a_fault_of_a_plug_in_is_laid_at_its_own_door(folder: Path) -> None:
    broken = RULE.replace("    for table in", "    1 / 0\n    for table in")
    install(folder, broken, {"acme": "acme_rules:PLURAL"})
    settings()
    found = ddllint("check")
    assert found.returncode == 3
    assert "rule ACM001 (plural-table) raised ZeroDivisionError" in found.stderr
    assert "This is a fault of acme_rules: please report it" in found.stderr


def test_a_gate_may_ask_for_a_rule_of_a_plug_in() -> None:
    settings()
    Path("db/docs").mkdir(parents=True)
    check = "{findings: {rules: [ACM001]}}"
    gate = f"{{promise: tables are plurals, checks: [{check}]}}"
    Path("db/docs/gates.yaml").write_text(
        f'version: 1\nphases: {{"1": {{title: Names, gates: {{"1.1": {gate}}}}}}}\n'
    )
    found = ddllint("gates")
    assert found.returncode == 1
    assert "table customer is not a plural" in found.stdout


def test_rules_about_migrations_in_the_settings_do_not_stop_emit() -> None:
    settings(
        "rules:",
        "  MIG104: {severity: warning}",
        "  ACM001: {severity: info}",
        "tenancy: {exempt: [customer]}",
    )
    Path("specs/a.sql").write_text(
        "CREATE TABLE customer (id uuid PRIMARY KEY);\n"
        "COMMENT ON TABLE customer IS 'Purpose: who buys. Data class: internal. RLS: none.';\n"
    )
    found = ddllint("emit", "--init")
    assert (found.returncode, found.stderr) == (0, "")
    assert len(list(Path("alembic/versions").glob("*.py"))) == 1
