"""The bodies of SQL-standard routines, which the server keeps parsed and prints anew.

Source: PostgreSQL manual, CREATE FUNCTION, `sql_body`.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ddllint.catalog.canonical import Scope, canonical
from ddllint.catalog.names import Name
from ddllint.catalog.wording import quoted
from ddllint.sql.expressions import Expression
from ddllint.sql.identifiers import quote_name
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

_PARSED = re.compile(r"\s*(?:return\b|begin\s+atomic\b)", re.IGNORECASE)


def is_parsed(body: str) -> bool:
    """Whether a body in SQL is RETURN or BEGIN ATOMIC, and no string."""
    return bool(_PARSED.match(body))


def body_text(body: str, scope: Scope) -> str:
    """The canonical text of RETURN or BEGIN ATOMIC, a statement a line."""
    text = f"CREATE FUNCTION f() RETURNS void LANGUAGE sql {body}"
    (statement,) = parse_source(Source("", text.encode())).statements
    return ";\n".join(_statement(one, scope) for one in _statements(statement.node().sql_body))


def _statements(body: msgspec.Raw) -> list[dict[str, Any]]:
    node = msgspec.json.decode(body)
    if "List" not in node:
        return [node]
    (inner,) = node["List"]["items"]
    return list(inner["List"].get("items", ())) if "List" in inner else []


def _statement(node: dict[str, Any], scope: Scope) -> str:
    ((kind, fields),) = node.items()
    if kind in ("InsertStmt", "UpdateStmt", "DeleteStmt"):
        return _change(kind, fields, scope)
    if kind == "ReturnStmt":
        return f"RETURN {_text(fields['returnval'], scope)}"
    return _text(node, scope)


def _change(kind: str, fields: Mapping[str, Any], scope: Scope) -> str:
    """INSERT, UPDATE or DELETE; its parts are over the rows of its table."""
    relation = fields["relation"]
    schema, name = relation.get("schemaname", "public"), relation["relname"]
    columns = scope.resolve(schema, name) or {}
    shown = relation.get("alias", {}).get("aliasname", name)
    inner = msgspec.structs.replace(scope, columns=columns, relation=shown)
    parts = [kind.removesuffix("Stmt").upper(), quoted(Name(schema, name))]
    for key, value in fields.items():
        if key in ("cols", "targetList"):
            parts += [_assignment(target["ResTarget"], inner) for target in value]
        elif key in ("whereClause", "selectStmt"):
            parts.append(_text(value, inner))
        elif key != "relation":
            parts.append(_text({kind: {key: value}}, inner))
    return "\n".join(parts)


def _assignment(target: Mapping[str, Any], scope: Scope) -> str:
    value = target.get("val")
    name = quote_name(target.get("name", ""))
    return name if value is None else f"{name} = {_text(value, scope)}"


def _text(node: dict[str, Any], scope: Scope) -> str:
    return canonical(Expression(msgspec.json.encode(node)), scope)
