"""Stage downgrade: each revision, undone, leaves schema and rows that were there before it."""

from collections.abc import Iterator

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.replay.online import downgrade, upgrade
from ddllint.verify.kept_rows import filled, lost, rows_of
from ddllint.verify.model import Proof, Verdict
from ddllint.verify.scene import Built, Scene, Step
from ddllint.verify.stages.revisions import refused, same_schema, whole_upgrade

NAME = "downgrade"
_SCHEMA = "the downgrade leads back to the schema before the revision"
_ROWS = "rows survive the way up and back"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield a proof for each revision, from the last to the first, up to one that fails.

    If none does, then one for the rows in the tables that there are before each revision.
    """
    built = whole_upgrade(scene)
    undone = scene.downgraded
    assert undone is not None
    for step, there in zip(undone.steps, reversed(built.steps), strict=False):
        yield same_schema(
            _SCHEMA, step.revision, _before(scene, built, there), step.after, step.span
        )
    if undone.refusal is not None:
        failed = built.steps[-1 - len(undone.steps)]
        place = scene.place(failed.revision, "downgrade")
        yield refused(_SCHEMA, failed.revision, undone.refusal, place)
        return
    yield from _with_rows(scene, built)


def _before(scene: Scene, built: Built, step: Step) -> Catalog:
    at = built.steps.index(step)
    return built.steps[at - 1].after if at else scene.empty


def _with_rows(scene: Scene, built: Built) -> Iterator[Proof]:
    """Go up once more, each step there, back and there again, with rows in all tables."""
    scene.require_unbound()
    with scene.copy(scene.base) as database:
        for below, step in zip((None, *built.steps), built.steps, strict=False):
            if below is not None and below.after.tables:
                yield _there_and_back(scene, database, below, step)
            try:
                _up(scene, database, step)
            except UsageError:
                return  # what keeps it from going on is told


def _there_and_back(scene: Scene, database: str, below: Step, step: Step) -> Proof:
    revisions = scene.revisions
    assert revisions is not None
    tenancy = scene.project.settings.tenancy
    place = scene.place(step.revision, "downgrade")
    with scene.administrator(database) as administrator:
        reasons = filled(administrator, below.after, tenancy)
        before = rows_of(administrator, below.after)
    number = sum(map(len, before.values()))
    if not number:
        reason = "; ".join(reasons) or "no table has rows"
        return Proof(_ROWS, step.revision, Verdict.NOT_RUN, reason, place)
    try:
        _up(scene, database, step)
        downgrade(revisions, scene.target(database), below.revision, scene.project.shown)
    except UsageError as error:
        return refused(_ROWS, step.revision, error, place)
    with scene.administrator(database) as administrator:
        after = rows_of(administrator, below.after)
    wrong = lost(before, after)
    tables = sum(map(bool, before.values()))
    evidence = f"{number} rows in {tables} tables are the same after the upgrade and the downgrade"
    return Proof(
        _ROWS,
        step.revision,
        Verdict.REFUTED if wrong else Verdict.PROVEN,
        "; ".join(wrong) if wrong else "; ".join([evidence, *reasons]),
        place,
    )


def _up(scene: Scene, database: str, step: Step) -> None:
    assert scene.revisions is not None
    upgrade(scene.revisions, scene.target(database), step.revision, scene.project.shown)
