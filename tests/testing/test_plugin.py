"""The plug-in for pytest, in projects of its own: the one of the page, and broken ones."""

import configparser
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from ddllint.postgres.binaries import find_binaries
from ddllint.postgres.server import temporary_server

pytest_plugins = ["pytester"]

WHERE = """
import os

def test_where(ddllint_database):
    row = ddllint_database.administrator().execute("SHOW unix_socket_directories").fetchone()
    assert row[0] in os.environ["DDLLINT_DATABASE_URL"]
"""
ROOT = Path(__file__).resolve().parents[2]
PLUGIN = "ddllint.testing.plugin"
_FILE = re.compile(r"^```\w+\n(?:#|--) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """The files of the page; no plug-in but ours is loaded."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("DDLLINT_DATABASE_URL", raising=False)
    page = (ROOT / "docs/testing.md").read_text(encoding="utf-8")
    for name, text in _FILE.findall(page):
        path = pytester.path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return pytester


def ran(shop: pytest.Pytester) -> pytest.RunResult:
    return shop.runpytest_subprocess("-p", PLUGIN, "-p", "no:cacheprovider")


def test_the_example_of_the_page_passes(shop: pytest.Pytester) -> None:
    ran(shop).assert_outcomes(passed=2)


def test_workers_of_xdist_have_a_server_each(shop: pytest.Pytester) -> None:
    outcome = shop.runpytest_subprocess(
        "-p", PLUGIN, "-p", "no:cacheprovider", "-p", "xdist.plugin", "-n", "2"
    )

    outcome.assert_outcomes(passed=2)
    outcome.stdout.fnmatch_lines(["*2 workers*"])


def test_the_server_of_the_environment_is_taken_and_left_as_it_was(
    shop: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = "SELECT datname::text FROM pg_database UNION ALL SELECT rolname::text FROM pg_roles"
    with temporary_server(find_binaries()) as server:
        url = f"postgresql://{server.superuser}@/postgres?host={server.host}"
        monkeypatch.setenv("DDLLINT_DATABASE_URL", url)
        (shop.path / "test_where.py").write_text(WHERE)
        with server.connect("postgres", server.superuser) as connection:
            before = sorted(connection.execute(seen).fetchall())
        outcome = ran(shop)
        with server.connect("postgres", server.superuser) as connection:
            after = sorted(connection.execute(seen).fetchall())

    outcome.assert_outcomes(passed=3)
    assert after == before


def test_it_fails_when_the_policy_lets_everything_through(shop: pytest.Pytester) -> None:
    spec = shop.path / "specs/shop.sql"
    text = spec.read_text()
    spec.write_text(re.sub(r"USING \(.*\);", "USING (true);", text))
    assert spec.read_text() != text

    ran(shop).assert_outcomes(passed=1, failed=1)


def test_mistakes_are_told_with_their_place_and_without_a_traceback(
    shop: pytest.Pytester,
) -> None:
    spec = shop.path / "specs/shop.sql"
    spec.write_text(spec.read_text() + "CREATE INDEX wrong ON orders (nothing);\n")

    outcome = ran(shop)

    outcome.assert_outcomes(errors=2)
    outcome.stdout.fnmatch_lines(["ddllint: the specs cannot be applied: specs/shop.sql:13:1: *"])
    outcome.stdout.no_fnmatch_line("*Traceback*")
    outcome.stdout.no_fnmatch_line("*UsageError*")


def test_the_configuration_of_pytest_names_the_settings(shop: pytest.Pytester) -> None:
    (shop.path / "ddllint.yaml").rename(shop.path / "other.yaml")
    shop.makeini("[pytest]\nddllint_config = other.yaml\n")

    ran(shop).assert_outcomes(passed=2)


def test_the_entry_point_names_the_plug_in() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")

    assert config["options.entry_points"]["pytest11"].split() == ["ddllint", "=", PLUGIN]
    assert hasattr(import_module(PLUGIN), "ddllint_database")


def test_who_asks_for_no_fixture_pays_for_nothing() -> None:
    code = (
        f"import sys, pytest; before = set(sys.modules); import {PLUGIN};"
        "print(*sorted(set(sys.modules) - before))"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)

    assert outcome.stdout.split() == ["ddllint", "ddllint.testing", PLUGIN]
