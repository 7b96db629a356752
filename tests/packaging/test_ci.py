"""The scripts that run the checks: all of them run, any failure fails, errors say what to do.

The programs are stand-ins here; the real ones run when this test runs.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STEPS = [
    "ruff check .",
    "ruff format --check .",
    "mypy",
    "mypy --strict bench tools",
    "lint-imports --no-cache",
    "pytest -n 2 --dist loadscope --cov --cov-report=term",
]
COVERED = [
    f"coverage report --include=*/ddllint/{layer}/* --format=total --fail-under=95"
    for layer in ("sql", "catalog", "rules")
]
"""After a run of all tests."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("tools/test", ".ci/run"):
        target = tmp_path / name
        target.parent.mkdir()
        shutil.copy2(ROOT / name, target)
    (tmp_path / "bin").mkdir()
    for name in ("ruff", "mypy", "lint-imports", "pytest", "coverage"):
        stand_in(
            tmp_path / "bin" / name,
            f'echo "{name} $*" | sed "s/ *$//" >> calls\n'
            f'case "{name} $*" in "${{FAILING:-nothing}}"*) exit 1 ;; esac\n'
            f'echo "=== the end of {name} ==="',
        )
    return tmp_path


def stand_in(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def run(
    project: Path, script: str, *arguments: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(project / "bin"), os.environ["PATH"]))
    return subprocess.run(
        [project / script, *arguments],
        cwd="/",
        env={"PATH": path, "HOME": str(project), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def calls(project: Path) -> list[str]:
    return (project / "calls").read_text().splitlines()


def test_every_check_runs(project: Path) -> None:
    outcome = run(project, "tools/test")

    assert outcome.returncode == 0
    assert calls(project) == [*STEPS, *COVERED]
    assert "=== the end of pytest ===" in outcome.stdout.splitlines()


@pytest.mark.parametrize("step", [*STEPS, *COVERED])
def test_any_failure_fails_and_all_checks_run_all_the_same(project: Path, step: str) -> None:
    outcome = run(project, "tools/test", FAILING=step)

    assert outcome.returncode == 1
    assert calls(project) == [*STEPS, *COVERED]
    before = step in STEPS[:-1]
    assert ("FAILED before pytest:" in outcome.stdout) is before


def test_arguments_go_to_pytest(project: Path) -> None:
    run(project, "tools/test", "-k", "one or two")

    assert calls(project)[-1] == f"{STEPS[-1]} -k one or two"


def test_ci_calls_the_one_command(project: Path) -> None:
    stand_in(
        project / "bin/python",
        'echo "python $*" >> calls\n'
        f'[ "$2" != venv ] || {{ mkdir -p "$3/bin"; cp {project}/bin/python "$3/bin/python"; }}',
    )

    outcome = run(project, ".ci/run", "-k", "one", PYTHON="python", FAILING="mypy --strict")

    called = calls(project)
    assert outcome.returncode == 1
    assert [line for line in called if line.startswith("python -m pip install")] == [
        "python -m pip install --quiet .[test]"
    ]
    assert called[-1] == f"{STEPS[-1]} -k one"
    venv = next(line for line in called if line.startswith("python -m venv ")).split()[-1]
    assert not Path(venv).exists(), "the environment is removed"


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('[ "$2" != venv ]', "apt-get install python3-venv"),
        ('[ "$1" != -c ]', "set PYTHON to Python 3.11 or later"),
    ],
    ids=["no venv", "too old"],
)
def test_ci_says_what_is_missing(project: Path, script: str, told: str) -> None:
    stand_in(project / "bin/python", script)

    outcome = run(project, ".ci/run", PYTHON="python")

    assert outcome.returncode == 1
    assert told in outcome.stderr
    assert outcome.stderr.startswith("ci: ")


def test_ci_says_that_there_is_no_python(project: Path) -> None:
    outcome = run(project, ".ci/run", PYTHON="python-that-is-not-there")

    assert outcome.returncode == 1
    assert outcome.stderr == (
        "ci: there is no python-that-is-not-there; install Python 3.11 or later\n"
    )
