"""ADD CONSTRAINT and VALIDATE CONSTRAINT.

Sources: PostgreSQL manual, ALTER TABLE; `AlterTableGetLockLevel` and `ATExecAddConstraint` in
`commands/tablecmds.c`; traced on the server by the tests.
"""

from collections.abc import Iterator, Sequence

from ddllint.catalog.model import Check, ForeignKey, Key
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Cause, Kind
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.nulls import is_never_null, set_not_null
from ddllint.revisions.scene import Scene
from ddllint.sql.nodes import ConstraintNode, texts

_KEYS = {
    "CONSTR_PRIMARY": "PRIMARY KEY",
    "CONSTR_UNIQUE": "UNIQUE",
    "CONSTR_EXCLUSION": "EXCLUDE",
}


def added_constraint(
    scene: Scene, table: Name, node: ConstraintNode, *, column: str = "", inherits: bool = True
) -> Iterator[Action]:
    """ADD CONSTRAINT, or a constraint that is written on the new column `column`."""
    match node.contype:
        case "CONSTR_FOREIGN":
            yield _foreign_key(scene, table, node, column)
        case "CONSTR_CHECK":
            yield _check(scene, table, node, column, inherits)
        case "CONSTR_NOTNULL" if not column:
            for name in texts(node.keys):
                yield _not_null(scene, table, node, name)
        case "CONSTR_PRIMARY" | "CONSTR_UNIQUE" | "CONSTR_EXCLUSION":
            yield _key(scene, table, node, column)


def _foreign_key(scene: Scene, table: Name, node: ConstraintNode, column: str) -> Action:
    # since 18 a statement locks the children of whatever it adds a constraint to
    wide = scene.is_partitioned(table) or scene.postgres >= 18
    referencing = tuple(scene.family(table)) if wide else (table,)
    referenced: tuple[Name, ...] = (scene.name(node.pktable),) if node.pktable is not None else ()
    if referenced and scene.is_partitioned(referenced[0]):
        referenced = tuple(scene.family(referenced[0]))
    scanned = tuple(scene.to_make(table)) if scene.is_partitioned(table) else (table,)
    works = scene.worked(scanned, Work.SCAN)
    taken = len(scanned) < len(referencing) and scene.is_partitioned(table)
    lock = Lock.ACCESS_EXCLUSIVE if taken else Lock.SHARE_ROW_EXCLUSIVE
    return Action(
        kind=Kind.ADD_FOREIGN_KEY,
        relation=table,
        name=node.conname or column,
        locks=(
            *scene.locked(referencing, Lock.SHARE_ROW_EXCLUSIVE),
            *scene.locked(referenced, lock),  # a key that is taken gives up its triggers there
        ),
        works=(*works, *scene.worked(referenced, Work.SCAN)) if works and _validates(node) else (),
        valid=_validates(node),
        text=node.conname,
    )


def _check(scene: Scene, table: Name, node: ConstraintNode, column: str, inherits: bool) -> Action:
    heirs = inherits and not node.is_no_inherit
    checked = tuple(scene.family(table)) if heirs else (table,)
    locked = tuple(scene.family(table)) if heirs or scene.postgres >= 18 else (table,)
    return Action(
        kind=Kind.ADD_CHECK,
        relation=table,
        name=node.conname or column,
        locks=scene.locked(locked, Lock.ACCESS_EXCLUSIVE),
        works=scene.worked(checked, Work.SCAN) if _validates(node) else (),
        valid=_validates(node),
        text=node.conname,
    )


def _validates(node: ConstraintNode) -> bool:
    return not node.skip_validation and node.is_enforced


def _not_null(scene: Scene, table: Name, node: ConstraintNode, column: str) -> Action:
    if not node.skip_validation:
        return set_not_null(scene, table, column)
    locks = scene.locked(scene.family(table), Lock.ACCESS_EXCLUSIVE)
    return Action(kind=Kind.SET_NOT_NULL, relation=table, name=column, locks=locks, valid=False)


def _key(scene: Scene, table: Name, node: ConstraintNode, column: str) -> Action:
    below = tuple(one for one in scene.family(table) if one != table)
    wide = scene.is_partitioned(table) or scene.postgres >= 18
    built = tuple(scene.to_make(table)) if scene.is_partitioned(table) else (table,)
    cause = Cause.NONE
    scans = not node.indexname
    if node.indexname and node.contype == "CONSTR_PRIMARY":
        scans = _may_hold_null(scene, table, node.indexname)
        cause = Cause.NOT_NULL if scans else Cause.NONE
    return Action(
        kind=Kind.ADD_KEY,
        relation=table,
        name=node.conname or node.indexname or column,
        locks=(
            (table, Lock.ACCESS_EXCLUSIVE),
            *((one, _key_lock(scene, node, one)) for one in below if wide),
        ),
        works=scene.worked(built, Work.SCAN) if scans else (),
        cause=cause,
        text=_KEYS[node.contype],
    )


def _key_lock(scene: Scene, node: ConstraintNode, partition: Name) -> Lock:
    """What a key of the whole locks a partition with: its index is made, NOT NULL may be set."""
    columns = texts(node.keys)
    table = scene.table(partition)
    if scene.postgres >= 18 or table is None:
        return Lock.ACCESS_EXCLUSIVE
    held = [table.columns[one].not_null for one in columns if one in table.columns]
    if node.contype == "CONSTR_PRIMARY" and not all(held):
        return Lock.ACCESS_EXCLUSIVE
    fresh = node.deferrable and table.kind == "partitioned"  # it gets a trigger
    return Lock.SHARE_ROW_EXCLUSIVE if fresh else Lock.SHARE


def _may_hold_null(scene: Scene, table: Name, index: str) -> bool:
    """Whether a column of the index must be proven NOT NULL for a primary key."""
    known, found = scene.table(table), scene.index(Name(table.schema, index))
    if known is None or found is None:
        return known is None
    columns = [one.column for one in found.elements if one.column is not None]
    return not all(is_never_null(scene.before.tables, known, one) for one in columns)


def validate(scene: Scene, table: Name, name: str) -> Action:
    """VALIDATE CONSTRAINT; one that holds already costs nothing."""
    known = scene.table(table)
    constraint = known.constraints.get(name) if known else None
    family: Sequence[Name] = (table,)
    if isinstance(constraint, Check) or scene.is_partitioned(table):
        family = tuple(scene.family(table))
    looked_up = (constraint.referenced,) if isinstance(constraint, ForeignKey) else ()
    done = isinstance(constraint, Check | ForeignKey) and constraint.validated
    return Action(
        kind=Kind.VALIDATE,
        relation=table,
        name=name,
        locks=(
            *scene.locked(family, Lock.SHARE_UPDATE_EXCLUSIVE),
            *scene.locked(looked_up, Lock.ROW_SHARE),
        ),
        works=()
        if done or isinstance(constraint, Key)
        else scene.worked((*family, *looked_up), Work.SCAN),
    )
