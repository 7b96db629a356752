"""The GitHub action: valid, and its scripts run as GitHub's runner would run them."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SCRIPTS = {step["name"]: step for step in STEPS if "run" in step}

TENANTS = "CREATE TABLE tenants (id uuid PRIMARY KEY);\n"
COMMENT = "COMMENT ON TABLE tenants IS 'The customers.';\n"
WARNED = """\
CREATE TABLE notes (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
    posted_at timestamptz NOT NULL
);
"""


@dataclass(frozen=True)
class Outcome:
    status: int
    printed: str
    summary: str


@dataclass(frozen=True)
class Runner:
    """What GitHub's runner does for a composite action's `run` step."""

    temp: Path
    source: Path
    environment: dict[str, str]
    inputs: dict[str, str] = field(default_factory=dict)

    def run(self, name: str, folder: Path, **inputs: str) -> Outcome:
        step = SCRIPTS[name]
        values = {
            "steps.python.outputs.python-path": sys.executable,
            "github.action_path": str(self.source),
            **{f"inputs.{key}": given["default"] for key, given in ACTION["inputs"].items()},
            **{f"inputs.{key.replace('_', '-')}": value for key, value in inputs.items()},
        }
        summary = self.temp / "summary.md"
        summary.write_text("")
        environment = {
            **self.environment,
            **{key: expanded(str(value), values) for key, value in step["env"].items()},
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.temp),
            "RUNNER_OS": "Linux",
        }
        script = self.temp / "script.sh"
        script.write_text(expanded(step["run"], values))
        outcome = subprocess.run(
            # GitHub Docs, Workflow syntax, `shell: bash`
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Outcome(outcome.returncode, outcome.stdout, summary.read_text())


def expanded(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{\{\s*(.*?)\s*\}\}", lambda found: values[found[1]], text)


@pytest.fixture(scope="module")
def runner(
    tmp_path_factory: pytest.TempPathFactory,
    copy_project: Callable[[Path], Path],
    clean_environment: dict[str, str],
) -> Runner:
    """A runner that has run the installing step."""
    folder = tmp_path_factory.mktemp("runner")
    runner = Runner(folder, copy_project(folder / "action"), clean_environment)
    outcome = runner.run("Install ddllint", folder)
    assert outcome.status == 0, outcome.printed
    return runner


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "specs").mkdir(parents=True)
    (folder / "ddllint.yaml").write_text("extends: [ddllint:recommended]\nspecs: [specs]\n")
    (folder / "specs/tenants.sql").write_text(TENANTS + COMMENT)
    return folder


def test_the_action_is_valid() -> None:
    outcome = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.github-actions", ROOT / "action.yml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 0, outcome.stdout


def test_no_expression_stands_in_a_script() -> None:
    assert SCRIPTS
    assert [name for name, step in SCRIPTS.items() if "${{" in step["run"]] == []


def test_every_input_is_used() -> None:
    used = set(re.findall(r"inputs\.([\w-]+)", (ROOT / "action.yml").read_text(encoding="utf-8")))

    assert used == set(ACTION["inputs"])


@pytest.mark.slow
def test_clean_specs_pass(runner: Runner, repository: Path) -> None:
    outcome = runner.run("Check", repository)

    assert outcome.status == 0, outcome.printed
    assert "::error" not in outcome.printed
    assert "::notice title=ddllint::1 file, 2 statements" in outcome.printed
    assert "no findings" in outcome.summary


@pytest.mark.slow
def test_broken_specs_are_annotated_and_fail(runner: Runner, repository: Path) -> None:
    (repository / "specs/tenants.sql").write_text(TENANTS)

    outcome = runner.run("Check", repository)

    assert outcome.status == 1
    assert (
        "::error file=specs/tenants.sql,line=1,col=14,endLine=1,endColumn=21,"
        "title=DDL001 table-comment::table `tenants` has no comment%0A"
    ) in outcome.printed
    assert "| DDL001 table-comment |" in outcome.summary


@pytest.mark.slow
@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({"select": "DDL007"}, 0),
        ({"select": "DDL007", "fail_on": "warning"}, 1),
        ({"select": "DDL001,DDL007", "ignore": "DDL007"}, 1),
        ({"select": "DDL", "ignore": "DDL001,DDL005"}, 0),
        ({"select": "DDL001", "paths": "specs/tenants.sql"}, 0),
        ({"select": "DDL001", "paths": "\nspecs/tenants.sql\nspecs/notes.sql\n"}, 1),
        ({"select": "DDL001", "config": "off.yaml"}, 0),
        ({"paths": "nowhere"}, 2),
        ({"config": "nowhere.yaml"}, 2),
        ({"fail_on": "nonsense"}, 2),
    ],
)
def test_inputs_reach_the_check(
    runner: Runner, repository: Path, inputs: dict[str, str], status: int
) -> None:
    (repository / "specs/notes.sql").write_text(WARNED)
    (repository / "off.yaml").write_text("specs: [specs/tenants.sql]\n")

    outcome = runner.run("Check", repository, **inputs)

    assert outcome.status == status, outcome.printed


@pytest.mark.slow
@pytest.mark.parametrize("name", ["paths", "config", "fail_on", "select", "ignore"])
def test_an_input_is_never_a_command(runner: Runner, repository: Path, name: str) -> None:
    hostile = "$(touch pwned)`touch pwned`'; touch pwned; \"; touch pwned"

    outcome = runner.run("Check", repository, **{name: hostile})

    assert outcome.status == 2
    assert not (repository / "pwned").exists()


@pytest.mark.slow
def test_a_path_that_looks_like_an_option_is_a_path(runner: Runner, repository: Path) -> None:
    outcome = runner.run("Check", repository, paths="--help")

    assert outcome.status == 2
    assert "--help does not exist" in outcome.printed
