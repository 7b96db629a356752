"""A plan for each property that the catalog holds: what changes it alone, there and back.

The changes are those that prove the catalog's facts complete (`tests/catalog/facts_changes.txt`).
"""

import functools
from collections.abc import Iterator

import psycopg
import pytest
from msgspec import structs
from plans import EVERYTHING, assert_same, catalog, down_steps, run, up_steps
from test_facts import SCHEMA, Change, changes

from ddllint.catalog.model import Catalog
from ddllint.migrate.operations import Plan
from ddllint.migrate.plan import plan
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server

CHANGES = list(changes())


@functools.cache
def _before(major: int) -> tuple[Catalog, Plan]:
    """The schema before each change, and the plan that makes it."""
    old = catalog(SCHEMA, postgres=major)
    made = plan(Catalog(), old, postgres=major)
    assert not made.refusals
    return old, made


@pytest.fixture(scope="module")
def alone(postgres_server: Server) -> Iterator[psycopg.Connection]:
    """A database with the schema, as the superuser; each change is taken back in it."""
    user = postgres_server.superuser
    with connect(postgres_server, "postgres", user, autocommit=True) as admin:
        before = _roles(admin)
        with (
            fresh_database(postgres_server) as name,
            connect(postgres_server, name, user, autocommit=True) as connection,
        ):
            run(connection, up_steps(_before(postgres_server.major)[1]))
            yield connection
        for role in _roles(admin) - before:
            admin.execute(f"DROP ROLE {role}".encode())


def _roles(connection: psycopg.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT rolname FROM pg_roles").fetchall()}


def _live(connection: psycopg.Connection, known: Catalog) -> Catalog:
    """What the server has, of roles only those that the catalog names or the test made."""
    live = read_catalog(connection, owner=connection.info.user, include_roles=True)
    others = {"gen_owner", "gen_other", "gen_reader", "Gen Odd"} - known.roles.keys()
    roles = {name: role for name, role in live.roles.items() if name not in others}
    return structs.replace(live, roles=roles)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.sql[:60])
def test_each_property_is_reached_there_and_back(alone: psycopg.Connection, change: Change) -> None:
    major = alone.info.server_version // 10000
    old, _made = _before(major)
    new = catalog(f"{SCHEMA};\n{change.sql}", postgres=major)
    there = plan(old, new, allow=EVERYTHING, postgres=major)
    back = plan(new, old, allow=EVERYTHING, postgres=major)
    assert not there.refusals
    assert not back.refusals
    run(alone, up_steps(there))
    assert_same(_live(alone, new), new, "there")
    run(alone, down_steps(there))
    assert_same(_live(alone, old), old, "undone")
    run(alone, up_steps(there))
    run(alone, up_steps(back))
    assert_same(_live(alone, old), old, "back by a plan of its own")


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.sql[:60])
def test_what_is_refused_says_why_and_by_which_flag(change: Change) -> None:
    old, _made = _before(15)
    new = catalog(f"{SCHEMA};\n{change.sql}")
    found = plan(old, new)
    assert all(one.reason for one in found.refusals)
    if found.refusals:
        allowed = plan(old, new, allow=frozenset(one.flag for one in found.refusals))
        assert not allowed.refusals
