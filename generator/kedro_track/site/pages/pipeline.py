"""The graphs that ran: one page each, and the newest of them as the pipeline's own page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kedro_track.analysis.captured import Captured, captured_graphs
from kedro_track.analysis.graph import Graph, Vertex
from kedro_track.history import Run
from kedro_track.site.artifacts import needs_of
from kedro_track.site.drawing import Drawing, Timed, draw, timed
from kedro_track.site.graph_facts import DatasetFacts, GraphFacts, NodeFacts, Tracked
from kedro_track.site.model import Item, Page, Site

URL = "pipeline.html"


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing with what its boxes lead to.

    Attributes:
        times: Of the newest run, by the number of the shape.
        places: Number of the shape to the number of its facts on the page.
    """

    drawing: Drawing
    times: Mapping[int, Timed]
    places: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """The facts of one vertex; of a namespace only the vertex. `seconds`: in the newest run."""

    vertex: Vertex
    node: NodeFacts | None
    dataset: DatasetFacts | None
    seconds: float | None


def pages(site: Site) -> Iterator[Item]:
    """A page for each distinct graph; the newest one once more as `pipeline.html`."""
    graphs = captured_graphs(site.runs)
    if not graphs:
        yield Page(URL, "pipeline.html", "pipeline", {"shown": None, "runs": len(site.runs)})
    tracked = Tracked(site)
    for captured in graphs:
        page = _page(site, GraphFacts(tracked, captured), captured, graphs)
        yield page
        if captured is graphs[0]:
            yield replace(page, url=URL)


def graph_url(graph: Graph) -> str:
    """Where a graph's page is, relative to the site's root."""
    return f"pipelines/{graph.digest}.html"


def _page(site: Site, facts: GraphFacts, captured: Captured, graphs: tuple[Captured, ...]) -> Page:
    whole = draw(captured.graph, facts.kinds)
    folded = draw(captured.graph, facts.kinds, folded=True) if captured.graph.namespaces else None
    vertices = {shape.vertex.id: shape.vertex for d in (whole, folded) if d for shape in d.shapes}
    places = {identity: place for place, identity in enumerate(vertices)}
    seconds = {timing.node: timing.seconds for timing in captured.last.timings}
    said = tuple(_said(facts, vertex, seconds) for vertex in vertices.values())
    by_time = tuple(sorted((s for s in said if s.node), key=_slowest_first))
    spent = sum(s.seconds or 0.0 for s in by_time)
    context: dict[str, Any] = {
        "shown": captured,
        "graph": captured.graph,
        "run": captured.last,
        "newest": captured is graphs[0],
        "graphs": tuple((graph, graph_url(graph.graph)) for graph in graphs),
        "whole": _picture(whole, captured.last, places),
        "folded": _picture(folded, captured.last, places) if folded else None,
        "facts": said,
        "by_time": by_time,
        "spent": spent,
        "slowest": by_time[0] if spent else None,
        "share": f"{(by_time[0].seconds or 0) / spent:.0%}" if spent else None,
        "places": places,
        "runs": len(site.runs),
        "urls": site.urls,
    }
    needs = needs_of(item for one in said if one.dataset for item in one.dataset.shown)
    return Page(graph_url(captured.graph), "pipeline.html", "pipeline", context, needs)


def _picture(drawing: Drawing, run: Run, places: Mapping[str, int]) -> Picture:
    return Picture(
        drawing,
        timed(drawing, run.timings),
        {shape.number: places[shape.vertex.id] for shape in drawing.shapes},
    )


def _said(facts: GraphFacts, vertex: Vertex, seconds: Mapping[str, float]) -> Said:
    own = [seconds[name] for name in (vertex.members or (vertex.name,)) if name in seconds]
    return Said(
        vertex,
        facts.node(vertex) if vertex.role == "node" else None,
        facts.dataset(vertex) if vertex.role == "dataset" else None,
        sum(own) if own and vertex.role != "dataset" else None,
    )


def _slowest_first(said: Said) -> tuple[float, str]:
    return -(said.seconds or 0.0), said.vertex.name
