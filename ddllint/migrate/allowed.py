"""Whether what is allowed makes a difference."""

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.operations import Plan
from ddllint.migrate.plan import plan
from ddllint.settings.typed import suggestion


def refuse_unused(
    found: Plan, old: Catalog, new: Catalog, allow: frozenset[str], postgres: int
) -> None:
    """Raise UsageError for a key of `allow` that was never refused, and changes nothing.

    `found` is the plan with all of them. A key that was mistyped, or is left from another day,
    would otherwise stay unnoticed.
    """
    if not allow:
        return
    refused = {one.flag for one in plan(old, new, postgres=postgres).refusals if one.flag}
    for key in sorted(allow - refused):
        # perhaps it only comes into question once something else is allowed; `*` is for programs
        without = plan(old, new, allow=allow - {key}, postgres=postgres)
        if ":" not in key or _told(without) == _told(found):
            raise UsageError(
                f"--allow {key}: nothing is refused that this would let through",
                help=suggestion(key, sorted(refused)),
            )


def _told(found: Plan) -> tuple[object, ...]:
    """What a plan does and refuses, without the places that it is from."""
    operations = [
        (one.key, [step.sql for step in one.up], [step.sql for step in one.down])
        for one in found.operations
    ]
    return operations, [one.key for one in found.refusals]
