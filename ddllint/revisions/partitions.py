"""Partitions that come and go: CREATE TABLE ... PARTITION OF, ATTACH, DETACH.

Sources: PostgreSQL manual, 5.12.2.2 and ALTER TABLE; traced on the server by the tests.
"""

from collections.abc import Iterator

from msgspec import structs

from ddllint.catalog.canonical import canonical
from ddllint.catalog.model import Check, Exclusion, ForeignKey, Key, Table
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Kind, Locks, Works
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.scene import Scene, foreign_keys
from ddllint.sql import nodes
from ddllint.sql.expressions import Expression
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
    if _lacks_index(scene.table(parent), scene.table(partition)):
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


def _lacks_index(parent: Table | None, partition: Table | None) -> bool:
    """Whether an index is built: no exclusion is taken for the parent's (`CompareIndexInfo`)."""
    if parent is None or partition is None:
        return False
    if any(isinstance(one, Exclusion) for one in parent.constraints.values()):
        return True
    return not set(_indexes(parent)) <= set(_indexes(partition))


def _indexes(table: Table) -> Iterator[tuple[object, ...]]:
    """What indexes must have in common for one to become a partition of the other."""
    for index in table.indexes.values():
        elements = [
            (one.column, _text(one.expression), one.collation, one.operator_class)
            for one in index.elements
        ]
        flags = (index.unique, index.nulls_not_distinct)
        yield (index.method, *elements, index.include, *flags, _text(index.predicate))
    for key in table.constraints.values():
        if isinstance(key, Key):
            yield (key.columns, key.include, key.primary, key.nulls_not_distinct)


def _text(expression: Expression | None) -> str:
    return "" if expression is None else canonical(expression)


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
    has = [_meaning(key) for key in foreign_keys(own)] if own else []
    ready: list[Name] = []
    fresh: list[Name] = []
    for key in foreign_keys(above) if above else ():
        (ready if _meaning(key) in has else fresh).append(key.referenced)
    return ready, fresh


def _meaning(key: ForeignKey) -> ForeignKey:
    return structs.replace(key, name="", comment=None, origin=None)


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
