"""What an expression reads: columns and relations, found by walking its tree."""

import functools
from collections.abc import Iterator
from typing import cast

import msgspec

from ddllint.sql.expressions import ColumnRef, Constant, Expression, Other, TypeName, Value


def walk(value: Value) -> Iterator[Value]:
    """The node itself and every node below it, each before what it holds."""
    pending: list[Value] = [value]
    while pending:
        node = pending.pop()
        yield node
        pending += reversed(_held(node))


def _held(node: Value) -> list[Value]:
    """The nodes and lists of nodes that a node holds, in order."""
    held: tuple[Value, ...] = ()
    if isinstance(node, Constant):
        return []
    if isinstance(node, tuple):
        held = node
    elif isinstance(node, msgspec.Struct) and not isinstance(node, TypeName):
        held = msgspec.structs.astuple(node)
    return [item for item in held if isinstance(item, _NODES)]


_NODES = (tuple, msgspec.Struct)


def column_names(expression: Expression) -> tuple[str, ...]:
    """The columns that an expression names, each once, without their qualifiers, in order."""
    found: dict[str, None] = {}
    for node in walk(expression.tree):
        if isinstance(node, ColumnRef):
            found[node.names[-1]] = None
    return tuple(found)


@functools.lru_cache(4096)
def relation_names(expression: Expression) -> frozenset[tuple[str, str]]:
    """Schema (empty if none was written) and name of the relations in a query's FROM clauses.

    The names of WITH queries are left out where they hide a relation (PostgreSQL manual, 7.8).
    """
    found: set[tuple[str, str]] = set()
    pending: list[tuple[Value, frozenset[str]]] = [(expression.tree, frozenset())]
    while pending:
        node, hidden = pending.pop()
        if isinstance(node, Other):
            fields = dict(node.fields)
            if node.kind == "RangeVar":
                schema, name = str(fields.get("schemaname", "")), str(fields["relname"])
                if schema or name not in hidden:
                    found.add((schema, name))
            clause = fields.pop("withClause", None)
            if isinstance(clause, Other):
                queries, hidden = _with_queries(clause, hidden)
                pending += queries
            node = tuple(fields.values())
        pending += [(item, hidden) for item in _held(node)]
    return frozenset(found)


def _with_queries(
    clause: Other, hidden: frozenset[str]
) -> tuple[list[tuple[Value, frozenset[str]]], frozenset[str]]:
    """The queries of a WITH, each with the names that hide relations in it, and behind it all."""
    fields = dict(clause.fields)
    queries = cast("tuple[Other, ...]", fields["ctes"])
    names = [str(dict(query.fields)["ctename"]) for query in queries]
    everywhere = hidden.union(names)
    before = [
        everywhere if "recursive" in fields else hidden.union(names[:at])
        for at in range(len(names))
    ]
    return list(zip(queries, before, strict=True)), everywhere
