"""ALTER TABLE, and the ALTER of views, indexes and sequences that shares its grammar."""

from collections.abc import Callable

import msgspec

from ddllint.catalog.folds.columns import add_column, retyped, storage_word, with_default
from ddllint.catalog.folds.constraints import Written, add_constraints, find_constraint
from ddllint.catalog.folds.drops import drop_column, drop_table_constraint
from ddllint.catalog.folds.grants import change_owner
from ddllint.catalog.folds.indexes import change_index, find_index
from ddllint.catalog.folds.inheritance import (
    adopt,
    allow_null,
    children,
    hand_down,
    keep_borrowed,
    part,
    require_not_null,
)
from ddllint.catalog.folds.objects import find_type
from ddllint.catalog.folds.options import (
    expression,
    identity_of,
    role_name,
    storage_options,
    value_text,
)
from ddllint.catalog.folds.partitions import attach, attach_index, detach, partitions
from ddllint.catalog.folds.sequences import (
    alter_identity,
    drop_identity,
    identity_column,
)
from ddllint.catalog.folds.tables import bound_text
from ddllint.catalog.folds.triggers import find_trigger, triggers_of
from ddllint.catalog.folds.types import alter_composite
from ddllint.catalog.model import (
    Check,
    Column,
    Composite,
    ForeignKey,
    Key,
    RowSecurity,
    View,
)
from ddllint.catalog.names import Name
from ddllint.catalog.state import NotModelled, Rejected, State, TableDraft
from ddllint.sql.nodes import (
    AlterTableCmd,
    AlterTableStmt,
    AtAlterConstraint,
    ColumnDef,
    ConstraintNode,
    DefElemNode,
    PartitionCmd,
    RangeVar,
    ReplicaIdentity,
    StringNode,
    TypeNode,
    _Text,
    texts,
)
from ddllint.sql.parse import decoder

replace = msgspec.structs.replace


class _Options(msgspec.Struct, frozen=True, gc=False):
    items: tuple[DefElemNode, ...] = ()


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
        state.views[name] = _altered_view(state, state.views[name], node.relation, cmd)
    elif name in state.sequences and cmd.subtype == "AT_ChangeOwner":
        owner = _owner(cmd)
        state.sequences[name] = replace(state.sequences[name], owner=owner)
        change_owner(state, "sequence", str(name), owner)
    elif name in state.sequences and cmd.subtype in _PERSISTENCE:
        persistence = _PERSISTENCE[cmd.subtype]
        state.sequences[name] = replace(state.sequences[name], persistence=persistence)
    elif name in state.index_owner:
        _alter_index(state, name, cmd)
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
            draft.columns[cmd.name] = _retype(state, draft, state.column(draft, cmd.name), cmd)
        else:
            _INHERITED_ACTIONS[cmd.subtype](state, draft, cmd, True)


def _string_nodes(*names: str) -> tuple[StringNode, ...]:
    return tuple([StringNode(_Text(name)) for name in names if name])


def _find(state: State, relation: RangeVar) -> Name:
    found = state.relation_name(relation.schemaname, relation.relname)
    if found is None:
        state.missing_relation(relation.schemaname, relation.relname)
    return found


def _owner(cmd: AlterTableCmd) -> str | None:
    return role_name(cmd.new_owner) if cmd.new_owner else None


def _alter_table(state: State, draft: TableDraft, relation: RangeVar, cmd: AlterTableCmd) -> None:
    if cmd.subtype in _COLUMN_ACTIONS:
        column = state.column(draft, cmd.name)
        draft.columns[cmd.name] = _COLUMN_ACTIONS[cmd.subtype](state, draft, column, cmd)
        if relation.inh and cmd.subtype in _RECURSIVE:
            for child in children(state, draft.name):
                if cmd.name in child.columns:
                    _alter_table(state, child, relation, cmd)
        elif state.postgres >= 17 and cmd.subtype.endswith("Identity"):
            _hand_down_identity(state, draft, cmd.name)
    elif cmd.subtype in _INHERITED_ACTIONS:
        _INHERITED_ACTIONS[cmd.subtype](state, draft, cmd, relation.inh)
    elif cmd.subtype in _TABLE_ACTIONS:
        _TABLE_ACTIONS[cmd.subtype](state, draft, cmd)
    elif cmd.subtype in _TRIGGER_STATES:
        _enable_trigger(state, relation, cmd)
    else:
        raise NotModelled("ALTER TABLE")


