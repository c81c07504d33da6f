"""A layered layout of a graph: sizes in, places and curves out. Pure geometry, in pixels.

The method of Sugiyama, Tagawa and Toda: edges that close a circle are turned, vertices get
layers, long edges a waypoint in each layer that they pass, layers are ordered so that few
edges cross, and places follow from the order. Edges bend only between layers and pass a layer
only at a waypoint that keeps its distance, so none runs through a vertex. The same graph
gives the same drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kedro_track.site.layers import Chain, Layered, into_layers
from kedro_track.site.spread import spread

Point = tuple[int, int]
Edge = tuple[str, str]

GAP_ACROSS = 18
GAP_DOWN = 46
MARGIN = 8
_LANE = 10
_WAYPOINT = 2


@dataclass(frozen=True, slots=True)
class Box:
    """Where a vertex is: the corner at its upper left, and its size."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Route:
    """An edge as a curve. `points` are where it leaves, passes and arrives, top to bottom.

    Each pair of points bounds a part; a part between layers is a curve, one through a layer
    is straight. `turned`: it runs upwards, against the flow.
    """

    source: str
    target: str
    points: tuple[Point, ...]
    turned: bool = False

    @property
    def path(self) -> str:
        """The curve as SVG path data, in the direction of the flow of data."""
        points = self.points[::-1] if self.turned else self.points
        said = [f"M{points[0][0]} {points[0][1]}"]
        for (left, top), (right, bottom) in pairwise(points):
            middle = (top + bottom) // 2
            if left == right:
                said.append(f"V{bottom}")
            else:
                said.append(f"C{left} {middle} {right} {middle} {right} {bottom}")
        return "".join(said)


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing: its size, the boxes by vertex, the routes in the order of the edges."""

    width: int
    height: int
    boxes: Mapping[str, Box]
    routes: tuple[Route, ...]


def lay_out(sizes: Mapping[str, tuple[int, int]], edges: Sequence[Edge]) -> Layout:
    """Lay a graph out from top to bottom.

    Args:
        sizes: Vertex to width and height; the order breaks ties.
        edges: Pairs of vertices; repeated ones and those from a vertex to itself are left out.

    Returns:
        The layout; every vertex has a box, and every edge that is drawn a route.
    """
    if not sizes:
        return Layout(0, 0, {}, ())
    names = tuple(sizes)
    number = {name: i for i, name in enumerate(names)}
    graph = into_layers(len(names), [(number[source], number[target]) for source, target in edges])
    count = sum(map(len, graph.layers))
    widths = [sizes[names[v]][0] if v < graph.real else _WAYPOINT for v in range(count)]
    centres = spread(graph, widths, GAP_ACROSS, _LANE)
    leftmost = min(centre - width / 2 for centre, width in zip(centres, widths, strict=True))
    across = [round(centre - leftmost) + MARGIN for centre in centres]
    bands = _bands(graph, [height for _, height in sizes.values()])
    boxes = {
        name: _box(size, across[vertex], bands[vertex])
        for vertex, (name, size) in enumerate(sizes.items())
    }
    return Layout(
        width=max(*(box.x + box.width for box in boxes.values()), *across) + MARGIN,
        height=max(bottom for _, bottom in bands) + MARGIN,
        boxes=boxes,
        routes=tuple(_route(chain, list(boxes.items()), across, bands) for chain in graph.chains),
    )


def _bands(graph: Layered, heights: Sequence[int]) -> list[tuple[int, int]]:
    """For each vertex and waypoint, top and bottom of its layer."""
    found = [(0, 0)] * sum(map(len, graph.layers))
    top = MARGIN
    for layer in graph.layers:
        bottom = top + max((heights[vertex] for vertex in layer if vertex < graph.real), default=0)
        for vertex in layer:
            found[vertex] = (top, bottom)
        top = bottom + GAP_DOWN
    return found


def _box(size: tuple[int, int], centre: int, band: tuple[int, int]) -> Box:
    width, height = size
    return Box(centre - width // 2, band[0] + (band[1] - band[0] - height) // 2, width, height)


def _route(
    chain: Chain,
    boxes: Sequence[tuple[str, Box]],
    across: Sequence[int],
    bands: Sequence[tuple[int, int]],
) -> Route:
    first, *waypoints, last = chain.passes
    (upper, begin), (lower, end) = boxes[first], boxes[last]
    points = [(across[first], begin.y + begin.height), (across[first], bands[first][1])]
    for waypoint in waypoints:
        points += [(across[waypoint], edge) for edge in bands[waypoint]]
    points += [(across[last], bands[last][0]), (across[last], end.y)]
    source, target = (lower, upper) if chain.turned else (upper, lower)
    return Route(source, target, tuple(dict.fromkeys(points)), chain.turned)
