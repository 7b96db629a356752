"""RENAME and SET SCHEMA: the lock, and the name that those who use the old one no longer find."""

from ddllint.catalog.model import Check
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Effect, Kind
from ddllint.revisions.locks import Lock
from ddllint.revisions.scene import Scene
from ddllint.sql.nodes import AlterObjectSchemaStmt, RenameStmt

_AEX = Lock.ACCESS_EXCLUSIVE
_RELATIONS = frozenset({"OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_FOREIGN_TABLE"})
_PARTS = frozenset({"OBJECT_TRIGGER", "OBJECT_POLICY", "OBJECT_RULE", "OBJECT_TABCONSTRAINT"})


def rename(scene: Scene, node: RenameStmt) -> Effect:
    """ALTER ... RENAME."""
    if node.relation is None:
        return Effect()
    name = scene.name(node.relation)
    if scene.index(name) is not None:
        return Effect()
    if node.kind in _RELATIONS:
        return _renamed(scene, (name,), name, node.newname)
    if node.kind == "OBJECT_COLUMN":
        return _renamed(scene, tuple(scene.family(name)), name, node.newname, node.subname)
    if node.kind in _PARTS:
        table = scene.table(name)
        constraint = table.constraints.get(node.subname) if table else None
        heirs = isinstance(constraint, Check) and node.kind == "OBJECT_TABCONSTRAINT"
        family = scene.family(name) if heirs else (name,)
        locks = scene.locked(family, _AEX)
        return Effect((Action(kind=Kind.OTHER, relation=name, locks=locks),))
    return Effect()


def set_schema(scene: Scene, node: AlterObjectSchemaStmt) -> Effect:
    """ALTER ... SET SCHEMA of a table or view."""
    if node.relation is None or node.kind not in _RELATIONS:
        return Effect()
    name = scene.name(node.relation)
    return _renamed(scene, (name,), name, str(Name(node.newschema, name.name)))


def _renamed(
    scene: Scene, locked: tuple[Name, ...], relation: Name, new: str, column: str = ""
) -> Effect:
    action = Action(
        kind=Kind.RENAME,
        relation=relation,
        name=column,
        locks=scene.locked(locked, _AEX),
        text=new,
    )
    return Effect((action,))