# Columns


def _column_default(_: State, __: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    return with_default(column, wrapped_expression(cmd))


def wrapped_expression(cmd: AlterTableCmd) -> msgspec.Raw | msgspec.UnsetType:
    """The expression of SET DEFAULT or SET EXPRESSION, wrapped as every expression is."""
    for kind, body in cmd.definition.items():
        return msgspec.Raw(b'{"' + kind.encode() + b'":' + bytes(body) + b"}")
    return msgspec.UNSET


def _retype(state: State, _: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    definition = decoder(ColumnDef).decode(cmd.definition["ColumnDef"])
    return retyped(state, column, definition)


def _set_storage(_: State, __: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    word = value_text({k: msgspec.json.decode(v) for k, v in cmd.definition.items()})
    return replace(column, storage=storage_word(column.type, word))


def _set_compression(_: State, __: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    word = value_text({k: msgspec.json.decode(v) for k, v in cmd.definition.items()})
    return replace(column, compression="" if word == "default" else word)


def _drop_expression(_: State, __: TableDraft, column: Column, ___: AlterTableCmd) -> Column:
    return replace(column, generated=None, stored=False)


def _set_expression(_: State, __: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    return replace(column, generated=expression(wrapped_expression(cmd)))


def _add_identity(state: State, draft: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    node = decoder(ConstraintNode).decode(cmd.definition["Constraint"])
    return identity_column(state, draft, column, identity_of(node.generated_when), node.options)


def _set_identity(state: State, draft: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    options = decoder(_Options).decode(cmd.definition["List"]).items
    return alter_identity(state, draft, column, options)


def _drop_identity(state: State, draft: TableDraft, column: Column, _: AlterTableCmd) -> Column:
    return drop_identity(state, draft, column)


_COLUMN_ACTIONS: dict[str, Callable[[State, TableDraft, Column, AlterTableCmd], Column]] = {
    "AT_ColumnDefault": _column_default,
    "AT_AlterColumnType": _retype,
    "AT_SetStorage": _set_storage,
    "AT_SetCompression": _set_compression,
    "AT_DropExpression": _drop_expression,
    "AT_SetExpression": _set_expression,
    "AT_AddIdentity": _add_identity,
    "AT_SetIdentity": _set_identity,
    "AT_DropIdentity": _drop_identity,
}


def _hand_down_identity(state: State, draft: TableDraft, name: str) -> None:
    """Partitions share the identity of the parent's column since PostgreSQL 17."""
    for child in partitions(state, draft):
        column = child.columns[name]
        identity = draft.columns[name].identity
        child.columns[name] = replace(column, identity=identity)
        _hand_down_identity(state, child, name)


_RECURSIVE = _COLUMN_ACTIONS.keys() - {
    "AT_AddIdentity",
    "AT_SetIdentity",
    "AT_DropIdentity",
    "AT_SetCompression",
}
"""What ALTER TABLE without ONLY does to the children's columns too."""


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
    find_constraint(draft, cmd.name)
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


def _alter_constraint(_: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
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


def _change_owner(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    draft.owner = _owner(cmd)
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
    options = decoder(_Options).decode(cmd.definition["List"]).items
    draft.options = _changed_options(draft.options, options, cmd.subtype)


def _changed_options(
    before: dict[str, str], options: tuple[DefElemNode, ...], subtype: str
) -> dict[str, str]:
    if subtype == "AT_ResetRelOptions":
        gone = storage_options(options).keys()
        return {name: value for name, value in before.items() if name not in gone}
    return before | storage_options(options)


_PERSISTENCE = {"AT_SetLogged": "permanent", "AT_SetUnLogged": "unlogged"}


def _persistence(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    if draft.kind == "partitioned":
        return  # the server takes it, until 17, and does nothing
    draft.persistence = _PERSISTENCE[cmd.subtype]
    for name, sequence in state.sequences.items():
        if sequence.owned_by and sequence.owned_by[0] == draft.name:
            state.sequences[name] = replace(sequence, persistence=draft.persistence)


def _attach(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    node = decoder(PartitionCmd).decode(cmd.definition["PartitionCmd"])
    child = state.table(node.name)
    child.bound = bound_text(node.bound) if node.bound else ""
    attach(state, child, draft)


def _detach(state: State, _: TableDraft, cmd: AlterTableCmd) -> None:
    node = decoder(PartitionCmd).decode(cmd.definition["PartitionCmd"])
    child = state.table(node.name)
    if node.concurrent:
        # it leaves a CHECK with the former bound behind, in the server's own words
        raise NotModelled("DETACH PARTITION CONCURRENTLY")
    detach(state, child)


def _inherit(state: State, draft: TableDraft, cmd: AlterTableCmd) -> None:
    parent = state.table(decoder(RangeVar).decode(cmd.definition["RangeVar"]))
    if cmd.subtype == "AT_AddInherit":
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


def _set_not_null(state: State, draft: TableDraft, cmd: AlterTableCmd, _: bool) -> None:
    require_not_null(state, draft, cmd.name)


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
    "AT_AddInherit": _inherit,
    "AT_DropInherit": _inherit,
    "AT_AddOf": _of_type,
    "AT_DropOf": _of_type,
    "AT_ReplicaIdentity": _replica_identity,
}

# Triggers

_TRIGGER_STATES = {
    "AT_EnableTrig": "origin",
    "AT_EnableTrigAll": "origin",
    "AT_EnableTrigUser": "origin",
    "AT_DisableTrig": "disabled",
    "AT_DisableTrigAll": "disabled",
    "AT_DisableTrigUser": "disabled",
    "AT_EnableAlwaysTrig": "always",
    "AT_EnableReplicaTrig": "replica",
}


def _enable_trigger(state: State, relation: RangeVar, cmd: AlterTableCmd) -> None:
    triggers = triggers_of(state, relation)
    names = [cmd.name] if cmd.name else list(triggers)
    for name in names:
        trigger = find_trigger(triggers, relation.relname, name)
        triggers[name] = replace(trigger, enabled=_TRIGGER_STATES[cmd.subtype])


# Views and indexes


def _altered_view(state: State, view: View, relation: RangeVar, cmd: AlterTableCmd) -> View:
    if cmd.subtype == "AT_ChangeOwner":
        owner = _owner(cmd)
        change_owner(state, "table", str(view.name), owner)
        return replace(view, owner=owner)
    if cmd.subtype in ("AT_SetRelOptions", "AT_ResetRelOptions"):
        options = decoder(_Options).decode(cmd.definition["List"]).items
        changed = _changed_options(dict(view.options), options, cmd.subtype)
        return replace(view, options=tuple(sorted(changed.items())))
    if cmd.subtype in _TRIGGER_STATES:
        _enable_trigger(state, relation, cmd)
        return state.views[view.name]
    raise NotModelled("ALTER VIEW")


def _alter_index(state: State, name: Name, cmd: AlterTableCmd) -> None:
    _, relation = find_index(state, *name)
    if cmd.subtype == "AT_AttachPartition":
        node = decoder(PartitionCmd).decode(cmd.definition["PartitionCmd"])
        below = find_index(state, node.name.schemaname, node.name.relname)
        attach_index(state, state.tables[below[1]], below[0].name, name.name)
        return
    if cmd.subtype not in ("AT_SetRelOptions", "AT_ResetRelOptions"):
        raise NotModelled("ALTER INDEX")
    options = decoder(_Options).decode(cmd.definition["List"]).items
    index = state.indexes_of(relation).get(name.name)
    if index is not None:
        changed = _changed_options(dict(index.options), options, cmd.subtype)
        change_index(state, name, options=tuple(sorted(changed.items())))
        return
    draft = state.tables[relation]
    key = draft.constraints.get(name.name)
    if isinstance(key, Key):
        changed = _changed_options(dict(key.options), options, cmd.subtype)
        draft.constraints[name.name] = replace(key, options=tuple(sorted(changed.items())))
