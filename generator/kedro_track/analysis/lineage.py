"""What a result depends on, followed upstream through the graph of a run. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kedro_track.history import Node

_PARAMETERS = "parameters"
_PREFIX = "params:"


@dataclass(frozen=True, slots=True)
class Lineage:
    """What some results depend on.

    Attributes:
        nodes: Names of the nodes on the way to them.
        datasets: Names of everything that these nodes read, parameters included.
        read: Names of everything that any node of the graph reads.
    """

    nodes: frozenset[str]
    datasets: frozenset[str]
    read: frozenset[str]

    def feeds(self, parameter: str) -> bool:
        """Whether a node on the way reads the parameter at this dotted path."""
        return _is_read(parameter, self.datasets)

    def is_read(self, parameter: str) -> bool:
        """Whether any node reads the parameter; the catalog may read others."""
        return _is_read(parameter, self.read)


def upstream(
    graph: Iterable[Node], datasets: Iterable[str] = (), nodes: Iterable[str] = ()
) -> Lineage:
    """Follow the graph from results, given as datasets or as nodes, to all they depend on.

    Args:
        graph: Nodes of one run, or of two together: then what either depends on counts.
    """
    known = tuple(graph)
    producers = _producers(known)
    by_name: dict[str, list[Node]] = {}
    for node in known:
        by_name.setdefault(node.name, []).append(node)
    waiting = [node for name in nodes for node in by_name.get(name, ())]
    waiting += [node for dataset in datasets for node in producers.get(dataset, ())]
    seen: set[Node] = set()
    read: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            inputs = {plain(name) for name in node.inputs}
            waiting += [other for name in inputs - read for other in producers.get(name, ())]
            read |= inputs
    everything = {plain(name) for node in known for name in node.inputs}
    return Lineage(frozenset(node.name for node in seen), frozenset(read), frozenset(everything))


def plain(dataset: str) -> str:
    """A dataset's name without its transcoding: `cars` of `cars@spark`."""
    return dataset.partition("@")[0]


def _producers(graph: Iterable[Node]) -> Mapping[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in graph:
        for output in node.outputs:
            found.setdefault(plain(output), []).append(node)
    return found


def _is_read(parameter: str, names: frozenset[str]) -> bool:
    if _PARAMETERS in names:
        return True
    # A node may read the leaf, any mapping that holds it, or, given as a whole, a part of it.
    parts = parameter.split(".")
    above = {_PREFIX + ".".join(parts[:length]) for length in range(1, len(parts) + 1)}
    below = f"{_PREFIX}{parameter}."
    return not above.isdisjoint(names) or any(name.startswith(below) for name in names)
