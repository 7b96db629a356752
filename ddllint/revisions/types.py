"""ALTER COLUMN TYPE: whether the rows are rewritten, read or let be.

Sources: PostgreSQL manual, ALTER TABLE (notes); `ATColumnChangeRequiresRewrite` in
`commands/tablecmds.c`; traced on the server by the tests.
"""

from collections.abc import Iterator

from ddllint.catalog.folds.options import expression
from ddllint.catalog.model import Catalog, Check, Column, Table
from ddllint.catalog.names import Name, type_name
from ddllint.revisions.actions import Action, Cause, Kind, Works
from ddllint.revisions.domains import base_of, is_constrained
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.retyping import Retyping, retyping
from ddllint.revisions.scene import Scene, foreign_keys
from ddllint.sql import nodes
from ddllint.sql.expressions import Cast, ColumnRef, Expr, TypeName
from ddllint.sql.parsed import decoder
from ddllint.sql.type_names import type_name as written_type

_AEX = Lock.ACCESS_EXCLUSIVE


def alter_type(scene: Scene, table: Name, cmd: nodes.AlterTableCmd) -> Action:
    """ALTER COLUMN TYPE."""
    node = decoder(nodes.ColumnDef).decode(cmd.definition["ColumnDef"])
    new = written_type(node.type_name) if node.type_name else TypeName("text")
    family = tuple(scene.family(table))
    known = scene.table(table)
    column = known.columns.get(cmd.name) if known else None
    locks = scene.locked(family, _AEX)
    if column is None or known is None:
        works, cost, cause = scene.worked(family, Work.REWRITE), None, Cause.UNKNOWN_TYPE
    else:
        after = scene.after.tables.get(table)
        new = after.columns[cmd.name].type if after and cmd.name in after.columns else new
        using = expression(node.raw_default)
        cost = _cost(scene.before, column, new, using.tree if using else None)
        bound = tuple(_bound_by_keys(scene, known, cmd.name))
        works = _works(scene, known, column, cost, collated=node.collation is not None)
        works += scene.worked(bound, Work.SCAN) if cost is not Retyping.FREE else ()
        cause = Cause.TYPE
        locks += scene.locked(bound, _AEX)
    return Action(
        kind=Kind.ALTER_TYPE,
        relation=table,
        name=cmd.name,
        locks=locks,
        works=works,
        cause=cause,
        narrows=cost in (Retyping.NARROWS, Retyping.BY_TEXT),
        text=str(new),
    )


def _cost(catalog: Catalog, column: Column, new: TypeName, using: Expr | None) -> Retyping:
    """The cost of the change, as `retyping` tells it of the types below the domains."""
    if using is not None and not _is_itself(catalog, column, using):
        return Retyping.REWRITES
    if column.type != new and is_constrained(catalog, type_name(new.name)):
        return Retyping.REWRITES
    return retyping(base_of(catalog, column.type), base_of(catalog, new))


def _is_itself(catalog: Catalog, column: Column, using: Expr) -> bool:
    """Whether USING names the column alone, or casts it for free."""
    while isinstance(using, Cast):
        if retyping(base_of(catalog, column.type), using.type) is not Retyping.FREE:
            return False
        using = using.operand
    return isinstance(using, ColumnRef) and using.names[-1] == column.name


def _works(scene: Scene, table: Table, column: Column, cost: Retyping, collated: bool) -> Works:
    family = tuple(scene.family(table.name))
    if cost is not Retyping.FREE:
        return scene.worked(family, Work.REWRITE)
    checks = [one for one in table.constraints.values() if isinstance(one, Check)]
    if any(_mentions(one.expression.tree, column.name) for one in checks if one.validated):
        return scene.worked(family, Work.SCAN)
    # under another collation indexes are built again
    rebuilt = [one for one in family if collated and _is_indexed(scene, one, column.name)]
    return scene.worked(rebuilt, Work.SCAN)


def _is_indexed(scene: Scene, name: Name, column: str) -> bool:
    table = scene.before.tables[name]
    of_index = (element for index in table.indexes.values() for element in index.elements)
    keys = (getattr(one, "columns", ()) for one in table.constraints.values())
    return any(one.column == column for one in of_index) or any(column in one for one in keys)


def _bound_by_keys(scene: Scene, table: Table, column: str) -> Iterator[Name]:
    """The other side of each foreign key that the column is a part of."""
    for key in foreign_keys(table):
        if column in key.columns:
            yield key.referenced
    for other in scene.before.tables.values():
        for key in foreign_keys(other):
            if key.referenced == table.name and column in key.referenced_columns:
                yield from scene.family(other.name)


def _mentions(tree: object, column: str) -> bool:
    if isinstance(tree, ColumnRef):
        return tree.names[-1] == column
    if isinstance(tree, tuple):
        return any(_mentions(one, column) for one in tree)
    fields = getattr(tree, "__struct_fields__", ())
    return any(_mentions(getattr(tree, one), column) for one in fields)
