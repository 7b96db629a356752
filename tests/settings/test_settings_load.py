import datetime
from pathlib import Path

import pytest

from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Severity
from ddllint.settings.load import find, load, without_file
from ddllint.settings.model import Role, Settings, Tenancy


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, path: str = "ddllint.yaml") -> str:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


MISTAKES = {
    "unknown key": (
        "specs: [db]\nfailon: error\n",
        "ddllint.yaml:2:1: unknown key `failon`",
        "Did you mean `fail-on`?",
    ),
    "unknown key without a likeness": (
        "zzz: 1\n",
        "ddllint.yaml:1:1: unknown key `zzz`",
        (
            "Known are: extends, specs, ignore, contracts, validate-contracts, mapping, alembic, "
            "roles-file, migrations, migration-transactions, postgres, fail-on, tenancy, roles, "
            "docs, results, emit, plugins, rules, waivers."
        ),
    ),
    "unknown key below": (
        "tenancy:\n  colum: tenant_id\n",
        "ddllint.yaml:2:3: unknown key `colum` in `tenancy`",
        "Did you mean `column`?",
    ),
    "unknown key of a role": (
        "roles:\n  app_admin: {bypass-rls: true}\n",
        "ddllint.yaml:2:15: unknown key `bypass-rls` in `roles.app_admin`",
        "Did you mean `bypasses-rls`?",
    ),
    "text for a list": (
        "specs: db/docs/specs\n",
        "ddllint.yaml:1:8: `specs` must be a list, not the text 'db/docs/specs'",
        "",
    ),
    "wrong item": (
        "specs:\n  - db\n  - {a: 1}\n",
        "ddllint.yaml:3:5: `specs[1]` must be text, not a mapping",
        "",
    ),
    "empty value": (
        "specs:\nfail-on: error\n",
        "ddllint.yaml:1:7: `specs` must be a list, not nothing",
        "",
    ),
    "unknown severity": (
        "fail-on: warn\n",
        "ddllint.yaml:1:10: `fail-on` must be one of error, warning, info, not the text 'warn'",
        "Did you mean `warning`?",
    ),
    "number for text": (
        "postgres: 15\n",
        "ddllint.yaml:1:11: `postgres` must be one of 14, 15, 16, 17, 18, 19, not the number 15",
        'Write it in quotes: "15".',
    ),
    "old server": (
        "postgres: '9.6'\n",
        "ddllint.yaml:1:11: `postgres` must be one of 14, 15, 16, 17, 18, 19, not the text '9.6'",
        "Known are: 14, 15, 16, 17, 18, 19.",
    ),
    "number for a flag": (
        "roles: {owner: {owner: 1}}\n",
        "ddllint.yaml:1:24: `roles.owner.owner` must be true or false, not the number 1",
        "",
    ),
    "yaml 1.1 flag": (
        "roles: {owner: {owner: yes}}\n",
        "ddllint.yaml:1:24: `roles.owner.owner` must be true or false, not the text 'yes'",
        "",
    ),
    "unknown privilege": (
        "roles:\n  rw:\n    tables:\n      orders: [select, insrt]\n",
        (
            "ddllint.yaml:4:24: `roles.rw.tables.orders[1]` must be one of select, insert, update, "
            "delete, truncate, references, trigger, not the text 'insrt'"
        ),
        "Did you mean `insert`?",
    ),
    "rule that is no mapping": (
        "rules: {DDL001: off}\n",
        "ddllint.yaml:1:17: `rules.DDL001` must be a mapping, not the text 'off'",
        "",
    ),
    "waiver without a code": (
        "waivers:\n  a.sql#t.c:\n    - {reason: old}\n",
        "ddllint.yaml:3:7: `waivers.a.sql#t.c[0]` lacks the key `code`",
        "",
    ),
    "waiver with a date that is none": (
        "waivers:\n  a.sql#t.c:\n    - {code: DDL001, until: 2027-02-30}\n",
        (
            "ddllint.yaml:3:29: `waivers.a.sql#t.c[0].until` must be a date (YYYY-MM-DD), not the "
            "text '2027-02-30'"
        ),
        "",
    ),
    "waiver for no object": (
        "waivers:\n  a.sql: []\n",
        "ddllint.yaml:2:3: `a.sql` does not name a file and an object",
        "Write `path#table.column`, as in `db/specs/orders.sql#orders.total`.",
    ),
    "rule where files are ignored": (
        "ignore: [drafts, DDL]\n",
        "ddllint.yaml:1:18: `ignore` names files and folders, and `DDL` looks like a rule",
        'A rule is turned off under `rules`, as in `DDL007: {severity: "off"}`.',
    ),
    "list instead of a mapping": (
        "- specs\n",
        "ddllint.yaml:1:1: the file must be a mapping, not a list",
        "",
    ),
    "key written twice": (
        "specs: [a]\nspecs: [b]\n",
        "ddllint.yaml:2:1: the key `specs` is written twice",
        None,
    ),
    "not YAML": ("specs: [a\n", "ddllint.yaml:2:1: not valid YAML", None),
    "unknown ruleset": (
        "extends: [ddllint:recomended]\n",
        "ddllint.yaml:1:11: unknown ruleset `ddllint:recomended`",
        "Did you mean `ddllint:recommended`?",
    ),
    "missing ruleset": (
        "extends: [ddllint:strict, rules/house.yaml]\n",
        "ddllint.yaml:1:27: rules/house.yaml does not exist",
        "",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_told_at_its_place(name: str) -> None:
    text, message, help = MISTAKES[name]
    with pytest.raises(UsageError) as caught:
        load(written(text))
    if help is None:
        assert str(caught.value).startswith(message)
    else:
        assert (str(caught.value), caught.value.help) == (message, help)


def test_a_folder_may_be_called_as_a_rule(folder: Path) -> None:
    (folder / "DDL").mkdir()
    assert load(written("ignore: [DDL]\n")).settings.ignore == ("DDL",)


def test_a_mistake_in_a_ruleset_is_told_in_the_ruleset() -> None:
    written("tenancy: {unset: loud}\n", "rules/house.yaml")
    with pytest.raises(UsageError) as caught:
        load(written("extends: [rules/house.yaml]\n"))
    assert str(caught.value) == (
        "rules/house.yaml:1:18: `tenancy.unset` must be one of quiet, raise, not the text 'loud'"
    )


def test_circle_is_refused_with_its_members() -> None:
    written("extends: [../ddllint.yaml]\n", "rules/b.yaml")
    written("extends: [b.yaml]\n", "rules/a.yaml")
    with pytest.raises(UsageError) as caught:
        load(written("extends: [rules/a.yaml]\n"))
    assert str(caught.value) == (
        "rules/b.yaml:1:11: the settings extend themselves: "
        "ddllint.yaml extends rules/a.yaml extends rules/b.yaml extends ddllint.yaml"
    )


def test_the_same_ruleset_by_two_ways_is_no_circle() -> None:
    written("fail-on: info\n", "base.yaml")
    written("extends: [base.yaml]\n", "a.yaml")
    written("extends: [base.yaml]\n", "b.yaml")
    assert load(written("extends: [a.yaml, b.yaml]\n")).settings.fail_on is Severity.INFO


def test_later_overrides_earlier_and_the_file_overrides_all() -> None:
    written("postgres: '14'\nfail-on: warning\ntenancy: {column: org, type: int4}\n", "a.yaml")
    written("postgres: '16'\ntenancy: {column: firm}\n", "b.yaml")
    loaded = load(written("extends: [ddllint:strict, a.yaml, b.yaml]\nfail-on: error\n"))
    assert loaded.settings.postgres == "16"
    assert loaded.settings.fail_on is Severity.ERROR
    assert loaded.settings.tenancy == Tenancy(column="firm", type="int4")
    assert [layer.name for layer in loaded.layers] == [
        "ddllint:strict",
        "a.yaml",
        "b.yaml",
        "ddllint.yaml",
    ]


def test_rules_are_merged_option_by_option() -> None:
    written("rules: {DDL007: {severity: info, each: true}, DDL001: {severity: off}}\n", "a.yaml")
    loaded = load(written("extends: [a.yaml]\nrules: {DDL007: {severity: error}}\n"))
    assert loaded.settings.rules == {
        "DDL007": {"severity": "error", "each": True},
        "DDL001": {"severity": "off"},
    }
    assert str(loaded.place(("rules", "DDL007", "each"))) == "a.yaml:1:40"
    assert str(loaded.place(("rules", "DDL007", "severity"))) == "ddllint.yaml:2:28"


def test_paths_belong_to_the_file_that_they_are_written_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(
        (
            "specs: [../db/specs]\nignore: [old/*]\nmapping: ../map.yaml\n"
            "alembic: ../db/alembic.ini\n"
            "waivers: {../db/specs/a.sql#t.c: [{code: DDL001, reason: old}]}\n"
        ),
        "rules/house.yaml",
    )
    written("extends: [rules/house.yaml]\ncontracts: [./api/]\n")
    Path("deep/down").mkdir(parents=True)
    monkeypatch.chdir(folder / "deep" / "down")
    path = find()
    assert path == str(folder / "ddllint.yaml")
    loaded = load(path)
    assert loaded.path == "../../ddllint.yaml"
    assert loaded.settings.specs == ("db/specs",)
    assert loaded.settings.ignore == ("rules/old/*",)
    assert loaded.settings.mapping == "map.yaml"
    assert loaded.settings.alembic == "db/alembic.ini"
    assert loaded.settings.contracts == ("api",)
    assert list(loaded.settings.waivers) == ["db/specs/a.sql#t.c"]
    assert loaded.from_here("db/specs") == "../../db/specs"
    place = loaded.place(("waivers", "db/specs/a.sql#t.c", 0))
    assert str(place) == "../../rules/house.yaml:5:35"


def test_waivers_are_typed() -> None:
    loaded = load(
        written("waivers:\n  a.sql#t.c:\n    - {code: DDL001, reason: old, until: 2027-06-30}\n")
    )
    (entry,) = loaded.settings.waivers["a.sql#t.c"]
    assert (entry.code, entry.reason, entry.until) == (
        "DDL001",
        "old",
        datetime.date(2027, 6, 30),
    )


def test_roles_are_typed() -> None:
    loaded = load(
        written(
            "roles:\n  rw: {tenant-tables: [select], tables: {tenants: [select]}, login: true}\n"
        )
    )
    role = Role(tenant_tables=("select",), tables={"tenants": ("select",)}, login=True)
    assert loaded.settings.roles == {"rw": role}


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}\n"])
def test_an_empty_file_leaves_the_defaults(text: str) -> None:
    assert load(written(text)).settings == Settings()


def test_the_nearest_file_counts(folder: Path) -> None:
    written("", "ddllint.yaml")
    nearest = written("", "a/ddllint.yaml")
    Path("a/b").mkdir()
    assert find("a/b") == str(folder / nearest)


def test_no_file_anywhere_means_the_recommended_rules(folder: Path) -> None:
    loaded = without_file()
    assert (loaded.settings, loaded.path, loaded.folder) == (Settings(), "", str(folder))


def test_a_missing_file_is_told() -> None:
    with pytest.raises(UsageError, match=r"^absent\.yaml: cannot be read: no such file"):
        load("absent.yaml")
