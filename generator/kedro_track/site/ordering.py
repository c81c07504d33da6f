"""The second step of a layered layout: the order in each layer, so that few edges cross.

Sweeps of the weighted median with exchanges of neighbours, after Gansner, Koutsofios, North
and Vo, 'A technique for drawing directed graphs' (1993).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from itertools import pairwise

_SWEEPS = 60
_PATIENCE = 20
# Above that many vertices and waypoints each sweep costs more, so there are fewer of them.
_ROOMY = 800


def ordered(
    layer_of: Sequence[int], above: Sequence[Sequence[int]], below: Sequence[Sequence[int]]
) -> tuple[tuple[int, ...], ...]:
    """Order each layer so that few edges cross: the best that sweeps from two beginnings find.

    Args:
        layer_of: For each vertex its layer.
        above: For each vertex its neighbours in the layer above; `below` likewise.
    """
    found = [
        _swept(_begun(layer_of, first, then), above, below)
        for first, then in ((below, above), (above, below))
    ]
    best = min(found, key=lambda layers: crossings(layers, below))
    return tuple(map(tuple, best))


def crossings(layers: Sequence[Sequence[int]], below: Sequence[Sequence[int]]) -> int:
    """How many pairs of edges cross."""
    total = 0
    for upper, lower in pairwise(layers):
        place = {vertex: i for i, vertex in enumerate(lower)}
        ends: list[int] = []
        for vertex in upper:
            own = sorted(place[other] for other in below[vertex])
            total += sum(len(ends) - bisect_left(ends, end + 1) for end in own)
            for end in own:
                insort(ends, end)
    return total


def _begun(
    layer_of: Sequence[int], first: Sequence[Sequence[int]], then: Sequence[Sequence[int]]
) -> list[list[int]]:
    """A first order: vertices as a walk meets them that keeps neighbours together."""
    layers: list[list[int]] = [[] for _ in range(max(layer_of, default=-1) + 1)]
    seen = [False] * len(layer_of)
    ends = [vertex for vertex, others in enumerate(then) if not others]
    for root in (*ends, *range(len(layer_of))):
        path = [root]
        while path:
            vertex = path.pop()
            if seen[vertex]:
                continue
            seen[vertex] = True
            layers[layer_of[vertex]].append(vertex)
            path.extend(then[vertex][::-1])
            path.extend(first[vertex][::-1])
    return layers


def _swept(
    layers: list[list[int]], above: Sequence[Sequence[int]], below: Sequence[Sequence[int]]
) -> list[list[int]]:
    best, least = [list(layer) for layer in layers], crossings(layers, below)
    sweeps = max(2, min(_SWEEPS, _SWEEPS * _ROOMY // max(1, len(below))))
    waited = 0
    for sweep in range(sweeps):
        if not least or waited > _PATIENCE:
            break
        down = sweep % 2 == 0
        _sweep(layers, above if down else below, down=down, leftmost=sweep // 2 % 2 == 0)
        # Swaps that save nothing open the way to others that do.
        _exchange(layers, above, below, enough=sweep % 2)
        _exchange(layers, above, below, enough=1)
        count = crossings(layers, below)
        waited += 1
        if count < least:
            best, least, waited = [list(layer) for layer in layers], count, 0
    return best


def _sweep(
    layers: list[list[int]], fixed: Sequence[Sequence[int]], *, down: bool, leftmost: bool
) -> None:
    """Order each layer by the middle of its neighbours in the one before it."""
    numbers = range(1, len(layers)) if down else range(len(layers) - 2, -1, -1)
    for number in numbers:
        before = layers[number - 1] if down else layers[number + 1]
        place = {vertex: i for i, vertex in enumerate(before)}
        middles = {
            vertex: _middle(sorted(place[other] for other in fixed[vertex]))
            for vertex in layers[number]
        }
        layers[number] = _sorted(layers[number], middles, leftmost=leftmost)


def _middle(places: Sequence[int]) -> float | None:
    """The weighted median of Gansner et al., which leans to the side that lies closer."""
    count, half = len(places), len(places) // 2
    if not count:
        return None
    if count % 2:
        return float(places[half])
    left, right = places[half - 1] - places[0], places[-1] - places[half]
    if left + right == 0:
        return (places[half - 1] + places[half]) / 2
    return (places[half - 1] * right + places[half] * left) / (left + right)


def _sorted(layer: Sequence[int], middles: dict[int, float | None], *, leftmost: bool) -> list[int]:
    """Sort by middles; a vertex without one keeps its place, equal ones their order or swap."""
    movable = [vertex for vertex in layer if middles[vertex] is not None]
    if not leftmost:
        movable.reverse()
    movable.sort(key=lambda vertex: middles[vertex] or 0.0)
    rest = iter(movable)
    return [vertex if middles[vertex] is None else next(rest) for vertex in layer]


def _exchange(
    layers: list[list[int]],
    above: Sequence[Sequence[int]],
    below: Sequence[Sequence[int]],
    enough: int,
) -> None:
    """Swap neighbours that save `enough` crossings: once for 0, else until there are none."""
    place = {vertex: i for layer in layers for i, vertex in enumerate(layer)}
    improved = True
    while improved:
        improved = False
        for layer in layers:
            for i in range(len(layer) - 1):
                left, right = layer[i], layer[i + 1]
                saved = _saved(above[left], above[right], place)
                saved += _saved(below[left], below[right], place)
                if saved >= enough:
                    layer[i], layer[i + 1] = right, left
                    place[left], place[right] = i + 1, i
                    improved = enough > 0


def _saved(left: Sequence[int], right: Sequence[int], place: dict[int, int]) -> int:
    """Crossings that are saved if `left` and `right`, neighbours' ends, change sides."""
    return sum(
        (place[one] > place[other]) - (place[one] < place[other]) for one in left for other in right
    )
