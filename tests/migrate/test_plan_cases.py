"""Small pairs of schemas, each planned and run on a server, up and down.

A file of `pairs` holds the old schema, a line `-- becomes`, and the new one; or a line
`-- and then` and what is to follow the old one. `-- until 16` stands above what newer servers
refuse, `-- from 17` above what older ones do.
"""

import re
from pathlib import Path

import psycopg
import pytest
from plans import (
    EVERYTHING,
    assert_owners_hold_all,
    assert_same,
    catalog,
    clean,
    down_steps,
    run,
    up_steps,
)

from ddllint.catalog.model import Catalog
from ddllint.migrate.plan import plan
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server

_VERSION = re.compile(r"-- (until|from) (\d+)\n")
PAIRS = sorted((Path(__file__).parent / "pairs").glob("*.sql"))


def test_there_are_pairs() -> None:
    assert len(PAIRS) >= 10


def pair_for(path: Path, major: int) -> tuple[Catalog, Catalog]:
    """The catalogs of a file; skips those that a server of that major does not take."""
    bound = _VERSION.match(path.read_text())
    if bound and (major > int(bound[2]) if bound[1] == "until" else major < int(bound[2])):
        pytest.skip(f"for servers {bound[1]} {bound[2]}")
    before, becomes, after = path.read_text().partition("-- becomes\n")
    if not becomes:
        before, _, more = before.partition("-- and then\n")
        after = f"{before}\n{more}"
    return catalog(before, postgres=major), catalog(after, postgres=major)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_the_plan_leads_there_and_back(
    postgres_server: Server, migrating: psycopg.Connection, path: Path
) -> None:
    major = migrating.info.server_version // 10000
    old, new = pair_for(path, major)
    made = plan(Catalog(), old, postgres=major)
    changed = plan(old, new, allow=EVERYTHING, postgres=major)
    assert not made.refusals
    assert not changed.refusals
    assert changed.operations
    try:
        run(migrating, up_steps(made))
        for steps, wanted in ((up_steps(changed), new), (down_steps(changed), old)):
            run(migrating, steps)
            found = read_catalog(migrating, owner=migrating.info.user)
            assert_same(found, wanted, path.stem)
            assert_owners_hold_all(migrating)
    finally:
        clean(postgres_server, migrating.info.dbname)
