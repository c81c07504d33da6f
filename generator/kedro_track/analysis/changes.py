"""What changed between two runs, the likeliest explanation of another result first. Pure.

The order is by how seldom a difference is there by chance, and how directly it reaches the
metrics that changed (or the node that failed) through the graph: what somebody gave by hand
explains more than what drifts by itself from day to day. `REASONS` is that order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from kedro_track.analysis.differences import (
    added_or_changed,
    differ,
    file_reason,
    node_parts,
    package_reason,
    python_reason,
)
from kedro_track.analysis.lineage import Lineage, plain, upstream
from kedro_track.history import Code, Run, leaves

Sort = Literal["given", "parameter", "input", "graph", "code", "package", "tracked", "environment"]

Reason = Literal[
    "given",  # given by hand, and what changed depends on it, as far as is known
    "feeds",  # a parameter that what changed depends on
    "parameter",  # a parameter; on what it bears is not known
    "given_unread",  # given by hand, but no node reads it: the catalog may
    "content",  # an input with another version, size or path
    "selected",  # other pipelines, tags or nodes were chosen
    "step",  # a node that what changed depends on is new, gone or another
    "conf",  # another configuration environment
    "commit",  # another commit
    "uncommitted",  # the same commit, but not all of it was committed
    "major",  # a package's major version (of 0.x: the minor one)
    "minor",
    "tracked",  # a text, count or flag of tracked JSON, which may say what went in
    "touched",  # an input saved anew, its size the same
    "dirty",  # uncommitted changes beside another commit
    "measured",  # a number of tracked JSON, which mostly comes out of a run
    "apart",  # nothing that changed depends on it
    "python",  # Python's minor version
    "patch",
    "branch",
    "runner",
    "platform",
    "host",
]
"""Why a difference stands where it stands."""

REASONS: Mapping[str, int] = {reason: rank for rank, reason in enumerate(get_args(Reason))}

Aspect = Literal["parameters", "inputs", "graph", "code", "packages", "environment"]
Side = Literal["run", "other", "both"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        name: The parameter's path, the dataset, node or package; of other sorts a fact's name.
        part: Of a node: `function`, `inputs` or `outputs`, where that is what changed; of
            tracked JSON the dataset that `name` is a path in.
        before: In the other run; None if `how` is `added`.
        after: In the run; None if `how` is `removed`.
    """

    sort: Sort
    reason: Reason
    name: str
    before: Any
    after: Any
    how: Literal["added", "removed", "changed"] = "changed"
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """An aspect that can't be compared, and which of the two runs lacks it."""

    aspect: Aspect
    side: Side


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two runs.

    Attributes:
        groups: Changes by their sort, each group and each change in it by its rank.
        unknown: What was not captured and so is not compared.
    """

    groups: tuple[tuple[Sort, tuple[Change, ...]], ...]
    unknown: tuple[Unknown, ...]

    @property
    def ranked(self) -> tuple[Change, ...]:
        """All changes in the order of reading."""
        return tuple(change for _, changes in self.groups for change in changes)


def changes(run: Run, other: Run) -> Changes:
    """Compare a run with an earlier one."""
    lineage = _lineage(run, other)
    found = [change for aspect in _ASPECTS.values() for change in aspect(run, other, lineage)]
    # Stable: within a reason the order of the aspect, which is by name.
    found.sort(key=lambda change: REASONS[change.reason])
    groups: dict[Sort, list[Change]] = {}
    for change in found:
        groups.setdefault(change.sort, []).append(change)
    return Changes(
        tuple((sort, tuple(members)) for sort, members in groups.items()),
        tuple(_unknown(run, other)),
    )


def _lineage(run: Run, other: Run) -> Lineage | None:
    """What the differing results depend on; None where that can't be known."""
    graph = {*(run.graph or ()), *(other.graph or ())}
    if run.failure is not None and run.failure.node:
        found = upstream(graph, nodes=[run.failure.node])
    else:
        found = upstream(graph, datasets=_differing_results(run, other))
    return found if found.nodes else None


def _differing_results(run: Run, other: Run) -> list[str]:
    before = {version.dataset: version.data for version in other.of_kind("metrics")}
    return [
        version.dataset
        for version in run.of_kind("metrics")
        if differ(version.data, before.get(version.dataset))
    ]


def _parameters(run: Run, other: Run, lineage: Lineage | None) -> Iterator[Change]:
    given = {path: value for side in (other, run) for path, value in leaves(side.given)}
    both = run.parameters is not None and other.parameters is not None
    # Resolved beside merely given values would look like a difference in every one of them.
    before = other.params if both else dict(leaves(other.given))
    after = run.params if both else dict(leaves(run.given))
    for path in sorted({*before, *after}):
        how = added_or_changed(path, before, after)
        if how is not None:
            sort: Sort = "given" if path in given else "parameter"
            reason = _parameter_reason(path, lineage, given=path in given)
            yield Change(sort, reason, path, before.get(path), after.get(path), how)


def _parameter_reason(path: str, lineage: Lineage | None, *, given: bool) -> Reason:
    if lineage is None or lineage.feeds(path):
        return "given" if given else "parameter" if lineage is None else "feeds"
    return "given_unread" if given and not lineage.is_read(path) else "apart"


