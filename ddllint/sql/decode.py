"""The parser's JSON to the typed expression tree.

The JSON has the names of PostgreSQL's `nodes/primnodes.h` and `nodes/parsenodes.h`. Whatever
has no class of its own becomes `Other`. Fields that hold a default are left out by the parser,
and places in the text are left out here: equal text gives equal trees.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from ddllint.sql.expressions import (
    ArrayOf,
    Between,
    BooleanTest,
    Call,
    Case,
    Cast,
    ColumnRef,
    Constant,
    Expr,
    Logic,
    Membership,
    NullTest,
    Operator,
    Other,
    RowOf,
    Subquery,
    TypeName,
    Value,
)
from ddllint.sql.identifiers import quote_identifier
from ddllint.sql.nodes import TypeNode
from ddllint.sql.type_names import type_name

_PLACES = frozenset(
    {
        "location",
        "name_location",
        "stmt_location",
        "stmt_len",
        "list_start",
        "list_end",
        "rexpr_list_start",
        "rexpr_list_end",
    }
)


def decode_expression(json: bytes) -> Expr:
    """The tree of one wrapped node."""
    return _expression(msgspec.json.decode(json))


def decode_type(json: bytes | msgspec.Raw) -> TypeName:
    """The canonical name of an unwrapped TypeName node."""
    return type_name(msgspec.json.decode(json, type=TypeNode))


def _expression(node: dict[str, Any]) -> Expr:
    ((kind, fields),) = node.items()
    convert = _CONVERT.get(kind)
    return convert(fields) if convert else _other(kind, fields)


def _maybe(node: dict[str, Any] | None) -> Expr | None:
    return None if not node else _expression(node)


def _all(nodes: list[dict[str, Any]]) -> tuple[Expr, ...]:
    return tuple(map(_expression, nodes))


def _names(nodes: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple([n["String"].get("sval", "") if "String" in n else "*" for n in nodes])


def _other(kind: str, fields: dict[str, Any]) -> Other:
    kept = []
    for key, value in fields.items():  # a comprehension would be one more frame at each level
        if key not in _PLACES:
            kept.append((key, _value(value)))
    return Other(kind, tuple(kept))


def _value(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(map(_value, value))
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]  # a string, a number or a truth value
    if len(value) == 1:
        ((kind, fields),) = value.items()
        if kind[:1].isupper() and isinstance(fields, dict):
            return fields.get("sval", "") if kind == "String" else _expression(value)
    return _other("", value)


def _operation(fields: dict[str, Any]) -> Expr:
    kind = fields["kind"]
    name = ".".join(part for part in _names(fields["name"]) if part != "pg_catalog")
    left = _maybe(fields.get("lexpr"))
    if kind == "AEXPR_IN" and left is not None:
        items = fields["rexpr"]["List"]["items"]
        return Membership(left, _all(items), name == "<>")
    if "BETWEEN" in kind and left is not None:
        low, high = _all(fields["rexpr"]["List"]["items"])
        return Between(left, low, high, "NOT" in kind, kind.endswith("SYM"))
    right = _expression(fields["rexpr"])
    if kind == "AEXPR_OP_ANY":
        return Operator(name, left, right, "any")
    if kind == "AEXPR_OP_ALL":
        return Operator(name, left, right, "all")
    if kind == "AEXPR_DISTINCT":
        return Operator("is distinct from", left, right)
    if kind == "AEXPR_NOT_DISTINCT":
        return Operator("is not distinct from", left, right)
    if kind == "AEXPR_NULLIF" and left is not None:
        return Call("nullif", (left, right))
    return Operator(name, left, right)


def _column(fields: dict[str, Any]) -> Expr:
    if {"String": {"sval": "*"}} in fields["fields"]:  # a column of that name, not a star
        return _other("ColumnRef", fields)
    return ColumnRef(_names(fields["fields"]))


def _constant(fields: dict[str, Any]) -> Expr:
    if "ival" in fields:
        return Constant("integer", fields["ival"].get("ival", 0))
    if "sval" in fields:
        return Constant("string", fields["sval"].get("sval", ""))
    if "boolval" in fields:
        return Constant("boolean", fields["boolval"].get("boolval", False))
    if "fval" in fields:
        return Constant("float", fields["fval"].get("fval", ""))
    if "bsval" in fields:
        return Constant("bits", fields["bsval"].get("bsval", ""))
    return Constant("null", None)


_SYNTAX = frozenset({"coalesce", "nullif", "greatest", "least"})
"""Calls that the grammar has; a function of that name, in quotes, is another thing."""

_CALL_FIELDS = frozenset({"funcname", "args", "agg_star", "funcformat", "location"})


def _call(fields: dict[str, Any]) -> Expr:
    names = _names(fields["funcname"])
    if len(names) > 1 and names[0] == "pg_catalog":
        names = names[1:]
    elif names[-1] in _SYNTAX or any("." in name for name in names):
        names = tuple(map(quote_identifier, names))
    extra: list[tuple[str, Expr]] = []
    for key, field in fields.items():
        if field is True and key not in _CALL_FIELDS:
            extra.append((key, Constant("boolean", True)))
        elif key not in _CALL_FIELDS:
            value = _value(field)
            extra.append((key, value if isinstance(value, Other) else Other("", ((key, value),))))
    star = fields.get("agg_star", False)
    return Call(".".join(names), _all(fields.get("args", [])), star, tuple(extra))


def _cast(fields: dict[str, Any]) -> Expr:
    return Cast(_expression(fields["arg"]), _type(fields["typeName"]))


def _type(fields: dict[str, Any]) -> TypeName:
    return decode_type(msgspec.json.encode(fields))


def _logic(fields: dict[str, Any]) -> Expr:
    return Logic(fields["boolop"].removesuffix("_EXPR"), _all(fields["args"]))


def _null_test(fields: dict[str, Any]) -> Expr:
    return NullTest(_expression(fields["arg"]), fields["nulltesttype"] == "IS_NOT_NULL")


def _boolean_test(fields: dict[str, Any]) -> Expr:
    test = fields["booltesttype"].removeprefix("IS_").replace("_", " ")
    return BooleanTest(_expression(fields["arg"]), test)


def _case(fields: dict[str, Any]) -> Expr:
    branches = [branch["CaseWhen"] for branch in fields["args"]]
    return Case(
        _maybe(fields.get("arg")),
        tuple([(_expression(b["expr"]), _expression(b["result"])) for b in branches]),
        _maybe(fields.get("defresult")),
    )


def _coalesce(fields: dict[str, Any]) -> Expr:
    return Call("coalesce", _all(fields["args"]))


def _min_max(fields: dict[str, Any]) -> Expr:
    return Call(fields["op"].removeprefix("IS_").lower(), _all(fields["args"]))


def _sql_value(fields: dict[str, Any]) -> Expr:
    name = fields["op"].removeprefix("SVFOP_").lower()
    if not name.endswith("_n"):
        return Call(name, ())
    return Call(name.removesuffix("_n"), (Constant("integer", fields.get("typmod", 0)),))


_SUBQUERIES = {
    "EXISTS_SUBLINK": "exists",
    "ALL_SUBLINK": "all",
    "ANY_SUBLINK": "any",
    "ARRAY_SUBLINK": "array",
}


def _subquery(fields: dict[str, Any]) -> Expr:
    query = _expression(fields["subselect"])
    return Subquery(
        _SUBQUERIES.get(fields["subLinkType"], "scalar"),
        query if isinstance(query, Other) else Other("", (("query", query),)),
        _maybe(fields.get("testexpr")),
        ".".join(_names(fields.get("operName", []))),
    )


def _array(fields: dict[str, Any]) -> Expr:
    return ArrayOf(_all(fields.get("elements", [])))


def _row(fields: dict[str, Any]) -> Expr:
    return RowOf(_all(fields.get("args", [])))


_CONVERT: dict[str, Callable[[dict[str, Any]], Expr]] = {
    "A_Expr": _operation,
    "ColumnRef": _column,
    "A_Const": _constant,
    "FuncCall": _call,
    "TypeCast": _cast,
    "BoolExpr": _logic,
    "NullTest": _null_test,
    "BooleanTest": _boolean_test,
    "CaseExpr": _case,
    "CoalesceExpr": _coalesce,
    "MinMaxExpr": _min_max,
    "SQLValueFunction": _sql_value,
    "SubLink": _subquery,
    "A_ArrayExpr": _array,
    "RowExpr": _row,
}
