"""Stage downgrade: each revision, undone, leaves the schema that was there before it."""

from collections.abc import Iterator

from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.replay.online import downgrade
from ddllint.verify.model import Proof
from ddllint.verify.scene import Scene
from ddllint.verify.stages.revisions import refused, same_schema, whole_upgrade

NAME = "downgrade"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield a proof for each revision, from the last to the first, up to one that fails."""
    built = whole_upgrade(scene)
    assert scene.revisions is not None
    promise = "the downgrade leads back to the schema before the revision"
    with scene.copy(built.database) as database:
        for at in reversed(range(len(built.steps))):
            step = built.steps[at]
            below = built.steps[at - 1] if at else None
            try:
                to = below.revision if below else None
                downgrade(scene.revisions, scene.target(database), to, scene.project.shown)
            except UsageError as error:
                yield refused(promise, step.revision, error, step.span)
                return
            before = below.after if below else scene.empty
            yield same_schema(promise, step.revision, before, scene.read(database), step.span)
