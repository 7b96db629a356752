"""Stage drift: the specs applied as they are, and the revisions, make the same schema."""

from collections.abc import Iterator
from itertools import groupby

from ddllint.catalog.difference import Difference, difference, render
from ddllint.catalog.facts import EXISTS, fact_rows
from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.diagnostics.finding import Related
from ddllint.migrate.replay.run import replay
from ddllint.sql.source import Origin
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.scene import Scene
from ddllint.verify.stages.revisions import whole_upgrade

NAME = "drift"
_PROMISE = "specs and revisions agree"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield one proof, or a refutation for each object on which they disagree."""
    built = whole_upgrade(scene)
    applied = scene.applied
    if applied.refusal is not None:
        yield _spec_refused(applied.refusal)
        return
    specs, revisions = scene.read(applied.database), built.steps[-1].after
    found = difference(specs, revisions)
    if not found:
        objects = sum(row.property == EXISTS for row in fact_rows(specs))
        evidence = f"on the server both make the same {objects} objects"
        yield Proof(_PROMISE, "schema", Verdict.PROVEN, evidence)
        return
    written, replayed = _Places(scene.project.catalog), _Places(_replayed(scene))
    for name, group in groupby(found, lambda one: one.object):
        yield _drifted(name, tuple(group), written, replayed)


class _Places:
    """Where the facts of a catalog come from."""

    def __init__(self, catalog: Catalog) -> None:
        rows = list(fact_rows(catalog))
        self._origins = {(f"{row.kind} {row.name}", row.property): row.origin for row in rows}

    def of(self, one: Difference) -> Origin | None:
        exact = self._origins.get((one.object, one.property))
        return exact or self._origins.get((one.object, EXISTS))


def _drifted(
    name: str, found: tuple[Difference, ...], written: _Places, replayed: _Places
) -> Proof:
    spec = next((origin for one in found if (origin := written.of(one))), None)
    revision = next((origin for one in found if (origin := replayed.of(one))), None)
    related = (Related("the revisions make it here", revision.span()),) if revision else ()
    return Proof(
        promise=_PROMISE,
        object=name,
        verdict=Verdict.REFUTED,
        evidence=render(found, "specs", "revisions").partition("\n")[2].strip(),
        span=spec.span() if spec else revision.span() if revision else None,
        related=related if spec else (),
    )


def _spec_refused(error: UsageError) -> Proof:
    promise = "the server accepts the specs"
    return Proof(promise, "specs", Verdict.REFUTED, error.message, error.span)


def _replayed(scene: Scene) -> Catalog:
    """The revisions read offline, for their places; what cannot be read has none."""
    assert scene.project.alembic is not None
    try:
        found = replay(scene.project.alembic, shown=scene.project.shown)
        return found.catalog(scene.server.major)
    except UsageError:
        return Catalog()
