"""The hook, run by the real pre-commit in a repository of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = """\
CREATE TABLE tenants (id uuid PRIMARY KEY);
COMMENT ON TABLE tenants IS 'The customers.';
"""
BROKEN = "CREATE TABLE tenants (id uuid PRIMARY KEY);\n"


class Repository:
    """A git repository with specs and settings, and the hook's project beside it."""

    def __init__(self, folder: Path, project: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.project = project
        self.environment = environment

    def run(self, *command: str | Path, folder: Path | None = None) -> tuple[int, str]:
        outcome = subprocess.run(
            command,
            cwd=folder or self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return outcome.returncode, outcome.stdout

    def commit(self, folder: Path) -> None:
        for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "all")):
            status, printed = self.run("git", *command, folder=folder)
            assert status == 0, printed

    def try_hook(self, *arguments: str) -> tuple[int, str]:
        return self.run(
            sys.executable, "-m", "pre_commit", "try-repo", self.project, "ddllint", *arguments
        )


@pytest.fixture
def repository(
    tmp_path: Path,
    copy_project: Callable[[Path], Path],
    clean_environment: dict[str, str],
) -> Repository:
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **clean_environment,
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "PRE_COMMIT_COLOR": "never",
    }
    (home / "gitconfig").write_text(
        "[user]\nname = Test\nemail = test@example.org\n[init]\ndefaultBranch = main\n"
    )
    folder = tmp_path / "repository"
    (folder / "specs").mkdir(parents=True)
    (folder / "ddllint.yaml").write_text("extends: [ddllint:recommended]\nspecs: [specs]\n")
    (folder / "specs/tenants.sql").write_text(SPEC)
    (folder / "notes.txt").write_text("Nothing for a linter.\n")
    repository = Repository(folder, copy_project(tmp_path / "project"), environment)
    repository.commit(repository.project)
    repository.commit(folder)
    return repository


def test_the_manifest_is_valid(clean_environment: dict[str, str]) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"],
        env=clean_environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.slow
def test_the_hook_passes_clean_specs_and_fails_broken_ones(repository: Repository) -> None:
    status, printed = repository.try_hook("--all-files")
    assert (status, "Passed" in printed) == (0, True), printed

    (repository.folder / "specs/tenants.sql").write_text(BROKEN)
    # the changed file is not the one with the mistake: all specs are checked all the same
    status, printed = repository.try_hook("--files", "ddllint.yaml")
    assert status == 1, printed
    assert "specs/tenants.sql:1:14: error[DDL001] table-comment:" in printed
    assert "CREATE TABLE tenants" in printed


@pytest.mark.slow
def test_the_hook_is_left_out_when_nothing_changed_that_bears_on_it(
    repository: Repository,
) -> None:
    (repository.folder / "specs/tenants.sql").write_text(BROKEN)

    status, printed = repository.try_hook("--files", "notes.txt")

    assert (status, "Skipped" in printed) == (0, True), printed
