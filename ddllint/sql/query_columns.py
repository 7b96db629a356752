"""The columns that a query reads, in its parse tree: renamed, or written out for a star.

PostgreSQL resolves a view's query once, when the view is made, and keeps numbers; here the tree
is kept, so what later statements do to the columns is done in it. Source for the order in which
names are looked up: PostgreSQL manual, 4.2.1 and 7.2; `colNameToVar` in `parser/parse_relation.c`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from ddllint.sql.expressions import Expression

Node = dict[str, Any]
ColumnsOf = Callable[[str, str], Sequence[str] | None]
"""The columns of a relation by schema (empty if none was written) and name, if it is known."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An entry of a FROM clause; `columns` is None when they are not known."""

    alias: str
    schema: str
    name: str
    columns: Sequence[str] | None


_Levels = tuple[tuple[_Item, ...], ...]


def rename_read_column(
    query: Expression,
    is_relation: Callable[[str, str], bool],
    columns_of: ColumnsOf,
    old: str,
    new: str,
) -> Expression:
    """The query after column `old` of a relation became `new`; its output keeps its names.

    `is_relation` knows the relation by schema (empty if none was written) and name.
    `columns_of` gives the columns of the others.
    """
    if not mentions(query, old):
        return query
    tree = msgspec.json.decode(query.json)

    def change(reference: Node, levels: _Levels) -> bool:
        names = _names(reference)
        if names[-1] != old or not _reads(names, levels, is_relation):
            return False
        reference["fields"][-1]["String"]["sval"] = new
        return True

    _visit(tree, (), frozenset(), columns_of, change, lambda *_: None)
    return Expression(msgspec.json.encode(tree))


def reads_column(
    expression: Expression,
    is_relation: Callable[[str, str], bool],
    columns_of: ColumnsOf,
    name: str,
    own: tuple[str, str] | None = None,
) -> bool:
    """Whether a query or expression reads a column of the relation that `is_relation` knows.

    `own` is the relation, by schema and name, that an expression is over.
    """
    if not mentions(expression, name):
        return False
    found = False

    def look(reference: Node, levels: _Levels) -> bool:
        nonlocal found
        names = _names(reference)
        found = found or (names[-1] == name and _reads(names, levels, is_relation))
        return False

    outer: _Levels = ((_Item(own[1], *own, columns_of(*own)),),) if own else ()
    tree = msgspec.json.decode(expression.json)
    _visit(tree, outer, frozenset(), columns_of, look, lambda *_: None)
    return found


def mentions(expression: Expression, name: str) -> bool:
    """Whether a name occurs in the tree's JSON at all: a quick no for most."""
    return msgspec.json.encode(name)[1:-1] in expression.json


def write_out_stars(query: Expression, columns_of: ColumnsOf) -> Expression:
    """The query with each `*` as the columns that it stands for now, as far as they are known."""
    if b'"A_Star"' not in query.json:
        return query
    tree = msgspec.json.decode(query.json)

    def expand(select: Node, level: tuple[_Item, ...]) -> None:
        targets: list[Node] = []
        for target in select.get("targetList", []):
            targets += _expanded(target, level) or [target]
        if "targetList" in select:
            select["targetList"] = targets

    _visit(tree, (), frozenset(), columns_of, lambda *_: False, expand)
    return Expression(msgspec.json.encode(tree))


def target_places(query: Expression) -> tuple[int, ...]:
    """Where each column of a query begins, from the statement's base; none when it has no list.

    The first SELECT of a UNION and its kin tells. A column that a star stands for is at the star.
    """
    select = msgspec.json.decode(query.json)["SelectStmt"]
    while "larg" in select:
        select = select["larg"]
    return tuple(target["ResTarget"].get("location", -1) for target in select.get("targetList", ()))


def _expanded(target: Node, level: tuple[_Item, ...]) -> list[Node] | None:
    """A target with a star as targets with columns; None for any other, or an unknown one."""
    reference = target["ResTarget"].get("val", {}).get("ColumnRef")
    if reference is None or "A_Star" not in reference["fields"][-1]:
        return None
    names = _names(reference)
    items = [item for item in level if len(names) == 1 or item.alias == names[-2]]
    if not items or any(item.columns is None for item in items):
        return None
    several = len(level) > 1
    place = {"location": target["ResTarget"]["location"]}
    return [
        {"ResTarget": {"val": {"ColumnRef": {"fields": _fields(item, column, several)}}, **place}}
        for item in items
        for column in item.columns or ()
    ]


