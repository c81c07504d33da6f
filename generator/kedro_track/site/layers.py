"""The first step of a layered layout: which layer each vertex is in.

Vertices are numbers here: first those of the graph in the order given, then the waypoints
that long edges have in the layers which they pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kedro_track.site.ordering import ordered


@dataclass(frozen=True, slots=True)
class Chain:
    """An edge as the vertices that it passes, top to bottom. `turned`: against the flow."""

    passes: tuple[int, ...]
    turned: bool


@dataclass(frozen=True, slots=True)
class Layered:
    """A graph in layers.

    Attributes:
        real: Count of the graph's own vertices; greater numbers are waypoints.
        layers: Each layer's vertices from left to right, top to bottom.
        above: For each vertex its neighbours in the layer above; `below` likewise.
        chains: The edges, in the order given, without repeated ones and loops.
    """

    real: int
    layers: tuple[tuple[int, ...], ...]
    above: tuple[tuple[int, ...], ...]
    below: tuple[tuple[int, ...], ...]
    chains: tuple[Chain, ...]


def into_layers(count: int, edges: Sequence[tuple[int, int]]) -> Layered:
    """Put the vertices 0 to `count - 1` into layers, ordered so that few edges cross."""
    distinct = [pair for pair in dict.fromkeys(edges) if pair[0] != pair[1]]
    turned = _closing(count, distinct)
    # An edge that was turned may now repeat another: both are drawn, one beside the other.
    downward = [pair[::-1] if pair in turned else pair for pair in distinct]
    layer_of = _layers_of(count, downward)
    chains = _chains(layer_of, downward, [pair in turned for pair in distinct])
    above, below = _neighbours(len(layer_of), chains)
    layers = ordered(layer_of, above, below)
    return Layered(count, layers, above, below, tuple(chains))


def _closing(count: int, edges: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The edges that close a circle, found depth first from the vertices in their order."""
    following: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        following[source].append(target)
    state = [0] * count  # 1 while it is on the path, 2 when it is done
    closing: set[tuple[int, int]] = set()
    for root in range(count):
        path = [(root, iter(following[root]))] if not state[root] else []
        state[root] = state[root] or 1
        while path:
            vertex, rest = path[-1]
            target = next(rest, -1)
            if target < 0:
                state[vertex] = 2
                path.pop()
            elif state[target] == 1:
                closing.add((vertex, target))
            elif not state[target]:
                state[target] = 1
                path.append((target, iter(following[target])))
    return closing


def _layers_of(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each vertex: as high as it can be, then closer to those that it feeds."""
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        below[source].append(target)
        above[target].append(source)
    order = _topological(above, below)
    layer = [0] * count
    for vertex in order:
        layer[vertex] = max((layer[other] + 1 for other in above[vertex]), default=0)
    for vertex in reversed(order):
        # Shortens its edges, if more of them go down than come from above.
        if len(below[vertex]) > len(above[vertex]):
            layer[vertex] = min(layer[other] for other in below[vertex]) - 1
    return layer


def _topological(above: Sequence[Sequence[int]], below: Sequence[Sequence[int]]) -> list[int]:
    missing = [len(others) for others in above]
    order = [vertex for vertex, count in enumerate(missing) if not count]
    for vertex in order:  # grows while it is walked
        for other in below[vertex]:
            missing[other] -= 1
            if not missing[other]:
                order.append(other)
    return order


def _chains(
    layer_of: list[int], edges: Sequence[tuple[int, int]], turned: Sequence[bool]
) -> list[Chain]:
    """The edges as chains; `layer_of` gains the waypoints."""
    chains: list[Chain] = []
    for (source, target), is_turned in zip(edges, turned, strict=True):
        between = range(layer_of[source] + 1, layer_of[target])
        waypoints = range(len(layer_of), len(layer_of) + len(between))
        layer_of.extend(between)
        chains.append(Chain((source, *waypoints, target), is_turned))
    return chains


def _neighbours(
    count: int, chains: Sequence[Chain]
) -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for chain in chains:
        for upper, lower in pairwise(chain.passes):
            below[upper].append(lower)
            above[lower].append(upper)
    return tuple(map(tuple, above)), tuple(map(tuple, below))
