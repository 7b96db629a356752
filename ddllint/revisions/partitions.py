"""Partitions that come and go: CREATE TABLE ... PARTITION OF, ATTACH, DETACH.

Sources: PostgreSQL manual, 5.12.2.2 and ALTER TABLE; traced on the server by the tests.
"""

from collections.abc import Iterator

from ddllint.catalog.model import Check, Exclusion, Key, Table
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Kind, Locks, Works
from ddllint.revisions.likeness import Part, lacking
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.scene import Scene, foreign_keys
from ddllint.sql import nodes
from ddllint.sql.parsed import decoder

_AEX = Lock.ACCESS_EXCLUSIVE


def referenced_by(scene: Scene, parent: Name) -> Locks:
    """The tables that the foreign keys refer to which a partition gets from its parent."""
    return scene.locked(scene.referenced(parent), Lock.SHARE_ROW_EXCLUSIVE)


def create_partition(scene: Scene, parent: Name) -> Action:
    """A new partition; the rows of the default partition are looked through for its own."""
    default = scene.default_partition(parent)
    others = () if default is None else (default,)
    return Action(
        kind=Kind.OTHER,
        relation=parent,
        locks=(*scene.locked((parent, *others), _AEX), *referenced_by(scene, parent)),
        works=scene.worked(others, Work.SCAN),
    )


def attach(scene: Scene, parent: Name, cmd: nodes.AlterTableCmd) -> Action:
    """ATTACH PARTITION; a valid CHECK on a table is taken to prove where its rows belong."""
    node = decoder(nodes.PartitionCmd).decode(cmd.definition["PartitionCmd"])
    partition = scene.name(node.name)
    checked = (
        name
        for name in (partition, scene.default_partition(parent))
        if name is not None and (table := scene.table(name)) is not None
        if any(isinstance(one, Check) and one.validated for one in table.constraints.values())
    )
    proven = frozenset(checked)
    above, below = scene.table(parent), scene.table(partition)
    if above is not None and below is not None and lacking(_indexes(above), below):
        proven -= {partition}
    if node.bound is not None and node.bound.is_default and scene.is_childless(parent):
        proven |= {partition}
    return Action(
        kind=Kind.OTHER,
        relation=parent,
        name=str(partition),
        locks=attach_locks(scene, parent, partition),
        works=attach_works(scene, parent, partition, proven),
    )


def _indexes(table: Table) -> Iterator[Part]:
    yield from table.indexes.values()
    yield from (one for one in table.constraints.values() if isinstance(one, Key | Exclusion))


def attach_locks(scene: Scene, parent: Name, partition: Name) -> Locks:
    """What ATTACH PARTITION locks.

    A foreign key that the partition has like the parent gives up its triggers on the other table.
    """
    ready, fresh = _keys(scene, parent, partition)
    return (
        (parent, Lock.SHARE_UPDATE_EXCLUSIVE),
        *scene.locked(scene.family(partition), _AEX),
        *scene.locked(_default_family(scene, parent), _AEX),
        *scene.locked(ready, _AEX),
        *scene.locked(fresh, Lock.SHARE_ROW_EXCLUSIVE),
        *scene.locked(scene.referencing(parent), Lock.SHARE_ROW_EXCLUSIVE),
    )


def attach_works(scene: Scene, parent: Name, partition: Name, proven: frozenset[Name]) -> Works:
    """What ATTACH PARTITION reads: the tables that are not proven, and what new keys compare."""
    _ready, fresh = _keys(scene, parent, partition)
    default = scene.default_partition(parent)
    read = [] if partition in proven and not fresh else list(scene.family(partition))
    read += [] if default in proven else _default_family(scene, parent)
    return scene.worked((*read, *fresh), Work.SCAN)


def _default_family(scene: Scene, parent: Name) -> list[Name]:
    default = scene.default_partition(parent)
    return [] if default is None else list(scene.family(default))


def _keys(scene: Scene, parent: Name, partition: Name) -> tuple[list[Name], list[Name]]:
    """The tables that the parent's foreign keys refer to: of those keys which the partition has
    too, and of those which it gets.
    """
    above, own = scene.table(parent), scene.table(partition)
    ready: list[Name] = []
    fresh: list[Name] = []
    for key in foreign_keys(above) if above else ():
        is_new = own is None or lacking((key,), own)
        (fresh if is_new else ready).append(key.referenced)
    return ready, fresh


def detach(scene: Scene, parent: Name, cmd: nodes.AlterTableCmd) -> Action:
    """DETACH PARTITION; CONCURRENTLY it waits for those who use the parent."""
    node = decoder(nodes.PartitionCmd).decode(cmd.definition["PartitionCmd"])
    partition = scene.name(node.name)
    gentle = node.concurrent or cmd.subtype == "AT_DetachPartitionFinalize"
    return Action(
        kind=Kind.OTHER,
        relation=parent,
        name=str(partition),
        locks=detach_locks(scene, parent, partition, gentle=gentle),
        works=detach_works(scene, parent),
        concurrently=node.concurrent,
    )


def detach_locks(scene: Scene, parent: Name, partition: Name, *, gentle: bool) -> Locks:
    """What DETACH PARTITION locks; `gentle` is CONCURRENTLY."""
    return (
        (parent, Lock.SHARE_UPDATE_EXCLUSIVE if gentle else _AEX),
        *scene.locked((*scene.family(partition), *_default_family(scene, parent)), _AEX),
        *referenced_by(scene, parent),
        *scene.locked(scene.referencing(parent), _AEX),
    )


def detach_works(scene: Scene, parent: Name) -> Works:
    """What DETACH PARTITION reads: the tables whose rows may refer to the partition's."""
    return scene.worked(scene.referencing(parent), Work.SCAN)