def _fields(item: _Item, column: str, qualified: bool) -> list[Node]:
    names = (item.alias, column) if qualified else (column,)
    return [{"String": {"sval": name}} for name in names]


def _names(reference: Node) -> list[str]:
    return [part.get("String", {}).get("sval", "") for part in reference["fields"]]


def _reads(names: list[str], levels: _Levels, is_relation: Callable[[str, str], bool]) -> bool:
    """Whether a reference is to the relation: the innermost query that knows it decides."""
    for level in levels:
        if len(names) > 1:
            called = [item for item in level if item.alias == names[-2]]
        else:
            called = [item for item in level if is_relation(item.schema, item.name)]
            called += [item for item in level if names[-1] in (item.columns or ())]
        if called:
            return is_relation(called[0].schema, called[0].name)
    return False


def _visit(
    node: Any,
    levels: _Levels,
    with_queries: frozenset[str],
    columns_of: ColumnsOf,
    change: Callable[[Node, _Levels], bool],
    select: Callable[[Node, tuple[_Item, ...]], None],
) -> None:
    if isinstance(node, list):
        for item in node:
            _visit(item, levels, with_queries, columns_of, change, select)
        return
    if not isinstance(node, dict):
        return
    if "targetList" in node or "fromClause" in node or "valuesLists" in node or "larg" in node:
        with_queries |= {
            cte["CommonTableExpr"]["ctename"] for cte in node.get("withClause", {}).get("ctes", [])
        }
        level = tuple(_items(node.get("fromClause", []), with_queries, columns_of))
        select(node, level)
        levels = (level, *levels)
    for key, item in node.items():
        if key == "ColumnRef" and isinstance(item, dict):
            change(item, levels)
            continue
        if key == "ResTarget" and "name" not in item:
            reference = item.get("val", {}).get("ColumnRef")
            if reference is not None:
                written = _names(reference)[-1]
                if change(reference, levels):
                    item["name"] = written
                continue
        _visit(item, levels, with_queries, columns_of, change, select)


def _items(
    nodes: list[Node], with_queries: frozenset[str], columns_of: ColumnsOf
) -> Iterator[_Item]:
    for node in nodes:
        ((kind, fields),) = node.items()
        alias = fields.get("alias", {}).get("aliasname", "")
        if kind == "JoinExpr":
            if fields.get("usingClause") or fields.get("isNatural"):
                yield _Item(alias, "", "", None)  # a star merges the columns that are joined
            yield from _items([fields["larg"], fields["rarg"]], with_queries, columns_of)
        elif kind == "RangeVar" and (
            "schemaname" in fields or fields["relname"] not in with_queries
        ):
            schema, name = fields.get("schemaname", ""), fields["relname"]
            renamed = "colnames" in fields.get("alias", {})
            columns = None if renamed else columns_of(schema, name)
            yield _Item(alias or name, schema, name, columns)
        else:
            yield _Item(alias or fields.get("relname", ""), "", "", None)


def plain_targets(
    query: Expression, columns_of: ColumnsOf
) -> tuple[tuple[str, str, str] | None, ...]:
    """For each output column that is just a column: the relation's schema and name, and it.

    Empty for a query that is no plain SELECT. A relation whose columns are not known is none.
    """
    select = msgspec.json.decode(query.json).get("SelectStmt", {})
    if "targetList" not in select:
        return ()
    ctes = frozenset(
        cte["CommonTableExpr"]["ctename"] for cte in select.get("withClause", {}).get("ctes", [])
    )
    level = tuple(_items(select.get("fromClause", []), ctes, columns_of))
    return tuple([_plain_target(target["ResTarget"], level) for target in select["targetList"]])


def _plain_target(target: Node, level: tuple[_Item, ...]) -> tuple[str, str, str] | None:
    reference = target.get("val", {}).get("ColumnRef")
    if reference is None:
        return None
    names = _names(reference)
    for item in level:
        called = len(names) == 1 or item.alias == names[-2]
        if called and names[-1] in (item.columns or ()):
            return item.schema, item.name, names[-1]
    return None
