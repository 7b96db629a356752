"""Which fold takes which kind of statement, and how a statement falls into single actions."""

import re
from collections.abc import Callable
from typing import Any

from msgspec import structs

from ddllint.catalog.folds.alter_table import alter
from ddllint.catalog.folds.comments import comment
from ddllint.catalog.folds.drops import drop
from ddllint.catalog.folds.grants import alter_default_privileges, grant
from ddllint.catalog.folds.moves import set_schema
from ddllint.catalog.folds.owners import set_owner
from ddllint.catalog.folds.partitions import create_index
from ddllint.catalog.folds.policies import alter_policy, create_policy
from ddllint.catalog.folds.renames import rename
from ddllint.catalog.folds.roles import alter_role, create_role, drop_role, grant_role
from ddllint.catalog.folds.routines import alter_routine, create_routine
from ddllint.catalog.folds.schemas import create_extension, end_transaction, set_variable
from ddllint.catalog.folds.sequences import alter_sequence, create_sequence
from ddllint.catalog.folds.tables import create_foreign_table, create_table, create_table_as
from ddllint.catalog.folds.triggers import create_trigger
from ddllint.catalog.folds.types import (
    alter_domain,
    alter_enum,
    create_composite,
    create_domain,
    create_enum,
    create_range,
)
from ddllint.catalog.folds.views import create_materialized_view, create_view, refresh
from ddllint.catalog.state import NotModelled, State
from ddllint.sql import nodes
from ddllint.sql.source import Statement


def _define(state: State, node: nodes.DefineStmt) -> None:
    """No definition is held; of an aggregate the name is, which statements about it give."""
    if node.kind == "OBJECT_AGGREGATE":
        state.aggregates.add(node.names[-1].string.sval)
        state.declare("routine", node.names[-1].string.sval)
    raise NotModelled


def _create_as(state: State, node: nodes.CreateTableAsStmt) -> None:
    if node.objtype == "OBJECT_MATVIEW":
        create_materialized_view(state, node)
    else:
        create_table_as(state, node)


_SESSION = frozenset(
    {"TRANS_STMT_BEGIN", "TRANS_STMT_START", "TRANS_STMT_COMMIT", "TRANS_STMT_SAVEPOINT"}
) | {"TRANS_STMT_RELEASE"}


def _transaction(state: State, node: nodes.TransactionStmt) -> None:
    """COMMIT ends what SET LOCAL has set; what a ROLLBACK undoes is not followed."""
    if node.kind in ("TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK"):
        end_transaction(state)
    if node.kind not in _SESSION:
        raise NotModelled(node.kind.removeprefix("TRANS_STMT_").replace("_", " "))


FOLDS: dict[type, Callable[[State, Any], None]] = {
    nodes.AlterDefaultPrivilegesStmt: alter_default_privileges,
    nodes.AlterDomainStmt: alter_domain,
    nodes.AlterEnumStmt: alter_enum,
    nodes.AlterFunctionStmt: alter_routine,
    nodes.AlterObjectSchemaStmt: set_schema,
    nodes.AlterOwnerStmt: set_owner,
    nodes.AlterPolicyStmt: alter_policy,
    nodes.AlterRoleStmt: alter_role,
    nodes.AlterSeqStmt: alter_sequence,
    nodes.AlterTableStmt: alter,
    nodes.CommentStmt: comment,
    nodes.CompositeTypeStmt: create_composite,
    nodes.CreateDomainStmt: create_domain,
    nodes.CreateEnumStmt: create_enum,
    nodes.CreateExtensionStmt: create_extension,
    nodes.CreateForeignTableStmt: create_foreign_table,
    nodes.CreateFunctionStmt: create_routine,
    nodes.CreatePolicyStmt: create_policy,
    nodes.CreateRangeStmt: create_range,
    nodes.CreateRoleStmt: create_role,
    nodes.CreateSeqStmt: create_sequence,
    nodes.CreateStmt: create_table,
    nodes.CreateTableAsStmt: _create_as,
    nodes.CreateTrigStmt: create_trigger,
    nodes.DefineStmt: _define,
    nodes.DropRoleStmt: drop_role,
    nodes.DropStmt: drop,
    nodes.GrantRoleStmt: grant_role,
    nodes.GrantStmt: grant,
    nodes.IndexStmt: create_index,
    nodes.RefreshMatViewStmt: refresh,
    nodes.RenameStmt: rename,
    nodes.TransactionStmt: _transaction,
    nodes.VariableSetStmt: set_variable,
    nodes.ViewStmt: create_view,
}
"""What each kind of node does; CREATE SCHEMA, which holds statements, is the builder's own."""


