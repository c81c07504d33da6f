"""A graph as a page draws it: boxes with their words and addresses, wires between them.

Geometry and facts only; markup, words and colours belong to `parts/graph.html` of the theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kedro_track.analysis.graph import Graph, Vertex, short
from kedro_track.history import Kind, NodeTiming
from kedro_track.site.layout import Box, Edge, lay_out

# Names are set in a monospaced face of 11 and 9.5 pixels, so their width can be foretold.
_LETTER = 6.7
_SMALL_LETTER = 5.8
_LONGEST = 30
_PADDING = 20
_BADGE = 14
# Room for a time such as `12 min 5 s`.
_TIME = 52
_HEIGHT = {"node": 26, "namespace": 30, "dataset": 22}
_CAPTION = 12


@dataclass(frozen=True, slots=True)
class Shape:
    """One box of a drawing.

    Attributes:
        number: Its place in the drawing.
        label: Its name without its namespace, shortened in the middle if it is long.
        caption: Its namespace, likewise; None at the top.
        kind: What a tracked dataset holds; None for every other shape.
    """

    number: int
    vertex: Vertex
    box: Box
    label: str
    caption: str | None
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Wire:
    """One edge: numbers of the shapes that it joins, and its curve as SVG path data."""

    source: int
    target: int
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A graph, drawn. Sizes in pixels."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    wires: tuple[Wire, ...]


@dataclass(frozen=True, slots=True)
class Timed:
    """How long a node took, or all nodes of a namespace together.

    Attributes:
        share: Of the slowest shape of the drawing, 0 to 1.
        failed: Whether it raised, or one of its nodes.
    """

    seconds: float
    share: float
    failed: bool


def timed(drawing: Drawing, timings: Iterable[NodeTiming]) -> Mapping[int, Timed]:
    """The times of a run by the number of the shape; without those that did not run."""
    by_name = {timing.node: timing for timing in timings}
    found = {
        shape.number: own
        for shape in drawing.shapes
        if shape.vertex.role != "dataset"
        and (own := [by_name[name] for name in _nodes(shape.vertex) if name in by_name])
    }
    seconds = {number: sum(timing.seconds for timing in own) for number, own in found.items()}
    slowest = max(seconds.values(), default=0.0) or 1.0
    return {
        number: Timed(seconds[number], seconds[number] / slowest, any(t.failed for t in own))
        for number, own in found.items()
    }


def draw(graph: Graph, kinds: Mapping[str, Kind], *, folded: bool = False) -> Drawing:
    """Draw a graph.

    Args:
        kinds: What each tracked dataset holds, by its name.
        folded: With each outermost namespace as one box.
    """
    vertices, edges = graph.folded() if folded else (graph.vertices, graph.edges)
    return _drawn(vertices, edges, kinds)


def shorten(text: str, longest: int = _LONGEST) -> str:
    """A text of at most `longest` characters, its middle left out: ends tell names apart."""
    if len(text) <= longest:
        return text
    head = (longest - 1) // 2
    return f"{text[:head]}…{text[len(text) - (longest - 1 - head) :]}"


def _drawn(vertices: Sequence[Vertex], edges: Iterable[Edge], kinds: Mapping[str, Kind]) -> Drawing:
    tracked = {v.id: kinds.get(v.name) if v.role == "dataset" else None for v in vertices}
    words = {v.id: _words(v) for v in vertices}
    sizes = {v.id: _size(v, *words[v.id], tracked[v.id]) for v in vertices}
    layout = lay_out(sizes, tuple(edges))
    number = {vertex.id: i for i, vertex in enumerate(vertices)}
    shapes = (
        Shape(i, v, layout.boxes[v.id], *words[v.id], tracked[v.id]) for i, v in enumerate(vertices)
    )
    wires = (Wire(number[r.source], number[r.target], r.path) for r in layout.routes)
    return Drawing(layout.width, layout.height, tuple(shapes), tuple(wires))


def _nodes(vertex: Vertex) -> tuple[str, ...]:
    return vertex.members if vertex.role == "namespace" else (vertex.name,)


def _words(vertex: Vertex) -> tuple[str, str | None]:
    if vertex.role == "namespace":
        return shorten(vertex.name), None
    caption = shorten(vertex.namespace) if vertex.namespace else None
    return shorten(short(vertex.name, vertex.namespace)), caption


def _size(vertex: Vertex, label: str, caption: str | None, kind: Kind | None) -> tuple[int, int]:
    beside = _TIME if vertex.role != "dataset" else 0
    if kind is not None:
        beside = round(len(kind) * _SMALL_LETTER) + _BADGE
    width = max(len(label) * _LETTER + beside, len(caption or "") * _SMALL_LETTER)
    # Even, so that the middle is a whole pixel.
    return 2 * round((width + _PADDING) / 2), _HEIGHT[vertex.role] + (_CAPTION if caption else 0)
