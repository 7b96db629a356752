"""What rules about migrations share."""

from collections.abc import Iterator

import msgspec

from ddllint.catalog.names import Name
from ddllint.diagnostics.finding import Problem
from ddllint.revisions.actions import Action
from ddllint.revisions.locks import Lock
from ddllint.revisions.model import MigrationStatement
from ddllint.rules.rule import Context

_ITS_OWN = "(each in a transaction of its own; in Alembic in an autocommit_block())"


class NoOptions(msgspec.Struct, frozen=True, rename="kebab", forbid_unknown_fields=True):
    """The options of a rule that has none."""


def every_statement(context: Context) -> Iterator[MigrationStatement]:
    """The statements of all migrations, in order."""
    for migration in context.migrations:
        yield from migration.statements


def about(one: MigrationStatement, action: Action, message: str, help: str) -> Problem:
    """A problem with an action of a statement, at the name that it is about."""
    assert action.relation is not None
    part = f".{action.name}" if action.name else ""
    span = one.span(action.name or action.relation.name)
    return Problem(message, f"{action.relation}{part}", span, help)


def blocking(one: MigrationStatement, weakest: Lock) -> tuple[Name, Lock] | None:
    """The strongest lock on a relation in use, if it is as strong as `weakest`."""
    found = [(lock, name) for name, lock in one.locks.items() if lock >= weakest]
    if not found:
        return None
    lock, name = max(found, key=lambda pair: pair[0])
    return name, lock


def steps(*statements: str) -> str:
    """Statements that are to run one after the other, each committed before the next."""
    return "\n".join((*(f"{one};" for one in statements), _ITS_OWN))
