"""The stages in the order in which they run."""

from collections.abc import Callable, Iterator

import msgspec

from ddllint.verify.model import Proof
from ddllint.verify.scene import Scene
from ddllint.verify.stages import (
    constraints,
    downgrade,
    drift,
    grants,
    idempotency,
    indexes,
    locks,
    roles,
    row_security,
    upgrade,
    upgrade_again,
    views,
)


class Stage(msgspec.Struct, frozen=True):
    """A stage: `run` yields proofs as they come, and raises CannotRun when it cannot go on."""

    name: str
    run: Callable[[Scene], Iterator[Proof]]


STAGES: tuple[Stage, ...] = tuple(
    Stage(module.NAME, module.run)
    for module in (
        roles,
        upgrade,
        downgrade,
        upgrade_again,
        drift,
        row_security,
        grants,
        constraints,
        idempotency,
        views,
        locks,
        indexes,
    )
)
