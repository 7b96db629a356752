"""Expressions after a label of an enum was renamed.

The parser does not say of which type a literal is. It is a label where it is cast to the enum, and
where it is compared with a column of the enum or with such a cast.
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from ddllint.sql.expressions import Expression

_Node = dict[str, Any]


class Labelled(msgspec.Struct, frozen=True):
    """What is of the enum: casts to a type by its names, columns by their own name."""

    is_type: Callable[[tuple[str, ...]], bool]
    is_column: Callable[[str], bool]


def rename_label(expression: Expression, of: Labelled, old: str, new: str) -> Expression:
    """The expression with the literals that are the label by its new name."""
    if not _may_hold(expression, old):
        return expression
    tree = msgspec.json.decode(expression.json)
    changed = False
    for key, node in _nodes(tree):
        for literal in _labels(key, node, of):
            if literal.get("sval") == old:
                literal["sval"] = new
                changed = True
    return Expression(msgspec.json.encode(tree)) if changed else expression


def rename_literal(expression: Expression, old: str, new: str) -> Expression:
    """The expression with another text, if it is nothing but that literal."""
    tree = msgspec.json.decode(expression.json)
    found = list(_literals(tree))
    if len(tree) != 1 or "A_Const" not in tree or found[0].get("sval") != old:
        return expression
    found[0]["sval"] = new
    return Expression(msgspec.json.encode(tree))


def has_literal(expression: Expression, text: str) -> bool:
    """Whether a literal of that text stands anywhere in the expression."""
    if not _may_hold(expression, text):
        return False
    nodes = _nodes(msgspec.json.decode(expression.json))
    return any(key == "A_Const" and node.get("sval", {}).get("sval") == text for key, node in nodes)


def _may_hold(expression: Expression, text: str) -> bool:
    return msgspec.json.encode(text)[1:-1] in expression.json


def _nodes(value: Any) -> Iterator[tuple[str, _Node]]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict):
                yield key, item
            yield from _nodes(item)


def _labels(key: str, node: _Node, of: Labelled) -> Iterator[_Node]:
    """The literals in a node, not below, that are labels."""
    if key == "TypeCast" and _is_cast(node, of):
        yield from _literals(node.get("arg", {}))
    elif key == "A_Expr":
        left, right = node.get("lexpr", {}), node.get("rexpr", {})
        if _is_labelled(left, of):
            yield from _literals(right)
        if _is_labelled(right, of):
            yield from _literals(left)
    elif key == "CaseExpr" and _is_labelled(node.get("arg", {}), of):
        for branch in node.get("args", ()):
            yield from _literals(branch.get("CaseWhen", {}).get("expr", {}))


def _is_cast(node: _Node, of: Labelled) -> bool:
    names = node.get("typeName", {}).get("names", ())
    return of.is_type(tuple(name.get("String", {}).get("sval", "") for name in names))


def _is_labelled(node: _Node, of: Labelled) -> bool:
    fields = node.get("ColumnRef", {}).get("fields", ())
    if fields:
        return of.is_column(fields[-1].get("String", {}).get("sval", ""))
    return "TypeCast" in node and _is_cast(node["TypeCast"], of)


def _literals(node: _Node) -> Iterator[_Node]:
    """The literal that a node is, or those that it lists."""
    if "A_Const" in node:
        yield node["A_Const"].get("sval", {})
    for item in node.get("List", {}).get("items", ()):
        yield from _literals(item)
    for item in node.get("A_ArrayExpr", {}).get("elements", ()):
        yield from _literals(item)
