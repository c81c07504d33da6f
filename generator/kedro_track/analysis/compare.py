"""Several runs value by value: the first one is the baseline. Pure; any number of runs.

The browser's twin is `compare-core.js` of the default theme.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.numbers import same
from kedro_track.history import Run

Group = Literal["run", "metrics", "params", "json", "environment", "pipeline"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a run beside the baseline's.

    Attributes:
        value: None where the run has none.
        differs: From the baseline, by more than float noise.
        delta: Absolute difference of two numbers; None where there is none to give.
        ratio: Relative difference; None from zero.
        better: Whether it is better than the baseline, by the metric's direction.
        best: Whether it is the best of its row.
    """

    value: Any
    differs: bool = False
    delta: float | None = None
    ratio: float | None = None
    better: bool | None = None
    best: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One value through the runs compared."""

    group: Group
    name: str
    cells: tuple[Cell, ...]
    metric: MetricInfo | None = None

    @property
    def differs(self) -> bool:
        """Whether any run differs from the baseline."""
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Matrix:
    """A row for each value, a column for each run; the baseline stands first."""

    runs: tuple[Run, ...]
    rows: tuple[Row, ...]


def compare(runs: Sequence[Run], metrics: Mapping[str, MetricInfo]) -> Matrix:
    """Compare runs with the first of them.

    Args:
        runs: At least one.
        metrics: What is known of each metric, by its full name.
    """
    values = [dict(_values(run)) for run in runs]
    keys = sorted({key for one in values for key in one}, key=_order)
    rows = tuple(
        _row(group, name, [one.get((group, name)) for one in values], metrics)
        for group, name in keys
    )
    return Matrix(tuple(runs), rows)


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same up to float noise; a flag is no number."""
    if _is_number(left) and _is_number(right):
        return same(float(left), float(right))
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(equal(left[k], right[k]) for k in left)
    return type(left) is type(right) and bool(left == right)


_GROUPS: tuple[Group, ...] = ("run", "metrics", "params", "json", "environment", "pipeline")


def _order(key: tuple[Group, str]) -> tuple[int, str]:
    return _GROUPS.index(key[0]), key[1]


def _values(run: Run) -> Iterator[tuple[tuple[Group, str], Any]]:
    facts = {
        "status": run.status,
        "branch": run.code and run.code.branch,
        "commit": run.code and run.code.sha,
        "dirty": run.code and run.code.dirty,
        "user": run.user,
        "duration": run.duration,
        "pipelines": list(run.pipelines) or None,
        "environment": run.environment,
    }
    groups: dict[Group, Mapping[str, Any]] = {
        "run": {name: value for name, value in facts.items() if value is not None},
        "metrics": run.metrics,
        "params": run.params,
        "json": run.json,
        "environment": {"python": run.python, "platform": run.platform, **(run.packages or {})},
        "pipeline": {timing.node: timing.seconds for timing in run.timings},
    }
    for group, values in groups.items():
        yield from (((group, name), value) for name, value in values.items() if value is not None)


def _row(group: Group, name: str, values: Sequence[Any], metrics: Mapping[str, MetricInfo]) -> Row:
    metric = metrics.get(name) if group == "metrics" else None
    best = metric.best(float(v) for v in values if v is not None) if metric else None
    cells = tuple(_cell(value, values[0], metric, best) for value in values)
    return Row(group, name, cells, metric)


def _cell(value: Any, baseline: Any, metric: MetricInfo | None, best: float | None) -> Cell:
    is_best = best is not None and value is not None and same(float(value), best)
    if equal(value, baseline):
        return Cell(value, best=is_best)
    if not (_is_number(value) and _is_number(baseline)):
        return Cell(value, differs=True, best=is_best)
    delta = float(value) - float(baseline)
    return Cell(
        value,
        differs=True,
        delta=delta,
        ratio=delta / abs(baseline) if baseline else None,
        better=metric.better(float(value), float(baseline)) if metric else None,
        best=is_best,
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
