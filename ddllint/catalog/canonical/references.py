"""What an expression or a query refers to by name."""

from collections.abc import Iterator

import msgspec

from ddllint.sql.expressions import ColumnRef, Expression, Other, Value
from ddllint.sql.fields import node_in, nodes, word


def referenced_columns(expression: Expression) -> frozenset[str]:
    """The names of the columns that it reads, without their relations; `*` for all of them."""
    return frozenset(_columns(expression.tree))


def _columns(value: Value) -> Iterator[str]:
    if isinstance(value, ColumnRef):
        yield value.names[-1]
    else:
        for part in _parts(value):
            yield from _columns(part)


def _parts(value: Value) -> Iterator[Value]:
    if isinstance(value, tuple):
        yield from value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield getattr(value, name)


def referenced_relations(query: Expression) -> frozenset[tuple[str, str]]:
    """The relations that it reads, subqueries included: schema (may be empty) and name.

    The names of WITH queries are left out where they are visible.
    """
    return frozenset(_relations(query.tree, frozenset()))


def _relations(value: Value, ctes: frozenset[str]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Other):
        if value.kind == "RangeVar":
            schema, name = word(value, "schemaname"), word(value, "relname")
            if schema or name not in ctes:
                yield schema, name
            return
        clause = node_in(value, "withClause")
        if clause is not None:
            yield from _with_clause(clause, ctes)
            ctes |= {word(cte, "ctename") for cte in nodes(clause, "ctes")}
            rest = tuple(field for name, field in value.fields if name != "withClause")
            yield from _relations(rest, ctes)
            return
    for part in _parts(value):
        yield from _relations(part, ctes)


def _with_clause(clause: Other, ctes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """A WITH query sees those before it, and all of them when it is RECURSIVE."""
    members = nodes(clause, "ctes")
    if ("recursive", True) in clause.fields:
        ctes |= {word(cte, "ctename") for cte in members}
    for cte in members:
        yield from _relations(tuple(field for _name, field in cte.fields), ctes)
        ctes |= {word(cte, "ctename")}
