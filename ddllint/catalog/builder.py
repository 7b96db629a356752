"""Statements in, catalog out.

Statements apply in the order of their sources and then of the text. One whose target is
declared later waits for it, so the order of files does not matter. What the catalog has no
place for becomes an `Unmodelled` entry; what the server would refuse, a `Refused` one.

Noted as unmodelled, though the rest of the statement is applied: ALTER COLUMN TYPE under an
expression whose casts the server would keep; ALTER FUNCTION RENAME of one of several functions
of a name that expressions call; ALTER TYPE RENAME ATTRIBUTE where another row has such a field;
ALTER TYPE RENAME VALUE where a literal that says so may be of another type.

Known to differ from the server without a note, all of it rare: a storage option of TOAST on a
table that needs none; bounds of partitions by a type that prints values in its own way
(`numeric(8,2)`, `char(3)`); modifiers of types that CREATE TABLE AS and LIKE take from more of
a query than a column; names of the keys that a foreign key to a partitioned table gets for each
partition; a serial column added in the statement that makes the table unlogged; privileges that
another than the grantor takes back; functions and types that a search path finds only later.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from msgspec import Raw, structs

from ddllint.catalog.folds.dispatch import FOLDS, command_name, made_relation, split_actions
from ddllint.catalog.folds.finish import finish
from ddllint.catalog.folds.schemas import create_schema, set_config
from ddllint.catalog.folds.settling import settled_body
from ddllint.catalog.folds.tables import select_into
from ddllint.catalog.forks import fork
from ddllint.catalog.model import Catalog, Refused, Unmodelled
from ddllint.catalog.state import (
    DEFAULT_SEARCH_PATH,
    Key,
    Missing,
    NotModelled,
    Rejected,
    State,
)
from ddllint.sql.nodes import CreateSchemaStmt
from ddllint.sql.parsed import NODES, ParsedSource, ParsedStatement, decoder
from ddllint.sql.source import Origin, Source, Statement

DEFAULT_POSTGRES = 15
"""The PostgreSQL major whose rules hold when the settings name none."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """One action that waits, and the session state that it saw."""

    statement: Statement
    node: Any
    search_path: tuple[str, ...]
    role: str | None
    missing: Missing


@dataclass(slots=True)
class _Run:
    state: State
    one_session: bool
    waiting: dict[Key, list[_Waiting]] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    statements: int = 0


def build(
    sources: Iterable[ParsedSource], postgres: int = DEFAULT_POSTGRES, *, one_session: bool = False
) -> Catalog:
    """The catalog after all statements of all sources ran, on that PostgreSQL major.

    With `one_session` the sources are what one connection runs, as migrations are: no statement
    waits for a later one, and what one source sets holds in the next.
    """
    folding = Folding(postgres, one_session=one_session)
    for source in sources:
        if not one_session:
            folding.begin_session()
        for parsed in source.statements:
            folding.add(parsed)
    return folding.finish()


class Folding:
    """Statements folded one by one, for those who look at the catalog in between.

    With `one_session` no statement waits for a later one.
    """

    def __init__(self, postgres: int = DEFAULT_POSTGRES, *, one_session: bool = False) -> None:
        nowhere = Statement(Source("", b""), 0, 0, "")
        self._run = _Run(State(nowhere, postgres), one_session)

    def begin_session(self) -> None:
        """Go on as another session: SET of the one before has ended."""
        self._run.state.search_path, self._run.state.role = DEFAULT_SEARCH_PATH, None
        self._run.state.before_local = None

    def add(self, parsed: ParsedStatement) -> None:
        """Run a statement."""
        self._run.statements += 1
        _fold(self._run, parsed)

    @property
    def search_path(self) -> tuple[str, ...]:
        """The schemas in which the session looks a name up, in order."""
        return self._run.state.search_path

    def fork(self) -> "Folding":
        """A folding that goes its own way from here."""
        other, run = Folding(), self._run
        waiting = {key: list(many) for key, many in run.waiting.items()}
        other._run = _Run(
            fork(run.state), run.one_session, waiting, list(run.refused), run.statements
        )
        return other

    def catalog(self) -> Catalog:
        """The catalog so far; what waits for an object that is not there yet is not in it."""
        return finish(fork(self._run.state), tuple(self._run.refused), self._run.statements)

    def finish(self) -> Catalog:
        """The catalog, when no statement follows: what still waits is refused."""
        run = self._run
        left = [one for many in run.waiting.values() for one in many]
        refused_too = {("relation", made_relation(one.node)) for one in left}
        for waiting in left:
            run.state.statement = waiting.statement
            _give_up(run, waiting.node, waiting.missing, waiting.missing.key in refused_too)
        run.refused.sort(key=lambda one: (one.origin.path, one.origin.offset))
        return finish(run.state, tuple(run.refused), run.statements)


def _give_up(run: _Run, node: Any, missing: Missing, follows: bool = False) -> None:
    """Note an action whose target is declared nowhere."""
    statement = run.state.statement
    if missing.key[0] == "role" or _in_a_block(run, missing.object):
        # roles belong to the cluster: one that no file makes can be there all the same
        _unmodelled(run, command_name(statement))
    elif not getattr(node, "missing_ok", False):
        origin = _place(statement, missing.object)
        shown = missing.object
        run.refused.append(Refused(missing.message, shown, origin, lacks=shown, follows=follows))


def _in_a_block(run: _Run, shown: str) -> bool:
    """Whether a DO block speaks of the object: it may well make it."""
    word = re.compile(rf"\b{re.escape(_own_name(shown))}\b", re.IGNORECASE)
    return any(
        one.statement == "DO" and word.search(one.origin.statement.text)
        for one in run.state.unmodelled
    )


def _place(statement: Statement, shown: str) -> Origin:
    """Where a statement names an object that people know as `shown`."""
    return Origin(statement, statement.start, _own_name(shown))


def _own_name(shown: str) -> str:
    return shown.partition("(")[0].rpartition(".")[2]


def _fold(run: _Run, parsed: ParsedStatement) -> None:
    state, kind = run.state, parsed.statement.kind
    state.statement = parsed.statement
    if kind == "SelectStmt":
        _select(run, parsed)
        return
    if kind not in NODES:
        _unmodelled(run, command_name(parsed.statement))
        return
    body = settled_body(state, parsed.body)
    for node in split_actions(decoder(NODES[kind]).decode(body)):
        _apply(run, node)


def _select(run: _Run, parsed: ParsedStatement) -> None:
    """A query changes nothing, but for SELECT INTO and for what a dump does to the search path."""
    made = select_into(parsed.body)
    if made is not None:
        _apply(run, made)
    elif not set_config(run.state, parsed.body):
        _unmodelled(run, "SELECT")


def _apply(run: _Run, node: Any) -> None:
    """One action, and then whatever waited for what it declared."""
    state = run.state
    statement = state.statement
    try:
        if isinstance(node, CreateSchemaStmt):
            create_schema(state, node, lambda kind, body: _apply_element(run, kind, body))
        else:
            FOLDS[type(node)](state, node)
    except Missing as missing:
        if run.one_session:
            _give_up(run, node, missing)
            return
        waiting = _Waiting(statement, node, state.search_path, state.role, missing)
        run.waiting.setdefault(missing.key, []).append(waiting)
    except Rejected as rejected:
        origin = _place(statement, rejected.object)
        run.refused.append(Refused(rejected.message, rejected.object, origin, rejected.earlier))
    except NotModelled as unknown:
        _unmodelled(run, str(unknown) or command_name(statement))
    if state.declared:
        _wake(run)


def _apply_element(run: _Run, kind: str, body: Raw) -> None:
    if kind not in NODES:
        _unmodelled(run, command_name(structs.replace(run.state.statement, kind=kind)))
        return
    for node in split_actions(decoder(NODES[kind]).decode(settled_body(run.state, body))):
        _apply(run, node)


def _wake(run: _Run) -> None:
    """Apply what waited for the objects just declared, in the order in which it came."""
    state = run.state
    declared, state.declared = state.declared, []
    if not run.waiting:
        return
    ready = [one for key in declared for one in run.waiting.pop(key, ())]
    before = state.statement, state.search_path, state.role
    for one in ready:
        state.statement, state.search_path = one.statement, one.search_path
        state.role = one.role
        _apply(run, one.node)
    state.statement, state.search_path, state.role = before


def _unmodelled(run: _Run, command: str) -> None:
    statement = run.state.statement
    run.state.unmodelled.append(Unmodelled(command, Origin(statement, statement.start)))
