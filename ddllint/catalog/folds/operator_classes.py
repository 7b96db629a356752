"""Operator classes that a column has by itself, so that writing them changes nothing.

Source: `pg_opclass` with `opcdefault` of PostgreSQL 15 to 18.
"""

from ddllint.sql.expressions import TypeName

_STEMS = {
    "boolean": "bool",
    "smallint": "int2",
    "integer": "int4",
    "bigint": "int8",
    "real": "float4",
    "double precision": "float8",
    "character varying": "text",
    "character": "bpchar",
    "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamptz",
    "time without time zone": "time",
    "time with time zone": "timetz",
    "bit varying": "varbit",
    "cidr": "inet",
    '"char"': "char",
}
_GIN = frozenset({"jsonb", "tsvector"})
_GIST = {
    "point": "point_ops",
    "box": "box_ops",
    "polygon": "poly_ops",
    "circle": "circle_ops",
    "tsvector": "tsvector_ops",
    "tsquery": "tsquery_ops",
}
_SPGIST = {
    "point": "quad_point_ops",
    "box": "box_ops",
    "polygon": "poly_ops",
    "text": "text_ops",
    "character varying": "text_ops",
    "inet": "inet_ops",
    "cidr": "inet_ops",
}
_INCLUSION = frozenset({"box", "inet"})


def default_operator_class(method: str, type_: TypeName) -> str:
    """The operator class that an index of the method takes for a column of the type.

    Empty when it is not known here.
    """
    name = type_.name
    if type_.dimensions:
        return "array_ops" if method in ("btree", "hash", "gin") else ""
    if name.endswith("multirange"):
        return "multirange_ops" if method in ("btree", "hash", "gist") else ""
    if name.endswith("range"):
        return "range_inclusion_ops" if method == "brin" else "range_ops"
    stem = _STEMS.get(name, name)
    if method in ("btree", "hash"):
        return f"{stem}_ops"
    if method == "gin":
        return f"{name}_ops" if name in _GIN else ""
    if method == "brin":
        return f"{stem}_inclusion_ops" if stem in _INCLUSION else f"{stem}_minmax_ops"
    return {"gist": _GIST, "spgist": _SPGIST}.get(method, {}).get(name, "")
