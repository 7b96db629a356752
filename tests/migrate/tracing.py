"""What a statement does on a real server: the locks that it takes, what it scans and rewrites."""

import threading
import time
from collections.abc import Iterable
from typing import NamedTuple

import psycopg

from ddllint.catalog.names import Name
from ddllint.migrate.operations import Step
from ddllint.revisions.locks import Lock, Work

_MODES = {lock.mode: lock for lock in Lock}
_RELATIONS = """
SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relfilenode::bigint
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname <> 'information_schema'
AND n.nspname !~ '^pg_'
"""
_LOCKS = """
SELECT relation::bigint, mode FROM pg_locks
WHERE locktype = 'relation' AND granted AND pid = %s
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_SCANS = "SELECT relid::bigint, coalesce(seq_scan, 0) FROM pg_stat_xact_user_tables"


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
        names, files = _relations(connection)
        names = {oid: name for oid, name in names.items() if name in there}
        scans = dict(connection.execute(_SCANS).fetchall())
        connection.execute(sql.encode())
        pid = connection.info.backend_pid
        taken = connection.execute(_LOCKS, (pid,)).fetchall()
        _, after = _relations(connection)
        works = {
            names[oid]: Work.SCAN
            for oid, count in connection.execute(_SCANS).fetchall()
            if count > scans.get(oid, 0) and oid in names
        }
        rewritten = [oid for oid in names if oid in after and after[oid] != files[oid]]
        works |= {names[oid]: Work.REWRITE for oid in rewritten}
    return Trace(_strongest(names, taken), works)


def trace_beside(
    connection: psycopg.Connection, writer: psycopg.Connection, sql: str, stop: str
) -> dict[Name, Lock]:
    """Run a statement that has to wait for `writer`, who did `stop`; the locks that it has then."""
    dsn = connection.info.dsn
    names, _ = _relations(connection)
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
    return _strongest(names, seen)


def _is_waiting(monitor: psycopg.Connection, pid: int) -> bool:
    row = monitor.execute(
        "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = %s", (pid,)
    ).fetchone()
    return bool(row and row[0])


def _relations(connection: psycopg.Connection) -> tuple[dict[int, Name], dict[int, int]]:
    rows = connection.execute(_RELATIONS).fetchall()
    return {row[0]: Name(row[1], row[2]) for row in rows}, {row[0]: row[3] for row in rows}


def _strongest(names: dict[int, Name], taken: Iterable[tuple[int, str]]) -> dict[Name, Lock]:
    found: dict[Name, Lock] = {}
    for oid, mode in taken:
        lock = _MODES.get(mode)
        if oid in names and lock is not None and lock > Lock.ACCESS_SHARE:
            found[names[oid]] = max(lock, found.get(names[oid], lock))
    return found


def predicted(step: Step) -> dict[Name, Lock]:
    """The strongest lock by relation that a step is said to take."""
    found: dict[Name, Lock] = {}
    for name, lock in step.locks:
        if lock > Lock.ACCESS_SHARE:
            found[name] = max(lock, found.get(name, lock))
    return found
