"""What an expression reads: columns and relations, found by walking its tree."""

from collections.abc import Iterator

import msgspec

from ddllint.sql.expressions import ColumnRef, Expression, Other, TypeName, Value


def walk(value: Value) -> Iterator[Value]:
    """The node itself and every node below it, each before what it holds."""
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from walk(item)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, TypeName):
        for item in msgspec.structs.astuple(value):
            if isinstance(item, msgspec.Struct | tuple):
                yield from walk(item)


def column_names(expression: Expression) -> tuple[str, ...]:
    """The columns that an expression names, each once, without their qualifiers, in order."""
    found: dict[str, None] = {}
    for node in walk(expression.tree):
        if isinstance(node, ColumnRef):
            found[node.names[-1]] = None
    return tuple(found)


def relation_names(expression: Expression) -> frozenset[tuple[str, str]]:
    """Schema (empty if none was written) and name of the relations in a query's FROM clauses.

    The names of WITH queries are left out.
    """
    found, with_queries = set(), set()
    for node in walk(expression.tree):
        if isinstance(node, Other) and node.kind == "RangeVar":
            fields = dict(node.fields)
            found.add((str(fields.get("schemaname", "")), str(fields["relname"])))
        elif isinstance(node, Other) and node.kind == "CommonTableExpr":
            with_queries.add(("", str(dict(node.fields)["ctename"])))
    return frozenset(found - with_queries)
