"""The change of one metric between two runs: absolute, relative, better or worse. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.numbers import same


@dataclass(frozen=True, slots=True)
class Delta:
    """A metric's value beside an earlier one.

    Attributes:
        than: The earlier value; None if the other run has none.
        absolute: `value - than`, exactly 0 where they differ by float noise only; None
            without an earlier value.
        relative: `absolute` over the size of `than`; None from 0 and where a value is no number.
        better: Whether it got better; None if that can't be said, or nothing changed.
    """

    metric: MetricInfo
    value: float
    than: float | None
    absolute: float | None = None
    relative: float | None = None
    better: bool | None = None


def delta(metric: MetricInfo, value: float, than: float | None) -> Delta:
    """Compare a metric's value with an earlier one."""
    if than is None:
        return Delta(metric, value, None)
    if same(value, than):
        return Delta(metric, value, than, 0.0, 0.0 if than else None)
    absolute = value - than
    relative = absolute / abs(than) if than and math.isfinite(than) else None
    return Delta(
        metric,
        value,
        than,
        absolute,
        relative if relative is not None and math.isfinite(relative) else None,
        metric.better(value, than),
    )


def deltas(
    metrics: Iterable[MetricInfo],
    values: Mapping[str, float],
    than: Mapping[str, float],
) -> tuple[Delta, ...]:
    """Compare the values of those metrics that `values` has, in their order."""
    return tuple(
        delta(metric, values[metric.name], than.get(metric.name))
        for metric in metrics
        if metric.name in values
    )
