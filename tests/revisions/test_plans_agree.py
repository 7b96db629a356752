"""The planner and the rules about migrations know the same of each statement.

Both claims are traced on the server, each over its own corpus; here they meet on the plans' steps.
"""

from collections.abc import Iterator

import pytest
from plans import EVERYTHING, catalog, down_steps, up_steps
from test_plan_locks import BASE, CHANGES
from tracing import predicted

from ddllint.catalog.builder import Folding
from ddllint.catalog.names import Name
from ddllint.migrate.operations import Step
from ddllint.migrate.plan import plan
from ddllint.revisions.actions import Effect
from ddllint.revisions.effects import effects
from ddllint.revisions.locks import Work
from ddllint.revisions.scene import Scene
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedStatement
from ddllint.sql.source import Source


def parsed(sql: str) -> tuple[ParsedStatement, ...]:
    return parse_source(Source("step.sql", sql.encode())).statements


def judged(change: str, major: int) -> Iterator[tuple[Step, Effect, set[Name]]]:
    """Each step, what is said of it over the schema that it meets, and what was there before."""
    old = catalog(BASE, postgres=major)
    new = catalog(f"{BASE};\n{CHANGES[change]}", postgres=major)
    found = plan(old, new, allow=EVERYTHING, postgres=major)
    folding = Folding(major, one_session=True)
    for statement in parsed(BASE):
        folding.add(statement)
    for start, steps in ((old, up_steps(found)), (new, down_steps(found))):
        there = {*start.tables, *start.views}
        for step in steps:
            for statement in parsed(step.sql):
                before, path = folding.catalog(), folding.search_path
                folding.add(statement)
                scene = Scene(before, folding.catalog(), path, major)
                yield step, effects(statement, scene), there


@pytest.mark.parametrize("major", [15, 18])
@pytest.mark.parametrize("change", CHANGES)
def test_a_step_costs_what_its_statement_does(change: str, major: int) -> None:
    for step, effect, there in judged(change, major):
        if effect.unseen:
            assert step.sql.startswith("DO ")
            continue
        locks = {name: lock for name, lock in effect.locks.items() if name in there}
        if "IF EXISTS" in step.sql and not locks:
            continue  # there is nothing to drop, unless an earlier try has left it behind
        works = {name: work for name, work in effect.works.items() if name in there}
        assert locks == predicted(step), step.sql
        assert effect.waits == step.waits, step.sql
        if works or not step.sql.startswith("REFRESH"):  # a new view's query is read, not it
            order = (Work.REWRITE, Work.SCAN)
            heaviest = next((work for work in order if work in works.values()), Work.NONE)
            assert heaviest is step.work, step.sql
