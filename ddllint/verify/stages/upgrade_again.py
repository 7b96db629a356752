"""Stage upgrade again: after all downgrades the upgrade makes the same schema once more."""

from collections.abc import Iterator

from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.replay.online import upgrade
from ddllint.verify.model import CannotRun, Proof
from ddllint.verify.scene import Scene
from ddllint.verify.stages.revisions import refused, same_schema, whole_upgrade

NAME = "upgrade-again"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield the one proof. Raises CannotRun when there is no way down."""
    built = whole_upgrade(scene)
    undone = scene.downgraded
    assert undone is not None
    assert scene.revisions is not None
    if undone.refusal is not None:
        raise CannotRun(f"there is no way down: {undone.refusal}")
    head = built.steps[-1]
    promise = "the upgrade after a downgrade makes the schema of the first upgrade"
    database = undone.database  # nobody needs it any more as it is
    try:
        upgrade(scene.revisions, scene.target(database), head.revision, scene.project.shown)
    except UsageError as error:
        yield refused(promise, head.revision, error, head.span)
        return
    yield same_schema(promise, head.revision, head.after, scene.read(database), head.span)