def _inputs(run: Run, other: Run, lineage: Lineage | None) -> Iterator[Change]:
    if not (_CAPTURED["inputs"](run) and _CAPTURED["inputs"](other)):
        return
    before = {item.dataset: item for item in other.inputs}
    after = {item.dataset: item for item in run.inputs}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        reason = file_reason(old, new)
        if reason is not None:
            apart = lineage is not None and plain(name) not in lineage.datasets
            how = added_or_changed(name, before, after) or "changed"
            yield Change("input", "apart" if apart else reason, name, old, new, how)


def _graph(run: Run, other: Run, lineage: Lineage | None) -> Iterator[Change]:
    yield from _selection(run, other)
    if run.graph is None or other.graph is None:
        return
    before = {node.name: node for node in other.graph}
    after = {node.name: node for node in run.graph}
    for name in sorted({*before, *after}):
        reason: Reason = "step" if lineage is None or name in lineage.nodes else "apart"
        if name in before and name in after:
            for part, old, new in node_parts(before[name], after[name]):
                yield Change("graph", reason, name, old, new, "changed", part)
        else:
            how: Literal["added", "removed"] = "added" if name in after else "removed"
            yield Change("graph", reason, name, before.get(name), after.get(name), how)


def _selection(run: Run, other: Run) -> Iterator[Change]:
    if not (run.recorded and other.recorded):
        return
    whole = ("__default__",)
    old, new = other.pipelines or whole, run.pipelines or whole
    if set(old) != set(new):
        yield Change("graph", "selected", "pipelines", old, new)
    for name in sorted({*run.filters, *other.filters}):
        how = added_or_changed(name, other.filters, run.filters)
        if how is not None:
            values = other.filters.get(name), run.filters.get(name)
            yield Change("graph", "selected", name, *values, how)


def _code(run: Run, other: Run, _lineage: Lineage | None) -> Iterator[Change]:
    old, new = other.code, run.code
    if old is None or new is None:
        return
    moved = _commits_differ(old, new)
    if moved:
        yield Change("code", "commit", "commit", old.sha, new.sha)
    if old.dirty or new.dirty:
        reason: Reason = "dirty" if moved else "uncommitted"
        yield Change("code", reason, "uncommitted", old.dirty, new.dirty)
    if old.branch and new.branch and old.branch != new.branch:
        yield Change("code", "branch", "branch", old.branch, new.branch)


def _commits_differ(old: Code, new: Code) -> bool:
    if not old.sha or not new.sha:
        return False
    # kedro-viz kept the short form.
    return not (old.sha.startswith(new.sha) or new.sha.startswith(old.sha))


def _packages(run: Run, other: Run, _lineage: Lineage | None) -> Iterator[Change]:
    if run.packages is None or other.packages is None:
        return
    for name in sorted({*run.packages, *other.packages}):
        old, new = other.packages.get(name), run.packages.get(name)
        how = added_or_changed(name, other.packages, run.packages)
        if how is not None:
            yield Change("package", package_reason(old, new), name, old, new, how)


def _tracked(run: Run, other: Run, _lineage: Lineage | None) -> Iterator[Change]:
    """Differing values of the JSON datasets that both runs tracked."""
    both = {v.dataset for v in run.of_kind("json")} & {v.dataset for v in other.of_kind("json")}
    for dataset in sorted(both):
        before, after = _leaves_of(other, dataset), _leaves_of(run, dataset)
        for path in sorted({*before, *after}):
            how = added_or_changed(path, before, after)
            if how is not None:
                values = before.get(path), after.get(path)
                measured = any(isinstance(value, float) for value in values)
                reason: Reason = "measured" if measured else "tracked"
                yield Change("tracked", reason, path or dataset, *values, how, dataset)


def _leaves_of(run: Run, dataset: str) -> Mapping[str, Any]:
    found = (version.data for version in run.of_kind("json") if version.dataset == dataset)
    # What is no mapping has no path.
    data = next(found)
    return dict(leaves(data)) if isinstance(data, Mapping) and data else {"": data}


def _environment(run: Run, other: Run, _lineage: Lineage | None) -> Iterator[Change]:
    facts: tuple[tuple[str, Reason, str | None, str | None], ...] = (
        ("environment", "conf", other.environment, run.environment),
        ("python", python_reason(other.python, run.python), other.python, run.python),
        ("runner", "runner", other.runner, run.runner),
        ("platform", "platform", other.platform, run.platform),
        ("host", "host", other.host, run.host),
    )
    for name, reason, old, new in facts:
        if old is not None and new is not None and old != new:
            yield Change("environment", reason, name, old, new)


def _unknown(run: Run, other: Run) -> Iterator[Unknown]:
    for aspect, is_known in _CAPTURED.items():
        lacking = not is_known(run), not is_known(other)
        if any(lacking):
            yield Unknown(aspect, "both" if all(lacking) else "run" if lacking[0] else "other")


_ASPECTS: Mapping[str, Callable[[Run, Run, Lineage | None], Iterator[Change]]] = {
    "parameters": _parameters,
    "inputs": _inputs,
    "graph": _graph,
    "code": _code,
    "packages": _packages,
    "environment": _environment,
    "tracked": _tracked,
}

_CAPTURED: Mapping[Aspect, Callable[[Run], bool]] = {
    "parameters": lambda run: run.parameters is not None,
    # A run of kedro-track without inputs read none; no other record tells of them.
    "inputs": lambda run: run.captured or bool(run.inputs),
    "graph": lambda run: run.graph is not None,
    "code": lambda run: run.code is not None and run.code.sha is not None,
    "packages": lambda run: run.packages is not None,
    "environment": lambda run: run.python is not None,
}
