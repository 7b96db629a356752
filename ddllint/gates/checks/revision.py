"""A revision, replayed: which relations its upgrade makes and its downgrade drops."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec import structs

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.span import Span
from ddllint.gates.format import RevisionCheck
from ddllint.gates.ground import Ground
from ddllint.gates.model import Fault, Looked
from ddllint.report.summary import count

if TYPE_CHECKING:
    from ddllint.migrate.replay import Replayed


def revision_faults(wanted: RevisionCheck, ground: Ground) -> Iterator[Fault | Looked]:
    """What the revision does not make or drop; raises UsageError if it cannot be replayed."""
    replayed = ground.revisions()
    fits = [
        at
        for at, one in enumerate(replayed.revisions)
        if fnmatchcase(PurePath(one.path).name, wanted.file)
    ]
    if len(fits) != 1:
        yield Fault(f"{len(fits) or 'no'} revisions have a file name like {wanted.file}")
        return
    at = fits[0]
    revision = replayed.revisions[at]
    number = len(revision.upgrade) + len(revision.downgrade)
    yield Looked(f"{revision.path}: {count(number, 'statement')} of upgrade() and downgrade()")
    place = Span(revision.path, 1, 1, 1, 1)
    before = _relations(_until(replayed, at).catalog(ground.postgres))
    upgraded = _until(replayed, at + 1)
    after = _relations(upgraded.catalog(ground.postgres))
    for relation in wanted.creates:
        if relation in before or relation not in after:
            yield Fault(f"upgrade() does not create {relation}", place)
    for blind in revision.blind_down if wanted.drops else ():
        yield Fault(f"downgrade() cannot be seen into: {blind.reason}", blind.span)
    undone = [*upgraded.session(), *(one.parsed for one in revision.downgrade)]
    left = _relations(build(undone, postgres=ground.postgres, one_session=True))
    for relation in wanted.drops:
        if relation not in after or relation in left:
            yield Fault(f"downgrade() does not drop {relation}", place)


def _until(replayed: "Replayed", end: int) -> "Replayed":
    return structs.replace(replayed, revisions=replayed.revisions[:end])


def _relations(catalog: Catalog) -> frozenset[str]:
    return frozenset(map(str, (*catalog.tables, *catalog.views)))
