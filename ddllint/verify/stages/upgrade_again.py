"""Stage upgrade again: after all downgrades the upgrade makes the same schema once more."""

from collections.abc import Iterator

from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.replay.online import downgrade, upgrade
from ddllint.verify.model import CannotRun, Proof
from ddllint.verify.scene import Scene
from ddllint.verify.stages.revisions import refused, same_schema, whole_upgrade

NAME = "upgrade-again"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield the one proof. Raises CannotRun when there is no way down."""
    built = whole_upgrade(scene)
    revisions, shown = scene.revisions, scene.project.shown
    assert revisions is not None
    head = built.steps[-1]
    promise = "the upgrade after a downgrade makes the schema of the first upgrade"
    with scene.copy(built.database) as database:
        target = scene.target(database)
        try:
            downgrade(revisions, target, None, shown)
        except UsageError as error:
            raise CannotRun(f"there is no way down: {error}") from None
        try:
            upgrade(revisions, target, head.revision, shown)
        except UsageError as error:
            yield refused(promise, head.revision, error, head.span)
            return
        yield same_schema(promise, head.revision, head.after, scene.read(database), head.span)
