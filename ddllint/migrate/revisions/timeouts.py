"""How long the steps of a transaction may wait for locks, and run.

A step waits for a lock for at most a given time, and while it does, whoever comes after it for
the same table waits too (PostgreSQL manual, 13.3 and 20.11.1). Locks are kept until the end of the
transaction, so all waits of one transaction have to fit into that time.
"""

from collections.abc import Sequence

import msgspec

from ddllint.migrate.operations import Step
from ddllint.revisions.locks import Work

_LEAST = 100
"""Milliseconds; less is not worth waiting for a lock."""


class Timeouts(msgspec.Struct, frozen=True):
    """`lock_timeout` and `statement_timeout` in milliseconds; 0 is no limit.

    Of a whole project: for how long others may be kept waiting, and how long a statement may take
    unless they can go on meanwhile.
    """

    lock: int = 5_000
    statement: int = 60_000

    @property
    def settings(self) -> tuple[tuple[str, str], ...]:
        """The server's settings, each with its value as SQL has it."""
        return ("lock_timeout", _time(self.lock)), ("statement_timeout", _time(self.statement))


def _time(milliseconds: int) -> str:
    if milliseconds % 1000:
        return f"'{milliseconds}ms'"
    return f"'{milliseconds // 1000}s'" if milliseconds else "0"


def timeouts(steps: Sequence[Step], limits: Timeouts) -> Timeouts:
    """The timeouts of the steps of one transaction, or of one step outside a transaction.

    `limits` are those of the project.

    A step that waits for other transactions to end blocks nobody meanwhile, and leaves an invalid
    index behind if it is stopped. Long work is not stopped either, as long as others may write.
    """
    if any(step.strongest is not None and step.strongest.blocks_writes for step in steps):
        tables = {relation for step in steps for relation, _lock in step.locks}
        share = max(limits.lock // len(tables), min(_LEAST, limits.lock))
        return msgspec.structs.replace(limits, lock=share)
    if not all(step.autocommit for step in steps):
        return limits
    waits = any(step.waits for step in steps)
    works = waits or any(step.work is not Work.NONE for step in steps)
    return Timeouts(0 if waits else limits.lock, 0 if works else limits.statement)
