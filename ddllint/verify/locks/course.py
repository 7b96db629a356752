"""A revision, statement by statement, on a database with rows."""

import time
from collections.abc import Iterator, Mapping, Set
from itertools import groupby

import msgspec
import psycopg

from ddllint.catalog.names import Name
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.model import Migration, MigrationStatement
from ddllint.verify.locks.tracing import State, locks_beside, state_of


class Traced(msgspec.Struct, frozen=True):
    """What a statement did to relations that were there before the revision.

    `locks` are those that the transaction holds after it on what the statement is about,
    `predicted` those that it should hold. Weaker ones, which any query may take, are left out of
    both, and so are scans of what a query reads. `unseen` says why nothing was predicted, or not
    all could be watched. `error` is what the server said when it refused the statement.
    """

    statement: MigrationStatement
    locks: Mapping[Name, Lock] = {}
    works: Mapping[Name, Work] = {}
    predicted: Mapping[Name, Lock] = {}
    predicted_works: Mapping[Name, Work] = {}
    seconds: float = 0.0
    unseen: str = ""
    error: psycopg.Error | None = None

    @property
    def touches(self) -> bool:
        """Whether there is anything to tell."""
        return bool(
            self.locks or self.works or self.predicted or self.predicted_works or self.unseen
        )

    @property
    def as_predicted(self) -> bool:
        """Whether it did what was predicted, no more and no less."""
        return self.locks == self.predicted and self.works == self.predicted_works


class Connections(msgspec.Struct, frozen=True):
    """The owner, who runs the revision, and two administrators beside, all in autocommit mode."""

    owner: psycopg.Connection
    reader: psycopg.Connection
    monitor: psycopg.Connection


def traced(migration: Migration, connections: Connections) -> Iterator[Traced]:
    """Run the statements in the revision's transactions, up to the first that is refused."""
    owner = connections.owner
    there = frozenset(state_of(owner).names)
    for transaction, group in groupby(migration.statements, lambda one: one.transaction):
        run = _in_transaction if transaction is not None else _outside
        for one in run(tuple(group), connections, there):
            yield one
            if one.error is not None:
                return


def _in_transaction(
    statements: tuple[MigrationStatement, ...], connections: Connections, there: frozenset[int]
) -> Iterator[Traced]:
    """Locks are held until the end, and so is what was predicted of them."""
    owner = connections.owner
    expected: dict[int, Lock] = {}
    owner.execute("BEGIN")
    before = state_of(owner)
    for statement in statements:
        began = time.perf_counter()
        try:
            owner.execute(_text(statement))
        except psycopg.Error as error:
            owner.execute("ROLLBACK")
            yield Traced(statement, error=error)
            return
        seconds = time.perf_counter() - began
        after = state_of(owner)
        yield _compared(statement, before, after, expected, there, seconds)
        before = after
    try:
        owner.execute("COMMIT")
    except psycopg.Error as error:  # of a constraint that was deferred
        yield Traced(statements[-1], error=error)


def _outside(
    statements: tuple[MigrationStatement, ...], connections: Connections, there: frozenset[int]
) -> Iterator[Traced]:
    """Outside of a transaction only another session can see the locks, while there is time."""
    owner = connections.owner
    for statement in statements:
        if not statement.effect.alone:
            yield from _in_transaction((statement,), connections, there)
            continue
        before = state_of(owner)
        known = set(before.names.values())
        tables = tuple(name for name in statement.locks if name in known)
        began = time.perf_counter()
        try:
            if statement.effect.waits and tables:
                locks = locks_beside(
                    owner,
                    connections.reader,
                    connections.monitor,
                    _text(statement).decode(),
                    tables,
                )
                unseen = ""
            else:
                owner.execute(_text(statement))
                locks = {}
                unseen = "it runs outside of a transaction, where its locks cannot be watched"
        except psycopg.Error as error:
            yield Traced(statement, error=error)
            return
        seconds = time.perf_counter() - began
        after = msgspec.structs.replace(state_of(owner), locks=locks, scans=before.scans)
        found = _compared(statement, before, after, {}, there, seconds)
        works = {
            name: work for name, work in found.predicted_works.items() if work is not Work.SCAN
        }
        yield msgspec.structs.replace(found, predicted_works=works, unseen=found.unseen or unseen)


def _compared(
    statement: MigrationStatement,
    before: State,
    after: State,
    expected: dict[int, Lock],
    there: frozenset[int],
    seconds: float,
) -> Traced:
    """What the statement did, beside what was told of it; `expected` takes its locks in."""
    oids = {name: oid for oid, name in before.names.items() if oid in there}
    own = {oids[name]: lock for name, lock in statement.effect.locks.items() if name in oids}
    for oid, lock in own.items():
        expected[oid] = max(lock, expected.get(oid, lock))
    names = {oid: name for name, oid in oids.items()}
    stronger = {oid for oid, lock in after.locks.items() if lock > before.locks.get(oid, 0)}
    is_asked = own.keys() | {oid for oid in stronger if _is_strong(after.locks[oid])}
    if not is_asked and not statement.effect.unseen:
        return Traced(statement, seconds=seconds)
    works = {
        names[oid]: work
        for oid, work in after.work_since(before).items()
        if oid in names and (oid in is_asked or work is Work.REWRITE)
    }
    return Traced(
        statement=statement,
        locks=_named(after.locks, names, is_asked),
        works=works,
        predicted=_named(expected, names, is_asked),
        predicted_works={n: work for n, work in statement.effect.works.items() if n in oids},
        seconds=seconds,
        unseen=statement.effect.unseen,
    )


def _named(
    locks: Mapping[int, Lock], names: Mapping[int, Name], asked: Set[int]
) -> dict[Name, Lock]:
    return {
        names[oid]: locks[oid]
        for oid in sorted(asked & locks.keys() & names.keys())
        if _is_strong(locks[oid])
    }


def _is_strong(lock: Lock) -> bool:
    """Whether it is one that no query takes."""
    return lock > Lock.ROW_EXCLUSIVE


def _text(statement: MigrationStatement) -> bytes:
    return statement.parsed.statement.text.encode()
