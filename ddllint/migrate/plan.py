"""From one catalog to another: `plan`."""

from collections.abc import Iterable, Iterator

from ddllint.catalog.builder import DEFAULT_POSTGRES
from ddllint.catalog.model import Catalog, DefaultPrivilege
from ddllint.catalog.names import Name
from ddllint.migrate.changes import moves
from ddllint.migrate.kinds.comments import comment_units
from ddllint.migrate.kinds.rights import default_privilege_units, grant_units, owner_units
from ddllint.migrate.kinds.routines import routine_units
from ddllint.migrate.kinds.schemas import schema_units
from ddllint.migrate.kinds.sequences import sequence_units
from ddllint.migrate.kinds.tables import table_units
from ddllint.migrate.kinds.types import type_units
from ddllint.migrate.kinds.views import view_units
from ddllint.migrate.operations import Group, Plan
from ddllint.migrate.order import ordered
from ddllint.migrate.units import Key, Site, Unit, World


def plan(
    old: Catalog,
    new: Catalog,
    *,
    allow: frozenset[str] = frozenset(),
    postgres: int = DEFAULT_POSTGRES,
) -> Plan:
    """The operations that lead from `old` to `new`.

    `allow` are the keys (`drop-column:t.c`) of operations that lose data, rewrite or narrow, and
    that are refused otherwise; `*` allows all. `postgres` is the oldest major that must run the
    statements.
    """
    before, after = World(old), World(new)
    first = not old.tables and not old.views
    implied = (*old.default_privileges, *new.default_privileges)
    olds, news = _units(before, implied), _units(after, implied)
    found = moves(olds, news, _sites(before, after, first, postgres), allow)
    operations, stuck = ordered(found, first)
    return Plan(tuple(operations), (*found.refusals, *stuck), tuple(_notes(old, new)))


def _units(world: World, implied: tuple[DefaultPrivilege, ...]) -> dict[Key, Unit]:
    units: dict[Key, Unit] = {}
    kinds: Iterable[Iterator[Unit]] = (
        schema_units(world),
        type_units(world),
        sequence_units(world),
        routine_units(world),
        table_units(world),
        view_units(world),
        owner_units(world),
        comment_units(world),
        grant_units(world, implied),
        default_privilege_units(world),
    )
    for kind in kinds:
        for unit in kind:
            units[unit.key] = unit
    return units


def _sites(before: World, after: World, first: bool, postgres: int) -> tuple[Site, Site]:
    """Where the statements up and down run.

    Default privileges change last, so that both directions make objects under the old ones;
    but on a first emission the views come after the grants.
    """

    def live(name: Name) -> bool:
        here, there = before.catalog, after.catalog
        return (name in here.tables and name in there.tables) or (
            name in here.views and name in there.views
        )

    def implied(group: Group) -> tuple[DefaultPrivilege, ...]:
        late = first and group is Group.VIEWS
        return (after if late else before).catalog.default_privileges

    return (
        Site(live, implied, postgres=postgres),
        Site(live, lambda _group: before.catalog.default_privileges, postgres=postgres),
    )


def _notes(old: Catalog, new: Catalog) -> Iterator[str]:
    for name, catalog in (("old", old), ("new", new)):
        for one in catalog.unmodelled:
            yield (
                f"{one.origin.span()}: {one.statement} is not modelled, so the plan from the "
                f"{name} catalog knows nothing of what it does."
            )
        for refused in catalog.refused:
            yield f"{refused.origin.span()}: {refused.message}; the statement was left out."
