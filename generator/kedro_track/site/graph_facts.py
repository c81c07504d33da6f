"""What a page says of each box of a graph: its neighbours, its times, its newest content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from statistics import median
from typing import Any

from kedro_track.analysis.graph import Captured, Vertex, parameters, reads, writes
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.history import Kind, Node, Run, TrackedDataset, Version
from kedro_track.site.artifacts import Artifact
from kedro_track.site.charts import Sparkline, sparkline
from kedro_track.site.model import Site

_RECENT = 8
_TIMELINE = (340, 76)


@dataclass(frozen=True, slots=True)
class Series:
    """Values over the runs of a graph, oldest first, drawn small and large.

    Attributes:
        first: The oldest run that has a value, `last` the newest one.
    """

    first: Run
    last: Run
    latest: float
    low: float
    middle: float
    high: float
    count: int
    small: Sparkline
    large: Sparkline


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What is said of a node. `times`: its seconds; `recent`: newest first, with the run."""

    node: Node
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    parameters: tuple[tuple[str, Any], ...]
    times: Series | None
    recent: tuple[tuple[Run, float, bool], ...]


@dataclass(frozen=True, slots=True)
class MetricFacts:
    """One metric of a dataset. `address`: of its page, relative to the site's root."""

    info: MetricInfo
    address: str
    series: Series | None


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What is said of a dataset.

    Attributes:
        address: Of the page that shows it; None if it is not tracked.
        newest: Its newest version and the run that saved it.
        shown: The files of the newest version; `before`: those of earlier ones, newest first.
    """

    name: str
    kind: Kind | None
    declared: TrackedDataset | None
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    address: str | None = None
    newest: tuple[Run, Version] | None = None
    metrics: tuple[MetricFacts, ...] = ()
    shown: tuple[Artifact, ...] = ()
    before: tuple[tuple[Run, Artifact], ...] = ()


class Tracked:
    """What the runs saved under each dataset; gathered once for all graphs of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.declared: Mapping[str, TrackedDataset] = {d.name: d for d in site.history.datasets}

    def address(self, name: str, kind: Kind | None) -> str | None:
        """The page that shows a dataset through its runs, relative to the site's root."""
        if kind == "metrics":
            own = [info.name for info in self._site.metrics.values() if info.dataset == name]
            return self._site.metric_urls[own[0]] if len(own) == 1 else "metrics.html"
        return self._site.plot_urls.get(name)

    def saved(self, name: str) -> Sequence[tuple[Run, Version]]:
        """The versions of a dataset with their runs, oldest first."""
        return self._saved.get(name, ())

    def metrics(self, name: str) -> Iterator[MetricFacts]:
        """The metrics of a dataset."""
        for info in self._site.metrics.values():
            if info.dataset == name:
                values = [
                    (run, version.data[info.key])
                    for run, version in self.saved(name)
                    if version.data is not None and info.key in version.data
                ]
                yield MetricFacts(info, self._site.metric_urls[info.name], _series(values))

    def artifacts(self, version: Version) -> tuple[Artifact, ...]:
        """The files of a version that the site shows."""
        return () if version.kind in ("metrics", "json") else self._site.artifacts.of(version)

    def earlier(self, name: str) -> Iterator[tuple[Run, Artifact]]:
        """The first image of the versions before the newest one, newest first, equal ones once."""
        seen: set[str] = set()
        for place, (run, version) in enumerate(reversed(self.saved(name))):
            image = next((a for a in self.artifacts(version) if a.form == "image"), None)
            if image is not None and image.digest not in seen:
                seen.add(image.digest)
                if place:
                    yield run, image

    @cached_property
    def _saved(self) -> Mapping[str, list[tuple[Run, Version]]]:
        found: dict[str, list[tuple[Run, Version]]] = {}
        for run in self._site.runs:
            for version in run.versions:
                found.setdefault(version.dataset, []).append((run, version))
        return found


class GraphFacts:
    """The facts of one captured graph."""

    def __init__(self, tracked: Tracked, captured: Captured) -> None:
        self._tracked = tracked
        self._captured = captured
        self._nodes = {node.name: node for node in captured.graph.nodes}

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What each tracked dataset of the graph holds."""
        saved = {v.dataset: v.kind for v in self._captured.last.versions}
        declared = {name: dataset.kind for name, dataset in self._tracked.declared.items()}
        names = self._captured.graph.datasets
        return {name: kind for name, kind in {**declared, **saved}.items() if name in names}

    def node(self, vertex: Vertex) -> NodeFacts:
        """Facts of a node."""
        node = self._nodes[vertex.name]
        timed = self._timings.get(node.name, [])
        return NodeFacts(
            node=node,
            inputs=reads(node),
            outputs=writes(node),
            parameters=tuple(self._values(parameters(node))),
            times=_series([(run, seconds) for run, seconds, _ in timed]),
            recent=tuple(timed[: -_RECENT - 1 : -1]),
        )

    def dataset(self, vertex: Vertex) -> DatasetFacts:
        """Facts of a dataset."""
        name, graph, tracked = vertex.name, self._captured.graph, self._tracked
        kind = self.kinds.get(name)
        saved = tracked.saved(name)
        return DatasetFacts(
            name=name,
            kind=kind,
            declared=tracked.declared.get(name),
            writers=graph.producers.get(name, ()),
            readers=graph.consumers.get(name, ()),
            address=tracked.address(name, kind),
            newest=saved[-1] if saved else None,
            metrics=tuple(tracked.metrics(name)) if kind == "metrics" else (),
            shown=tracked.artifacts(saved[-1][1]) if saved else (),
            before=tuple(islice(tracked.earlier(name), _RECENT)),
        )

    @cached_property
    def _timings(self) -> Mapping[str, list[tuple[Run, float, bool]]]:
        found: dict[str, list[tuple[Run, float, bool]]] = {}
        for run in self._captured.runs:
            for timing in run.timings:
                found.setdefault(timing.node, []).append((run, timing.seconds, timing.failed))
        return found

    def _values(self, paths: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """The parameters at these paths as the newest run had them."""
        known = self._captured.last.params
        for path in paths:
            inside = [name for name in known if name == path or name.startswith(f"{path}.")]
            yield from ((name, known[name]) for name in inside)
            if not inside:
                yield path, None


def _series(values: Sequence[tuple[Run, float]]) -> Series | None:
    # NaN and infinities have no place in a picture; the page of the metric tells of them.
    finite = [value for _, value in values if abs(value) < float("inf")]
    if not finite:
        return None
    every = [value for _, value in values]
    width, height = _TIMELINE
    return Series(
        first=values[0][0],
        last=values[-1][0],
        latest=every[-1],
        low=min(finite),
        middle=median(finite),
        high=max(finite),
        count=len(values),
        small=sparkline(every),
        large=sparkline(every, width=width, height=height),
    )
