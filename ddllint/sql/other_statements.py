"""Statements that no catalog holds, read again from their text by those who ask.

Most that is parsed is never looked at, so `ParsedStatement` keeps no tree of them.
"""

from typing import TypeVar

import msgspec
from msgspec import Raw, Struct, field
from pglast.parser import ParseError, parse_sql_json

from ddllint.sql.expressions import Expression
from ddllint.sql.nodes import DefElemNode, ParseAnswer, RangeVar, RangeVarNode
from ddllint.sql.source import Statement


class OnRelation(Struct, frozen=True, gc=False):
    """INSERT, UPDATE, DELETE, MERGE, COPY, CLUSTER and CREATE RULE: the relation."""

    relation: RangeVar | None = None
    is_from: bool = False


class OnRelations(Struct, frozen=True, gc=False):
    """TRUNCATE, LOCK and CREATE STATISTICS: the relations; `mode` is a lock's number."""

    relations: tuple[RangeVarNode, ...] = ()
    behavior: str = "DROP_RESTRICT"
    mode: int = 0


class Reindex(Struct, frozen=True, gc=False):
    """REINDEX; without a relation it is of a schema or the database."""

    kind: str
    relation: RangeVar | None = None
    params: tuple[DefElemNode, ...] = ()


class _VacuumRelation(Struct, frozen=True, gc=False):
    relation: RangeVar


class _VacuumRelationNode(Struct, frozen=True, gc=False):
    of: _VacuumRelation = field(name="VacuumRelation")


class Vacuum(Struct, frozen=True, gc=False):
    """VACUUM and ANALYZE."""

    options: tuple[DefElemNode, ...] = ()
    rels: tuple[_VacuumRelationNode, ...] = ()
    is_vacuum: bool = field(name="is_vacuumcmd", default=False)

    @property
    def relations(self) -> tuple[RangeVar, ...]:
        """The relations that are named."""
        return tuple(one.of.relation for one in self.rels)


class _Published(Struct, frozen=True, gc=False):
    table: _VacuumRelation | None = field(name="pubtable", default=None)


class _PublishedNode(Struct, frozen=True, gc=False):
    of: _Published = field(name="PublicationObjSpec")


class Publication(Struct, frozen=True, gc=False):
    """CREATE and ALTER PUBLICATION."""

    objects: tuple[_PublishedNode, ...] = field(name="pubobjects", default=())

    @property
    def relations(self) -> tuple[RangeVar, ...]:
        """The tables that are named."""
        return tuple(one.of.table.relation for one in self.objects if one.of.table)


class _Target(Struct, frozen=True, gc=False):
    name: str


class _TargetNode(Struct, frozen=True, gc=False):
    of: _Target = field(name="ResTarget")


class _Row(Struct, frozen=True, gc=False):
    items: tuple[Raw, ...] = ()


class _RowNode(Struct, frozen=True, gc=False):
    of: _Row = field(name="List")


class _Values(Struct, frozen=True, gc=False):
    rows: tuple[_RowNode, ...] = field(name="valuesLists", default=())


class _Source(Struct, frozen=True, gc=False):
    of: _Values | None = field(name="SelectStmt", default=None)


class _Conflict(Struct, frozen=True, gc=False):
    action: str


class Insert(Struct, frozen=True, gc=False):
    """INSERT; `columns` are empty when none are named."""

    relation: RangeVar
    targets: tuple[_TargetNode, ...] = field(name="cols", default=())
    source: _Source = field(name="selectStmt", default=_Source())
    conflict: _Conflict | None = field(name="onConflictClause", default=None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are named, in order."""
        return tuple(one.of.name for one in self.targets)

    @property
    def rows(self) -> tuple[tuple[Expression, ...], ...]:
        """The rows of VALUES; none when the rows come from a query."""
        values = self.source.of.rows if self.source.of else ()
        return tuple(tuple(Expression(bytes(one)) for one in row.of.items) for row in values)

    @property
    def updates(self) -> bool:
        """Whether it changes rows that are there (ON CONFLICT DO UPDATE)."""
        return self.conflict is not None and self.conflict.action == "ONCONFLICT_UPDATE"


NodeT = TypeVar("NodeT")


def reread(statement: Statement, node: type[NodeT]) -> NodeT | None:
    """The statement as that node; None when its text cannot be parsed alone."""
    try:
        answer = parse_sql_json(statement.text)
    except ParseError:
        return None
    for raw in msgspec.json.decode(answer, type=ParseAnswer).stmts:
        body = raw.stmt.get(statement.kind, Raw(b"{}"))
        return msgspec.json.decode(body, type=node)
    return None


def has_option(options: tuple[DefElemNode, ...], name: str) -> bool:
    """Whether an option is named, and not switched off."""
    off = {b'{"Boolean":{}}', b'{"String":{"sval":"false"}}', b'{"String":{"sval":"off"}}'}
    return any(
        one.def_elem.defname == name and bytes(one.def_elem.arg or b"") not in off
        for one in options
    )
