"""The commands that look things up, and the promises about starting quickly."""

import json
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest
import yaml

from ddllint import __version__
from ddllint.cli.commands import COMMANDS, group
from ddllint.cli.main import main
from ddllint.rules.registry import ALWAYS, all_rules
from ddllint.settings.load import load

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def output(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    assert main(list(arguments)) == 0
    return capfdbinary.readouterr().out.decode()


def test_rules_are_listed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    listed = output(capfdbinary, "rules").splitlines()
    metas = [*(rule.meta for rule in all_rules()), *ALWAYS]
    assert [line.split()[:3] for line in listed] == [
        [meta.code, meta.name, meta.severity.value] for meta in metas
    ]
    document = json.loads(output(capfdbinary, "rules", "--format", "json"))
    assert [entry["code"] for entry in document] == [meta.code for meta in metas]
    assert set(document[0]) == {"code", "name", "family", "severity", "summary", "since"}


@pytest.mark.parametrize("word", ["DDL005", "ddl005", "row-security"])
def test_a_rule_is_explained(word: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert output(capfdbinary, "explain", word).startswith("# DDL005 row-security\n")


def test_an_unknown_rule_is_told(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["explain", "DDL05"]) == 2
    assert capfdbinary.readouterr().err == (
        b"ddllint: unknown rule `DDL05`\n  help: Did you mean `DDL005` (row-security)?\n"
    )


def test_settings_are_shown_so_that_they_can_be_read_again(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    own = str(ROOT / "ddllint.yaml")
    shown = output(capfdbinary, "settings", "--config", own)
    assert shown.splitlines()[0].endswith("rules/house.yaml, ddllint:recommended")
    Path("again.yaml").write_text(shown, encoding="utf-8")
    assert (
        output(capfdbinary, "settings", "--config", "again.yaml").splitlines()[1:]
        == (shown.splitlines()[1:])
    )
    before, after = load(own).settings, load("again.yaml").settings
    assert (after.roles, after.tenancy, after.specs) == (before.roles, before.tenancy, before.specs)
    assert after.rules["DDL007"]["time-columns"] == before.rules["DDL007"]["time-columns"]


def test_settings_without_a_file_are_the_recommended_rules(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    shown = yaml.safe_load(output(capfdbinary, "settings", "--no-config"))
    assert {code: entry["severity"] for code, entry in shown["rules"].items()} == {
        meta.code: meta.severity.value for meta in (*(rule.meta for rule in all_rules()), *ALWAYS)
    }


def schema(capfdbinary: pytest.CaptureFixture[bytes]) -> jsonschema.Draft202012Validator:
    document = json.loads(output(capfdbinary, "settings", "--schema"))
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


@pytest.mark.parametrize("path", ["ddllint.yaml", "rules/house.yaml"])
def test_the_repositorys_settings_are_as_the_schema_says(
    path: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
    assert [error.message for error in schema(capfdbinary).iter_errors(data)] == []


@pytest.mark.parametrize(
    "data",
    [
        {"failon": "error"},
        {"fail-on": "warn"},
        {"specs": "db"},
        {"rules": {"DDL001": {"column": []}}},
        {"rules": {"DDL007": {"time-columns": "at"}}},
        {"rules": {"DDL999": {}}},
        {"rules": {"SQL001": {"severity": "off"}}},
        {"roles": {"rw": {"tenant-tables": ["drop"]}}},
        {"waivers": {"a.sql#t": [{"reason": "no code"}]}},
    ],
)
def test_the_schema_refuses_mistakes(
    data: dict[str, object], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert not schema(capfdbinary).is_valid(data)


def test_the_schema_describes_every_option(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    definitions = schema(capfdbinary).schema["$defs"]
    rules = definitions["Settings"]["properties"]["rules"]["properties"]
    bare = [
        f"{code}.{name}"
        for code, entry in rules.items()
        for name, option in entry["properties"].items()
        if not option.get("description")
    ]
    assert bare == []
    keys = {
        f"{name}.{key}"
        for name in ("Settings", "Tenancy", "Role", "WaiverEntry")
        for key, value in definitions[name]["properties"].items()
        if not value.get("description") and "$ref" not in value
    }
    assert keys == set()


def test_version(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert output(capfdbinary, "--version") == f"ddllint {__version__}\n"


def test_every_command_says_of_itself_what_the_group_says_of_it() -> None:
    context = click.Context(group)
    for name, (_, help) in COMMANDS.items():
        command = group.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(200) == help


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--version"], {"click", "msgspec", "pglast", "yaml"}),
        (["--help"], {"msgspec", "pglast", "yaml", "difflib"}),
        (["rules"], {"pglast.ast", "jsonschema", "sqlglot"}),
        (["check", "a.sql"], {"jsonschema", "referencing", "sqlglot", "psycopg", "difflib"}),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(
    arguments: list[str], absent: set[str]
) -> None:
    Path("a.sql").write_text("select 1;", encoding="utf-8")
    code = (
        "import sys\n"
        "from ddllint.cli.main import main\n"
        f"code = main({arguments!r})\n"
        "print(code, *sys.modules, file=sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    code_, *modules = run.stderr.split()
    assert code_ == "0"
    assert absent.isdisjoint(modules)
