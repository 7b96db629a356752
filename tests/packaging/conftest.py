"""The project as others get it, and an environment without this test run in it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

_FILES = (
    "pyproject.toml", "setup.cfg", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "action.yml",
)  # fmt: skip
_FOLDERS = ("ddllint", "tools", "tests", "db", "contracts")
_OPTIONAL = ("ddllint.yaml", "rules")


@pytest.fixture(scope="session")
def copy_project() -> Callable[[Path], Path]:
    """Copies what it takes to install the project and to check its own specs."""
    return _copy_project


def _copy_project(target: Path) -> Path:
    target.mkdir(parents=True)
    for name in (*_FILES, *_FOLDERS, *_OPTIONAL):
        source = ROOT / name
        if source.is_dir():
            unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")
            shutil.copytree(source, target / name, ignore=unwanted)
        elif source.exists() or name not in _OPTIONAL:
            shutil.copy2(source, target / name)
    return target


@pytest.fixture(scope="session")
def clean_environment() -> dict[str, str]:
    """The environment without what hooks, actions, coverage and Python itself leave in it."""
    unwanted = (
        "GIT_",
        "PYTEST",
        "PYTHON",
        "GITHUB_",
        "COV",
        "DDLLINT_",
        "PRE_COMMIT",
        "VIRTUAL_ENV",
    )
    return {key: value for key, value in os.environ.items() if not key.startswith(unwanted)}
