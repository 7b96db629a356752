"""Revisions that fail after any statement that is committed, and are run again, up and down.

They are those of the pairs that plans are tried with.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from plans import EVERYTHING, assert_same, clean, up_steps
from test_plan_cases import PAIRS, pair_for

from ddllint.catalog.model import Catalog
from ddllint.migrate.plan import plan
from ddllint.migrate.revisions import next_revision
from ddllint.migrate.revisions.script import Block
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server

NOW = datetime.datetime(2026, 11, 24, 7, 30, tzinfo=datetime.UTC)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_it_runs_again(postgres_server: Server, migrating: psycopg.Connection, path: Path) -> None:
    major = migrating.info.server_version // 10000
    old, new = pair_for(path, major)
    changed = plan(old, new, allow=EVERYTHING, postgres=major)
    revisions = next_revision(changed, None, now=NOW)
    ups = [list(_pieces(one.up)) for one in revisions]
    downs = [list(_pieces(one.down)) for one in revisions[::-1]]
    way_there = [step.sql for step in up_steps(plan(Catalog(), old, postgres=major))]
    way_back = [*way_there, *(piece for pieces in ups for piece in pieces)]
    try:
        for start, scripts, goal in ((way_there, ups, new), (way_back, downs, old)):
            for number, pieces in enumerate(scripts):
                for stop in _stops(pieces):
                    _run(migrating, start)
                    for earlier in scripts[:number]:
                        _run(migrating, earlier)
                    _run(migrating, pieces[:stop])
                    for one in scripts[number:]:
                        _run(migrating, one)
                    found = read_catalog(migrating, owner=migrating.info.user)
                    assert_same(found, goal, f"again from {pieces[stop]}")
                    clean(postgres_server, migrating.info.dbname)
    finally:
        migrating.execute("RESET ROLE")
        clean(postgres_server, migrating.info.dbname)


def _pieces(script: tuple[Block, ...]) -> Iterator[str]:
    """What is committed together."""
    for block in script:
        statements = [
            f"{'-- once' if any('twice' in one for one in line.comments) else ''}\n{line.sql}"
            for line in block.lines
        ]
        yield from statements if block.autocommit else [";\n".join(statements)]


def _stops(pieces: list[str]) -> Iterator[int]:
    """Where it may fail, before it has done what is told to run once only."""
    work = [at for at, one in enumerate(pieces) if not one.strip().startswith(("SET ", "RESET "))]
    for stop in work[1:]:
        if any("-- once\n" in piece for piece in pieces[:stop]):
            return
        yield stop


def _run(connection: psycopg.Connection, pieces: list[str]) -> None:
    for piece in pieces:
        try:
            connection.execute(piece.encode())
        except psycopg.Error as error:
            raise AssertionError(f"{error}\n{piece}") from error
