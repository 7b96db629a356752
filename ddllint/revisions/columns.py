"""ADD COLUMN: the constraints that come with it, and why it may scan or rewrite.

Sources: PostgreSQL manual, ALTER TABLE (notes); `ATExecAddColumn` in `commands/tablecmds.c`; the
locks, scans and rewrites are traced on the server by the tests.
"""

from collections.abc import Iterator, Sequence

from msgspec import UNSET

from ddllint.catalog.folds.constraints import with_attributes
from ddllint.catalog.folds.options import expression
from ddllint.catalog.names import Name
from ddllint.revisions.actions import Action, Cause, Kind
from ddllint.revisions.constraints import added_constraint
from ddllint.revisions.domains import is_constrained
from ddllint.revisions.locks import Lock, Work
from ddllint.revisions.scene import Scene
from ddllint.revisions.volatility import is_volatile
from ddllint.sql import nodes
from ddllint.sql.parsed import decoder
from ddllint.sql.type_names import SERIAL
from ddllint.sql.type_names import type_name as written_type

_AEX = Lock.ACCESS_EXCLUSIVE


def add_column(scene: Scene, table: Name, cmd: nodes.AlterTableCmd) -> Iterator[Action]:
    """ADD COLUMN, and each constraint that is written on it."""
    node = decoder(nodes.ColumnDef).decode(cmd.definition["ColumnDef"])
    family = tuple(scene.family(table))
    locks = scene.locked(family, _AEX)
    known = scene.table(table)
    if known is not None and cmd.missing_ok and node.colname in known.columns:
        yield Action(kind=Kind.OTHER, relation=table, locks=locks)
        return
    written = with_attributes(node.constraints)
    cause = _rewritten(scene, node, written)
    work = Work.REWRITE if cause else Work.NONE
    kinds = {one.contype for one in written}
    valued = node.raw_default is not UNSET or "CONSTR_DEFAULT" in kinds
    if not cause and kinds & {"CONSTR_NOTNULL", "CONSTR_PRIMARY"} and not valued:
        cause, work = Cause.NOT_NULL, Work.SCAN
    works = scene.worked(family, work) if work is not Work.NONE else ()
    yield Action(
        kind=Kind.ADD_COLUMN,
        relation=table,
        name=node.colname,
        locks=locks,
        works=works,
        cause=cause,
    )
    for one in written:
        # without a value there is nothing in the new column that a key could miss
        if one.contype != "CONSTR_FOREIGN" or valued or cause:
            yield from added_constraint(scene, table, one, column=node.colname)
        elif one.pktable is not None:
            referenced = scene.locked([scene.name(one.pktable)], Lock.SHARE_ROW_EXCLUSIVE)
            yield Action(kind=Kind.OTHER, relation=table, name=node.colname, locks=referenced)


def _rewritten(
    scene: Scene, node: nodes.ColumnDef, written: Sequence[nodes.ConstraintNode]
) -> Cause:
    type_ = written_type(node.type_name) if node.type_name else None
    if type_ is not None and type_.name in SERIAL:
        return Cause.IDENTITY
    single = type_ is not None and not type_.dimensions
    if single and is_constrained(scene.before, scene.type(*_written(node))):
        return Cause.DOMAIN
    defaults = [one.raw_expr for one in written if one.contype == "CONSTR_DEFAULT"]
    for one in written:
        if one.contype == "CONSTR_IDENTITY":
            return Cause.IDENTITY
        if one.contype == "CONSTR_GENERATED" and one.generated_kind != "v":
            return Cause.GENERATED
    if any(is_volatile(scene.before, expression(raw)) for raw in (node.raw_default, *defaults)):
        return Cause.VOLATILE_DEFAULT
    return Cause.NONE


def _written(node: nodes.ColumnDef) -> tuple[str, str]:
    """The schema, empty if there is none, and the name of a column's type."""
    names = nodes.texts(node.type_name.names) if node.type_name else ("",)
    return (names[-2] if len(names) > 1 else "", names[-1])
