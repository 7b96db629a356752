"""Whether what is allowed is there to be allowed."""

from ddllint.catalog.model import Catalog
from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.plan import plan
from ddllint.settings.typed import suggestion


def refuse_unused(old: Catalog, new: Catalog, allow: frozenset[str], postgres: int) -> None:
    """Raise UsageError for a key of `allow` that lets nothing through.

    A key that was mistyped, or is left from another day, would otherwise stay unnoticed.
    """
    if not allow:
        return
    open_ = _flags(old, new, frozenset(), postgres)
    for key in sorted(allow - open_):
        # what is refused may only come into view once something else is allowed
        if key not in _flags(old, new, allow - {key}, postgres):
            raise UsageError(
                f"--allow {key}: nothing is refused that this would let through",
                help=suggestion(key, sorted(open_)),
            )


def _flags(old: Catalog, new: Catalog, allow: frozenset[str], postgres: int) -> frozenset[str]:
    found = plan(old, new, allow=allow, postgres=postgres).refusals
    return frozenset(one.flag for one in found if one.flag)
