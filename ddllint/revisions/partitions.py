"""Partitions that come and go: CREATE TABLE ... PARTITION OF, ATTACH, DETACH.

Sources: PostgreSQL manual, 5.12.2.2 and ALTER TABLE; traced on the server by the tests.
"""

from ddllint.catalog.model import Check
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Kind, Locks
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.scene import Scene
from ddllint.sql import nodes
from ddllint.sql.parse import decoder

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
    """ATTACH PARTITION; a valid CHECK on the partition is taken to prove that its rows belong."""
    node = decoder(nodes.PartitionCmd).decode(cmd.definition["PartitionCmd"])
    partition = scene.name(node.name)
    default = scene.default_partition(parent)
    others = () if default is None else (default,)
    table = scene.table(partition)
    constraints = table.constraints.values() if table else ()
    proven = any(isinstance(one, Check) and one.validated for one in constraints)
    keys = referenced_by(scene, parent)
    scanned = others if proven and not keys else (partition, *others)
    if keys:
        scanned += tuple(name for name, _ in keys)
    return Action(
        kind=Kind.OTHER,
        relation=parent,
        name=str(partition),
        locks=(
            (parent, Lock.SHARE_UPDATE_EXCLUSIVE),
            *scene.locked((partition, *others), _AEX),
            *keys,
        ),
        works=scene.worked(scanned, Work.SCAN),
    )


def detach(scene: Scene, parent: Name, cmd: nodes.AlterTableCmd) -> Action:
    """DETACH PARTITION; CONCURRENTLY it waits for those who use the parent."""
    node = decoder(nodes.PartitionCmd).decode(cmd.definition["PartitionCmd"])
    partition = scene.name(node.name)
    gentle = node.concurrent or cmd.subtype == "AT_DetachPartitionFinalize"
    default = scene.default_partition(parent)
    others = () if default is None else (default,)
    lock = Lock.SHARE_UPDATE_EXCLUSIVE if gentle else _AEX
    return Action(
        kind=Kind.OTHER,
        relation=parent,
        name=str(partition),
        locks=(
            (parent, lock),
            *scene.locked((partition, *others), _AEX),
            *referenced_by(scene, parent),
        ),
        concurrently=node.concurrent,
    )
