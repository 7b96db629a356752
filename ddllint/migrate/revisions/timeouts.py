"""How long the steps of a transaction may wait for locks, and run.

A step waits for a lock for at most `LOCK_TIMEOUT`, and while it does, whoever comes after it for
the same table waits too (PostgreSQL manual, 13.3 and 20.11.1). Locks are kept until the end of the
transaction, so all waits of one transaction have to fit into that time.
"""

from collections.abc import Sequence

import msgspec

from ddllint.migrate.operations import Step
from ddllint.revisions.locks import Work

LOCK_TIMEOUT = 5_000
"""Milliseconds for which others may be kept waiting."""
STATEMENT_TIMEOUT = 60_000
"""Milliseconds that a statement may take, unless others can go on meanwhile."""
_LEAST = 100
"""Milliseconds; less is not worth waiting for a lock."""


class Timeouts(msgspec.Struct, frozen=True):
    """`lock_timeout` and `statement_timeout` in milliseconds; 0 is no limit."""

    lock: int = LOCK_TIMEOUT
    statement: int = STATEMENT_TIMEOUT

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """The server's settings, each with its value as SQL has it."""
        return ("lock_timeout", _time(self.lock)), ("statement_timeout", _time(self.statement))


def _time(milliseconds: int) -> str:
    if milliseconds % 1000:
        return f"'{milliseconds}ms'"
    return f"'{milliseconds // 1000}s'" if milliseconds else "0"


def timeouts(steps: Sequence[Step]) -> Timeouts:
    """The timeouts of the steps of one transaction, or of one step outside a transaction.

    A step that waits for other transactions to end blocks nobody meanwhile, and leaves an invalid
    index behind if it is stopped. Long work is not stopped either, as long as others may write.
    """
    if any(step.strongest is not None and step.strongest.blocks_writes for step in steps):
        tables = {relation for step in steps for relation, _lock in step.locks}
        return Timeouts(max(LOCK_TIMEOUT // len(tables), _LEAST))
    if not all(step.autocommit for step in steps):
        return Timeouts()
    waits = any(step.waits for step in steps)
    works = waits or any(step.work is not Work.NONE for step in steps)
    return Timeouts(0 if waits else LOCK_TIMEOUT, 0 if works else STATEMENT_TIMEOUT)
