"""A table that the migration itself makes is in nobody's use: no rule says a word about it.

Other linters report these; here each statement of the traced corpus is held to it, in one migration
with the schema that it needs, and in a migration of its own.
"""

import pytest
from test_effects_traced import SCHEMA, STATEMENTS, parsed

from ddllint.catalog.builder import DEFAULT_POSTGRES
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.finding import Problem
from ddllint.revisions.locks import Lock
from ddllint.revisions.model import Migration
from ddllint.revisions.read import Script, Transactions, read
from ddllint.revisions.sql_files import sql_script
from ddllint.rules.rule import Context
from ddllint.rules.safety.rules import MIGRATION_RULES
from ddllint.settings.model import Tenancy
from ddllint.sql.parsed import ParsedSource

MADE = parsed(SCHEMA)
RULES = [rule for rule in MIGRATION_RULES if rule.meta.code not in ("MIG106", "MIG110")]
"""All but those that ask for a transaction, or a downgrade."""


def script(*texts: ParsedSource) -> Script:
    first, *others = (sql_script(one, Transactions.FILE) for one in texts)
    steps = (*first.up, *(step for one in others for step in one.up))
    return Script(source=first.source, up=steps, transactions=Transactions.FILE)


def found(*migrations: Migration) -> list[str]:
    context = Context(Catalog(), Tenancy(), migrations=migrations)
    told = (one for rule in RULES for one in rule.check(context, rule.options()))
    return [one.message for one in told if isinstance(one, Problem)]


@pytest.mark.parametrize("sql", [one for one in STATEMENTS if "nothing" not in one])
def test_what_the_migration_makes_is_not_in_use(sql: str) -> None:
    (one,) = read([script(MADE, parsed(sql))], DEFAULT_POSTGRES, lambda _path: True)
    assert found(one) == []


@pytest.mark.parametrize("sql", STATEMENTS)
def test_what_was_there_before_is(sql: str) -> None:
    given = [script(MADE), script(parsed(sql))]
    *_, one = read(given, DEFAULT_POSTGRES, lambda _path: True)
    (statement,) = one.statements
    blocks = [lock for lock in statement.locks.values() if lock >= Lock.SHARE]
    assert bool(found(one)) >= bool(blocks)
    assert statement.effect.locks.keys() <= statement.locks.keys()
