"""Expressions after something that they name was renamed.

PostgreSQL keeps expressions by number, so a rename shows in every one of them; here the text is
kept, so a rename is made in its parse tree.
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from ddllint.sql.expressions import Expression, Other
from ddllint.sql.walk import walk

_WORD = re.compile(r"\w+")


def rename_column(
    expression: Expression, relations: tuple[str, ...], old: str, new: str
) -> Expression:
    """The expression with column `old` of one of `relations` called `new`.

    A reference counts if it is unqualified or qualified with a relation's name. An output
    column of a query keeps the name that it had.
    """
    if not _may_hold(expression, old):
        return expression

    def change(kind: str, fields: dict[str, Any]) -> None:
        if kind == "ResTarget" and "name" not in fields:
            reference = fields.get("val", {}).get("ColumnRef")
            if reference and _is_column(reference, relations, old):
                fields["name"] = old
        if kind == "ColumnRef" and _is_column(fields, relations, old):
            fields["fields"][-1]["String"]["sval"] = new

    return _changed(expression, change)


def _is_column(reference: dict[str, Any], relations: tuple[str, ...], name: str) -> bool:
    names = [part.get("String", {}).get("sval") for part in reference["fields"]]
    return names[-1] == name and (len(names) == 1 or names[-2] in relations)


def rename_relation(
    expression: Expression, old: tuple[str, str], new: tuple[str, str], search: tuple[str, ...]
) -> Expression:
    """The expression with relation `old` (schema, name) called `new`.

    `search` are the schemas in which an unqualified name is looked up. Columns qualified with
    the old name follow, unless the name is an alias.
    """
    if not _may_hold(expression, old[1]):
        return expression

    def is_old(fields: dict[str, Any]) -> bool:
        schema = fields.get("schemaname", "")
        return fields["relname"] == old[1] and (
            schema == old[0] or (not schema and old[0] in search)
        )

    tree = msgspec.json.decode(expression.json)
    aliases = set()
    bare = False

    def change_relation(kind: str, fields: dict[str, Any]) -> None:
        nonlocal bare
        if kind != "RangeVar":
            return
        if "alias" in fields:
            aliases.add(fields["alias"]["aliasname"])
        if is_old(fields):
            bare = bare or "alias" not in fields
            if "schemaname" in fields or new[0] not in search:
                fields["schemaname"] = new[0]
            fields["relname"] = new[1]

    def change_column(kind: str, fields: dict[str, Any]) -> None:
        names = fields["fields"] if kind == "ColumnRef" else []
        if len(names) > 1 and names[-2].get("String", {}).get("sval") == old[1]:
            names[-2]["String"]["sval"] = new[1]

    _visit(tree, change_relation)
    if bare and old[1] not in aliases:
        _visit(tree, change_column)
    return Expression(msgspec.json.encode(tree))


def qualify_relations(
    expression: Expression, find: Callable[[str], tuple[str, str] | None]
) -> Expression:
    """The expression with a schema on each relation that has none and that `find` knows.

    `find` gives schema and name for a bare name.
    """
    with_queries = {
        str(dict(node.fields)["ctename"])
        for node in walk(expression.tree)
        if isinstance(node, Other) and node.kind == "CommonTableExpr"
    }

    def change(kind: str, fields: dict[str, Any]) -> None:
        if kind != "RangeVar" or "schemaname" in fields or fields["relname"] in with_queries:
            return
        found = find(fields["relname"])
        if found is not None:
            fields["schemaname"] = found[0]

    return _changed(expression, change)


def _may_hold(expression: Expression, text: str) -> bool:
    """False if the tree surely does not hold the text; JSON writes but words in other ways."""
    return not _WORD.fullmatch(text) or text.encode() in expression.json


def _changed(expression: Expression, change: Callable[[str, dict[str, Any]], None]) -> Expression:
    tree = msgspec.json.decode(expression.json)
    _visit(tree, change)
    return Expression(msgspec.json.encode(tree))


def _visit(value: Any, change: Callable[[str, dict[str, Any]], None]) -> None:
    if isinstance(value, list):
        for item in value:
            _visit(item, change)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key[:1].isupper() and isinstance(item, dict):
                change(key, item)
            _visit(item, change)
