"""ALTER TABLE, and the ALTER of views, indexes and sequences that shares its grammar."""

from collections.abc import Callable

import msgspec

from ddllint.catalog.bounds import bound_text
from ddllint.catalog.folds.alter_columns import COLUMN_ACTIONS, alter_column, retype
from ddllint.catalog.folds.alter_relations import (
    TRIGGER_STATES,
    alter_index,
    altered_view,
    enable_trigger,
)
from ddllint.catalog.folds.cascades import drop_column, drop_table_constraint
from ddllint.catalog.folds.columns import add_column
from ddllint.catalog.folds.constraints import Written, add_constraints, find_constraint
from ddllint.catalog.folds.grants import change_owner
from ddllint.catalog.folds.inheritance import (
    adopt,
    allow_null,
    children,
    hand_down,
    keep_borrowed,
    part,
    require_columns,
    require_not_null,
)
from ddllint.catalog.folds.objects import find_type
from ddllint.catalog.folds.options import (
    changed_options,
    new_owner,
    some_expression,
)
from ddllint.catalog.folds.partitions import attach, detach, former_bound
from ddllint.catalog.folds.types import alter_composite
from ddllint.catalog.model import (
    Check,
    Composite,
    ForeignKey,
    RowSecurity,
)
from ddllint.catalog.names import Name
from ddllint.catalog.state import NotModelled, Rejected, State, TableDraft
from ddllint.sql.nodes import (
    AlterTableCmd,
    AlterTableStmt,
    AtAlterConstraint,
    ColumnDef,
    ConstraintNode,
    PartitionCmd,
    RangeVar,
    ReplicaIdentity,
    StringNode,
    TypeNode,
    _Text,
    texts,
)
from ddllint.sql.parsed import decoder
from ddllint.sql.source import Source

replace = msgspec.structs.replace

replace = msgspec.structs.replace


def alter(state: State, node: AlterTableStmt) -> None:
    """One action; the builder hands the actions of a statement over one by one."""
    cmd = node.cmds[0].cmd
    if node.objtype == "OBJECT_TYPE":
        names = (node.relation.schemaname, node.relation.relname)
        _alter_composite(state, find_type(state, _string_nodes(*names)), cmd)
        return
    name = _find(state, node.relation)
    if name in state.tables:
        _alter_table(state, state.tables[name], node.relation, cmd)
    elif name in state.views:
        state.views[name] = altered_view(state, state.views[name], node.relation, cmd)
    elif name in state.sequences and cmd.subtype == "AT_ChangeOwner":
        owner = new_owner(cmd)
        state.sequences[name] = replace(state.sequences[name], owner=owner)
        change_owner(state, "sequence", str(name), owner)
    elif name in state.sequences and cmd.subtype in _PERSISTENCE:
        persistence = _PERSISTENCE[cmd.subtype]
        state.sequences[name] = replace(state.sequences[name], persistence=persistence)
    elif name in state.index_owner:
        alter_index(state, name, cmd)
    else:
        raise NotModelled("ALTER " + node.objtype.removeprefix("OBJECT_"))


def _alter_composite(state: State, name: Name, cmd: AlterTableCmd) -> None:
    """ALTER TYPE; typed tables follow it (CASCADE, without which the server refuses)."""
    alter_composite(state, name, cmd)
    for draft in tuple(state.tables.values()):
        if draft.of_type != name:
            continue
        if cmd.subtype == "AT_DropColumn":
            if cmd.name in draft.columns:
                drop_column(state, draft, cmd.name)
        elif cmd.subtype == "AT_AlterColumnType":
            draft.columns[cmd.name] = retype(state, draft, state.column(draft, cmd.name), cmd)
        else:
            _INHERITED_ACTIONS[cmd.subtype](state, draft, cmd, True)


def _string_nodes(*names: str) -> tuple[StringNode, ...]:
    return tuple([StringNode(_Text(name)) for name in names if name])


def _find(state: State, relation: RangeVar) -> Name:
    found = state.relation_name(relation.schemaname, relation.relname)
    if found is None:
        state.missing_relation(relation.schemaname, relation.relname)
    return found


def _alter_table(state: State, draft: TableDraft, relation: RangeVar, cmd: AlterTableCmd) -> None:
    if cmd.subtype in COLUMN_ACTIONS:
        alter_column(state, draft, cmd, relation.inh)
    elif cmd.subtype in _INHERITED_ACTIONS:
        _INHERITED_ACTIONS[cmd.subtype](state, draft, cmd, relation.inh)
    elif cmd.subtype in _TABLE_ACTIONS:
        _TABLE_ACTIONS[cmd.subtype](state, draft, cmd)
    elif cmd.subtype in TRIGGER_STATES:
        enable_trigger(state, relation, cmd)
    else:
        raise NotModelled("ALTER TABLE")


# Tables


