"""Which move has to come before which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ddllint.migrate.moves import Move, Moves
from ddllint.migrate.units import Key

Node: TypeAlias = tuple[str, Key]
"""A verb and a unit's key."""


@dataclass(slots=True)
class Graph:
    """Moves by node; `follows` are the nodes that come after a node."""

    moves: dict[Node, Move]
    follows: dict[Node, set[Node]]

    def edge(self, first: Node, then: Node) -> None:
        """Have one node come before another, if both are there."""
        if first != then and first in self.moves and then in self.moves:
            self.follows[first].add(then)


def graph_of(found: Moves) -> Graph:
    """The moves with all that the server asks of their order; what a host makes is part of it."""
    nodes = {(move.verb, move.unit.key): move for move in found.moves}
    graph = Graph(nodes, {node: set() for node in nodes})
    clashing, making = _by_name(graph, "drop"), _by_name(graph, "create")
    for node, move in graph.moves.items():
        verb, key = node
        if verb == "create":
            _create_edges(graph, node, move)
            for name in move.unit.names | move.unit.avoids:
                for other in clashing.get(name, ()):
                    graph.edge(other, node)
            for name in move.unit.avoids:
                for other in making.get(name, ()):
                    graph.edge(node, other)
            graph.edge(("drop", key), node)
        elif verb == "change":
            assert move.old is not None
            assert move.new is not None
            for need in move.new.needs | move.new.after:
                graph.edge(("create", need), node)
                graph.edge(("change", need), node)
            for need in move.new.after:
                graph.edge(("drop", need), node)
            for need in move.old.needs:
                _before_drop(graph, node, need)
            for need in move.old.after - move.new.after:  # it may come before that one alone
                graph.edge(node, ("create", need))
                graph.edge(node, ("change", need))
                graph.edge(node, ("drop", need))
            for need in move.old.needs - move.new.needs:
                graph.edge(node, ("change", need))
        else:
            for need in move.unit.needs | move.unit.after:
                _before_drop(graph, node, need)
                graph.edge(node, ("change", need))
            for need in move.unit.after:
                graph.edge(node, ("create", need))
            if not move.silent:
                for name in move.unit.avoids:  # undone, this one must be made before those
                    for other in clashing.get(name, ()):
                        graph.edge(other, node)
    _rigid_edges(graph)
    return _merged(graph)


def _before_drop(graph: Graph, node: Node, need: Key) -> None:
    """Have a node come before a drop, and before that of a parent's column which takes it along."""
    dropped = ("drop", need)
    graph.edge(node, dropped)
    move = graph.moves.get(dropped)
    if move is not None and move.by is not None and move.by != move.unit.host:
        graph.edge(node, host_node(graph, dropped))


def _create_edges(graph: Graph, node: Node, move: Move) -> None:
    for need in move.unit.needs | move.unit.after:
        graph.edge(("create", need), node)
        graph.edge(("change", need), node)
    for need in move.unit.after:
        graph.edge(("drop", need), node)


def _by_name(graph: Graph, verb: str) -> Mapping[Key, list[Node]]:
    found: dict[Key, list[Node]] = {}
    for node, move in graph.moves.items():
        if node[0] == verb:
            for name in move.unit.names:
                found.setdefault(name, []).append(host_node(graph, node))
    return found


def _rigid_edges(graph: Graph) -> None:
    """What holds a column's type fast goes before the change and comes after it."""
    retyping: dict[Key, list[Node]] = {}
    for node, move in graph.moves.items():
        for change in move.changes:
            for column in change.retypes:
                retyping.setdefault(column, []).append(node)
    for node, move in graph.moves.items():
        for column in move.unit.rigid:
            for change_node in retyping.get(column, ()):
                if node[0] == "drop":
                    graph.edge(node, change_node)
                elif node[0] == "create":
                    graph.edge(change_node, node)


def _merged(graph: Graph) -> Graph:
    """Silent creates become part of their host: its edges are theirs."""
    into = {
        node: host_node(graph, node)
        for node, move in graph.moves.items()
        if move.silent and node[0] != "drop"
    }
    for node, host in into.items():
        for later in graph.follows.pop(node):
            if later != host:
                graph.follows[host].add(into.get(later, later))
    for first in graph.follows:
        graph.follows[first] = {into.get(then, then) for then in graph.follows[first]} - {first}
    for node in into:
        del graph.moves[node]
    return graph


def host_node(graph: Graph, node: Node) -> Node:
    """The node of the statement that makes a silent unit."""
    move = graph.moves[node]
    while move.by is not None:
        node = (node[0], move.by)
        move = graph.moves[node]
    return node
