"""Our own records → fields of a `Run`. Shape: `kedro_track.store.rows.Record`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from kedro_track.collect.kinds import kind_of
from kedro_track.collect.shapes import (
    flag,
    mapping,
    mappings,
    moment,
    names,
    number,
    text,
    texts,
    whole,
)
from kedro_track.history import Code, Failure, Input, Node, NodeTiming, TrackedDataset
from kedro_track.store.rows import Record

_ALIKE = 64
"""So many graphs, of which runs mostly have the same, are each one object for all of them."""

_NODES = 64


def fields_of(record: Record) -> dict[str, Any]:
    """Those fields of a run that a record tells."""
    fields = {
        "user": text(record.get("user")),
        "git_user": text(record.get("git_user")),
        "host": text(record.get("host")),
        "command": text(record.get("command")),
        "environment": text(record.get("environment")),
        "runner": text(record.get("runner")),
        "pipelines": texts(record.get("pipelines")),
        "filters": _filters(record),
        "code": _code(record.get("git")),
        "parameters": record.get("parameters"),
        "given": mapping(record.get("given")),
        "python": text(record.get("python")),
        "platform": text(record.get("platform")),
        "packages": _packages(record),
        "graph": _graph(record.get("graph")),
        "timings": timings_of(record),
        "inputs": tuple(_inputs(record)),
        "saved": saved_of(record),
        "failure": _failure(mapping(record.get("exception"))),
    }
    if not isinstance(fields["parameters"], Mapping):
        fields["parameters"] = None
    return {key: value for key, value in fields.items() if value is not None}


def saved_of(record: Record | None) -> dict[str, str] | None:
    """Dataset to version of what a run saved; None where that was not captured."""
    return names(record["saved"]) if record is not None and "saved" in record else None


def tracked_by(record: Record) -> Iterator[TrackedDataset]:
    """The tracked datasets of a run, by their real names and paths."""
    for name, described in mapping(record.get("datasets")).items():
        filepath = text(mapping(described).get("filepath"))
        # A project's own class is tracked as the known one that it derives from.
        types = [text(mapping(described).get(key)) for key in ("type", "base")]
        for each in types:
            kind = kind_of(each, filepath, versioned=True) if each and filepath else None
            if kind is not None:
                namespace = name.rpartition(".")[0] or None
                yield TrackedDataset(name, kind, types[0], filepath, namespace)
                break


def _filters(record: Record) -> dict[str, tuple[str, ...]]:
    found = {key: texts(value) for key, value in mapping(record.get("filters")).items()}
    return {key: value for key, value in found.items() if value}


def _code(value: Any) -> Code | None:
    git = mapping(value)
    if not git:
        return None
    return Code(
        sha=text(git.get("sha")),
        branch=text(git.get("branch")),
        dirty=flag(git.get("dirty")),
        remote=text(git.get("remote")),
    )


def _packages(record: Record) -> Mapping[str, str] | None:
    if "packages" not in record:
        return None
    return _same_packages(tuple(names(record["packages"]).items()))


@lru_cache(_ALIKE)
def _same_packages(found: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return dict(found)


def _graph(value: Any) -> tuple[Node, ...] | None:
    if not isinstance(value, list):
        return None
    return _same_graph(
        tuple(
            _same_node(
                sys.intern(name),
                texts(node.get("inputs")),
                texts(node.get("outputs")),
                texts(node.get("tags")),
                text(node.get("namespace")),
                text(node.get("function")),
            )
            for node in mappings(value)
            if (name := text(node.get("name")))
        )
    )


_same_node = lru_cache(_ALIKE * _NODES)(Node)


@lru_cache(_ALIKE)
def _same_graph(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    return nodes


def timings_of(record: Record) -> tuple[NodeTiming, ...]:
    """How long the nodes of a run took, of those that are done."""
    return tuple(_timings(record))


def _timings(record: Record) -> Iterator[NodeTiming]:
    for timing in mappings(record.get("timings")):
        node, seconds = text(timing.get("node")), number(timing.get("seconds"))
        if node is not None and seconds is not None:
            started = moment(timing.get("started"))
            # The graph has the same name.
            yield NodeTiming(
                sys.intern(node), seconds, started, failed=timing.get("failed") is True
            )


def _inputs(record: Record) -> Iterator[Input]:
    for described in mappings(record.get("inputs")):
        dataset = text(described.get("dataset"))
        if dataset is not None:
            yield Input(
                dataset=dataset,
                path=text(described.get("path")),
                size=whole(described.get("size")),
                modified=moment(described.get("modified")),
                version=text(described.get("version")),
            )


def _failure(exception: Mapping[str, Any]) -> Failure | None:
    kind = text(exception.get("type"))
    if kind is None:
        return None
    return Failure(
        type=kind,
        message=str(exception.get("value") or ""),
        traceback=texts(exception.get("traceback")),
        node=text(exception.get("node")),
    )
