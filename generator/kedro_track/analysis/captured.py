"""The graphs of a history, and how long their nodes took, told from each chunk in short. Pure."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from kedro_track.analysis.graph import Difference, Graph, difference
from kedro_track.chunked import Picked, starts_of, summaries, summary
from kedro_track.history import Node, Run

NEWEST = 2_000
"""Times of a node are told of so many of the newest runs of its graph, at most."""

Asked = tuple[tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]
"""The pipelines and the filters of a run."""


@dataclass(frozen=True, slots=True)
class Captured:
    """A graph and the runs that ran it, oldest first.

    Attributes:
        places: Of the runs in the history.
        since: How it differs from the graph that ran before under the same pipelines and
            filters; None for the first of them.
    """

    graph: Graph
    runs: Sequence[Run]
    places: Sequence[int]
    since: Difference | None = None

    @property
    def first(self) -> Run:
        """The run that ran it first."""
        return self.runs[0]

    @property
    def last(self) -> Run:
        """The run that ran it last."""
        return self.runs[-1]


@dataclass(frozen=True, slots=True)
class Times:
    """How long a node took. `places`: of the runs; `failed`: 1 where it did, else 0."""

    places: Sequence[int]
    seconds: Sequence[float]
    failed: Sequence[int]


class Ran(NamedTuple):
    """A graph in a chunk.

    Attributes:
        asked: By the first run of it.
        before: Digest of the graph that was asked for likewise before that run, if that was in
            this chunk.
        offsets: Of its runs.
    """

    nodes: tuple[Node, ...]
    asked: Asked
    before: str | None
    offsets: array[int]


class Graphs(NamedTuple):
    """The graphs of a chunk by their digests, and of all that was asked for the last one."""

    ran: Mapping[str, Ran]
    last: Mapping[Asked, str]


class NodeTimes(NamedTuple):
    """The times of a node in a chunk, parallel."""

    offsets: array[int]
    seconds: array[float]
    failed: bytearray


def _drawn(runs: Sequence[Run]) -> Iterator[tuple[int, Run, tuple[Node, ...], str]]:
    """The runs that have a graph: the place of each, its nodes, and the graph's digest."""
    digests: dict[tuple[Node, ...], str] = {}
    for offset, run in enumerate(runs):
        if run.graph:
            if run.graph not in digests:
                digests[run.graph] = Graph(run.graph).digest
            yield offset, run, run.graph, digests[run.graph]


def graphs_of(runs: Sequence[Run]) -> Graphs:
    """The graphs of a chunk of runs."""
    ran: dict[str, Ran] = {}
    last: dict[Asked, str] = {}
    for offset, run, nodes, digest in _drawn(runs):
        asked = (run.pipelines, tuple(sorted(run.filters.items())))
        if digest not in ran:
            ran[digest] = Ran(nodes, asked, last.get(asked), array("I"))
        ran[digest].offsets.append(offset)
        last[asked] = digest
    return Graphs(ran, last)


def times_of(runs: Sequence[Run]) -> Mapping[str, Mapping[str, NodeTimes]]:
    """The times of each node of each graph of a chunk, the graph by its digest."""
    found: dict[str, dict[str, NodeTimes]] = {}
    for offset, run, _, digest in _drawn(runs):
        of_graph = found.setdefault(digest, {})
        for timing in run.timings:
            if timing.node not in of_graph:
                of_graph[timing.node] = NodeTimes(array("I"), array("d"), bytearray())
            own = of_graph[timing.node]
            own.offsets.append(offset)
            own.seconds.append(timing.seconds)
            own.failed.append(timing.failed)
    return found


def captured_graphs(runs: Sequence[Run]) -> tuple[Captured, ...]:
    """The distinct graphs of a history, the one that ran last first.

    Args:
        runs: Oldest first; those without a captured graph are passed over.
    """
    found: dict[str, _Found] = {}
    before: dict[Asked, str] = {}
    for start, graphs in zip(starts_of(runs), summaries(runs, graphs_of), strict=False):
        for digest, ran in graphs.ran.items():
            if digest not in found:
                graph, old = Graph(ran.nodes), ran.before or before.get(ran.asked)
                found[digest] = _Found(graph, difference(found[old].graph, graph) if old else None)
            found[digest].places.extend(map(start.__add__, ran.offsets))
        before.update(graphs.last)
    newest_first = sorted(found.values(), key=lambda one: one.places[-1], reverse=True)
    return tuple(
        Captured(one.graph, Picked(runs, one.places), one.places, one.since) for one in newest_first
    )


def node_times_of(runs: Sequence[Run], captured: Captured) -> Mapping[str, Times]:
    """The times of each node of a graph in its newest 2,000 runs, oldest first."""
    if not captured.places:
        return {}
    found: dict[str, tuple[list[int], list[float], list[int]]] = {}
    first = captured.places[-NEWEST:][0]
    for start, times in _times(runs, captured, first):
        for node, own in times.items():
            places, seconds, failed = found.setdefault(node, ([], [], []))
            kept = [at for at, offset in enumerate(own.offsets) if start + offset >= first]
            places += (start + own.offsets[at] for at in kept)
            seconds += (own.seconds[at] for at in kept)
            failed += (own.failed[at] for at in kept)
    return {node: Times(*columns) for node, columns in found.items() if columns[0]}


@dataclass(slots=True)
class _Found:
    """A graph while its runs are gathered."""

    graph: Graph
    since: Difference | None
    places: array[int] = field(default_factory=lambda: array("q"))


def _times(
    runs: Sequence[Run], captured: Captured, first: int
) -> Iterator[tuple[int, Mapping[str, NodeTimes]]]:
    """For each part of the runs from a place on where it starts, and the nodes' times in it."""
    for number, (start, end) in enumerate(pairwise(starts_of(runs))):
        if end > first:
            yield start, summary(runs, number, times_of).get(captured.graph.digest, {})
