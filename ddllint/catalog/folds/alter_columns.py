"""ALTER TABLE ... ALTER COLUMN."""

from collections.abc import Callable

import msgspec

from ddllint.catalog.folds.cascades import is_read
from ddllint.catalog.folds.columns import retyped, storage_word, with_default
from ddllint.catalog.folds.inheritance import (
    children,
)
from ddllint.catalog.folds.options import (
    expression,
    identity_of,
    listed_options,
    value_text,
)
from ddllint.catalog.folds.partitions import partitions
from ddllint.catalog.folds.sequences import (
    alter_identity,
    drop_identity,
    identity_column,
)
from ddllint.catalog.model import Column, Unmodelled
from ddllint.catalog.state import Rejected, State, TableDraft
from ddllint.sql.nodes import (
    AlterTableCmd,
    ColumnDef,
    ConstraintNode,
)
from ddllint.sql.parsed import decoder
from ddllint.sql.walk import column_names

replace = msgspec.structs.replace

replace = msgspec.structs.replace


def _column_default(_: State, __: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    return with_default(column, wrapped_expression(cmd))


def wrapped_expression(cmd: AlterTableCmd) -> msgspec.Raw | msgspec.UnsetType:
    """The expression of SET DEFAULT or SET EXPRESSION, wrapped as every expression is."""
    for kind, body in cmd.definition.items():
        return msgspec.Raw(b'{"' + kind.encode() + b'":' + bytes(body) + b"}")
    return msgspec.UNSET


def retype(state: State, draft: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    """ALTER COLUMN ... TYPE.

    The server parses anew what it prints of expressions on the column, with the casts that it
    added for the former type: `x > 1` on a numeric column that becomes an integer is
    `x::numeric > 1`. That is not followed, so it is noted.
    """
    definition = decoder(ColumnDef).decode(cmd.definition["ColumnDef"])
    for other in draft.columns.values():
        if other.generated is not None and column.name in column_names(other.generated):
            shown = f"{draft.name}.{column.name}"
            raise Rejected(
                f'column "{shown}" is read by the generated column {other.name}: '
                "its type cannot be changed",
                shown,
                other.origin,
            )
    changed = retyped(state, column, definition)
    same = changed.type.name == column.type.name or column.type.name in _WITHOUT_CASTS
    if not same and is_read(draft, column.name):
        state.unmodelled.append(Unmodelled("ALTER COLUMN TYPE", state.origin(-1)))
    return changed


_WITHOUT_CASTS = frozenset({"smallint", "integer", "text", "character varying", "boolean"})
"""Types whose literals the server prints without a cast, or with one that means nothing."""


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
    if not column.not_null:
        shown = f"{draft.name}.{column.name}"
        raise Rejected(f'column "{shown}" must be NOT NULL before it can be an identity', shown)
    return identity_column(state, draft, column, identity_of(node.generated_when), node.options)


def _set_identity(state: State, draft: TableDraft, column: Column, cmd: AlterTableCmd) -> Column:
    options = listed_options(cmd)
    return alter_identity(state, draft, column, options)


def _drop_identity(state: State, draft: TableDraft, column: Column, _: AlterTableCmd) -> Column:
    return drop_identity(state, draft, column)


COLUMN_ACTIONS: dict[str, Callable[[State, TableDraft, Column, AlterTableCmd], Column]] = {
    "AT_ColumnDefault": _column_default,
    "AT_AlterColumnType": retype,
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


_RECURSIVE = COLUMN_ACTIONS.keys() - {
    "AT_AddIdentity",
    "AT_SetIdentity",
    "AT_DropIdentity",
    "AT_SetCompression",
}
"""What ALTER TABLE without ONLY does to the children's columns too."""


def alter_column(state: State, draft: TableDraft, cmd: AlterTableCmd, inherits: bool) -> None:
    """An action on a column, here and in the children where these follow."""
    column = state.column(draft, cmd.name)
    draft.columns[cmd.name] = COLUMN_ACTIONS[cmd.subtype](state, draft, column, cmd)
    if inherits and cmd.subtype in _RECURSIVE:
        for child in children(state, draft.name):
            if cmd.name in child.columns:
                alter_column(state, child, cmd, inherits)
    elif state.postgres >= 17 and cmd.subtype.endswith("Identity"):
        _hand_down_identity(state, draft, cmd.name)
