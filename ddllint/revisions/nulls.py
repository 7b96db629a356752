"""SET NOT NULL, and how the server knows that there is no null without reading the rows.

Source: `NotNullImpliedByRelConstraints` in `commands/tablecmds.c`.
"""

from collections.abc import Mapping

from ddllint.catalog.model import Check, Table
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Cause, Kind
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.scene import Scene
from ddllint.sql.expressions import ColumnRef, Expr, Logic, NullTest


def set_not_null(scene: Scene, table: Name, column: str) -> Action:
    """SET NOT NULL, which reads all rows unless a constraint proves that none is null."""
    family = tuple(scene.family(table))
    known = scene.table(table)
    free = known is not None and is_never_null(scene.before.tables, known, column)
    return Action(
        kind=Kind.SET_NOT_NULL,
        relation=table,
        name=column,
        locks=scene.locked(family, Lock.ACCESS_EXCLUSIVE),
        works=() if free else scene.worked(family, Work.SCAN),
        cause=Cause.NONE if free else Cause.NOT_NULL,
    )


def is_never_null(tables: Mapping[Name, Table], table: Table, column: str) -> bool:
    """Whether the column is NOT NULL, or a valid CHECK of the table or a parent says so."""
    known = table.columns.get(column)
    if known is not None and known.not_null:
        return True
    parents = (tables[name] for name in table.parents if name in tables)
    return any(
        _requires(one.expression.tree, column)
        for of in (table, *parents)
        for one in of.constraints.values()
        if isinstance(one, Check) and one.validated and one.enforced
    )


def _requires(tree: Expr, column: str) -> bool:
    if isinstance(tree, Logic) and tree.operator.upper() == "AND":
        return any(_requires(one, column) for one in tree.operands)
    return (
        isinstance(tree, NullTest)
        and tree.negated
        and isinstance(tree.operand, ColumnRef)
        and tree.operand.names[-1] == column
    )
