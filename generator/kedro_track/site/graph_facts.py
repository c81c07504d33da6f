"""What a page says of each box of a graph: its neighbours, its times, its newest content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from statistics import median
from typing import Any

from kedro_track.analysis.captured import NEWEST, Captured, Times, node_times_of
from kedro_track.analysis.graph import Vertex, parameters, reads, writes
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.names import Called, Name
from kedro_track.analysis.outlines import versions_of_plots
from kedro_track.chunked import Picked, summary
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
    recent: tuple[tuple[Name, float, bool], ...]


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
    before: tuple[tuple[Name, Artifact], ...] = ()


class Tracked:
    """What the runs saved under each dataset; gathered once for all graphs of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.runs = site.runs
        self.declared: Mapping[str, TrackedDataset] = {d.name: d for d in site.history.datasets}

    def address(self, name: str, kind: Kind | None) -> str | None:
        """The page that shows a dataset through its runs, relative to the site's root."""
        if kind == "metrics":
            own = [info.name for info in self._site.metrics.values() if info.dataset == name]
            return self._site.metric_urls[own[0]] if len(own) == 1 else "metrics.html"
        return self._site.plot_urls.get(name)

    def newest(self, name: str) -> tuple[Run, Version] | None:
        """The newest version of a dataset with its run."""
        place = self._newest.get(name)
        if place is None:
            return None
        run = self._site.runs[place]
        return run, [version for version in run.versions if version.dataset == name][-1]

    def metrics(self, name: str) -> Iterator[MetricFacts]:
        """The metrics of a dataset, in the newest 2,000 runs that have them."""
        for info in self._site.metrics.values():
            if info.dataset == name:
                found = self._site.series[info.name]
                series = _series(found.runs[-NEWEST:], found.values[-NEWEST:])
                yield MetricFacts(info, self._site.metric_urls[info.name], series)

    def artifacts(self, version: Version) -> tuple[Artifact, ...]:
        """The files of a version that the site shows."""
        return () if version.kind in ("metrics", "json") else self._site.artifacts.of(version)

    def earlier(self, name: str) -> Iterator[tuple[Name, Artifact]]:
        """The first image of the versions before the newest one, newest first, equal ones once."""
        seen: set[str] = set()
        for place, versions in self._plots():
            for version in reversed(versions):
                image = next((a for a in self.artifacts(version) if a.form == "image"), None)
                if version.dataset == name and image is not None and image.digest not in seen:
                    seen.add(image.digest)
                    if place != self._newest[name]:
                        yield self.names[place], image

    def _plots(self) -> Iterator[tuple[int, tuple[Version, ...]]]:
        """Places of runs with what they saved that is no metric and no JSON, newest first."""
        runs = self._site.runs
        for number in reversed(range(len(runs.chunks))):
            for offset, versions in reversed(summary(runs, number, versions_of_plots)):
                yield runs.starts[number] + offset, versions

    @cached_property
    def names(self) -> Called:
        """The names of the runs by their places."""
        return Called(self._site.runs)

    @cached_property
    def _newest(self) -> Mapping[str, int]:
        """Of each dataset the place of the newest run that saved it."""
        found: dict[str, int] = {}
        for start, outline in zip(self._site.runs.starts, self._site.outlines, strict=False):
            found.update({name: start + offset for name, offset in outline.newest.items()})
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
        timed = self._times.get(node.name)
        return NodeFacts(
            node=node,
            inputs=reads(node),
            outputs=writes(node),
            parameters=tuple(self._values(parameters(node))),
            times=_series(self._runs(timed.places), timed.seconds) if timed else None,
            recent=tuple(self._recent(timed)) if timed else (),
        )

    def dataset(self, vertex: Vertex) -> DatasetFacts:
        """Facts of a dataset."""
        name, graph, tracked = vertex.name, self._captured.graph, self._tracked
        kind = self.kinds.get(name)
        newest = tracked.newest(name)
        return DatasetFacts(
            name=name,
            kind=kind,
            declared=tracked.declared.get(name),
            writers=graph.producers.get(name, ()),
            readers=graph.consumers.get(name, ()),
            address=tracked.address(name, kind),
            newest=newest,
            metrics=tuple(tracked.metrics(name)) if kind == "metrics" else (),
            shown=tracked.artifacts(newest[1]) if newest else (),
            before=tuple(islice(tracked.earlier(name), _RECENT)),
        )

    @cached_property
    def _times(self) -> Mapping[str, Times]:
        return node_times_of(self._tracked.runs, self._captured)

    def _runs(self, places: Sequence[int]) -> Picked[Run]:
        return Picked(self._tracked.runs, places)

    def _recent(self, times: Times) -> Iterator[tuple[Name, float, bool]]:
        """The newest times, newest first."""
        for at in range(len(times.places))[: -_RECENT - 1 : -1]:
            yield self._tracked.names[times.places[at]], times.seconds[at], bool(times.failed[at])

    def _values(self, paths: Sequence[str]) -> Iterator[tuple[str, Any]]:
        """The parameters at these paths as the newest run had them."""
        known = self._captured.last.params
        for path in paths:
            inside = [name for name in known if name == path or name.startswith(f"{path}.")]
            yield from ((name, known[name]) for name in inside)
            if not inside:
                yield path, None


def _series(runs: Sequence[Run], values: Sequence[float]) -> Series | None:
    # NaN and infinities have no place in a picture; the page of the metric tells of them.
    finite = [value for value in values if abs(value) < float("inf")]
    if not finite:
        return None
    width, height = _TIMELINE
    return Series(
        first=runs[0],
        last=runs[-1],
        latest=values[-1],
        low=min(finite),
        middle=median(finite),
        high=max(finite),
        count=len(values),
        small=sparkline(values),
        large=sparkline(values, width=width, height=height),
    )
