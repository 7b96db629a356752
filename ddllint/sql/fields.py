"""Reads the fields of a parse node that has no class of its own."""

from typing import TypeGuard

import msgspec

from ddllint.sql.expressions import Expr, Other, Value


def field(node: Other, name: str) -> Value:
    """The value of a field, None if the parser left it out."""
    for key, value in node.fields:
        if key == name:
            return value
    return None


def word(node: Other, name: str) -> str:
    """A field that holds a text; empty if it was left out."""
    value = field(node, name)
    return value if isinstance(value, str) else ""


def flag(node: Other, name: str) -> bool:
    """Whether a field holds true."""
    return field(node, name) is True


def node_in(node: Other, name: str) -> Other | None:
    """A field that holds a node without a class of its own."""
    value = field(node, name)
    return value if isinstance(value, Other) else None


def values(node: Other, name: str) -> tuple[Value, ...]:
    """A field that holds a list."""
    value = field(node, name)
    return value if isinstance(value, tuple) else ()


def nodes(node: Other, name: str) -> tuple[Other, ...]:
    """The nodes without a class of their own in a list."""
    return tuple(value for value in values(node, name) if isinstance(value, Other))


def words(node: Other, name: str) -> tuple[str, ...]:
    """The texts in a list."""
    return tuple(value for value in values(node, name) if isinstance(value, str))


def expression_in(node: Other, name: str) -> Expr | None:
    """A field that holds an expression."""
    value = field(node, name)
    return value if is_expression(value) else None


def expressions(node: Other, name: str) -> tuple[Expr, ...]:
    """The expressions in a list."""
    return tuple(value for value in values(node, name) if is_expression(value))


def is_expression(value: Value) -> TypeGuard[Expr]:
    """Whether a field's value is a node, not a text, a number or a list."""
    return isinstance(value, msgspec.Struct)
