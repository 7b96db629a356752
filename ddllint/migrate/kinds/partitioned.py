"""What a partitioned table gets while its partitions are in use.

Each partition gets its own first, in the gentle way that tables have. Then the whole gets it, and
takes those of the partitions for its own without reading a row (PostgreSQL manual, CREATE INDEX;
`tryAttachPartitionForeignKey` in `commands/tablecmds.c`).
"""

from collections.abc import Iterator

from ddllint.catalog.model import Constraint, ForeignKey, Table
from ddllint.catalog.names import Name, choose_name
from ddllint.migrate.units import Site, World


def partitions(world: World, name: Name) -> Iterator[Table]:
    """All tables below a partitioned one."""
    for table in world.partitions(name):
        yield table
        yield from partitions(world, table.name)


def referred_to(world: World, key: ForeignKey) -> Iterator[Name]:
    """The table that a foreign key refers to with its partitions, each of which has triggers."""
    yield key.referenced
    yield from (one.name for one in partitions(world, key.referenced))


def leaves_in_use(world: World, table: Table, site: Site) -> list[Table] | None:
    """The partitions with rows; None if some can have none of what the whole gets."""
    below = list(partitions(world, table.name))
    if any(one.kind == "foreign" for one in below):
        return None
    return [one for one in below if one.kind == "table" and site.live(one.name)]


def copy_name(world: World, leaf: Table, top: Table, name: str, site: Site) -> str:
    """The name that the server would choose for a partition's own of an index of the whole."""
    own = _copies(world, leaf, top, name)
    taken = site.hidden.get(leaf.name.schema, frozenset())
    given = next((one for one in own if one not in taken), None)
    return given or choose_name(leaf.name.name, name, "idx", lambda one: one in taken)


def _copies(world: World, leaf: Table, top: Table, name: str) -> list[str]:
    if leaf.name == top.name:
        return [name]
    above = world.catalog.tables[leaf.partition_of] if leaf.partition_of else top
    there = _copies(world, above, top, name)
    return [own for own, of in leaf.copies.items() if of in there]


def has_constraint(tables: list[Table], constraint: Constraint) -> bool:
    """Whether one of the tables has a constraint of that name."""
    return any(constraint.name in table.constraints for table in tables)
