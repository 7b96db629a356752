"""What the server's plan of a query does: which indexes it uses, and what is wrong with it."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import msgspec
import psycopg
from psycopg import sql

_FEW_ROWS = 1000
"""The server reads a table with fewer rows as a whole, and is right."""

Node: TypeAlias = Mapping[str, object]


class Plan(msgspec.Struct, frozen=True):
    """The indexes that a query is answered by, the relations that it reads, and its faults."""

    indexes: tuple[str, ...]
    relations: tuple[str, ...]
    faults: tuple[str, ...]


def plan_of(
    connection: psycopg.Connection, statement: sql.Composed, *, ordered: bool, scoped: bool
) -> Plan:
    """The plan, by EXPLAIN (PostgreSQL manual, 14.1).

    A plan of an `ordered` query must not sort, one of a `scoped` relation has to look its rows up.
    What is read as a whole because it is small is planned again without that way.
    """
    nodes = _nodes(connection, statement)
    if any(_is_whole(node) and _rows(connection, node) < _FEW_ROWS for node in nodes):
        with connection.transaction():
            connection.execute("SET LOCAL enable_seqscan = off")
            nodes = _nodes(connection, statement)
    return Plan(
        indexes=tuple(_named(nodes, "Index Name")),
        relations=tuple(_named(nodes, "Relation Name")),
        faults=tuple(_faults(nodes, ordered=ordered, scoped=scoped)),
    )


def _nodes(connection: psycopg.Connection, statement: sql.Composed) -> list[Node]:
    explain = sql.SQL("EXPLAIN (FORMAT JSON) {}").format(statement)
    row = connection.execute(explain).fetchone()
    assert row is not None
    return list(_below(row[0][0]["Plan"]))


def _below(node: Node) -> Iterator[Node]:
    yield node
    plans = node.get("Plans")
    for one in plans if isinstance(plans, list) else ():
        yield from _below(one)


def _named(nodes: list[Node], key: str) -> dict[str, None]:
    return dict.fromkeys(str(node[key]) for node in nodes if key in node)


def _is_whole(node: Node) -> bool:
    return node["Node Type"] == "Seq Scan"


def _rows(connection: psycopg.Connection, node: Node) -> float:
    found = connection.execute(
        "SELECT max(reltuples) FROM pg_catalog.pg_class WHERE relname = %s",
        (node["Relation Name"],),
    ).fetchone()
    return found[0] if found and found[0] is not None else 0


def _faults(nodes: list[Node], *, ordered: bool, scoped: bool) -> Iterator[str]:
    for node in nodes:
        kind = str(node["Node Type"])
        if _is_whole(node):
            yield f"it reads all of {node['Relation Name']}"
        elif scoped and "Index Name" in node and "Index Cond" not in node:
            yield f"it reads all of the index {node['Index Name']}"
        elif ordered and kind == "Sort":
            yield "it sorts what it has found"
