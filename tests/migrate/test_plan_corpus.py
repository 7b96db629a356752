"""Plans for each file of the catalog's corpus."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from plans import assert_same, catalog, comparable, down_steps, run, up_steps

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.migrate.operations import Group
from ddllint.migrate.plan import plan
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

TESTS = Path(__file__).parents[1]
CORPUS = sorted((TESTS / "catalog" / "corpus").glob("*.sql"))
SPECS = sorted((TESTS.parent / "db" / "docs" / "specs").glob("*.sql"))
_FROM = re.compile(r"-- from (\d+)$", re.MULTILINE)


def _corpus(path: Path) -> tuple[Catalog, int]:
    text = path.read_text()
    first = _FROM.search(text)
    major = int(first[1]) if first else 15
    return build([parse_source(Source(path.name, text.encode()))], postgres=major), major


def test_there_is_a_corpus() -> None:
    assert len(CORPUS) >= 30
    assert len(SPECS) >= 8


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_nothing_is_planned_between_equals(path: Path) -> None:
    """No phantom differences. What a plan cannot even make from nothing, it says."""
    held, major = _corpus(path)
    found = plan(held, held, postgres=major)
    assert found.operations == ()
    assert found.refusals == ()


UNPLANNABLE = {
    "foreign_table": {"create-table:t", "comment:t"},
    "range_canonical": {"create-type:r", "create-function:one_form(public.r)"},
}
"""What is refused although everything is allowed: servers and shells are not in the model."""


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_a_first_plan_reaches_each_file(path: Path) -> None:
    held, major = _corpus(path)
    found = plan(Catalog(), held, postgres=major)
    refused = {one.key for one in found.refusals}
    assert not refused or path.stem in UNPLANNABLE, found.refusals
    assert refused >= UNPLANNABLE.get(path.stem, set())


@pytest.fixture
def emptied(postgres_server: Server) -> Iterator[psycopg.Connection]:
    """As the owner of a new database, with the roles that the reference schema names."""
    superuser = postgres_server.superuser
    roles = ("migration_owner", "app_rw", "app_ro", "app_admin")
    with connect(postgres_server, "postgres", superuser, autocommit=True) as admin:
        for role in roles:
            admin.execute(f"CREATE ROLE {role} LOGIN".encode())
        admin.execute("GRANT app_admin TO migration_owner")
    try:
        with (
            fresh_database(postgres_server, owner="migration_owner") as name,
            connect(postgres_server, name, "migration_owner", autocommit=True) as connection,
        ):
            # a materialized view changes hands: its new owner must be allowed to make it
            connection.execute("GRANT CREATE ON SCHEMA public TO app_admin")
            yield connection
    finally:
        with connect(postgres_server, "postgres", superuser, autocommit=True) as admin:
            for role in roles:
                admin.execute(f"DROP ROLE {role}".encode())


def test_the_reference_schema_comes_in_four_groups(emptied: psycopg.Connection) -> None:
    specs = catalog(*[path.read_text() for path in SPECS])
    found = plan(Catalog(), specs)
    assert not found.refusals
    groups = [one.group for one in found.operations]
    assert groups == sorted(groups, key=list(Group).index)
    assert {one.kind for one in found.of(Group.ROW_SECURITY)} == {
        "comment",
        "create-policy",
        "enable-row-security",
        "force-row-security",
    }
    assert {one.kind for one in found.of(Group.GRANTS)} == {"grant"}
    run(emptied, up_steps(found))
    live = read_catalog(emptied, owner="migration_owner")
    assert_same(comparable(live), comparable(specs), "the reference schema")
    run(emptied, down_steps(found))
    assert not read_catalog(emptied, owner="migration_owner").tables
    run(emptied, up_steps(found))
    again = read_catalog(emptied, owner="migration_owner")
    assert_same(comparable(again), comparable(specs), "the reference schema a second time")


def test_the_reference_schema_keeps_its_own_words() -> None:
    texts = {path: path.read_text() for path in SPECS}
    found = plan(Catalog(), catalog(*texts.values()))
    everything = "\n".join(texts.values())
    for one in found.operations:
        if one.kind in ("create-table", "create-view", "create-index", "create-policy", "comment"):
            statement = one.up[0].sql.rpartition("\n-- ")[2].partition("\n")[2]
            assert (statement or one.up[0].sql) in everything, one.key
