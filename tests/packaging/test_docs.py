"""The pages agree with the program, and their links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from ddllint.rules.registry import ALWAYS, all_rules
from ddllint.settings.model import Documents, Results, Settings, Tenancy

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "bench/README.md"])
_LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)(?:#[^)\s]*)?\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def render(*arguments: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, root / "tools/render_rule_pages.py", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_pages_of_the_rules_are_current() -> None:
    outcome = render("--check")

    assert outcome.returncode == 0, outcome.stderr


def test_pages_that_are_not_current_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    script = (ROOT / "tools/render_rule_pages.py").read_text(encoding="utf-8")
    (tmp_path / "tools/render_rule_pages.py").write_text(script)
    assert render(root=tmp_path).returncode == 0
    assert render("--check", root=tmp_path).returncode == 0
    pages = tmp_path / "docs/rules"
    (pages / "DDL001.md").unlink()
    (pages / "DDL002.md").write_text("edited")
    (pages / "DDL999.md").write_text("of no rule")

    outcome = render("--check", root=tmp_path)

    assert outcome.returncode == 1
    assert outcome.stderr.splitlines() == [
        "docs/rules/DDL001.md is missing",
        "docs/rules/DDL999.md is of no rule",
        "docs/rules/DDL002.md is out of date",
        "Run `python tools/render_rule_pages.py`.",
    ]
    assert render(root=tmp_path).returncode == 0
    assert {page.stem for page in pages.iterdir()} == {
        "README",
        *(meta.code for meta in (*(rule.meta for rule in all_rules()), *ALWAYS)),
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))

    assert [link for link in _LINK.findall(text) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("of", [Settings, Tenancy, Documents, Results])
def test_every_setting_is_described(of: type[msgspec.Struct]) -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)

    assert {field.encode_name for field in msgspec.structs.fields(of)} - set(described) == set()


def test_nothing_else_is_described_as_a_setting() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    described = re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)
    known = [
        f.encode_name
        for of in (Settings, Tenancy, Documents, Results)
        for f in msgspec.structs.fields(of)
    ]

    assert sorted(described) == sorted(known)


def test_every_code_about_waivers_is_described() -> None:
    page = (ROOT / "docs/waivers.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(WVR\d+)\].*\| (\w+) \|$", page, re.MULTILINE)

    assert rows == [
        (meta.code, meta.severity.value) for meta in ALWAYS if meta.code.startswith("WVR")
    ]


def test_the_changelog_has_the_version() -> None:
    from ddllint import __version__

    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}$", text, re.MULTILINE)