def _add_column(state: State, draft: TableDraft, cmd: AlterTableCmd, _: bool) -> None:
    node = decoder(ColumnDef).decode(cmd.definition["ColumnDef"])
    earlier = draft.columns.get(node.colname)
    if earlier is not None:
        if cmd.missing_ok:
            return
        shown = f"{draft.name}.{node.colname}"
        raise Rejected(f'column "{shown}" is declared twice', shown, earlier.origin)
    written = add_column(state, draft, node)
    hand_down(state, draft, node.colname)
    add_constraints(state, draft, written, fresh=True)


def _drop_column(state: State, draft: TableDraft, cmd: AlterTableCmd, inherits: bool) -> None:
    if cmd.missing_ok and cmd.name not in draft.columns:
        return
    state.column(draft, cmd.name)
    if not inherits:
        for child in children(state, draft.name):
            child.borrowed_columns.discard(cmd.name)
    drop_column(state, draft, cmd.name, cascade=cmd.behavior == "DROP_CASCADE")


def _add_constraint(state: State, draft: TableDraft, cmd: AlterTableCmd, inherits: bool) -> None:
    node = decoder(ConstraintNode).decode(cmd.definition["Constraint"])
    if node.contype == "CONSTR_NOTNULL":
        for name in texts(node.keys):
            require_not_null(state, draft, name)
            draft.not_null_names[node.conname or f"{draft.name.name}_{name}_not_null"] = name
        return
    add_constraints(state, draft, [Written(node)], fresh=False, inherits=inherits)


def _drop_constraint(state: State, draft: TableDraft, cmd: AlterTableCmd, inherits: bool) -> None:
    column = draft.not_null_names.pop(cmd.name, None)
    if column is not None:
        allow_null(state, draft, column, inherits)
        return
    if cmd.missing_ok and cmd.name not in draft.constraints:
        return
    constraint = find_constraint(draft, cmd.name)
    if draft.partition_of and cmd.name in draft.borrowed and not isinstance(constraint, Check):
        shown = f"{draft.name}.{cmd.name}"
        raise Rejected(f'constraint "{shown}" goes with that of its parent alone', shown)
    if not inherits:
        keep_borrowed(state, draft.name, cmd.name)
    drop_table_constraint(state, draft, cmd.name, cascade=cmd.behavior == "DROP_CASCADE")


