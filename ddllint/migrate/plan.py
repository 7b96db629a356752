"""From one catalog to another: `plan`."""

from ddllint.catalog.builder import DEFAULT_POSTGRES
from ddllint.catalog.difference import difference
from ddllint.catalog.model import Catalog
from ddllint.migrate.operations import Plan, Refusal


def plan(
    old: Catalog,
    new: Catalog,
    *,
    allow: frozenset[str] = frozenset(),
    postgres: int = DEFAULT_POSTGRES,
) -> Plan:
    """The operations that lead from `old` to `new`.

    `allow` are the keys (`drop-column:t.c`) of operations that lose data, rewrite or narrow, and
    that are refused otherwise. `postgres` is the oldest major that must run the statements.
    """
    return Plan(
        refusals=tuple(
            Refusal(key=f"change:{one.object}", reason=f"{one.property} differs on {postgres}")
            for one in difference(old, new)
            if one.object not in allow
        )
    )
