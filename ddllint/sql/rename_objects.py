"""Expressions after a function, a type, a sequence or a field that they name was renamed.

`old` and `new` are schema and name; `search` are the schemas in which a name without one is
looked up. An expression that does not name the object comes back as it is.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from ddllint.sql.expressions import Expression
from ddllint.sql.identifiers import quote_name, split_name

Qualified = tuple[str, str]
_Node = dict[str, Any]
_OF_SEQUENCES = frozenset({"nextval", "currval", "setval", "lastval"})


def rename_function(
    expression: Expression, old: Qualified, new: Qualified, search: tuple[str, ...]
) -> Expression:
    """The expression with calls of a function under its new name."""

    def change(key: str, node: _Node) -> bool:
        return key == "FuncCall" and _rename(node["funcname"], old, new, search)

    return _changed(expression, old[1], change)


def rename_type(
    expression: Expression, old: Qualified, new: Qualified, search: tuple[str, ...]
) -> Expression:
    """The expression with casts to a type under its new name."""

    def change(key: str, node: _Node) -> bool:
        named = key in ("typeName", "TypeName") and "names" in node
        return named and _rename(node["names"], old, new, search)

    return _changed(expression, old[1], change)


def _rename(names: list[_Node], old: Qualified, new: Qualified, search: tuple[str, ...]) -> bool:
    parts = [part.get("String", {}).get("sval") for part in names]
    if parts not in ([old[0], old[1]], [old[1]]) or (len(parts) == 1 and old[0] not in search):
        return False
    names[:] = [{"String": {"sval": part}} for part in new]
    return True


def rename_regclass(
    expression: Expression, old: Qualified, new: Qualified, search: tuple[str, ...]
) -> Expression:
    """The expression with a sequence under its new name, as in `nextval('old')`."""
    if b"nextval" not in expression.json:
        return expression

    def change(key: str, node: _Node) -> bool:
        constant = sequence_constant(node) if key == "FuncCall" else None
        if constant is None:
            return False
        parts = split_name(constant["sval"])
        if parts != old and (parts != (old[1],) or old[0] not in search):
            return False
        constant["sval"] = quote_name(*new)
        return True

    return _changed(expression, "", change)


def sequence_constant(call: _Node) -> _Node | None:
    """The constant that names a sequence in a FuncCall such as `nextval('q'::regclass)`."""
    arguments = call.get("args")
    if not arguments or call["funcname"][-1].get("String", {}).get("sval") not in _OF_SEQUENCES:
        return None
    argument = arguments[0].get("TypeCast", {}).get("arg", arguments[0])
    constant: _Node = argument.get("A_Const", {}).get("sval", {})
    return constant if "sval" in constant else None


def rename_field(expression: Expression, old: str, new: str) -> Expression:
    """The expression with `(row).old` as `(row).new`, whatever the row's type."""

    def change(key: str, node: _Node) -> bool:
        fields = node.get("indirection", ()) if key == "A_Indirection" else ()
        found = [field for field in fields if field.get("String", {}).get("sval") == old]
        for field in found:
            field["String"]["sval"] = new
        return bool(found)

    return _changed(expression, old, change)


def rename_qualifier(expression: Expression, old: str, new: str) -> Expression:
    """The expression with `old.column` as `new.column`, unless a query in it calls something so."""
    taken = False

    def look(key: str, node: _Node) -> bool:
        nonlocal taken
        if key == "RangeVar":
            called = node.get("alias", {}).get("aliasname", node["relname"])
            taken = taken or called == old
        return False

    def change(key: str, node: _Node) -> bool:
        names = node["fields"] if key == "ColumnRef" else []
        if len(names) < 2 or names[-2].get("String", {}).get("sval") != old:
            return False
        names[-2]["String"]["sval"] = new
        return True

    _changed(expression, old, look)
    return expression if taken else _changed(expression, old, change)


def _changed(expression: Expression, name: str, change: Callable[[str, _Node], bool]) -> Expression:
    if msgspec.json.encode(name)[1:-1] not in expression.json:
        return expression
    tree = msgspec.json.decode(expression.json)
    return Expression(msgspec.json.encode(tree)) if _visit(tree, change) else expression


def _visit(value: Any, change: Callable[[str, _Node], bool]) -> bool:
    found = False
    if isinstance(value, list):
        for item in value:
            found = _visit(item, change) or found
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict):
                found = change(key, item) or found
            found = _visit(item, change) or found
    return found