_PASSES = {
    "AT_DropColumn": 0,
    "AT_DropConstraint": 0,
    "AT_DropNotNull": 0,
    "AT_DropExpression": 0,
    "AT_DropIdentity": 0,
    "AT_AlterColumnType": 1,
    "AT_AddColumn": 2,
    "AT_SetExpression": 3,
    "AT_SetNotNull": 4,
    "AT_SetIdentity": 4,
    "AT_AddConstraint": 5,
    "AT_ColumnDefault": 6,
    "AT_AddIdentity": 6,
}
"""When ALTER TABLE does what, in whatever order it is written (`AlterTablePass` in
`commands/tablecmds.c`); everything else comes last."""


def _pass(node: nodes.AlterTableCmdNode) -> int:
    cmd = node.cmd
    if cmd.subtype == "AT_ColumnDefault" and not cmd.definition:
        return 0
    if cmd.subtype == "AT_AddConstraint":
        kind = str(bytes(cmd.definition.get("Constraint", b"")))
        return 5 if "CONSTR_PRIMARY" in kind or "CONSTR_UNIQUE" in kind else 6
    return _PASSES.get(cmd.subtype, 7)


def split_actions(node: Any) -> tuple[Any, ...]:
    """The node as nodes of one action each, so that one can wait without the others."""
    split = _SPLITS.get(type(node))
    return split(node) if split else (node,)


def _commands(node: nodes.AlterTableStmt) -> tuple[nodes.AlterTableStmt, ...]:
    if len(node.cmds) < 2:
        return (node,)
    return tuple([structs.replace(node, cmds=(cmd,)) for cmd in sorted(node.cmds, key=_pass)])


def _drops(node: nodes.DropStmt) -> tuple[nodes.DropStmt, ...]:
    if len(node.objects) < 2:
        return (node,)
    # with CASCADE the first may take the others along
    lenient = node.missing_ok or node.behavior == "DROP_CASCADE"
    first, *others = node.objects
    return (
        structs.replace(node, objects=(first,)),
        *[structs.replace(node, objects=(one,), missing_ok=lenient) for one in others],
    )


def _grants(node: nodes.GrantStmt) -> tuple[nodes.GrantStmt, ...]:
    if len(node.objects) < 2:
        return (node,)
    return tuple([structs.replace(node, objects=(one,)) for one in node.objects])


_SPLITS: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    nodes.AlterTableStmt: _commands,
    nodes.DropStmt: _drops,
    nodes.GrantStmt: _grants,
}
"""The kinds of node that may hold several actions."""


def made_relation(node: Any) -> str:
    """The bare name of the relation that a statement makes; empty if it makes none."""
    match node:
        case nodes.IndexStmt(idxname=name):
            return str(name)
        case (
            nodes.ViewStmt(view=made)
            | nodes.CreateTableAsStmt(into=nodes.IntoClause(rel=made))
            | nodes.CreateStmt(relation=made)
            | nodes.CreateSeqStmt(sequence=made)
        ):
            return str(made.relname)
    return ""


_COMMANDS = {
    "InsertStmt": "INSERT",
    "UpdateStmt": "UPDATE",
    "DeleteStmt": "DELETE",
    "MergeStmt": "MERGE",
    "SelectStmt": "SELECT",
    "CopyStmt": "COPY",
    "DoStmt": "DO",
    "CallStmt": "CALL",
    "CreateStatsStmt": "CREATE STATISTICS",
    "RuleStmt": "CREATE RULE",
    "VacuumStmt": "VACUUM",
}
_WORDS = re.compile(r"[A-Z][a-z]*")
_SHORT = {"Stmt": "", "Fdw": "FOREIGN DATA WRAPPER", "Seq": "SEQUENCE", "Trig": "TRIGGER"}


def command_name(statement: Statement) -> str:
    """The command of a statement of any kind, as people write it: `CREATE STATISTICS`."""
    known = _COMMANDS.get(statement.kind)
    if known:
        return known
    if statement.kind == "DefineStmt":
        return _defined(statement)
    if statement.kind == "GrantStmt":
        return "REVOKE" if _REVOKE.match(statement.source.data, statement.start) else "GRANT"
    words = [_SHORT.get(word, word.upper()) for word in _WORDS.findall(statement.kind)]
    return " ".join(word for word in words if word)


_REVOKE = re.compile(rb"REVOKE\b", re.IGNORECASE)
_DEFINED = re.compile(
    rb"CREATE\s+(?:OR\s+REPLACE\s+)?"
    rb"(AGGREGATE|OPERATOR|TYPE|COLLATION|TEXT\s+SEARCH\s+[A-Z]+)\b",
    re.IGNORECASE,
)


def _defined(statement: Statement) -> str:
    """The command of a statement that the parser calls no more than a definition."""
    found = _DEFINED.match(statement.source.data, statement.start)
    return f"CREATE {b' '.join(found[1].split()).decode().upper()}" if found else "CREATE"
