"""The nodes of a run with their times, laid out along the run as a template draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kedro_track.history import Node, NodeTiming, Run

_UNITS = 100.0


@dataclass(frozen=True, slots=True)
class NodeTime:
    """One node of a run.

    Attributes:
        state: `unknown` where the run's times were not captured.
        seconds: Of its function; None if it has no time.
        start: Where its bar begins, in hundredths of the whole.
        width: Length of its bar, likewise.
    """

    name: str
    node: Node | None
    state: Literal["ran", "failed", "skipped", "unknown"]
    seconds: float | None = None
    start: float = 0.0
    width: float = 0.0


def node_times(run: Run) -> tuple[NodeTime, ...]:
    """The nodes in the order in which they ran; then those that did not."""
    nodes = {node.name: node for node in run.graph or ()}
    scale = _Scale(run.timings)
    failing = run.failure.node if run.failure else None
    timed = [
        NodeTime(
            timing.node,
            nodes.get(timing.node),
            "failed" if timing.failed or timing.node == failing else "ran",
            timing.seconds,
            *scale.bar(timing),
        )
        for timing in run.timings
    ]
    seen = {timing.node for timing in run.timings}
    left = [
        NodeTime(name, node, _untimed(run, name))
        for name, node in nodes.items()
        if name not in seen
    ]
    return (*timed, *left)


def _untimed(run: Run, name: str) -> Literal["failed", "skipped", "unknown"]:
    if run.failure is not None and run.failure.node == name:
        return "failed"
    return "skipped" if run.timings else "unknown"


class _Scale:
    """Bars along the run where starts are known, else beside each other by length alone."""

    def __init__(self, timings: tuple[NodeTiming, ...]) -> None:
        starts = [timing.started for timing in timings if timing.started is not None]
        self._origin = min(starts) if starts and len(starts) == len(timings) else None
        ends = [self._offset(timing) + timing.seconds for timing in timings]
        self._whole = max(ends, default=0.0)

    def bar(self, timing: NodeTiming) -> tuple[float, float]:
        """Start and width, in hundredths."""
        if self._whole <= 0:
            return 0.0, 0.0
        return (
            round(self._offset(timing) / self._whole * _UNITS, 2),
            round(timing.seconds / self._whole * _UNITS, 2),
        )

    def _offset(self, timing: NodeTiming) -> float:
        if self._origin is None or timing.started is None:
            return 0.0
        return max(0.0, (timing.started - self._origin).total_seconds())
