"""A plan: the operations that lead from one catalog to another, and what each of them costs.

Plain frozen data, made by `ddllint.migrate.plan` and read by those that write revisions, show
plans and judge migrations.
"""

import enum

import msgspec

from ddllint.catalog.names import Name
from ddllint.revisions.locks import Lock, Work
from ddllint.sql.source import Origin


class Group(enum.StrEnum):
    """The revision that an operation belongs to when a schema is emitted for the first time.

    The order of the members is the order of the revisions.
    """

    CORE = "core"
    ROW_SECURITY = "row-security"
    GRANTS = "grants"
    VIEWS = "views"


class Hazard(msgspec.Struct, frozen=True):
    """What may go wrong although the operation is allowed.

    `code` is a kebab-case word such as `rewrite`, `data-loss`, `blocks-writes`; `message` a
    sentence for people.
    """

    code: str
    message: str


class Step(msgspec.Struct, frozen=True):
    """One SQL statement, without a semicolon at its end.

    `autocommit` says that it must run outside a transaction, or has to be committed before the
    next step so that the locks of the two do not add up. `locks` are those on tables and views
    that existed before the plan, by name; ACCESS SHARE, which every query takes, is left out.
    `work` is what it does with their rows. `waits` says that it waits for other transactions to
    end (CONCURRENTLY), so that a lock timeout does not bound it. `origin` is the declaration that
    it carries out, None for what nobody wrote.
    """

    sql: str
    autocommit: bool = False
    locks: tuple[tuple[Name, Lock], ...] = ()
    work: Work = Work.NONE
    waits: bool = False
    origin: Origin | None = None

    @property
    def strongest(self) -> Lock | None:
        """The strongest lock on a relation that existed before; None if it takes none."""
        return max((lock for _relation, lock in self.locks), default=None)


class Operation(msgspec.Struct, frozen=True):
    """One change of one object, with its inverse.

    `kind` is such as `add-column`, `object` a dotted name as people write it (`public` left
    out), for example `revenue_ledger.note`. `up` are its steps in order, `down` those that undo
    them, in the order in which they run. `destructive` says what is lost, empty when nothing is.
    `irreversible` says why `down` does not lead back, empty when it does.
    `origin` is the declaration in the new catalog, for what is dropped that in the old one.
    """

    kind: str
    object: str
    group: Group
    up: tuple[Step, ...]
    down: tuple[Step, ...]
    destructive: str = ""
    irreversible: str = ""
    hazards: tuple[Hazard, ...] = ()
    origin: Origin | None = None

    @property
    def key(self) -> str:
        """`kind:object`, as `--allow` takes it."""
        return f"{self.kind}:{self.object}"


class Refusal(msgspec.Struct, frozen=True):
    """A change that the plan leaves out, with the reason.

    `key` is that of the operation. `flag` is what `--allow` takes to let it through; empty when
    nothing does, because no statement of PostgreSQL makes the change or the planner knows none.
    `hint` is what to do instead, perhaps empty.
    """

    key: str
    reason: str
    flag: str = ""
    hint: str = ""
    origin: Origin | None = None


class Plan(msgspec.Struct, frozen=True):
    """Operations in the order in which they run; to undo them, go from the last to the first.

    `refusals` are differences that the operations leave as they are: the plan leads to the new
    catalog only when there are none. `notes` are sentences about what the catalogs themselves do
    not hold, such as statements that are not modelled.
    """

    operations: tuple[Operation, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()

    def of(self, group: Group) -> tuple[Operation, ...]:
        """The operations of one group, in order."""
        return tuple(one for one in self.operations if one.group is group)
