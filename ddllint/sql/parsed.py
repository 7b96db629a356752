"""What was parsed: statements with the parser's JSON, which becomes typed nodes when asked for."""

import functools
from typing import Any

import msgspec

from ddllint.diagnostics.finding import Problem
from ddllint.sql import nodes
from ddllint.sql.directives import Directive
from ddllint.sql.source import Source, Statement

NODES: dict[str, type] = {
    node.__name__: node
    for node in (
        nodes.AlterDefaultPrivilegesStmt,
        nodes.AlterDomainStmt,
        nodes.AlterEnumStmt,
        nodes.AlterFunctionStmt,
        nodes.AlterObjectSchemaStmt,
        nodes.AlterOwnerStmt,
        nodes.AlterPolicyStmt,
        nodes.AlterRoleStmt,
        nodes.AlterSeqStmt,
        nodes.AlterTableStmt,
        nodes.CommentStmt,
        nodes.CompositeTypeStmt,
        nodes.CreateDomainStmt,
        nodes.CreateEnumStmt,
        nodes.CreateExtensionStmt,
        nodes.CreateForeignTableStmt,
        nodes.CreateFunctionStmt,
        nodes.CreatePolicyStmt,
        nodes.CreateRangeStmt,
        nodes.CreateRoleStmt,
        nodes.CreateSchemaStmt,
        nodes.CreateSeqStmt,
        nodes.CreateStmt,
        nodes.CreateTableAsStmt,
        nodes.CreateTrigStmt,
        nodes.DefineStmt,
        nodes.DropRoleStmt,
        nodes.DropStmt,
        nodes.GrantRoleStmt,
        nodes.GrantStmt,
        nodes.IndexStmt,
        nodes.RefreshMatViewStmt,
        nodes.RenameStmt,
        nodes.TransactionStmt,
        nodes.VariableSetStmt,
        nodes.ViewStmt,
    )
}
"""The kinds of statement that have a typed node."""


class ParsedStatement(msgspec.Struct, frozen=True, gc=False):
    """A statement and the parser's JSON for it; `node()` is None for a kind not in `NODES`.

    `body` is empty (`{}`) for a kind that is neither in `NODES` nor a SELECT.
    """

    statement: Statement
    body: msgspec.Raw

    def node(self) -> Any:
        """The typed node of the statement's kind."""
        if self.statement.kind not in NODES:
            return None
        return decoder(NODES[self.statement.kind]).decode(self.body)


class ParsedSource(msgspec.Struct, frozen=True):
    """What one source holds: statements in order, problems (SQL001), directives in comments."""

    source: Source
    statements: tuple[ParsedStatement, ...]
    problems: tuple[Problem, ...]
    directives: tuple[Directive, ...]


@functools.cache
def decoder(node: type) -> "msgspec.json.Decoder[Any]":
    """The decoder of one kind of node, made once."""
    return msgspec.json.Decoder(node)
