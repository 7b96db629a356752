"""What `ddllint emit` writes stands up to the rules about migrations, its downgrades included."""

import datetime
from collections.abc import Iterable, Iterator

import pytest
import test_plan_partitioned as partitioned
from plans import catalog
from test_plan_kinship import CASES
from test_plan_locks import BASE, CHANGES

from ddllint.catalog.builder import DEFAULT_POSTGRES
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.finding import Problem
from ddllint.migrate.plan import plan
from ddllint.migrate.revisions import next_revision
from ddllint.migrate.revisions.script import Block
from ddllint.revisions.model import Undo
from ddllint.revisions.read import Script, ScriptStep, Transactions, read
from ddllint.revisions.sql_files import sql_script
from ddllint.rules.rule import Context
from ddllint.rules.safety.rules import MIGRATION_RULES
from ddllint.settings.model import Tenancy
from ddllint.sql.parse import parse_source
from ddllint.sql.parsed import ParsedSource
from ddllint.sql.source import Source

NOW = datetime.datetime(2026, 11, 24, tzinfo=datetime.UTC)
NO_OTHER_WAY = {
    "exclusion": {"MIG114"},
    "empty materialized view": {"MIG116"},
    "enum value": {"MIG110"},
}
"""Changes for which PostgreSQL has no gentle statement, or none that undoes them."""


def parsed(name: str, sql: str) -> ParsedSource:
    found = parse_source(Source(name, sql.encode()))
    assert not found.problems
    return found


def steps(blocks: Iterable[Block]) -> Iterator[ScriptStep]:
    for block in blocks:
        for line in block.lines:
            for one in parsed("revision.py", line.sql).statements:
                yield ScriptStep(one, block.autocommit)


@pytest.mark.parametrize("change", CHANGES)
def test_revisions_that_nobody_has_to_allow_have_no_findings(change: str) -> None:
    codes = findings(BASE, f"{BASE};\n{CHANGES[change]}")
    assert codes == NO_OTHER_WAY.get(change, set())


@pytest.mark.parametrize("case", CASES)
def test_revisions_that_attach_and_detach_have_no_findings(case: str) -> None:
    assert findings(*CASES[case]) == NO_OTHER_WAY.get(case, set())


@pytest.mark.parametrize("change", partitioned.CHANGES)
def test_revisions_of_partitioned_tables_have_no_findings(change: str) -> None:
    assert findings(partitioned.OLD, f"{partitioned.OLD};\n{partitioned.CHANGES[change]}") == set()


def findings(old: str, new: str) -> set[str]:
    found = plan(catalog(old), catalog(new))
    base = parsed("base.sql", old)
    scripts = [sql_script(base, Transactions.FILE)]
    for file in next_revision(found, None, now=NOW):
        revision = Source("revision.py", file.text.encode())
        scripts.append(
            Script(
                source=revision,
                up=tuple(steps(file.up)),
                down=tuple(steps(file.down)),
                transactions=Transactions.MARKED,
                undo=Undo(revision.span(0, 0)),
            )
        )
    migrations = tuple(read(scripts, DEFAULT_POSTGRES, lambda path: path == "revision.py"))
    assert migrations or found.refusals
    context = Context(Catalog(), Tenancy(), migrations=migrations)
    return {
        rule.meta.code
        for rule in (MIGRATION_RULES if migrations else ())
        for one in rule.check(context, rule.options())
        if isinstance(one, Problem)
    }
