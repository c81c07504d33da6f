"""What can be asked of a run by one name: its facts, and the kinds of its values.

The columns of the runs table and the names of the filter language are made from these.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from kedro_track.history import Run

ValueKind = Literal["number", "text", "time", "flag", "list", "mixed"]
"""`time` in milliseconds since the epoch; `list` of texts; `mixed` of scalars."""


def _milliseconds(run: Run) -> int | None:
    return round(run.started.timestamp() * 1000) if run.started else None


def _code(attribute: str) -> Callable[[Run], Any]:
    return lambda run: getattr(run.code, attribute) if run.code else None


FACTS: Mapping[str, tuple[ValueKind, Callable[[Run], Any]]] = {
    "id": ("text", lambda run: run.id),
    "status": ("text", lambda run: run.status),
    "title": ("text", lambda run: run.title),
    "when": ("time", _milliseconds),
    "duration": ("number", lambda run: run.duration),
    "user": ("text", lambda run: run.user),
    "branch": ("text", _code("branch")),
    "commit": ("text", _code("sha")),
    "dirty": ("flag", _code("dirty")),
    "tags": ("list", lambda run: list(run.tags) or None),
    "environment": ("text", lambda run: run.environment),
    "pipeline": ("text", lambda run: ", ".join(run.pipelines) or None),
    "runner": ("text", lambda run: run.runner),
    "bookmark": ("flag", lambda run: run.bookmark or None),
    "recorded": ("flag", lambda run: run.recorded),
    "error": ("text", lambda run: run.failure and f"{run.failure.type}: {run.failure.message}"),
    "node": ("text", lambda run: run.failure and run.failure.node),
    "command": ("text", lambda run: run.command),
    "notes": ("text", lambda run: run.notes),
    "python": ("text", lambda run: run.python),
}
"""By name: the kind, and the value of a run; None where it has none (no tag, no bookmark)."""


def kind_of(value: Any) -> ValueKind:
    """The kind of one parameter's or tracked JSON value."""
    if isinstance(value, bool):
        return "flag"
    return "number" if isinstance(value, (int, float)) else "text"


def scalar(value: Any) -> Any:
    """A leaf as one value: lists and empty mappings as their JSON text."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
