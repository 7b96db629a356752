"""In which layer each box stands, and in which order: referenced tables left, others right.

After Sugiyama, Tagawa and Toda (IEEE Transactions on Systems, Man, and Cybernetics 11, 1981):
layers by longest path, of bounded height (Coffman and Graham), then few crossings by barycentres.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeAlias, TypeVar

T = TypeVar("T", bound=Hashable)
Edge: TypeAlias = tuple[T, T]
"""From the box that is to stand further right to the one on its left."""

_SWEEPS = 6


def without_cycles(nodes: Sequence[T], edges: Sequence[Edge[T]]) -> tuple[Edge[T], ...]:
    """The edges, those turned around that would close a circle; self-references left out.

    Which ones are turned depends on the order of `nodes` alone.
    """
    targets: dict[T, list[T]] = {node: [] for node in nodes}
    for source, target in edges:
        if source != target:
            targets[source].append(target)
    done: set[T] = set()
    turned: set[Edge[T]] = set()
    for root in nodes:
        path: dict[T, int] = {}  # the nodes being visited, each with its next target's number
        if root not in done:
            path[root] = 0
        while path:
            node = next(reversed(path))
            at = path[node]
            if at == len(targets[node]):
                done.add(node)
                del path[node]
                continue
            path[node] += 1
            target = targets[node][at]
            if target in path:
                turned.add((node, target))
            elif target not in done:
                path[target] = 0
    return tuple((b, a) if (a, b) in turned else (a, b) for a, b in edges if a != b)


def assign(
    nodes: Sequence[T], edges: Sequence[Edge[T]], heights: Mapping[T, int], most: int
) -> dict[T, int]:
    """The layer of each node, 0 the leftmost: right of all that it points to.

    A layer's boxes are together at most `most` high, or it has only one. Nodes that point to
    nothing stand as far right as they may; nodes without edges fill up the layers at the end.
    """
    targets: dict[T, set[T]] = {node: set() for node in nodes}
    sources: dict[T, list[T]] = {node: [] for node in nodes}
    for source, target in edges:
        if target not in targets[source]:
            targets[source].add(target)
            sources[target].append(source)
    connected = [node for node in nodes if targets[node] or sources[node]]
    layers: dict[T, int] = {}
    filled: list[int] = []

    def put(node: T, least: int) -> None:
        layer = least
        while layer < len(filled) and filled[layer] + heights[node] > most and filled[layer]:
            layer += 1
        filled.extend([0] * (layer + 1 - len(filled)))
        filled[layer] += heights[node]
        layers[node] = layer

    missing = {node: len(targets[node]) for node in connected}
    ready = [node for node in connected if not missing[node]]
    while ready:
        following: list[T] = []
        for node in ready:
            put(node, max((layers[target] + 1 for target in targets[node]), default=0))
            for source in sources[node]:
                missing[source] -= 1
                if not missing[source]:
                    following.append(source)
        ready = following
    for node in connected:
        if not targets[node]:
            nearest = min(layers[source] for source in sources[node]) - 1
            for layer in range(nearest, layers[node], -1):
                if filled[layer] + heights[node] <= most:
                    filled[layers[node]] -= heights[node]
                    filled[layer] += heights[node]
                    layers[node] = layer
                    break
    for node in nodes:
        if node not in layers:
            put(node, 0)
    return layers


def ordered(
    layers: Sequence[Sequence[T]], neighbours: Mapping[T, tuple[Sequence[T], Sequence[T]]]
) -> list[list[T]]:
    """The layers, each in an order with few crossings.

    `neighbours` are those of each node in the layer on the left and in that on the right.
    """
    found = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        to_right = sweep % 2 == 0
        side = 0 if to_right else 1
        numbers = range(1, len(found)) if to_right else range(len(found) - 2, -1, -1)
        for number in numbers:
            beside = found[number - 1] if to_right else found[number + 1]
            places = {node: at for at, node in enumerate(beside)}
            scale = len(beside) / max(1, len(found[number]))
            weights: dict[T, float] = {}
            for at, node in enumerate(found[number]):
                there = [places[one] for one in neighbours[node][side] if one in places]
                weights[node] = sum(there) / len(there) if there else at * scale
            found[number].sort(key=weights.__getitem__)
    return found
