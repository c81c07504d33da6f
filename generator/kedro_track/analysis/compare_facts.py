"""What is compared of a run: its facts as nested JSON-like values, in groups. Pure.

The site's data files hold them for the comparison in the browser.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from kedro_track.history import Input, Node, Run
from kedro_track.strict_json import name_of

Group = Literal["run", "params", "metrics", "json", "environment", "pipeline", "inputs"]

GROUPS: tuple[Group, ...] = (
    "run",
    "params",
    "metrics",
    "json",
    "environment",
    "pipeline",
    "inputs",
)

Facts = Mapping[str, Any]
"""By group its values; `None` stands for 'not captured', of a value as of a whole group.

In `params` and `json`, where None is a value like others, only the whole group can be unknown.
`partial` names the groups in which a key that is not there is unknown, not absent.
"""

ORDERED: Mapping[str, tuple[str, ...]] = {
    "run": (
        *("status", "title", "tags", "notes", "error", "node"),
        *("started", "duration", "user", "branch", "commit", "dirty", "command"),
    ),
    "environment": ("environment", "python", "platform", "host", "packages"),
    "pipeline": ("pipelines", "runner", "filters", "seconds", "nodes"),
}
"""The order of a group's first keys; all other keys are in the order of their letters."""


def facts_of(run: Run) -> Facts:
    """The facts of a run."""
    return {
        "run": _run(run),
        "params": _plain(run.parameters if run.parameters is not None else run.given or None),
        "metrics": dict(run.metrics),
        "json": {v.dataset: _plain(v.data) for v in run.of_kind("json") if v.data is not None},
        "environment": {
            "environment": run.environment,
            "python": run.python,
            "platform": run.platform,
            "host": run.host,
            "packages": dict(run.packages) if run.packages is not None else None,
        },
        "pipeline": _pipeline(run),
        "inputs": _inputs(run),
        "partial": ["params"] if run.parameters is None else [],
    }


def _run(run: Run) -> dict[str, Any]:
    code = run.code
    known: dict[str, Any] = {
        "status": run.status if run.status != "unknown" else None,
        "started": run.started.isoformat() if run.started else None,
        "duration": run.duration,
        "user": run.user,
        "branch": code.branch if code else None,
        "commit": code.sha if code else None,
        "dirty": code.dirty if code else None,
        "command": run.command,
    }
    # Without one of these a run simply has none.
    optional = {
        "title": run.title,
        "notes": run.notes,
        "tags": list(run.tags),
        "error": f"{run.failure.type}: {run.failure.message}" if run.failure else None,
        "node": run.failure.node if run.failure else None,
    }
    return known | {name: value for name, value in optional.items() if value}


def _pipeline(run: Run) -> dict[str, Any]:
    filters = {name: list(values) for name, values in run.filters.items()}
    return {
        "pipelines": list(run.pipelines) or None,
        "runner": run.runner,
        "filters": filters if filters or run.captured else None,
        "seconds": {t.node: t.seconds for t in run.timings} or None,
        "nodes": {n.name: _node(n) for n in run.graph} if run.graph is not None else None,
    }


def _node(node: Node) -> dict[str, Any]:
    return {
        "function": node.function,
        "inputs": list(node.inputs),
        "outputs": list(node.outputs),
        "tags": list(node.tags),
    }


def _inputs(run: Run) -> dict[str, Any] | None:
    if not run.inputs and not run.captured:
        return None
    return {item.dataset: _input(item) for item in run.inputs}


def _input(item: Input) -> dict[str, Any]:
    return {
        "path": item.path,
        "size": item.size,
        "modified": item.modified.isoformat() if item.modified else None,
        "version": item.version,
    }


def _plain(value: Any) -> Any:
    """The value as a data file holds it: a date is a text, and so are NaN and infinities."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else name_of(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return str(value)
