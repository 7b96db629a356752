"""`ddllint verify` as it is typed: exit codes, what it prints, what it leaves."""

import subprocess
import sys
from pathlib import Path

import pytest

from ddllint.verify.stages import STAGES

ROLES = "roles: {owner: {owner: true, login: true}, reader: {login: true}}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ddllint.yaml").write_text(f"specs: [specs]\n{ROLES}")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "shops.sql").write_text("CREATE TABLE shops (id int PRIMARY KEY);\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "ddllint", "verify", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.usefixtures("project")
def test_proven() -> None:
    outcome = typed("--stage", "roles", "--verbose")
    assert outcome.stderr == ""
    assert outcome.returncode == 0
    assert (
        "ddllint.yaml:2:44: proven[roles] reader: reader is what the settings say, and no "
        "superuser\n  reader may log in, is bound by row security, is no superuser\n"
    ) in outcome.stdout
    assert "\nroles  proven" in outcome.stdout


@pytest.mark.usefixtures("project")
def test_what_did_not_run_is_no_success() -> None:
    outcome = typed("--stage", "roles,upgrade")
    assert outcome.returncode == 1
    assert "upgrade  not run  the project has no revisions\n" in outcome.stdout
    others = [one.name for one in STAGES if one.name not in ("roles", "upgrade")]
    assert f"not selected: {', '.join(others)}\n" in outcome.stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--stage", "rolls"), "there is no stage `rolls`\n  help: Did you mean `roles`?"),
        (("--pg-bin", "nowhere"), "No usable binaries of PostgreSQL were found."),
        (("--postgres", "7"), "No usable binaries of PostgreSQL 7 were found."),
    ],
)
def test_usage(arguments: tuple[str, ...], message: str) -> None:
    outcome = typed(*arguments)
    assert outcome.returncode == 2
    assert outcome.stderr.startswith(f"ddllint: {message}")
    assert outcome.stdout == ""


def test_specs_that_cannot_be_read(project: Path) -> None:
    (project / "specs" / "shops.sql").write_text("CREATE TABLE shops (id int;\n")
    outcome = typed()
    assert outcome.returncode == 2
    assert outcome.stderr.startswith("specs/shops.sql:1:27: syntax error")


def test_role_that_the_file_does_not_make(project: Path) -> None:
    (project / "roles.sql").write_text("CREATE ROLE owner LOGIN;\n")
    (project / "ddllint.yaml").write_text(f"specs: [specs]\n{ROLES}roles-file: roles.sql\n")
    outcome = typed()
    assert outcome.returncode == 2
    assert outcome.stderr.startswith(
        "ddllint.yaml:2:44: the settings name the role reader, and roles.sql does not make it"
    )


def test_two_owners(project: Path) -> None:
    roles = "roles: {one: {owner: true, login: true}, two: {owner: true, login: true}}\n"
    (project / "ddllint.yaml").write_text(f"specs: [specs]\n{roles}")
    outcome = typed()
    assert outcome.returncode == 2
    assert "`roles` names several owners: one, two" in outcome.stderr


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("form", ["json", "junit", "markdown", "github", "text"])
def test_formats(form: str) -> None:
    shown = typed("--stage", "roles", "--format", form)
    outcome = typed("--stage", "roles", "--format", form, "--report", "report")
    written = Path("report").read_text()
    assert (shown.returncode, outcome.returncode) == (0, 0)
    assert FORMS[form] in shown.stdout
    assert FORMS[form] in written
    assert outcome.stdout.startswith("roles  proven")


FORMS = {
    "json": '"proven": true',
    "junit": '<testsuite tests="2"',
    "markdown": "| roles | proven | 2 |",
    "github": "::notice title=ddllint verify::PostgreSQL",
    "text": "roles  proven",
}
