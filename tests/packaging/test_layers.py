"""The import contracts of pyproject.toml: kept by the code, and broken by what they forbid."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(sys.executable).with_name("lint-imports")

OFFENCES = {
    "Imports go downwards only": ("catalog/offence.py", "import ddllint.rules.rule"),
    "Only ddllint.sql knows the parser": ("rules/offence.py", "import pglast"),
    "Only ddllint.postgres and ddllint.verify talk to a server": (
        "lint/offence.py",
        "import psycopg",
    ),
    "Only ddllint.migrate knows Alembic": ("postgres/offence.py", "import alembic"),
    "Only ddllint.contracts.views types views": ("contracts/offence.py", "import sqlglot"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy2(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "ddllint", tmp_path / "ddllint")
    return tmp_path


def test_the_code_keeps_every_contract(project: Path) -> None:
    outcome = lint_imports(project)

    assert outcome.returncode == 0, outcome.stdout
    assert [name for name in OFFENCES if f"{name} KEPT" not in outcome.stdout] == []


@pytest.mark.parametrize("contract", OFFENCES)
def test_a_contract_refuses_what_it_is_there_for(project: Path, contract: str) -> None:
    path, text = OFFENCES[contract]
    (project / "ddllint" / path).write_text(text + "\n")

    outcome = lint_imports(project)

    assert outcome.returncode == 1
    assert f"{contract} BROKEN" in outcome.stdout
    assert outcome.stdout.count(" BROKEN") == 1


def test_a_package_without_a_layer_is_refused(project: Path) -> None:
    (project / "ddllint/somewhere").mkdir()
    (project / "ddllint/somewhere/__init__.py").touch()

    outcome = lint_imports(project)

    assert outcome.returncode == 1
    assert "ddllint.somewhere" in outcome.stdout
