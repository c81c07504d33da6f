"""The second half of a layered layout: where each vertex stands across, given its order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kedro_track.site.layers import Layered

_ROUNDS = 16
# A waypoint's edge shall be straight before a vertex stands in the middle of its neighbours.
_STRAIGHT = 8.0


def spread(graph: Layered, widths: Sequence[float], gap: float, lane: float) -> list[float]:
    """The middle of each vertex across, in pixels, some below zero.

    Each round puts the vertices of a layer as close to the middle of their neighbours as
    their order and their widths let them, which is a least-squares problem that pooling
    adjacent violators solves exactly.

    Args:
        graph: With its order.
        widths: Of each vertex.
        gap: Between two vertices. `lane`: between a waypoint and whatever is beside it.
    """
    apart = [_distances(layer, graph.real, widths, gap, lane) for layer in graph.layers]
    centres = [0.0] * len(widths)
    for layer, steps in zip(graph.layers, apart, strict=True):
        for vertex, place in zip(layer, steps, strict=True):
            centres[vertex] = place - steps[-1] / 2
    for number in range(_ROUNDS):
        down = number % 2 == 0
        last = number >= _ROUNDS - 2
        order = range(len(graph.layers)) if down else range(len(graph.layers) - 1, -1, -1)
        for i in order:
            _settle(graph, graph.layers[i], apart[i], centres, (down, last))
    return centres


def _distances(
    layer: Sequence[int], real: int, widths: Sequence[float], gap: float, lane: float
) -> list[float]:
    """How far each vertex is from the first of its layer, at the least."""
    steps = [0.0]
    for left, right in pairwise(layer):
        beside = gap if left < real and right < real else lane
        steps.append(steps[-1] + (widths[left] + widths[right]) / 2 + beside)
    return steps


def _settle(
    graph: Layered,
    layer: Sequence[int],
    steps: Sequence[float],
    centres: list[float],
    how: tuple[bool, bool],
) -> None:
    wanted, weights = [], []
    for vertex, step in zip(layer, steps, strict=True):
        place, weight = _wish(graph, vertex, centres, how)
        wanted.append(place - step)
        weights.append(weight)
    for vertex, step, place in zip(layer, steps, _pooled(wanted, weights), strict=True):
        centres[vertex] = place + step


def _wish(
    graph: Layered, vertex: int, centres: Sequence[float], how: tuple[bool, bool]
) -> tuple[float, float]:
    """Where a vertex wants to be, and how much."""
    down, both = how
    near = graph.above[vertex] if down else graph.below[vertex]
    others = (*graph.above[vertex], *graph.below[vertex]) if both or not near else near
    if not others:
        return centres[vertex], 0.1
    is_waypoint = vertex >= graph.real
    total, whole = 0.0, 0.0
    for other in others:
        weight = _STRAIGHT if is_waypoint and other >= graph.real else 1.0
        total += weight * centres[other]
        whole += weight
    return total / whole, whole


def _pooled(wanted: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The rising sequence that is closest to what is wanted (isotonic regression)."""
    blocks: list[tuple[float, float, int]] = []
    for place, weight in zip(wanted, weights, strict=True):
        block = (place, weight, 1)
        while blocks and blocks[-1][0] > block[0]:
            mean, mass, count = blocks.pop()
            total = mass + block[1]
            block = ((mean * mass + block[0] * block[1]) / total, total, count + block[2])
        blocks.append(block)
    return [mean for mean, _, count in blocks for _ in range(count)]
