"""Two states side by side: what differs, and the way from the one to the other."""

from collections.abc import Iterator

from ddllint.catalog.difference import difference
from ddllint.catalog.model import Catalog
from ddllint.migrate.cluster import beside_database, without_roles
from ddllint.migrate.plan import plan
from ddllint.migrate.plan_rows import plan_rows
from ddllint.migrate.states import State
from ddllint.report.changes import changes
from ddllint.report.diff_report import DiffReport, NoteRow

_OF_ROWS = frozenset(
    {"INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "TRUNCATE", "ANALYZE", "VACUUM", "LOCK"}
)
"""Commands that change no schema."""


def compare(a: State, b: State, postgres: int) -> DiffReport:
    """The report on two states, SQL read under the rules of the server that one is from.

    Without a server these are the rules of PostgreSQL `postgres`.
    """
    major = a.major or b.major or postgres
    old, new = a.fold(major), b.fold(major)
    notes = (*_notes("A", a, old), *_notes("B", b, new))
    if a.major is not None and b.major is not None:
        old, new = without_roles(old), without_roles(new)
    elif a.major is not None:
        new, old = beside_database(new, old)
    elif b.major is not None:
        old, new = beside_database(old, new)
    found = difference(old, new)
    way = plan(old, new, postgres=postgres)
    return DiffReport(a.title, b.title, changes(found, old, new), plan_rows(way), notes)


def _notes(side: str, state: State, catalog: Catalog) -> Iterator[NoteRow]:
    yield from (NoteRow(side, one.message, one.span) for one in state.notes)
    noted = {one.span for one in state.notes}
    for one in catalog.unmodelled:
        span = one.origin.span()
        if one.statement not in _OF_ROWS and span not in noted:
            yield NoteRow(side, f"what {one.statement} does is not modelled", span)
    for refused in catalog.refused:
        yield NoteRow(side, f"{refused.message}; left out", refused.origin.span())
