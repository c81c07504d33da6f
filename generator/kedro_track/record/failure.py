"""What ended a run, as `Record["exception"]` has it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any


def describe(error: BaseException) -> dict[str, Any]:
    """Describe an exception: its type as Kedro writes it, its text, its traceback, its node."""
    error = _original(error)
    kind = type(error)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return {
        "type": f"{module}{kind.__qualname__}",
        "value": str(error),
        "traceback": traceback.format_tb(error.__traceback__) + _cause(error),
        "node": _node(error),
    }


def from_session(exception: Mapping[str, Any]) -> dict[str, Any]:
    """Take over what Kedro's session noted of the exception that it ended with."""
    lines = exception.get("traceback")
    return {
        "type": str(exception.get("type")),
        "value": str(exception.get("value")),
        "traceback": [str(line) for line in lines] if isinstance(lines, list) else [],
        "node": None,
    }


def _original(error: BaseException) -> BaseException:
    """The node's own error, where Kedro 0.19.0 fails while it suggests how to resume after it."""
    names = {frame.f_code.co_name for frame, _ in traceback.walk_tb(error.__traceback__)}
    if error.__context__ is not None and "_suggest_resume_scenario" in names:
        return error.__context__
    return error


def _cause(error: BaseException) -> list[str]:
    """The traceback of another process, which Python keeps as a text only."""
    cause = error.__cause__
    if type(cause).__name__ != "_RemoteTraceback":
        return []
    return str(cause).strip('"\n').splitlines(keepends=True)


def _node(error: BaseException) -> str | None:
    """The node that was loading, running or saving, from the frames of Kedro's runner."""
    from kedro.pipeline.node import Node

    name = None
    for frame, _ in traceback.walk_tb(error.__traceback__):
        # A pool's `_run` holds a node too, but the one that it last looked at.
        inside = frame.f_globals.get("__name__", "").startswith("kedro.runner.")
        if inside and frame.f_code.co_name != "_run":
            node = frame.f_locals.get("node")
            name = node.name if isinstance(node, Node) else name
    return name
