"""Stage upgrade: the owner, who is no superuser, can run every revision on an empty database."""

from collections.abc import Iterator

from ddllint.verify.model import CannotRun, Proof, Verdict
from ddllint.verify.scene import Scene
from ddllint.verify.stages.revisions import refused

NAME = "upgrade"


def run(scene: Scene) -> Iterator[Proof]:
    """Yield a proof for each revision, up to the first that fails."""
    built = scene.upgraded
    if built is None:
        raise CannotRun("the project has no revisions")
    owner = scene.project.owner
    promise = f"{owner} can run the revision"
    for step in built.steps:
        evidence = f"run by Alembic, connected as {owner}, no superuser"
        yield Proof(promise, step.revision, Verdict.PROVEN, evidence, step.span)
    if built.refusal is not None:
        failed = scene.stops[len(built.steps)]
        yield refused(promise, failed, built.refusal, scene.place(failed, "upgrade"))
