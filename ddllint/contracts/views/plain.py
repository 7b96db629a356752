"""Queries that need no parser of their own: columns and aggregates of one relation.

Most views that count and sum are such. What they are is in the parser's tree already, and to
import the other parser and read their text with it takes many times as long.
"""

from collections.abc import Iterator

from ddllint.contracts.views.aggregates import aggregate_value
from ddllint.contracts.views.environment import Field, Relation
from ddllint.contracts.views.known_functions import AGGREGATES
from ddllint.contracts.views.schema import Schema
from ddllint.contracts.views.values import Value
from ddllint.sql.expressions import Call, ColumnRef, Expr, Other
from ddllint.sql.expressions import Value as Part
from ddllint.sql.walk import walk

_ALONE = {"op": "SETOP_NONE", "limitOption": "LIMIT_OPTION_DEFAULT"}
_CLAUSES = {*_ALONE, "targetList", "fromClause", "whereClause", "groupClause", "sortClause"}
_RELATION = {"alias", "inh", "relname", "relpersistence", "schemaname"}


class _NotPlain(Exception):
    """The query takes the parser of queries."""


def read_plain(query: Expr, schema: Schema) -> tuple[Field, ...] | None:
    """The columns of a query, as `read_query` tells them; None if it is not plain."""
    try:
        return tuple(_read(query, schema))
    except _NotPlain:
        return None


def _read(query: Expr, schema: Schema) -> Iterator[Field]:
    clauses = _fields(query, "SelectStmt", _CLAUSES)
    items, groups = _parts(clauses.get("fromClause")), _parts(clauses.get("groupClause"))
    if any(clauses[clause] != value for clause, value in _ALONE.items()) or len(items) != 1:
        raise _NotPlain
    columns = _Columns(_relation(items[0], schema), clauses.get("whereClause"))
    for group in groups:
        columns.value(group)
    for target in _parts(clauses.get("targetList")):
        parts = _fields(target, "ResTarget", {"name", "val"})
        node = parts.get("val")
        if isinstance(node, ColumnRef) and node.names[-1] == "*":
            yield from columns.all(node)
        elif isinstance(node, ColumnRef):
            yield Field(str(parts.get("name", node.names[-1])), columns.value(node))
        elif isinstance(node, Call) and not node.extra and _is_built_in(node.name, schema):
            values = [columns.value(argument) for argument in node.arguments]
            value = aggregate_value(schema, "", node.name, values, grouped=bool(groups))
            yield Field(str(parts.get("name", node.name)), value)
        else:
            raise _NotPlain


def _is_built_in(name: str, schema: Schema) -> bool:
    """Whether there is an aggregate of that name, and it is the server's."""
    return name in AGGREGATES and name not in schema.routines


class _Columns:
    """The columns of the relation that a query reads.

    A condition may prove that a column is not NULL: such a column is not plain.
    """

    def __init__(self, relation: Relation, condition: Part) -> None:
        named = {node.names[-1] for node in walk(condition) if isinstance(node, ColumnRef)}
        self._alias = relation.alias
        self._names = [field.name for field in relation.fields or ()]
        self._values = {
            field.name: field.value
            for field in relation.fields or ()
            if field.value.not_null or field.name not in named
        }

    def value(self, node: Part) -> Value:
        """What is known of the column that a reference names."""
        names = node.names if isinstance(node, ColumnRef) else ("",)
        value = self._values.get(names[-1])
        if value is None or names[:-1] not in ((), (self._alias,)):
            raise _NotPlain
        return value

    def all(self, star: ColumnRef) -> list[Field]:
        """All columns, for a star."""
        around = star.names[:-1]
        return [Field(name, self.value(ColumnRef((*around, name)))) for name in self._names]


def _parts(clause: Part) -> tuple[Part, ...]:
    return clause if isinstance(clause, tuple) else ()


def _fields(node: Part, kind: str, known: set[str]) -> dict[str, Part]:
    """The fields of a node of that kind that has no others than those."""
    fields = dict(node.fields) if isinstance(node, Other) and node.kind == kind else None
    if fields is None or not fields.keys() <= known:
        raise _NotPlain
    return fields


def _relation(item: Part, schema: Schema) -> Relation:
    written = _fields(item, "RangeVar", _RELATION)
    name = alias = str(written["relname"])
    if "alias" in written:
        alias = str(_fields(written["alias"], "", {"aliasname"})["aliasname"])
    only = "inh" not in written
    found = schema.relation(str(written.get("schemaname", "")), name, alias, only=only)
    if not found.fields:
        raise _NotPlain
    return found
