"""One value of a run beside the baseline's: whether it differs, by how much, for the better.

Pure; the browser's twin is `compare-core.js` of the default theme.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kedro_track.analysis.differences import differ
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.numbers import same

State = Literal["value", "absent", "unknown"]


class Missing:
    """Stands for a value that a run does not have, or of which nothing is known."""

    def __init__(self, state: State) -> None:
        self.state = state


ABSENT = Missing("absent")
UNKNOWN = Missing("unknown")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a run beside the baseline's.

    Attributes:
        value: None unless the state is `value`.
        differs: From the baseline, by more than float noise; what is unknown never does.
        delta: Absolute difference of two numbers; None where there is none to give.
        ratio: Relative difference; None from zero.
        better: Whether it is better than the baseline, by the metric's direction.
        best: Whether it is the best of its row.
    """

    value: Any = None
    state: State = "value"
    differs: bool = False
    delta: float | None = None
    ratio: float | None = None
    better: bool | None = None
    best: bool = False


def cell_of(value: Any, base: Any, metric: MetricInfo | None, best: float | None) -> Cell:
    """A value or `Missing` beside the baseline's; `best` is the best of its row, if it has one."""
    if isinstance(value, Missing):
        differs = value.state == "absent" and not isinstance(base, Missing)
        return Cell(state=value.state, differs=differs)
    is_best = best is not None and _is_number(value) and same(_float(value), best)
    if isinstance(base, Missing):
        return Cell(value, differs=base.state == "absent", best=is_best)
    if not differ(base, value):
        return Cell(value, best=is_best)
    if not (_is_number(value) and _is_number(base)):
        return Cell(value, differs=True, best=is_best)
    return _changed(_float(value), _float(base), value, metric, is_best=is_best)


def _changed(
    number: float, base: float, value: Any, metric: MetricInfo | None, *, is_best: bool
) -> Cell:
    delta = number - base
    ratio = delta / abs(base) if base else None
    return Cell(
        value,
        differs=True,
        delta=delta if math.isfinite(delta) else None,
        ratio=ratio if ratio is not None and math.isfinite(ratio) else None,
        better=metric.better(number, base) if metric else None,
        best=is_best,
    )


def best_of(values: Sequence[Any], metric: MetricInfo | None) -> float | None:
    """The best of a metric's values; None where all are alike, and of one value."""
    numbers = [_float(value) for value in values if _is_number(value)]
    best = metric.best(numbers) if metric else None
    return None if best is None or all(same(best, number) for number in numbers) else best


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer beyond any float
        return math.inf if value > 0 else -math.inf
