"""What a statement of a migration does, as data that the rules read."""

import enum
from collections.abc import Iterable, Mapping

import msgspec

from ddllint.catalog.names import Name
from ddllint.revisions.locks import Lock, Work


class Kind(enum.StrEnum):
    """What an action does; OTHER is whatever no rule asks for by name."""

    ADD_CHECK = "add-check"
    ADD_COLUMN = "add-column"
    ADD_FOREIGN_KEY = "add-foreign-key"
    ADD_KEY = "add-key"
    ALTER_TYPE = "alter-type"
    CHANGE_ROWS = "change-rows"
    CREATE_INDEX = "create-index"
    DROP_COLUMN = "drop-column"
    DROP_INDEX = "drop-index"
    DROP_TABLE = "drop-table"
    OTHER = "other"
    REFRESH = "refresh"
    REINDEX = "reindex"
    RENAME = "rename"
    REWRITE = "rewrite"
    SET_NOT_NULL = "set-not-null"
    TRUNCATE = "truncate"
    VALIDATE = "validate"


class Cause(enum.StrEnum):
    """Why an action scans or rewrites."""

    NONE = ""
    DOMAIN = "domain"
    GENERATED = "generated"
    IDENTITY = "identity"
    NOT_NULL = "not-null"
    TYPE = "type"
    UNKNOWN_TYPE = "unknown-type"
    VOLATILE_DEFAULT = "volatile-default"


Locks = tuple[tuple[Name, Lock], ...]
Works = tuple[tuple[Name, Work], ...]


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a statement does.

    `relation` is the table or view that it is about, `name` the column, constraint or index of
    it (for RENAME the new name). `locks` are taken on relations that were there before the
    statement, ACCESS SHARE left out; `works` says which of them it scans or rewrites. `valid`
    is False for a constraint that is added NOT VALID. `narrows` says that a type's values may
    not fit the new one; `text` is what of the statement a message quotes: the new type, the name
    that a constraint was given, the kind of a key, the action in SQL's words.
    """

    kind: Kind
    relation: Name | None = None
    name: str = ""
    locks: Locks = ()
    works: Works = ()
    cause: Cause = Cause.NONE
    concurrently: bool = False
    valid: bool = True
    narrows: bool = False
    text: str = ""


class Effect(msgspec.Struct, frozen=True):
    """All that a statement does.

    `waits` says that it waits for other transactions to end (CONCURRENTLY), so that a lock
    timeout does not bound it; `alone` that the server refuses it inside a transaction block.
    `unseen` says why its effect cannot be told from the text, empty when it can.
    """

    actions: tuple[Action, ...] = ()
    waits: bool = False
    alone: bool = False
    unseen: str = ""

    @property
    def locks(self) -> Mapping[Name, Lock]:
        """The strongest lock on each relation."""
        return strongest(pair for action in self.actions for pair in action.locks)

    @property
    def works(self) -> Mapping[Name, Work]:
        """The heaviest work on each relation; those without any are left out."""
        found: dict[Name, Work] = {}
        for name, work in (pair for action in self.actions for pair in action.works):
            if found.get(name) is not Work.REWRITE:
                found[name] = work
        return found


def strongest(locks: Iterable[tuple[Name, Lock]]) -> dict[Name, Lock]:
    """The strongest lock on each relation."""
    found: dict[Name, Lock] = {}
    for name, lock in locks:
        found[name] = max(lock, found.get(name, lock))
    return found
