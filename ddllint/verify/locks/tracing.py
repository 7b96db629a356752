"""The locks that a session holds, and what it has scanned and rewritten."""

import threading
import time
from collections.abc import Mapping

import msgspec
import psycopg
from psycopg import sql

from ddllint.catalog.names import Name
from ddllint.revisions.locks import Lock, Work

_MODES = {lock.mode: lock for lock in Lock}
_RELATIONS = """
SELECT c.oid::bigint, n.nspname::text, c.relname::text, c.relfilenode::bigint,
       coalesce(s.seq_scan, 0)
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_stat_xact_user_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname <> 'information_schema'
AND n.nspname !~ '^pg_'
"""
_LOCKS = """
SELECT relation::bigint, mode FROM pg_catalog.pg_locks
WHERE locktype = 'relation' AND granted AND pid = %s
AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
"""
_WAITS = """
SELECT wait_event_type = 'Lock' FROM pg_catalog.pg_stat_activity WHERE pid = %s
"""
_POLL_SECONDS = 0.01
_MOST_POLLS = 500


class State(msgspec.Struct, frozen=True):
    """What a transaction has come to: relations by oid, their files, scans and locks."""

    names: Mapping[int, Name]
    files: Mapping[int, int]
    scans: Mapping[int, int]
    locks: Mapping[int, Lock]

    def work_since(self, before: "State") -> dict[int, Work]:
        """What was done with the rows of relations that were there before."""
        found = {
            oid: Work.SCAN for oid in before.names if self.scans.get(oid, 0) > before.scans[oid]
        }
        found |= {
            oid: Work.REWRITE
            for oid, file in before.files.items()
            if self.files.get(oid, file) != file
        }
        return found


def state_of(connection: psycopg.Connection) -> State:
    """The state of the connection's open transaction."""
    rows = connection.execute(_RELATIONS).fetchall()
    taken = connection.execute(_LOCKS, (connection.info.backend_pid,)).fetchall()
    return State(
        names={oid: Name(schema, name) for oid, schema, name, _, _ in rows},
        files={oid: file for oid, _, _, file, _ in rows},
        scans={oid: scans for oid, _, _, _, scans in rows},
        locks=_strongest(taken),
    )


def locks_beside(
    connection: psycopg.Connection,
    reader: psycopg.Connection,
    monitor: psycopg.Connection,
    statement: str,
    tables: tuple[Name, ...],
) -> Mapping[int, Lock]:
    """Run a statement that waits for other transactions; the locks that it holds meanwhile.

    `reader` has read the tables, and keeps what it saw until the statement waits for it. All three
    connections are in autocommit mode, `monitor` and `reader` as administrator. Raises
    psycopg.Error when the statement fails.
    """
    failures: list[psycopg.Error] = []

    def run() -> None:
        try:
            connection.execute(statement.encode())
        except psycopg.Error as error:
            failures.append(error)

    pid = connection.info.backend_pid
    seen: list[tuple[int, str]] = []
    with reader.transaction():
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for name in tables:
            reader.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(*name)))
        thread = threading.Thread(target=run)
        thread.start()
        for _ in range(_MOST_POLLS):
            waits = monitor.execute(_WAITS, (pid,)).fetchone()
            seen += monitor.execute(_LOCKS, (pid,)).fetchall()
            if not thread.is_alive() or waits == (True,):
                break
            time.sleep(_POLL_SECONDS)
    thread.join()
    if failures:
        raise failures[0]
    return _strongest(seen)


def _strongest(taken: list[tuple[int, str]]) -> dict[int, Lock]:
    found: dict[int, Lock] = {}
    for oid, mode in taken:
        lock = _MODES.get(mode)
        if lock is not None:
            found[oid] = max(lock, found.get(oid, lock))
    return found
