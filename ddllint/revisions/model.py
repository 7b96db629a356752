"""A migration as the rules see it: statements with their effects, and what undoes them."""

from collections.abc import Iterator, Mapping

import msgspec

from ddllint.catalog.difference import Difference
from ddllint.catalog.names import Name
from ddllint.diagnostics.span import Span
from ddllint.revisions.actions import Action, Effect
from ddllint.revisions.locks import Lock, Work
from ddllint.sql.parsed import ParsedStatement
from ddllint.sql.source import Origin, Source


class MigrationStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of a migration.

    `transaction` numbers the transactions of the migration; None is for a statement that runs
    outside of any. `lock_timeout` and `statement_timeout` say whether the migration has set one
    that holds here. `made` are the relations that the migration itself made before: nobody else
    uses them yet.
    """

    parsed: ParsedStatement
    effect: Effect
    transaction: int | None
    lock_timeout: bool
    statement_timeout: bool
    made: frozenset[Name]

    @property
    def locks(self) -> Mapping[Name, Lock]:
        """The strongest lock on each relation that was there before the migration."""
        return {name: k for name, k in self.effect.locks.items() if name not in self.made}

    @property
    def works(self) -> Mapping[Name, Work]:
        """The work on each relation that was there before the migration."""
        return {name: work for name, work in self.effect.works.items() if name not in self.made}

    @property
    def actions(self) -> Iterator[Action]:
        """What it does to relations that were there before the migration."""
        for action in self.effect.actions:
            if action.relation is not None and action.relation not in self.made:
                works = tuple(pair for pair in action.works if pair[0] not in self.made)
                yield msgspec.structs.replace(action, works=works)

    def span(self, name: str = "") -> Span:
        """The place of that name in the statement; its first word if it is not there."""
        statement = self.parsed.statement
        return Origin(statement, statement.start, name).span()


class Unseen(msgspec.Struct, frozen=True):
    """What of a migration cannot be seen into; `reason` is a sentence without a full stop."""

    span: Span
    reason: str


class Undo(msgspec.Struct, frozen=True):
    """What the downgrade of a revision does.

    `span` is its place. `statements` counts what it runs, `left` is how the schema after up and
    down differs from that before. `raises` is the exception that it raises of its own will,
    `broken` one that is a mistake. `unseen` is what keeps `left` from being known.
    """

    span: Span
    statements: int = 0
    left: tuple[Difference, ...] = ()
    raises: str = ""
    broken: str = ""
    unseen: tuple[Unseen, ...] = ()


class Migration(msgspec.Struct, frozen=True, kw_only=True):
    """One migration: a revision of Alembic, or a file with SQL.

    `source` is the text of its whole file. `undo` is None for plain SQL, which has no downgrade.
    """

    source: Source
    statements: tuple[MigrationStatement, ...]
    unseen: tuple[Unseen, ...] = ()
    undo: Undo | None = None

    @property
    def path(self) -> str:
        """The file, as findings show it."""
        return self.source.path
