"""The examples of the README and the pages under docs/ print what the pages say."""

from pathlib import Path

import pytest
from console_examples import Command, environment, promised, renewed, replay, settled

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "README.md",
    "docs/settings.md",
    "docs/waivers.md",
    "docs/output-formats.md",
    "docs/diff.md",
    "docs/migrations.md",
    "docs/migrations-lint.md",
    "docs/documents.md",
    "docs/verify.md",
    "docs/gates.md",
)


@pytest.fixture(name="environment")
def environment_of_the_examples(clean_environment: dict[str, str]) -> dict[str, str]:
    return environment(clean_environment)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_tells_what_is_really_printed(
    name: str, tmp_path: Path, environment: dict[str, str]
) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")

    assert promised(page), f"{name} has no example"
    assert settled(replay(page, tmp_path, environment)) == settled(promised(page))


def test_the_readme_shows_a_finding_on_its_first_screen() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40]

    assert "$ ddllint check specs" in first_screen
    assert any("error[" in line for line in first_screen)
    assert any(set(line.strip(" |")) == {"^"} for line in first_screen)


def test_a_wrong_example_is_noticed(tmp_path: Path, environment: dict[str, str]) -> None:
    page = "```console\n$ printf 'one\\n'\ntwo\n$ false\n$ echo $?\n1\n```\n"

    assert replay(page, tmp_path, environment) == [
        Command("printf 'one\\n'", "one\n"),
        Command("false", ""),
        Command("echo $?", "1\n"),
    ]
    assert promised(page)[0] == Command("printf 'one\\n'", "two\n")


def test_files_of_a_page_are_made(tmp_path: Path, environment: dict[str, str]) -> None:
    page = "```sql\n-- a/b.sql\nSELECT 1;\n```\n\n```console\n$ cat a/b.sql\n```\n"

    assert replay(page, tmp_path, environment) == [
        Command("cat a/b.sql", "-- a/b.sql\nSELECT 1;\n")
    ]


def test_a_page_can_be_renewed(tmp_path: Path, clean_environment: dict[str, str]) -> None:
    page = "Before\n\n```console\n$ printf 'one\\n'\ntwo\n```\n\n```sql\nSELECT 1;\n```\n"

    assert renewed(page, tmp_path, clean_environment) == page.replace("two", "one")


def test_only_what_depends_on_the_machine_may_differ() -> None:
    def told(printed: str) -> list[Command]:
        return settled([Command("x", printed)])

    assert told("PostgreSQL 18.6: 2 proven in 1.5 s\n") == told(
        "PostgreSQL 17.1: 2 proven in 9.0 s\n"
    )
    assert told("PostgreSQL 18.6: 2 proven in 1.5 s\n") != told(
        "PostgreSQL 18.6: 3 proven in 1.5 s\n"
    )
    assert told("1.5 seconds, 1.5 s or so\n") != told("1.6 seconds, 1.5 s or so\n")
