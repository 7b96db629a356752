"""Two states side by side: what differs, and the way from the one to the other."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from ddllint.catalog.difference import difference
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.span import Span
from ddllint.migrate.cluster import beside_database, without_roles
from ddllint.migrate.operations import Plan
from ddllint.migrate.plan import plan
from ddllint.migrate.states import State
from ddllint.report.changes import Change, changes

_OF_ROWS = frozenset(
    {"INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "ANALYZE", "VACUUM", "LOCK"}
)
"""Commands that change no schema."""


class Unseen(msgspec.Struct, frozen=True):
    """What the comparison does not see, without a full stop; `side` is A or B."""

    side: str
    message: str
    span: Span | None = None


class Comparison(msgspec.Struct, frozen=True):
    """Two schemas by their titles, what differs, and the way from A to B."""

    a: str
    b: str
    changes: tuple[Change, ...]
    plan: Plan = Plan()
    unseen: tuple[Unseen, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many objects were added, removed and changed."""
        return Counter(one.how for one in self.changes)


def compare(a: State, b: State, postgres: int) -> Comparison:
    """What two states do not agree on, and the way from the one to the other.

    SQL is read by the rules of the server that a state is from, if one is, and else by those of
    PostgreSQL `postgres`, which is also the oldest that must run the plan's statements.
    """
    major = a.major or b.major or postgres
    old, new = a.fold(major), b.fold(major)
    unseen = (*_unseen("A", a, old), *_unseen("B", b, new))
    if a.major is not None and b.major is not None:
        old, new = without_roles(old), without_roles(new)
    elif a.major is not None:
        new, old = beside_database(new, old)
    elif b.major is not None:
        old, new = beside_database(old, new)
    found = difference(old, new)
    way = plan(old, new, postgres=postgres)
    return Comparison(a.title, b.title, changes(found, old, new), way, unseen)


def _unseen(side: str, state: State, catalog: Catalog) -> Iterator[Unseen]:
    yield from (Unseen(side, one.message, one.span) for one in state.notes)
    noted = {one.span for one in state.notes}
    for one in catalog.unmodelled:
        span = one.origin.span()
        if one.statement not in _OF_ROWS and span not in noted:
            yield Unseen(side, f"what {one.statement} does is not modelled", span)
    for object_ in catalog.unread or ():
        yield Unseen(side, f"what {object_} does is not modelled")
    for refused in catalog.refused:
        yield Unseen(side, f"{refused.message}; left out", refused.origin.span())
