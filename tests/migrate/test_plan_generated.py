"""Plans between generated schemas, run on real servers, up and down.

A pair of schemas is a script and what follows it: old is the server after the first, new after
both. A plan from nothing to old, then one from old to new, must lead to the same; undone, back.
"""

from typing import NoReturn

import psycopg
import pytest
from generate import EVERYTHING as ALL_KINDS
from generate import FAMILIES, KINSHIP, Write, run_script, scripts
from generating.words import RUNNER
from hypothesis import HealthCheck, event, given, note, reject, settings
from plans import (
    EVERYTHING,
    assert_owners_hold_all,
    assert_same,
    clean,
    comparable,
    down_steps,
    run,
    sql,
    up_steps,
)

from ddllint.catalog.builder import build
from ddllint.catalog.difference import difference, render
from ddllint.catalog.model import Catalog
from ddllint.migrate.operations import Plan
from ddllint.migrate.plan import plan, whole_plan
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

CI = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same examples in each run: a red build speaks of the change that made it."""
SLOW = settings(CI, max_examples=500, derandomize=False)


def _pair(
    connection: psycopg.Connection,
    first: list[int],
    then: list[int],
    kinds: tuple[dict[Write, int], dict[Write, int]] = (ALL_KINDS, ALL_KINDS),
) -> tuple[Catalog, Catalog]:
    """The catalogs of two scripts, as far as the builder reads them as the server does."""
    major = connection.info.server_version // 10000
    with connection.transaction(force_rollback=True):
        before, _ = run_script(connection, first, kinds[0])
        live_old = read_catalog(connection, owner=RUNNER)
        after, _ = run_script(connection, then, kinds[1])
        live_new = read_catalog(connection, owner=RUNNER)
    connection.execute("RESET search_path")
    note(";\n".join(before))
    note("-- and then\n" + ";\n".join(after))
    old, new = (
        comparable(build([parse_source(Source("new.sql", text.encode()))], postgres=major))
        for text in (";\n".join(before), ";\n".join(before + after))
    )
    for built, live in ((old, live_old), (new, live_new)):
        found = difference(built, comparable(live))
        if found:
            note(render(found, "built", "server"))
            kinds = sorted({f"{one.object.partition(' ')[0]} {one.property}" for one in found})
            leave_out(f"the builder reads otherwise than the server: {', '.join(kinds)}")
    return old, new


def leave_out(why: str) -> NoReturn:
    """Count the pair among those that say nothing of plans (`--hypothesis-show-statistics`)."""
    event(f"left out: {why}")
    reject()


def no_statements(*plans: Plan) -> str:
    """Why a pair is left out of whose plans something is refused though all is allowed."""
    kinds = {one.key.partition(":")[0] for found in plans for one in found.refusals}
    return f"no statements are known: {', '.join(sorted(kinds))}"


def _reach(server: Server, connection: psycopg.Connection, pair: tuple[Catalog, Catalog]) -> None:
    old, new = pair
    major = connection.info.server_version // 10000
    made = plan(Catalog(), old, allow=EVERYTHING, postgres=major)
    changed = plan(old, new, allow=EVERYTHING, postgres=major)
    if difference(old, new):  # what is not concerned is left out: that changes nothing
        whole = whole_plan(old, new, allow=EVERYTHING, postgres=major)
        assert _told(changed) == _told(whole)
    if made.refusals or changed.refusals:
        leave_out(no_statements(made, changed))
    if any(one.irreversible for one in changed.operations):
        leave_out("the way back is closed, which the plan says")
    note("-- plan\n" + ";\n".join(sql(up_steps(changed))))
    note("-- undone\n" + ";\n".join(sql(down_steps(changed))))
    try:
        run(connection, up_steps(made))
        assert_same(read_catalog(connection, owner=RUNNER), old, "after the plan for old")
        run(connection, up_steps(changed))
        assert_same(read_catalog(connection, owner=RUNNER), new, "after the plan for new")
        run(connection, down_steps(changed))
        assert_same(read_catalog(connection, owner=RUNNER), old, "after it was undone")
        assert_owners_hold_all(connection)
        event("right")
    except AssertionError as error:
        if "has non-inherited constraint" not in str(error):
            raise
        # 15 does not undo INHERIT of a table whose check, of the same name, is NO INHERIT too
        leave_out("a check of parent and child that neither hands down")
    except psycopg.DataError:
        leave_out("a default that its own column cannot hold")
    finally:
        clean(server, connection.info.dbname)


def _told(found: Plan) -> list[object]:
    return [
        *((one.key, sql([*one.up]), sql([*one.down])) for one in found.operations),
        *(one.key for one in found.refusals),
    ]


@CI
@given(first=scripts(14), then=scripts(7))
def test_plans_reach_what_they_are_for(
    postgres_server: Server, migrating: psycopg.Connection, first: list[int], then: list[int]
) -> None:
    _reach(postgres_server, migrating, _pair(migrating, first, then))


@pytest.mark.slow
@pytest.mark.long
@SLOW
@given(first=scripts(20), then=scripts(12))
def test_plans_reach_what_they_are_for_at_length(
    postgres_server: Server, migrating: psycopg.Connection, first: list[int], then: list[int]
) -> None:
    _reach(postgres_server, migrating, _pair(migrating, first, then))


@CI
@given(first=scripts(14), then=scripts(4))
def test_plans_change_what_tables_are_parts_of(
    postgres_server: Server, migrating: psycopg.Connection, first: list[int], then: list[int]
) -> None:
    pair = _pair(migrating, first, then, (FAMILIES, KINSHIP))
    _reach(postgres_server, migrating, pair)


@pytest.mark.slow
@pytest.mark.long
@SLOW
@given(first=scripts(20), then=scripts(6))
def test_plans_change_what_tables_are_parts_of_at_length(
    postgres_server: Server, migrating: psycopg.Connection, first: list[int], then: list[int]
) -> None:
    pair = _pair(migrating, first, then, (FAMILIES, KINSHIP))
    _reach(postgres_server, migrating, pair)
