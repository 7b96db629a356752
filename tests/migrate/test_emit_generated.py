"""Revisions between generated schemas, run by Alembic on real servers, up and down.

The pairs are those of `test_plan_generated`; here they go the whole way: files, Alembic, replay.
"""

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from generate import scripts
from generating.words import RUNNER
from hypothesis import event, given, note, settings
from hypothesis import strategies as st
from plans import assert_same, clean
from sqlalchemy.exc import DBAPIError
from test_plan_generated import CI, SLOW, _pair, leave_out, no_statements
from upgrading import add, downgrade, new_project, stopping, upgrade

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.emission import Emission, emission
from ddllint.migrate.version_table import without_version_table
from ddllint.postgres.databases import connect
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server

NOW = datetime.datetime(2026, 11, 24, 7, 30, tzinfo=datetime.UTC)


def _emitted(ini: Path, new: Catalog, postgres: int) -> Emission:
    """Emit what leads to a catalog, with everything allowed that has to be."""
    allow: frozenset[str] = frozenset()
    while True:
        try:
            found = emission(new, ini, now=NOW, postgres=postgres, shown=str, allow=allow)
        except UsageError as error:  # what is allowed for the way back does not open it
            if not str(error.message).startswith("--allow rebuild-type:"):
                raise
            leave_out("the way back is closed, which the plan says")
        flags = frozenset(one.flag for one in found.plan.refusals if one.flag)
        # a label can be taken from a type again when the type may be made anew
        flags |= {f"rebuild-type:{one.object}" for one in found.plan.operations if one.irreversible}
        if not flags:
            if found.plan.refusals:
                leave_out(no_statements(found.plan))
            add(ini, found.files)
            for file in found.files:
                note(file.text)
            return found
        allow |= flags


def _stop_once(
    ini: Path, changed: Emission, connected: Callable[[], psycopg.Connection], stop: int
) -> None:
    """An upgrade that fails at one of its statements; unless it says that it cannot go on."""
    for file in changed.files:
        path = ini.parent / "alembic/versions" / file.name
        if "Cannot run twice" in file.text:
            continue
        total = sum(len(block.lines) for block in file.up)
        path.write_text(stopping(file.text, 1 + stop % total), newline="\n")
        with pytest.raises(ZeroDivisionError):
            upgrade(ini, connected)
        path.write_text(file.text, newline="\n")


def _reach(
    server: Server,
    connection: psycopg.Connection,
    pair: tuple[Catalog, Catalog],
    stop: int = 0,
) -> None:
    old, new = pair
    major = connection.info.server_version // 10000
    database = connection.info.dbname

    def connected() -> psycopg.Connection:
        return connect(server, database, RUNNER)

    def live() -> Catalog:
        return without_version_table(read_catalog(connection, owner=RUNNER))

    with tempfile.TemporaryDirectory() as folder:
        ini = new_project(Path(folder))
        made = _emitted(ini, old, major)
        try:
            upgrade(ini, connected)
            assert_same(live(), old, "after the revisions for old")
            changed = _emitted(ini, new, major)
            if stop:
                _stop_once(ini, changed, connected, stop)
            upgrade(ini, connected)
            assert_same(live(), new, "after the revision for new")
            again = emission(new, ini, now=NOW, postgres=major, shown=str)
            assert again.agrees, "nothing is left to emit"
            downgrade(ini, connected, made.files[-1].revision if made.files else "base")
            assert_same(live(), old, "after the downgrade")
            downgrade(ini, connected, "base")
            assert not live().tables
            event("right")
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.DataError):
                leave_out("a default that its own column cannot hold")
            raise
        finally:
            clean(server, database)


@settings(CI, max_examples=15)
@given(first=scripts(14), then=scripts(7))
def test_revisions_reach_what_they_are_for(
    postgres_server: Server, migrating: psycopg.Connection, first: list[int], then: list[int]
) -> None:
    _reach(postgres_server, migrating, _pair(migrating, first, then))


@pytest.mark.slow
@pytest.mark.long
@SLOW
@given(first=scripts(20), then=scripts(12), stop=st.integers(0, 100))
def test_revisions_reach_what_they_are_for_at_length(
    postgres_server: Server,
    migrating: psycopg.Connection,
    first: list[int],
    then: list[int],
    stop: int,
) -> None:
    """Also those that stopped at a statement once."""
    _reach(postgres_server, migrating, _pair(migrating, first, then), stop)
