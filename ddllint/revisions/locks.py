"""What a statement costs the users of tables: the lock that it takes, the work that it does."""

import enum


class Lock(enum.IntEnum):
    """The server's table locks, from weakest to strongest (PostgreSQL manual, 13.3.1)."""

    ACCESS_SHARE = 1
    ROW_SHARE = 2
    ROW_EXCLUSIVE = 3
    SHARE_UPDATE_EXCLUSIVE = 4
    SHARE = 5
    SHARE_ROW_EXCLUSIVE = 6
    EXCLUSIVE = 7
    ACCESS_EXCLUSIVE = 8

    @property
    def mode(self) -> str:
        """The lock as `pg_locks.mode` has it: `AccessExclusiveLock`."""
        return self.name.title().replace("_", "") + "Lock"

    @property
    def sql(self) -> str:
        """The lock as SQL and the manual write it: `ACCESS EXCLUSIVE`."""
        return self.name.replace("_", " ")

    @property
    def blocks_reads(self) -> bool:
        """Whether SELECT waits for it."""
        return self is Lock.ACCESS_EXCLUSIVE

    @property
    def blocks_writes(self) -> bool:
        """Whether INSERT, UPDATE and DELETE wait for it."""
        return self >= Lock.SHARE


class Work(enum.StrEnum):
    """What a statement does with the rows that are there."""

    NONE = "none"
    SCAN = "scan"
    REWRITE = "rewrite"
