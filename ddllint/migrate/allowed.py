"""Whether what is allowed makes a difference."""

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.operations import Plan
from ddllint.migrate.plan import plan
from ddllint.settings.typed import suggestion


def refuse_unused(
    found: Plan, old: Catalog, new: Catalog, allow: frozenset[str], postgres: int
) -> None:
    """Raise UsageError for a key of `allow` without which the plan that was `found` is the same.

    One that was mistyped, or is left from another day, would otherwise stay unnoticed.
    """
    for key in sorted(allow):
        without = plan(old, new, allow=allow - {key}, postgres=postgres)
        if ":" not in key or _told(without) == _told(found):  # `*` is for programs
            refused = plan(old, new, postgres=postgres).refusals
            raise UsageError(
                f"--allow {key}: nothing is refused that this would let through",
                help=suggestion(key, sorted(one.flag for one in refused if one.flag)),
            )


def _told(found: Plan) -> tuple[object, ...]:
    """What a plan does and refuses, without the places that it is from."""
    operations = [
        (one.key, [step.sql for step in one.up], [step.sql for step in one.down])
        for one in found.operations
    ]
    return operations, [one.key for one in found.refusals]
