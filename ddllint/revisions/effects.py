"""What a statement does: `effects`.

Sources: PostgreSQL manual, 13.3.1 (table-level locks) and the pages of the commands. The tests
trace a corpus of statements on the server and compare.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from ddllint.catalog.names import Name, type_name
from ddllint.revisions.actions import Action, Effect, Kind
from ddllint.revisions.alter_table import alter
from ddllint.revisions.drops import drop, truncate
from ddllint.revisions.indexes import cluster, create_index, refresh, reindex, vacuum
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.partitions import create_partition
from ddllint.revisions.renames import rename, set_schema
from ddllint.revisions.scene import Scene
from ddllint.sql import nodes, other_statements
from ddllint.sql.parsed import ParsedStatement

_AEX = Lock.ACCESS_EXCLUSIVE
_SUE = Lock.SHARE_UPDATE_EXCLUSIVE
_SRE = Lock.SHARE_ROW_EXCLUSIVE


def effects(parsed: ParsedStatement, scene: Scene) -> Effect:
    """The locks, scans and rewrites of a statement, and what it does otherwise."""
    kind = parsed.statement.kind
    if kind in _TYPED:
        return _TYPED[kind](scene, parsed.node())
    if kind in _UNTYPED:
        shape, tell = _UNTYPED[kind]
        node = other_statements.reread(parsed.statement, shape)
        return Effect(unseen="its text cannot be read alone") if node is None else tell(scene, node)
    if kind in _ALONE:
        return Effect(alone=True)
    return Effect(unseen=_UNSEEN.get(kind, ""))


_UNSEEN = {
    "CallStmt": "what a procedure does is not looked at",
    "DoStmt": "what a DO block does is not looked at",
    "DropOwnedStmt": "what a role owns is not known",
    "ReassignOwnedStmt": "what a role owns is not known",
    "ExecuteStmt": "what a prepared statement does is not looked at",
}
_ALONE = frozenset(
    {
        "AlterSystemStmt",
        "CreatedbStmt",
        "CreateTableSpaceStmt",
        "DropdbStmt",
        "DropTableSpaceStmt",
    }
)


def _on(name: Name, lock: Lock) -> Effect:
    return Effect((Action(kind=Kind.OTHER, relation=name, locks=((name, lock),)),))


def _create_table(scene: Scene, node: nodes.CreateStmt) -> Effect:
    name = scene.name(node.relation)
    if node.if_not_exists and scene.before.relation(name) is not None:
        return Effect()
    actions = []
    for wrapped in node.parents:
        parent = scene.name(wrapped.range_var)
        if node.partition_bound is not None:
            actions.append(create_partition(scene, parent))
        else:
            actions.append(Action(kind=Kind.OTHER, locks=((parent, _SUE),)))
    for element in node.elements:
        constraints = [element.constraint] if element.constraint else []
        if element.column:
            constraints += [one.constraint for one in element.column.constraints]
        for constraint in constraints:
            if constraint.pktable is not None:
                referenced = scene.name(constraint.pktable)
                made = referenced == name or scene.before.relation(name) is not None
                if not made:
                    family = scene.family(referenced)
                    actions.append(Action(kind=Kind.OTHER, locks=scene.locked(family, _SRE)))
    return Effect(tuple(actions))


def _create_foreign_table(scene: Scene, node: nodes.CreateForeignTableStmt) -> Effect:
    return _create_table(scene, node.base)


def _create_view(scene: Scene, node: nodes.ViewStmt) -> Effect:
    name = scene.name(node.view)
    if not node.replace or name not in scene.before.views:
        return Effect()
    return _on(name, _AEX)


def _create_trigger(scene: Scene, node: nodes.CreateTrigStmt) -> Effect:
    name = scene.name(node.relation)
    family = scene.family(name) if scene.is_partitioned(name) and node.row else (name,)
    locks = scene.locked(family, _SRE)
    return Effect((Action(kind=Kind.OTHER, relation=name, locks=locks),))


def _policy(scene: Scene, node: nodes.CreatePolicyStmt | nodes.AlterPolicyStmt) -> Effect:
    return _on(scene.name(node.table), _AEX)


_COMMENTED = {
    "OBJECT_TABLE": 0,
    "OBJECT_VIEW": 0,
    "OBJECT_MATVIEW": 0,
    "OBJECT_FOREIGN_TABLE": 0,
    "OBJECT_COLUMN": 1,
}
"""What COMMENT locks, and how many names follow that of the relation."""


def _comment(scene: Scene, node: nodes.CommentStmt) -> Effect:
    if node.objtype not in _COMMENTED or node.object.list is msgspec.UNSET:
        return Effect()
    items = nodes.texts(msgspec.json.decode(node.object.list, type=nodes.NameList).items)
    names = items[: len(items) - _COMMENTED[node.objtype]]
    return _on(scene.find(names[-2] if len(names) > 1 else "", names[-1]), _SUE)


def _alter_domain(scene: Scene, node: nodes.AlterDomainStmt) -> Effect:
    if node.subtype not in ("C", "O", "V") or _is_not_valid(node):
        return Effect()
    schema, name = ("", *nodes.texts(node.names))[-2:]
    domain = scene.type(schema, name)
    users = [
        table.name
        for table in scene.before.tables.values()
        if any(type_name(column.type.name) == domain for column in table.columns.values())
    ]
    action = Action(
        kind=Kind.OTHER,
        locks=scene.locked(users, Lock.SHARE),
        works=scene.worked(users, Work.SCAN),
    )
    return Effect((action,))


def _is_not_valid(node: nodes.AlterDomainStmt) -> bool:
    return node.definition is not msgspec.UNSET and b"skip_validation" in bytes(node.definition)


def _relations(lock: Lock) -> Callable[[Scene, Any], Effect]:
    def tell(scene: Scene, node: Any) -> Effect:
        written = [getattr(one, "range_var", one) for one in node.relations]
        names = [scene.name(one) for one in written]
        return Effect(
            tuple(Action(kind=Kind.OTHER, relation=one, locks=((one, lock),)) for one in names)
        )

    return tell


def _lock_table(scene: Scene, node: other_statements.OnRelations) -> Effect:
    names = [scene.name(one.range_var) for one in node.relations]
    family = [kin for one in names for kin in scene.family(one)]
    locks = scene.locked(family, Lock(node.mode))
    return Effect((Action(kind=Kind.OTHER, relation=names[0], locks=locks),))


def _rule(scene: Scene, node: other_statements.OnRelation) -> Effect:
    return Effect() if node.relation is None else _on(scene.name(node.relation), _AEX)


def _rows(work: Work) -> Callable[[Scene, other_statements.OnRelation], Effect]:
    def tell(scene: Scene, node: other_statements.OnRelation) -> Effect:
        if node.relation is None:
            return Effect()
        name = scene.name(node.relation)
        works = scene.worked(scene.family(name), work) if work is not Work.NONE else ()
        locks = scene.locked(scene.family(name), Lock.ROW_EXCLUSIVE)
        action = Action(kind=Kind.CHANGE_ROWS, relation=name, locks=locks, works=works)
        return Effect((action,))

    return tell


def _copy(scene: Scene, node: other_statements.OnRelation) -> Effect:
    return _rows(Work.NONE)(scene, node) if node.is_from else Effect()


_TYPED: dict[str, Callable[[Scene, Any], Effect]] = {
    "AlterDomainStmt": _alter_domain,
    "AlterObjectSchemaStmt": set_schema,
    "AlterPolicyStmt": _policy,
    "AlterTableStmt": alter,
    "CommentStmt": _comment,
    "CreateForeignTableStmt": _create_foreign_table,
    "CreatePolicyStmt": _policy,
    "CreateStmt": _create_table,
    "CreateTrigStmt": _create_trigger,
    "DropStmt": drop,
    "IndexStmt": create_index,
    "RefreshMatViewStmt": refresh,
    "RenameStmt": rename,
    "ViewStmt": _create_view,
}
_UNTYPED: dict[str, tuple[type, Callable[[Scene, Any], Effect]]] = {
    "AlterPublicationStmt": (other_statements.Publication, _relations(_SUE)),
    "ClusterStmt": (other_statements.OnRelation, cluster),
    "CopyStmt": (other_statements.OnRelation, _copy),
    "CreatePublicationStmt": (other_statements.Publication, _relations(_SUE)),
    "CreateStatsStmt": (other_statements.OnRelations, _relations(_SUE)),
    "DeleteStmt": (other_statements.OnRelation, _rows(Work.SCAN)),
    "InsertStmt": (other_statements.OnRelation, _rows(Work.NONE)),
    "LockStmt": (other_statements.OnRelations, _lock_table),
    "MergeStmt": (other_statements.OnRelation, _rows(Work.SCAN)),
    "ReindexStmt": (other_statements.Reindex, reindex),
    "RuleStmt": (other_statements.OnRelation, _rule),
    "TruncateStmt": (other_statements.OnRelations, truncate),
    "UpdateStmt": (other_statements.OnRelation, _rows(Work.SCAN)),
    "VacuumStmt": (other_statements.Vacuum, vacuum),
}
