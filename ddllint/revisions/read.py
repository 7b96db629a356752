"""From the texts of migrations to what the rules see: `read`."""

import enum
from collections.abc import Callable, Iterable, Iterator

import msgspec

from ddllint.catalog.builder import Folding
from ddllint.catalog.difference import difference
from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Effect, Kind
from ddllint.revisions.effects import effects
from ddllint.revisions.model import Migration, MigrationStatement, Undo, Unseen
from ddllint.revisions.scene import Scene
from ddllint.revisions.session import Session
from ddllint.sql import nodes
from ddllint.sql.parsed import ParsedStatement
from ddllint.sql.source import Source


class Transactions(enum.StrEnum):
    """How a migration's statements are put into transactions.

    WRITTEN is by the BEGIN and COMMIT in the file, FILE all of it in one, and MARKED by each
    step's `autocommit`.
    """

    WRITTEN = "written"
    FILE = "file"
    MARKED = "marked"


class ScriptStep(msgspec.Struct, frozen=True):
    """A statement, and whether it runs outside of a transaction (for MARKED)."""

    parsed: ParsedStatement
    autocommit: bool = False


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A migration as it was written.

    `down` undoes `up`; `undo` is what is known of it besides, None when there is no way down.
    """

    source: Source
    up: tuple[ScriptStep, ...]
    transactions: Transactions
    unseen: tuple[Unseen, ...] = ()
    down: tuple[ScriptStep, ...] = ()
    undo: Undo | None = None


def read(
    scripts: Iterable[Script], postgres: int, wanted: Callable[[str], bool]
) -> Iterator[Migration]:
    """The migrations whose path is wanted, each over the schema that those before it leave.

    `postgres` is the server's major.
    """
    folding = Folding(postgres, one_session=True)
    for script in scripts:
        folding.begin_session()
        if wanted(script.source.path):
            yield _migration(script, folding, postgres)
        else:
            for step in script.up:
                folding.add(step.parsed)


def _migration(script: Script, folding: Folding, postgres: int) -> Migration:
    start = folding.catalog()
    statements = tuple(_statements(script, folding, start, postgres))
    undo = script.undo
    if undo is not None and not undo.unseen:
        back = folding.fork()
        back.begin_session()
        for step in script.down:
            back.add(step.parsed)
        undo = msgspec.structs.replace(
            undo, statements=len(script.down), left=difference(start, back.catalog())
        )
    return Migration(source=script.source, statements=statements, unseen=script.unseen, undo=undo)


def _statements(
    script: Script, folding: Folding, before: Catalog, postgres: int
) -> Iterator[MigrationStatement]:
    session = Session()
    made: frozenset[Name] = frozenset()
    if script.transactions is Transactions.FILE:
        session.begin()
    for step in script.up:
        if script.transactions is Transactions.MARKED:
            (session.end if step.autocommit else session.begin)()
        path = folding.search_path
        folding.add(step.parsed)
        after = before if step.parsed.statement.kind in _NO_SCHEMA else folding.catalog()
        scene = Scene(before, after, path, postgres)
        effect = effects(step.parsed, scene)
        yield MigrationStatement(
            parsed=step.parsed,
            effect=effect,
            transaction=session.transaction,
            lock_timeout=session.holds("lock_timeout"),
            statement_timeout=session.holds("statement_timeout"),
            made=made,
        )
        made |= _made(step.parsed, effect, scene, made)
        session.follow(step.parsed)
        before = after


_NO_SCHEMA = frozenset(
    {
        "CommentStmt",
        "CopyStmt",
        "DeleteStmt",
        "DoStmt",
        "GrantStmt",
        "InsertStmt",
        "MergeStmt",
        "RefreshMatViewStmt",
        "TransactionStmt",
        "UpdateStmt",
        "VacuumStmt",
        "VariableSetStmt",
    }
)
"""Statements that leave relations, types and functions as they are."""


def _made(
    parsed: ParsedStatement, effect: Effect, scene: Scene, made: frozenset[Name]
) -> frozenset[Name]:
    """The relations that a statement makes; one under a new name is made if it was before."""
    before = scene.before.tables.keys() | scene.before.views.keys()
    appeared = (scene.after.tables.keys() | scene.after.views.keys()) - before
    renamed = [one.relation for one in effect.actions if one.kind is Kind.RENAME and not one.name]
    if renamed:
        return frozenset(appeared) if renamed[0] in made else frozenset()
    node = parsed.node()
    if isinstance(node, nodes.CreateForeignTableStmt):
        node = node.base
    if isinstance(node, nodes.CreateStmt):
        # the parent that it needs may be one that no migration here makes
        return frozenset(appeared | ({scene.name(node.relation)} - before))
    return frozenset(appeared)
