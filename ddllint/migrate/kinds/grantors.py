"""As whom privileges are granted, where more than one role may."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ddllint.catalog.model import Catalog, DefaultPrivilege
from ddllint.migrate.operations import Step
from ddllint.migrate.steps import step
from ddllint.migrate.text import ident

Granted: TypeAlias = tuple[str, str]
"""What grants call an object: its kind and its name."""


def passed_on(catalog: Catalog, implied: Iterable[DefaultPrivilege]) -> Iterator[Granted]:
    """The objects of which a role other than the owner may grant what it holds.

    `implied` are the default privileges that may be in force when they are made.
    """
    yield from ((one.kind, one.object) for one in catalog.grants if one.grantable)
    kinds = {one.kind for one in implied if one.grantable}
    relations = {*catalog.tables, *catalog.views}
    yield from (("table", str(name)) for name in relations if "table" in kinds)
    yield from (("sequence", str(name)) for name in catalog.sequences if "sequence" in kinds)
    yield from (("type", str(name)) for name in catalog.types if "type" in kinds)
    yield from (("routine", one) for one in catalog.routines if "routine" in kinds)
    yield from (("schema", one) for one in catalog.schemas if "schema" in kinds)


def granting(owner: str | None, steps: Iterable[Step]) -> tuple[Step, ...]:
    """GRANT and REVOKE as the owner of their object; None is the role that runs the rest.

    The server picks who grants among the roles that the runner may act as, and whoever may pass a
    privilege on is one of them; what one granted, another does not revoke (PostgreSQL manual,
    GRANT and REVOKE, notes).
    """
    made = tuple(steps)
    if owner is None or not made:
        return made
    return (step(f"SET ROLE {ident(owner)}"), *made, step("RESET ROLE"))
