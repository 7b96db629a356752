"""ALTER TABLE, VIEW, INDEX and TYPE with actions: the lock of each, and who is locked along.

Sources: `AlterTableGetLockLevel` and `ATPrepCmd` (who recurses) in `commands/tablecmds.c`; traced
on the server by the tests.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Raw

from ddllint.catalog.model import Check, Table
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Effect, Kind, Works
from ddllint.revisions.columns import add_column
from ddllint.revisions.constraints import added_constraint, validate
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.lost import losers
from ddllint.revisions.nulls import set_not_null
from ddllint.revisions.partitions import attach, detach
from ddllint.revisions.scene import Scene, foreign_keys
from ddllint.revisions.types import alter_type
from ddllint.sql import nodes
from ddllint.sql.parsed import decoder

_AEX = Lock.ACCESS_EXCLUSIVE
_SUE = Lock.SHARE_UPDATE_EXCLUSIVE
_RECURSES = frozenset(
    {
        "AT_ColumnDefault",
        "AT_DropColumn",
        "AT_DropExpression",
        "AT_DropNotNull",
        "AT_SetExpression",
        "AT_SetStatistics",
        "AT_SetStorage",
    }
)
_WEAK = {
    "AT_ClusterOn": _SUE,
    "AT_DropCluster": _SUE,
    "AT_SetStatistics": _SUE,
    "AT_SetOptions": _SUE,
    "AT_ResetOptions": _SUE,
    "AT_EnableTrig": Lock.SHARE_ROW_EXCLUSIVE,
    "AT_EnableAlwaysTrig": Lock.SHARE_ROW_EXCLUSIVE,
    "AT_EnableReplicaTrig": Lock.SHARE_ROW_EXCLUSIVE,
    "AT_EnableTrigAll": Lock.SHARE_ROW_EXCLUSIVE,
    "AT_EnableTrigUser": Lock.SHARE_ROW_EXCLUSIVE,
    "AT_DisableTrig": Lock.SHARE_ROW_EXCLUSIVE,
    "AT_DisableTrigAll": Lock.SHARE_ROW_EXCLUSIVE,
    "AT_DisableTrigUser": Lock.SHARE_ROW_EXCLUSIVE,
}
"""What takes less than ACCESS EXCLUSIVE."""


def alter(scene: Scene, node: nodes.AlterTableStmt) -> Effect:
    """ALTER TABLE and the statements that share its grammar."""
    name = scene.name(node.relation)
    if node.objtype == "OBJECT_TYPE":
        typed = [one.name for one in scene.before.tables.values() if one.of_type == name]
        locked = [kin for one in typed for kin in scene.family(one)]
        return Effect((Action(kind=Kind.OTHER, locks=scene.locked(locked, _AEX)),))
    if node.objtype in ("OBJECT_INDEX", "OBJECT_SEQUENCE") or scene.index(name) is not None:
        return Effect()
    if node.missing_ok and scene.before.relation(name) is None and scene.before.tables:
        return Effect()
    actions = tuple(
        action
        for wrapped in node.cmds
        for action in _actions(scene, name, wrapped.cmd, node.relation.inh)
    )
    apart = any(action.concurrently for action in actions)
    return Effect(actions, waits=apart, alone=apart)


def _actions(
    scene: Scene, table: Name, cmd: nodes.AlterTableCmd, inherits: bool
) -> Iterator[Action]:
    match cmd.subtype:
        case "AT_AddColumn":
            yield from add_column(scene, table, cmd)
        case "AT_AlterColumnType":
            yield alter_type(scene, table, cmd)
        case "AT_SetNotNull":
            yield set_not_null(scene, table, cmd.name)
        case "AT_AddConstraint":
            node = decoder(nodes.ConstraintNode).decode(cmd.definition["Constraint"])
            yield from added_constraint(scene, table, node, inherits=inherits)
        case "AT_ValidateConstraint":
            yield validate(scene, table, cmd.name)
        case "AT_DropColumn":
            yield _drop_column(scene, table, cmd)
        case "AT_DropConstraint":
            yield _drop_constraint(scene, table, cmd)
        case "AT_AlterConstraint":
            yield _alter_constraint(scene, table, cmd)
        case "AT_AttachPartition":
            yield attach(scene, table, cmd)
        case "AT_DetachPartition" | "AT_DetachPartitionFinalize":
            yield detach(scene, table, cmd)
        case "AT_SetRelOptions" | "AT_ResetRelOptions":
            yield Action(
                kind=Kind.OTHER,
                relation=table,
                locks=((table, _lock_of_options(cmd)),),
            )
        case "AT_AddInherit":
            parent = scene.name(decoder(nodes.RangeVar).decode(cmd.definition["RangeVar"]))
            locks = ((table, _AEX), (parent, _SUE))
            yield Action(kind=Kind.OTHER, relation=table, locks=locks)
        case _:
            yield _other(scene, table, cmd)


def _other(scene: Scene, table: Name, cmd: nodes.AlterTableCmd) -> Action:
    triggers = _WEAK.get(cmd.subtype) is Lock.SHARE_ROW_EXCLUSIVE
    wide = cmd.subtype in _RECURSES or (triggers and scene.is_partitioned(table))
    family = tuple(scene.family(table)) if wide else (table,)
    rewrites = _rewrites(scene.table(table), cmd)
    return Action(
        kind=Kind.REWRITE if rewrites else Kind.OTHER,
        relation=table,
        name="" if cmd.subtype in _OF_TABLE else cmd.name,
        locks=scene.locked(family, _WEAK.get(cmd.subtype, _AEX)),
        works=scene.worked(family, Work.REWRITE) if rewrites else (),
        text=_WORDS.get(cmd.subtype, ""),
    )


_WORDS = {
    "AT_SetLogged": "SET LOGGED",
    "AT_SetUnLogged": "SET UNLOGGED",
    "AT_SetAccessMethod": "SET ACCESS METHOD",
    "AT_SetTableSpace": "SET TABLESPACE",
    "AT_SetExpression": "SET EXPRESSION",
}
_OF_TABLE = frozenset({"AT_SetAccessMethod", "AT_SetTableSpace"})
"""What names something else than a part of the table."""

_USUAL = frozenset({"", "heap", "pg_default"})
"""The access method and the tablespace that a table has by itself."""


def _rewrites(table: Table | None, cmd: nodes.AlterTableCmd) -> bool:
    match cmd.subtype:
        case "AT_SetLogged" | "AT_SetUnLogged":
            wanted = "permanent" if cmd.subtype == "AT_SetLogged" else "unlogged"
            return table is None or (table.kind == "table" and table.persistence != wanted)
        case "AT_SetAccessMethod" | "AT_SetTableSpace":
            return cmd.name not in _USUAL
        case "AT_SetExpression":
            column = table.columns.get(cmd.name) if table else None
            return column is None or column.stored
    return False


_OPTIONS = frozenset({"user_catalog_table", "security_barrier", "check_option", "security_invoker"})


class _Options(msgspec.Struct):
    items: tuple[nodes.DefElemNode, ...] = ()


def _lock_of_options(cmd: nodes.AlterTableCmd) -> Lock:
    """Storage options lock less than those that change what queries do."""
    found = decoder(_Options).decode(cmd.definition.get("List", Raw(b"{}")))
    names = {wrapped.def_elem.defname for wrapped in found.items}
    return _AEX if names & _OPTIONS else _SUE


def _drop_column(scene: Scene, table: Name, cmd: nodes.AlterTableCmd) -> Action:
    known = scene.table(table)
    absent = known is not None and cmd.missing_ok and cmd.name not in known.columns
    locks = scene.locked(scene.family(table) if not absent else (table,), _AEX)
    return Action(
        kind=Kind.OTHER if absent else Kind.DROP_COLUMN,
        relation=table,
        name=cmd.name,
        locks=(*locks, *losers(scene)),
    )


def _drop_constraint(scene: Scene, table: Name, cmd: nodes.AlterTableCmd) -> Action:
    known = scene.table(table)
    constraint = known.constraints.get(cmd.name) if known else None
    heirs = isinstance(constraint, Check) or constraint is None or scene.is_partitioned(table)
    locks = scene.locked(scene.family(table) if heirs else (table,), _AEX)
    return Action(kind=Kind.OTHER, relation=table, name=cmd.name, locks=(*locks, *losers(scene)))


def _alter_constraint(scene: Scene, table: Name, cmd: nodes.AlterTableCmd) -> Action:
    node = decoder(nodes.AtAlterConstraint).decode(cmd.definition["ATAlterConstraint"])
    known = scene.table(table)
    keys = foreign_keys(known) if known else ()
    others = [key.referenced for key in keys if key.name == node.conname]
    works: Works = ()
    if not node.alter_enforceability:
        others = []
    elif node.is_enforced:
        works = scene.worked((table, *others), Work.SCAN)
    locks = scene.locked((table, *others), _AEX)
    return Action(kind=Kind.OTHER, relation=table, name=node.conname, locks=locks, works=works)
