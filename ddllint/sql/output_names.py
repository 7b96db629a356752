"""The name that the server gives to an output column which has no alias.

Source: PostgreSQL manual, 7.3.2 (column labels), and `FigureColname` in `parse_target.c`.
"""

from ddllint.sql.expressions import (
    ArrayOf,
    Call,
    Case,
    Cast,
    ColumnRef,
    Expr,
    Other,
    RowOf,
    Subquery,
    TypeName,
)
from ddllint.sql.fields import expression_in, nodes, values, word

NO_NAME = "?column?"
_WEAK, _STRONG = 1, 2
_SHORT_TYPES = {
    "boolean": "bool",
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "real": "float4",
    "double precision": "float8",
    "character varying": "varchar",
    "character": "bpchar",
    "bit varying": "varbit",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "time with time zone": "timetz",
}
_NODES = {
    "GroupingFunc": "grouping",
    "XmlSerialize": "xmlserialize",
    "JsonObjectConstructor": "json_object",
    "JsonArrayConstructor": "json_array",
    "JsonArrayQueryConstructor": "json_array",
    "JsonObjectAgg": "json_objectagg",
    "JsonArrayAgg": "json_arrayagg",
    "JsonParseExpr": "json",
    "JsonScalarExpr": "json_scalar",
    "JsonSerializeExpr": "json_serialize",
}
_BY_OPERATION = {
    ("XmlExpr", "IS_XMLCONCAT"): "xmlconcat",
    ("XmlExpr", "IS_XMLELEMENT"): "xmlelement",
    ("XmlExpr", "IS_XMLFOREST"): "xmlforest",
    ("XmlExpr", "IS_XMLPARSE"): "xmlparse",
    ("XmlExpr", "IS_XMLPI"): "xmlpi",
    ("XmlExpr", "IS_XMLROOT"): "xmlroot",
    ("JsonFuncExpr", "JSON_EXISTS_OP"): "json_exists",
    ("JsonFuncExpr", "JSON_QUERY_OP"): "json_query",
    ("JsonFuncExpr", "JSON_VALUE_OP"): "json_value",
}


def natural_name(expression: Expr) -> str:
    """The name of a column that is this expression, `?column?` if it has none."""
    return _named(expression)[1]


def type_label(type_: TypeName) -> str:
    """The name of a column that is a cast to that type, and has no better name."""
    base = "interval" if type_.name.startswith("interval") else type_.name
    return _SHORT_TYPES.get(base, base.rpartition(".")[2].strip('"'))


def _named(expression: Expr) -> tuple[int, str]:
    """A name and how good it is: a weak one gives way to the name of what is inside."""
    match expression:
        case ColumnRef(names=names) if names[-1] != "*":
            return _STRONG, names[-1]
        case Call(name=name):
            return _STRONG, name.rpartition(".")[2].strip('"')
        case Cast(operand=operand, type=type_):
            found = _named(operand)
            return found if found[0] > _WEAK else (_WEAK, type_label(type_))
        case Case(default=default):
            found = (0, NO_NAME) if default is None else _named(default)
            return found if found[0] > _WEAK else (_WEAK, "case")
        case ArrayOf():
            return _STRONG, "array"
        case RowOf():
            return _STRONG, "row"
        case Subquery(kind="exists" | "array" as kind):
            return _STRONG, kind
        case Subquery(kind="scalar", query=query):
            return _of_query(query)
        case Other():
            return _of_other(expression)
    return 0, NO_NAME


def _of_query(query: Other) -> tuple[int, str]:
    """A scalar subquery is called as its column is."""
    targets = nodes(query, "targetList")
    if not targets:
        return (_STRONG, "column1") if values(query, "valuesLists") else (0, NO_NAME)
    value = expression_in(targets[0], "val")
    if name := word(targets[0], "name"):
        return _STRONG, name
    return (0, NO_NAME) if value is None else _named(value)


def _of_other(node: Other) -> tuple[int, str]:
    if node.kind == "A_Indirection":
        fields = [step for step in values(node, "indirection") if isinstance(step, str)]
        if fields:
            return _STRONG, fields[-1]
    if node.kind in ("A_Indirection", "CollateClause"):
        inner = expression_in(node, "arg")
        return (0, NO_NAME) if inner is None else _named(inner)
    name = _NODES.get(node.kind) or _BY_OPERATION.get((node.kind, word(node, "op")))
    return (0, NO_NAME) if name is None else (_STRONG, name)
