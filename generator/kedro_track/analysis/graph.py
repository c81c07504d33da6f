"""Facts of the graph that ran: what stands in it, what is joined to what, when it changed.

Nodes and datasets alike are vertices. Parameters are facts of a node, not vertices: drawn,
they would hide what flows. A transcoded dataset (`cars@spark`, `cars@pandas`) is one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from kedro_track.analysis.lineage import plain
from kedro_track.history import Node

PARAMETERS = "parameters"
_PARAMETER = "params:"


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node or a dataset of a graph.

    Attributes:
        id: Unique in the graph: `node:<name>`, `dataset:<name>` or `namespace:<name>`.
        name: As the project calls it.
        role: `dataset`, `node`, or `namespace` for one that stands for all that is inside.
        namespace: Dotted; None at the top.
        tags: Of a node; of a namespace, those of any of its nodes.
        members: Names of the nodes that a namespace stands for.
    """

    id: str
    name: str
    role: str
    namespace: str | None = None
    tags: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graph:
    """The nodes of one run, and what follows from them."""

    nodes: tuple[Node, ...]

    @cached_property
    def digest(self) -> str:
        """The same for the same nodes, in whatever order they were recorded."""
        facts = sorted(
            [
                n.name,
                n.namespace or "",
                n.function or "",
                *map(sorted, (n.inputs, n.outputs, n.tags)),
            ]
            for n in self.nodes
        )
        text = json.dumps(facts, ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @cached_property
    def datasets(self) -> tuple[str, ...]:
        """Names of the datasets, in the order in which the nodes name them."""
        names = (name for node in self.nodes for name in (*reads(node), *writes(node)))
        return tuple(dict.fromkeys(names))

    @cached_property
    def namespaces(self) -> tuple[str, ...]:
        """Every namespace of a node and those around it, sorted."""
        found = {part for node in self.nodes for part in _around(node.namespace)}
        return tuple(sorted(found))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """Every tag of a node, sorted."""
        return tuple(sorted({tag for node in self.nodes for tag in node.tags}))

    @cached_property
    def producers(self) -> Mapping[str, tuple[str, ...]]:
        """Dataset to the names of the nodes that write it; one for whatever Kedro ran."""
        return _gathered((name, node.name) for node in self.nodes for name in writes(node))

    @cached_property
    def consumers(self) -> Mapping[str, tuple[str, ...]]:
        """Dataset to the names of the nodes that read it."""
        return _gathered((name, node.name) for node in self.nodes for name in reads(node))

    @cached_property
    def vertices(self) -> tuple[Vertex, ...]:
        """All nodes and datasets, nodes first."""
        nodes = (Vertex(f"node:{n.name}", n.name, "node", n.namespace, n.tags) for n in self.nodes)
        datasets = (
            Vertex(f"dataset:{name}", name, "dataset", self._namespace_of(name))
            for name in self.datasets
        )
        return (*{vertex.id: vertex for vertex in nodes}.values(), *datasets)

    @cached_property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """What flows, as pairs of vertex ids, each once."""
        return tuple(dict.fromkeys(self._edges()))

    def folded(self) -> tuple[tuple[Vertex, ...], tuple[tuple[str, str], ...]]:
        """Vertices and edges with every outermost namespace as one vertex.

        Datasets that do not leave their namespace are left out, those that nothing reads stay.
        """
        stands_for = {node.name: _outermost(node.namespace) for node in self.nodes}
        kept = {vertex.id: vertex for vertex in self.vertices if self._stays(vertex, stands_for)}
        spaces = {name: self._space(name) for name in stands_for.values() if name is not None}
        vertices = (*(spaces[name] for name in sorted(spaces)), *kept.values())

        def seen(identity: str) -> str:
            space = stands_for.get(identity.partition(":")[2]) if _is_node(identity) else None
            return f"namespace:{space}" if space else identity

        known = {vertex.id for vertex in vertices}
        pairs = ((seen(source), seen(target)) for source, target in self.edges)
        edges = (pair for pair in pairs if known.issuperset(pair) and pair[0] != pair[1])
        return vertices, tuple(dict.fromkeys(edges))

    def _edges(self) -> Iterator[tuple[str, str]]:
        for node in self.nodes:
            for name in reads(node):
                yield f"dataset:{name}", f"node:{node.name}"
            for name in writes(node):
                yield f"node:{node.name}", f"dataset:{name}"

    def _stays(self, vertex: Vertex, stands_for: Mapping[str, str | None]) -> bool:
        if vertex.role == "node":
            return stands_for[vertex.name] is None
        readers = {stands_for[node] for node in self.consumers.get(vertex.name, ())}
        writers = {stands_for[node] for node in self.producers.get(vertex.name, ())}
        inside = readers == writers and len(readers) == 1 and None not in readers
        return not inside

    def _space(self, name: str) -> Vertex:
        inside = [node for node in self.nodes if _outermost(node.namespace) == name]
        tags = tuple(sorted({tag for node in inside for tag in node.tags}))
        members = tuple(node.name for node in inside)
        return Vertex(f"namespace:{name}", name, "namespace", name, tags, members)

    def _namespace_of(self, dataset: str) -> str | None:
        """The longest namespace that a dataset's name begins with."""
        around = [space for space in self.namespaces if dataset.startswith(space + ".")]
        return max(around, key=len, default=None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one graph has and another has not: names, sorted. `changed`: of nodes in both."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.removed or self.changed)


def difference(old: Graph, new: Graph) -> Difference:
    """How `new` differs from `old`, by the names of nodes."""
    before = {node.name: node for node in old.nodes}
    after = {node.name: node for node in new.nodes}
    return Difference(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(n for n in after.keys() & before.keys() if before[n] != after[n])),
    )


def reads(node: Node) -> tuple[str, ...]:
    """The datasets that a node reads, without parameters."""
    return tuple(dict.fromkeys(plain(name) for name in node.inputs if not is_parameter(name)))


def writes(node: Node) -> tuple[str, ...]:
    """The datasets that a node writes."""
    return tuple(dict.fromkeys(plain(name) for name in node.outputs))


def parameters(node: Node) -> tuple[str, ...]:
    """The parameters that a node reads, by their dotted paths; `parameters` is all of them."""
    return tuple(name.removeprefix(_PARAMETER) for name in node.inputs if is_parameter(name))


def is_parameter(name: str) -> bool:
    """Whether an input is a parameter, not a dataset."""
    return name == PARAMETERS or name.startswith(_PARAMETER)


def short(name: str, namespace: str | None) -> str:
    """A name without the namespace that it begins with."""
    prefix = f"{namespace}." if namespace else ""
    return name[len(prefix) :] if prefix and name.startswith(prefix) else name


def _is_node(identity: str) -> bool:
    return identity.startswith("node:")


def _around(namespace: str | None) -> Iterator[str]:
    parts = namespace.split(".") if namespace else []
    for count in range(1, len(parts) + 1):
        yield ".".join(parts[:count])


def _outermost(namespace: str | None) -> str | None:
    return namespace.partition(".")[0] if namespace else None


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        found.setdefault(key, {})[value] = None
    return {key: tuple(values) for key, values in found.items()}
