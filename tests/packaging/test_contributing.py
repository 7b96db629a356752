"""Whoever follows CONTRIBUTING.md to the letter has a rule that passes the rules' tests."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PATH = re.compile(r"(?:--|#) (\S+)\n")


def blocks(page: str) -> list[tuple[str, str]]:
    """Language and text of each fence; one in Python may hold fences in its documentation."""
    found = []
    for start in re.finditer(r"^```(python|sql|diff)\n", page, re.MULTILINE):
        if any(start.start() < end for _, _, end in found):
            continue
        rest = page[start.end() :]
        mark = "\n)\n```\n" if start[1] == "python" else "\n```\n"
        end = rest.index(mark) + mark.rindex("```")
        found.append((start[1], rest[:end], start.end() + end))
    return [(language, text) for language, text, _ in found]


@pytest.mark.slow
def test_the_example_rule_passes_the_tests_of_rules(
    tmp_path: Path, copy_project: Callable[[Path], Path], clean_environment: dict[str, str]
) -> None:
    project = copy_project(tmp_path / "project")
    for language, text in blocks((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        if language == "diff":
            change_registry(project / "ddllint/rules/registry.py", text)
        else:
            named = _PATH.match(text)
            assert named is not None, text
            path = project / named[1]
            if not path.parent.exists():
                path.parent.mkdir()
                if language == "python":
                    (path.parent / "__init__.py").write_text('"""How tables are designed."""\n')
            path.write_text(text)

    def pytest_run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/rules", *arguments],
            cwd=project,
            env={**clean_environment, "PYTHONPATH": os.curdir},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    pytest_run("-q", "--snapshot-update", "-k", "DSN101")
    outcome = pytest_run("-q", "-k", "DSN101 or codes_and_names or every_fixture or mutant")
    assert outcome.returncode == 0, outcome.stdout
    passed = re.search(r"(\d+) passed", outcome.stdout)
    assert passed is not None
    assert int(passed[1]) > 10


def change_registry(path: Path, diff: str) -> None:
    """Add the lines of the diff before and after the lines that it shows as they are."""
    text = path.read_text()
    lines = diff.splitlines()
    for at, line in enumerate(lines):
        if line.startswith("+"):
            near = lines[at + 1] if at + 1 < len(lines) and lines[at + 1][0] == " " else None
            if near is not None:
                assert near[1:] in text
                text = text.replace(near[1:], f"{line[1:]}\n{near[1:]}", 1)
            else:
                assert lines[at - 1][1:] in text
                text = text.replace(lines[at - 1][1:], f"{lines[at - 1][1:]}\n{line[1:]}", 1)
    path.write_text(text)
