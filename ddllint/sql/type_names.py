"""Type names in canonical form, as `format_type` prints them.

Source: PostgreSQL manual, chapter 8 (table 8.1, names and aliases), and `format_type`.
"""

import functools
import re

import msgspec

from ddllint.sql.expressions import TypeName
from ddllint.sql.identifiers import quote_name
from ddllint.sql.nodes import TypeNode, texts

_CANONICAL = {
    "bool": "boolean",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "varchar": "character varying",
    "bpchar": "character",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
    "varbit": "bit varying",
    "char": '"char"',
}
SERIAL = {
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
}
"""The serial types and the integer types that they stand for (PostgreSQL manual, 8.1.4)."""

_PLAIN = """
    aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange
    anycompatiblenonarray anycompatiblerange anyelement anyenum anymultirange anynonarray
    anyrange bit box bytea cid cidr circle cstring date datemultirange daterange
    event_trigger inet int2vector int4multirange int4range int8multirange int8range
    internal interval json jsonb jsonpath language_handler line lseg macaddr macaddr8
    money name numeric nummultirange numrange oid oidvector path pg_lsn pg_snapshot point
    polygon record refcursor regclass regcollation regconfig regdictionary regnamespace
    regoper regoperator regproc regprocedure regrole regtype text tid trigger tsmultirange
    tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid void xid xid8 xml
"""
_BUILT_IN = _CANONICAL | {name: name for name in _PLAIN.split()}
BUILT_IN_TYPES = frozenset(_BUILT_IN.values())
"""The canonical names of the server's own types."""

_INTERVAL_FIELDS = {
    4: "year",
    2: "month",
    8: "day",
    1024: "hour",
    2048: "minute",
    4096: "second",
    6: "year to month",
    1032: "day to hour",
    3080: "day to minute",
    7176: "day to second",
    3072: "hour to minute",
    7168: "hour to second",
    6144: "minute to second",
}
"""The bit masks of `INTERVAL_MASK` in PostgreSQL's `utils/timestamp.h`."""
_ALL_FIELDS = "32767"
_LOCATION = re.compile(r',?"location":\d+')


def type_name(node: TypeNode) -> TypeName:
    """The canonical name of a type as written; a type of the user's keeps the schema it has."""
    if not node.modifiers and not node.bounds and not node.setof and not node.pct_type:
        return _plain(texts(node.names))
    plain = _plain(texts(node.names))
    base = f"{plain.name}%TYPE" if node.pct_type else plain.name
    modifiers = tuple([_modifier(raw) for raw in node.modifiers])
    if base == "interval" and modifiers:
        base, modifiers = _interval(modifiers)
    if base == "numeric" and len(modifiers) == 1:
        modifiers = (modifiers[0], "0")
    return TypeName(base, modifiers, 1 if node.bounds else plain.dimensions, node.setof)


@functools.lru_cache(1024)
def _plain(names: tuple[str, ...]) -> TypeName:
    if names[0] == "pg_catalog" and len(names) == 2:
        names = names[1:]
    if len(names) == 1:
        if names[0] in _BUILT_IN:
            return TypeName(_BUILT_IN[names[0]])
        # the type of an array is called like its elements' behind an underscore
        if names[0].startswith("_") and names[0][1:] in _BUILT_IN:
            return TypeName(_BUILT_IN[names[0][1:]], (), 1)
    return TypeName(quote_name(*names))


def _interval(modifiers: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    precision = modifiers[1:]
    if modifiers[0] == _ALL_FIELDS:
        return "interval", precision
    return f"interval {_INTERVAL_FIELDS.get(int(modifiers[0]), modifiers[0])}", precision


def _modifier(raw: msgspec.Raw) -> str:
    """A modifier's text; what the server would take for none keeps its parse tree."""
    node = msgspec.json.decode(raw)
    fields = node.get("ColumnRef", {}).get("fields", [])
    if fields and all("String" in part for part in fields):
        return ".".join(part["String"].get("sval", "") for part in fields)
    constant = node.get("A_Const", {})
    for kind, default in (("ival", 0), ("fval", ""), ("sval", "")):
        if kind in constant:
            return str(constant[kind].get(kind, default))
    return _LOCATION.sub("", bytes(raw).decode())
