"""What a statement does on a real server: the locks that it takes, what it scans and rewrites."""

import threading
import time
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import psycopg

from ddllint.catalog.names import Name
from ddllint.migrate.operations import Step
from ddllint.revisions.locks import Lock, Work
from ddllint.verify.locks.tracing import state_of

_MODES = {lock.mode: lock for lock in Lock}
_LOCKS = """
SELECT relation::bigint, mode FROM pg_locks
WHERE locktype = 'relation' AND granted AND pid = %s
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class Trace(NamedTuple):
    """The strongest lock by relation (without ACCESS SHARE), and the work on its rows, if any."""

    locks: dict[Name, Lock]
    works: dict[Name, Work]

    @property
    def work(self) -> Work:
        """The heaviest work on any relation."""
        found = self.works.values()
        return next((work for work in (Work.REWRITE, Work.SCAN) if work in found), Work.NONE)


def trace(connection: psycopg.Connection, sql: str, there: set[Name]) -> Trace:
    """Run a statement in a transaction of its own; what it did to `there`, seen before it ends."""
    with connection.transaction():
        before = state_of(connection)
        connection.execute(sql.encode())
        after = state_of(connection)
    names = {oid: name for oid, name in before.names.items() if name in there}
    works = after.work_since(before).items()
    return Trace(
        _strongest(names, after.locks.items()),
        {names[oid]: work for oid, work in works if oid in names},
    )


def trace_beside(
    connection: psycopg.Connection, writer: psycopg.Connection, sql: str, stop: str
) -> dict[Name, Lock]:
    """Run a statement that has to wait for `writer`, who did `stop`; the locks that it has then."""
    dsn = connection.info.dsn
    names = state_of(connection).names
    failures: list[Exception] = []
    seen: set[tuple[int, str]] = set()

    def run() -> None:
        try:
            connection.execute(sql.encode())
        except psycopg.Error as error:
            failures.append(error)

    with psycopg.connect(dsn, autocommit=True) as monitor:
        writer.execute(stop.encode())
        thread = threading.Thread(target=run)
        thread.start()
        for _ in range(100):
            seen |= set(monitor.execute(_LOCKS, (connection.info.backend_pid,)).fetchall())
            if not thread.is_alive() or _is_waiting(monitor, connection.info.backend_pid):
                break
            time.sleep(0.01)
        seen |= set(monitor.execute(_LOCKS, (connection.info.backend_pid,)).fetchall())
        writer.rollback()
        thread.join(30)
    assert not failures, failures
    return _strongest(names, ((oid, _MODES[mode]) for oid, mode in seen if mode in _MODES))


def _is_waiting(monitor: psycopg.Connection, pid: int) -> bool:
    row = monitor.execute(
        "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", (pid,)
    ).fetchone()
    return bool(row and row[0])


def _strongest(names: Mapping[int, Name], taken: Iterable[tuple[int, Lock]]) -> dict[Name, Lock]:
    found: dict[Name, Lock] = {}
    for oid, lock in taken:
        if oid in names and lock > Lock.ACCESS_SHARE:
            found[names[oid]] = max(lock, found.get(names[oid], lock))
    return found


def predicted(step: Step) -> dict[Name, Lock]:
    """The strongest lock by relation that a step is said to take."""
    found: dict[Name, Lock] = {}
    for name, lock in step.locks:
        if lock > Lock.ACCESS_SHARE:
            found[name] = max(lock, found.get(name, lock))
    return found
