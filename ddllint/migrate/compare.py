"""Two states side by side: what differs, and the way from the one to the other."""

from collections.abc import Iterator

from msgspec import structs

from ddllint.catalog.difference import difference
from ddllint.catalog.model import Catalog, Grant
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
    servers = [one for one in (a, b) if one.major is not None]
    if servers:
        old, new = _without_roles(old), _without_roles(new)
    if len(servers) == 1 and not _public_grants(new if a.major is not None else old):
        old, new = _without_public_grants(old), _without_public_grants(new)
    found = difference(old, new)
    way = plan(old, new, postgres=postgres)
    return DiffReport(a.title, b.title, changes(found, old, new), plan_rows(way), notes)


def _without_roles(catalog: Catalog) -> Catalog:
    """Roles are the cluster's: a database's catalog has none."""
    return structs.replace(catalog, roles={})


def _public_grants(catalog: Catalog) -> frozenset[Grant]:
    """The grants on the schema public, which belongs to the administrator."""
    return frozenset(one for one in catalog.grants if (one.kind, one.object) == _PUBLIC)


_PUBLIC = ("schema", "public")


def _without_public_grants(catalog: Catalog) -> Catalog:
    """SQL that grants nothing on the schema public does not speak of its grants."""
    left_out = _public_grants(catalog)
    kept = tuple(one for one in catalog.grants if one not in left_out)
    return structs.replace(catalog, grants=kept)


def _notes(side: str, state: State, catalog: Catalog) -> Iterator[NoteRow]:
    yield from (NoteRow(side, one.message, one.span) for one in state.notes)
    noted = {one.span for one in state.notes}
    for one in catalog.unmodelled:
        span = one.origin.span()
        if one.statement not in _OF_ROWS and span not in noted:
            yield NoteRow(side, f"what {one.statement} does is not modelled", span)
    for refused in catalog.refused:
        yield NoteRow(side, f"{refused.message}; left out", refused.origin.span())
