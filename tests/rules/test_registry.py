"""What holds of every rule and code, and how one is found and explained."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from rule_fixtures import FIXTURES, catalog_of, contracts_of, migrations
from syrupy.assertion import SnapshotAssertion

from ddllint.catalog.builder import DEFAULT_POSTGRES
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Problem, Severity
from ddllint.migrate.replay import replay
from ddllint.migrate.scripts import scripts
from ddllint.revisions.model import Migration
from ddllint.revisions.read import read
from ddllint.rules.builtin import BUILTIN, Builtin
from ddllint.rules.explain import explain, option_pages
from ddllint.rules.registry import ALWAYS, OF_CONTRACTS, OF_MIGRATIONS, RULES, all_rules, find
from ddllint.rules.rule import Context, Family, Rule
from ddllint.settings.model import Tenancy
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

ENTRIES: tuple[Rule[Any] | Builtin, ...] = (*all_rules(), *BUILTIN)
SECTIONS = ["What it does", "Why", "Example", "Options", "References"]
BY_CODE = [pytest.param(entry, id=entry.meta.code) for entry in ENTRIES]
ONLY_RULES = [pytest.param(rule, id=rule.meta.code) for rule in all_rules()]


def section(documentation: str, name: str) -> str:
    """The text of a section."""
    return documentation.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_codes_and_names_are_unique() -> None:
    metas = [entry.meta for entry in ENTRIES]
    assert len({meta.code for meta in metas}) == len(metas)
    assert len({meta.name for meta in metas}) == len(metas)
    assert tuple(builtin.meta for builtin in BUILTIN) == ALWAYS


@pytest.mark.parametrize("entry", BY_CODE)
def test_metadata_is_well_formed(entry: Rule[Any] | Builtin) -> None:
    meta = entry.meta
    families = {
        "DDL": Family.HOUSE,
        "CON": Family.CONTRACT,
        "REF": Family.INTEGRITY,
        "TEN": Family.TENANCY,
        "NAM": Family.NAMING,
        "DSN": Family.DESIGN,
        "MIG": Family.SAFETY,
        "SQL": Family.SQL,
        "WVR": Family.WAIVERS,
    }
    assert re.fullmatch(r"[A-Z]{3}\d{3}", meta.code)
    assert meta.family == families[meta.code[:3]]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", meta.name)
    assert re.fullmatch(r"\d+\.\d+\.\d+", meta.since)
    assert meta.summary
    assert meta.summary[0].isupper()
    assert not meta.summary.endswith(".")


@pytest.mark.parametrize("entry", BY_CODE)
def test_documentation_has_its_sections(entry: Rule[Any] | Builtin) -> None:
    wanted = SECTIONS if isinstance(entry, Rule) else [s for s in SECTIONS if s != "Options"]
    assert re.findall(r"^## (.+)$", entry.documentation, re.MULTILINE) == wanted
    for name in wanted:
        assert section(entry.documentation, name).strip(), name
    summary = entry.documentation.split("\n", 1)[0]
    assert summary.endswith(".")
    assert summary.startswith(entry.meta.summary)


@pytest.mark.parametrize("rule", ONLY_RULES)
def test_options_are_plain_data_with_words(rule: Rule[Any]) -> None:
    assert issubclass(rule.options, msgspec.Struct)
    assert rule.options.__struct_config__.frozen
    assert rule.options.__struct_config__.forbid_unknown_fields
    assert rule.options.__doc__
    for page in option_pages(rule.options):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", page.name)
        assert page.description.endswith("."), page.name


@pytest.mark.parametrize("rule", ONLY_RULES)
def test_the_documented_options_are_all_there_are(rule: Rule[Any]) -> None:
    shown: dict[str, Any] = {}
    for block in blocks(section(rule.documentation, "Options"), "yaml"):
        shown |= yaml.safe_load(block)
    assert set(shown) == {page.name for page in option_pages(rule.options)}
    assert msgspec.convert(shown, rule.options) != rule.options() or not shown


@pytest.mark.parametrize("rule", ONLY_RULES)
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_the_documented_example_does_what_it_says(
    rule: Rule[Any], kind: str, tmp_path: Path
) -> None:
    language = "python" if rule.meta.code == "MIG110" else "sql"
    (shown,) = blocks(section(rule.documentation, "Example"), f"{language} {kind}")
    if language == "python":
        context = Context(Catalog(), Tenancy(), migrations=revised(tmp_path, shown))
    elif rule.meta.of_migrations:
        texts = {"example.sql": shown}
        context = Context(Catalog(), Tenancy(), migrations=migrations(texts))
    else:
        context = Context(
            catalog_of({"example.sql": shown}),
            Tenancy(),
            contracts_of(FIXTURES / rule.meta.code / "example"),
        )
    yielded = list(rule.check(context, rule.options()))
    assert any(isinstance(one, Problem) for one in yielded) is (kind == "bad")


def revised(folder: Path, code: str) -> tuple[Migration, ...]:
    """A revision that adds a column, with that downgrade, after one that makes the table."""
    ini = "[alembic]\nscript_location = %(here)s\nversion_locations = %(here)s/versions\n"
    (folder / "alembic.ini").write_text(ini + "path_separator = os\n")
    (folder / "versions").mkdir()
    base = "def upgrade():\n    op.execute('CREATE TABLE orders (id uuid PRIMARY KEY)')\n"
    adds = "def upgrade():\n    op.execute('ALTER TABLE orders ADD COLUMN note text')\n"
    for number, below, text in (("1", None, base), ("2", "1", adds + code)):
        head = f"from alembic import op\nrevision = {number!r}\ndown_revision = {below!r}\n"
        (folder / "versions" / f"{number}.py").write_text(head + text)
    found = scripts(replay(folder / "alembic.ini", shown=lambda path: path.name))
    return tuple(read(found, DEFAULT_POSTGRES, lambda path: path == "2.py"))


def test_rules_are_known_before_they_are_loaded() -> None:
    metas = tuple(rule.meta for rule in all_rules())
    assert metas == (*(rule.meta for rule in RULES), *OF_CONTRACTS, *OF_MIGRATIONS)
    assert all(meta.needs_contracts for meta in OF_CONTRACTS)
    assert {meta.family for meta in OF_CONTRACTS} == {Family.CONTRACT}
    assert all(meta.of_migrations for meta in OF_MIGRATIONS)
    assert not any(rule.meta.of_migrations for rule in RULES)
    assert {meta.family for meta in OF_MIGRATIONS} == {Family.SAFETY}


@pytest.mark.parametrize("code", ["SQL001", "SQL002"])
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_the_documented_example_of_what_is_not_read(code: str, kind: str) -> None:
    from ddllint.catalog.builder import build

    (text,) = blocks(section(find(code).documentation, "Example"), f"sql {kind}")
    parsed = parse_source(Source("example.sql", text.encode()))
    assert bool(parsed.problems) is ((code, kind) == ("SQL001", "bad"))
    assert bool(build([parsed]).refused) is ((code, kind) == ("SQL002", "bad"))


@pytest.mark.parametrize("entry", BY_CODE)
def test_is_found_by_code_and_by_name(entry: Rule[Any] | Builtin) -> None:
    assert find(entry.meta.code) is entry
    assert find(entry.meta.code.lower()) is entry
    assert find(entry.meta.name) is entry


@pytest.mark.parametrize(
    ("word", "help_text"),
    [
        ("DDL05", "Did you mean `DDL005` (row-security)?"),
        ("ddl05", "Did you mean `DDL005` (row-security)?"),
        ("row-securty", "Did you mean `DDL005` (row-security)?"),
        ("waiver-unusd", "Did you mean `WVR003` (waiver-unused)?"),
        ("xyzzy", "`ddllint rules` lists what there is."),
        ("", "`ddllint rules` lists what there is."),
    ],
)
def test_an_unknown_word_proposes_the_nearest(word: str, help_text: str) -> None:
    with pytest.raises(UsageError) as raised:
        find(word)
    assert raised.value.message == f"unknown rule `{word}`"
    assert raised.value.help == help_text


def test_severities() -> None:
    light = {e.meta.code for e in ENTRIES if e.meta.severity is not Severity.ERROR}
    house = {f"DDL00{number}" for number in range(1, 8)}
    assert light & (house | {meta.code for meta in ALWAYS}) == {"DDL007", "WVR003"}
    needs = {e.meta.code for e in ENTRIES if e.meta.needs_contracts}
    assert needs & house == {"DDL003"}


@pytest.mark.parametrize("code", ["DDL005", "DDL002", "DDL003", "WVR003"])
def test_explanation(code: str, snapshot: SnapshotAssertion) -> None:
    assert explain(find(code)) == snapshot


@pytest.mark.parametrize("entry", BY_CODE)
def test_explanation_tells_every_option(entry: Rule[Any] | Builtin) -> None:
    text = explain(entry)
    words = " ".join(text.split())
    assert text.startswith(f"# {entry.meta.code} {entry.meta.name}\n\n")
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    if isinstance(entry, Rule):
        for page in option_pages(entry.options):
            assert f"- `{page.name}` (" in text
            assert page.description in words
