"""The report on two schemas: what differs, and what going from the one to the other takes."""

from collections import Counter

import msgspec

from ddllint.diagnostics.span import Span
from ddllint.report.changes import Change
from ddllint.report.plan_rows import PlanRows


class NoteRow(msgspec.Struct, frozen=True):
    """What the comparison does not see, without a full stop; `side` is A or B."""

    side: str
    message: str
    span: Span | None = None


class DiffReport(msgspec.Struct, frozen=True):
    """Two schemas by their titles, what differs, and the way from A to B."""

    a: str
    b: str
    changes: tuple[Change, ...]
    plan: PlanRows = PlanRows()
    notes: tuple[NoteRow, ...] = ()

    @property
    def counts(self) -> Counter[str]:
        """How many objects were added, removed and changed."""
        return Counter(one.how for one in self.changes)