def _validate(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    constraint = find_constraint(draft, cmd.name)
    if isinstance(constraint, Check | ForeignKey):
        draft.constraints[cmd.name] = replace(constraint, validated=True)
        for child in children(state, draft.name):
            if isinstance(child.constraints.get(cmd.name), Check):
                _validate(state, child, cmd)


def _alter_constraint(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    node = decoder(AtAlterConstraint).decode(cmd.definition["ATAlterConstraint"])
    constraint = find_constraint(draft, node.conname)
    if not isinstance(constraint, ForeignKey):
        raise NotModelled("ALTER TABLE ... ALTER CONSTRAINT")
    if node.alter_deferrability:
        constraint = replace(
            constraint,
            deferrable=node.deferrable or node.initdeferred,
            initially_deferred=node.initdeferred,
        )
    if node.alter_enforceability:
        constraint = replace(constraint, enforced=node.is_enforced, validated=node.is_enforced)
    draft.constraints[node.conname] = constraint
    for child in children(state, draft.name):
        for own in [own for own, of in child.borrowed.items() if of == node.conname]:
            given = {
                "deferrable": constraint.deferrable,
                "initially_deferred": constraint.initially_deferred,
            }
            child.constraints[own] = replace(child.constraints[own], **given)


def _change_owner(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    draft.owner = new_owner(cmd)
    change_owner(state, "table", str(draft.name), draft.owner)
    for name, sequence in state.sequences.items():
        if sequence.owned_by and sequence.owned_by[0] == draft.name:
            state.sequences[name] = replace(sequence, owner=draft.owner)


def _row_security(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    origin = state.origin(-1, draft.name.name)
    old = draft.row_security
    match cmd.subtype:
        case "AT_EnableRowSecurity" | "AT_DisableRowSecurity":
            on = cmd.subtype == "AT_EnableRowSecurity"
            draft.row_security = RowSecurity(on, old.forced, origin, old.forced_origin)
        case _:
            on = cmd.subtype == "AT_ForceRowSecurity"
            draft.row_security = RowSecurity(old.enabled, on, old.enabled_origin, origin)


def _set_options(_: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    draft.options = changed_options(draft.options, cmd)


_PERSISTENCE = {"AT_SetLogged": "permanent", "AT_SetUnLogged": "unlogged"}


def _persistence(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    if draft.kind == "partitioned" or draft.persistence == _PERSISTENCE[cmd.subtype]:
        return  # of a partitioned table the server takes it, until 17, and does nothing
    draft.persistence = _PERSISTENCE[cmd.subtype]
    for name, sequence in state.sequences.items():
        if sequence.owned_by and sequence.owned_by[0] == draft.name:
            state.sequences[name] = replace(sequence, persistence=draft.persistence)


def _attach(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    node = decoder(PartitionCmd).decode(cmd.definition["PartitionCmd"])
    child = state.table(node.name)
    child.bound = bound_text(node.bound) if node.bound else ""
    attach(state, child, draft)


def _detach(state: State, parent: TableDraft, cmd: AlterTableCmd) -> None:
    node = decoder(PartitionCmd).decode(cmd.definition["PartitionCmd"])
    child = state.table(node.name)
    if cmd.subtype == "AT_DetachPartitionFinalize" and child.partition_of != parent.name:
        return  # CONCURRENTLY, which it brings to its end, is taken for done
    within = former_bound(state, child) if node.concurrent else None
    detach(state, child)
    if within is not None:
        _keep_bound(state, child, within)


def _keep_bound(state: State, child: TableDraft, within: str) -> None:
    """CONCURRENTLY leaves the former bound behind as a check, if no check says the same."""
    # hardly any statement needs them
    from ddllint.catalog.canonical import Scope, canonical
    from ddllint.sql.parse import parse_source

    text = f"ALTER TABLE t ADD CHECK ({within})"
    added: AlterTableStmt = parse_source(Source("", text.encode())).statements[0].node()
    node = decoder(ConstraintNode).decode(added.cmds[0].cmd.definition["Constraint"])
    written = Written(replace(node, location=-1))
    scope = Scope(columns={c.name: c.type for c in child.columns.values()})
    told = canonical(some_expression(node.raw_expr), scope)
    held = (
        canonical(one.expression, scope)
        for one in child.constraints.values()
        if isinstance(one, Check) and one.validated
    )
    if told not in held:
        add_constraints(state, child, [written], fresh=False)


def _inherit(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    parent = state.table(decoder(RangeVar).decode(cmd.definition["RangeVar"]))
    if cmd.subtype == "AT_AddInherit":
        require_columns(state, draft, parent)
        adopt(state, draft, parent)
        draft.parents = (*draft.parents, parent.name)
        return
    part(state, draft, parent)
    draft.parents = tuple([name for name in draft.parents if name != parent.name])


def _of_type(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    if cmd.subtype == "AT_DropOf":
        draft.of_type = None
        return
    node = decoder(TypeNode).decode(cmd.definition["TypeName"])
    name = find_type(state, node.names)
    if not isinstance(state.types[name], Composite):
        raise Rejected(f'"{name}" is no composite type', str(name))
    draft.of_type = name


def _replica_identity(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    node = decoder(ReplicaIdentity).decode(cmd.definition["ReplicaIdentityStmt"])
    words = {"d": "default", "f": "full", "n": "nothing"}
    if node.identity_type == "i":
        found = draft.indexes.get(node.name) or draft.constraints.get(node.name)
        if not found:
            state.missing_relation(draft.name.schema, node.name)
    draft.replica_identity = words.get(node.identity_type, f"index {node.name}")


def _set_not_null(state: State, draft: TableDraft, cmd: AlterTableCmd, inherits: bool) -> None:
    require_not_null(state, draft, cmd.name, inherits)


def _drop_not_null(state: State, draft: TableDraft, cmd: AlterTableCmd, inherits: bool) -> None:
    allow_null(state, draft, cmd.name, inherits)


_INHERITED_ACTIONS: dict[str, Callable[[State, TableDraft, AlterTableCmd, bool], None]] = {
    "AT_AddColumn": _add_column,
    "AT_DropColumn": _drop_column,
    "AT_AddConstraint": _add_constraint,
    "AT_DropConstraint": _drop_constraint,
    "AT_SetNotNull": _set_not_null,
    "AT_DropNotNull": _drop_not_null,
}
"""Actions that children follow; the last argument is false for ONLY."""


_TABLE_ACTIONS: dict[str, Callable[[State, TableDraft, AlterTableCmd], None]] = {
    "AT_ValidateConstraint": _validate,
    "AT_AlterConstraint": _alter_constraint,
    "AT_ChangeOwner": _change_owner,
    "AT_EnableRowSecurity": _row_security,
    "AT_DisableRowSecurity": _row_security,
    "AT_ForceRowSecurity": _row_security,
    "AT_NoForceRowSecurity": _row_security,
    "AT_SetRelOptions": _set_options,
    "AT_ResetRelOptions": _set_options,
    "AT_SetLogged": _persistence,
    "AT_SetUnLogged": _persistence,
    "AT_AttachPartition": _attach,
    "AT_DetachPartition": _detach,
    "AT_DetachPartitionFinalize": _detach,
    "AT_AddInherit": _inherit,
    "AT_DropInherit": _inherit,
    "AT_AddOf": _of_type,
    "AT_DropOf": _of_type,
    "AT_ReplicaIdentity": _replica_identity,
}
