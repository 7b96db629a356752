"""All units of a catalog, kind by kind in the order in which people would write them."""

from collections.abc import Iterable, Iterator

from ddllint.catalog.model import DefaultPrivilege
from ddllint.migrate.kinds.comments import comment_units
from ddllint.migrate.kinds.default_privileges import default_privilege_units
from ddllint.migrate.kinds.grantors import Granted
from ddllint.migrate.kinds.owners import owner_units
from ddllint.migrate.kinds.privileges import grant_units
from ddllint.migrate.kinds.routines import routine_units
from ddllint.migrate.kinds.schemas import schema_units
from ddllint.migrate.kinds.sequences import sequence_units
from ddllint.migrate.kinds.tables import table_units
from ddllint.migrate.kinds.types import type_units
from ddllint.migrate.kinds.views import view_units
from ddllint.migrate.units import Key, Unit, World


def units_of(
    world: World,
    implied: tuple[DefaultPrivilege, ...] = (),
    passed_on: frozenset[Granted] = frozenset(),
) -> dict[Key, Unit]:
    """The units by key.

    `implied` are the default privileges that may be in force, `passed_on` the objects of which
    some role may grant what it holds.
    """
    kinds: Iterable[Iterator[Unit]] = (
        schema_units(world),
        type_units(world),
        sequence_units(world, passed_on),
        routine_units(world),
        table_units(world),
        view_units(world),
        owner_units(world, passed_on),
        comment_units(world),
        grant_units(world, implied, passed_on),
        default_privilege_units(world),
    )
    return {unit.key: unit for kind in kinds for unit in kind}
