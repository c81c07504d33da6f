"""The timeline of a metric, laid out at build time: coordinates only, for the template to draw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.numbers import write
from kedro_track.history import Run
from kedro_track.site.charts import Line, Scale, sparkline

WIDTH, HEIGHT = 960, 280
_MARGIN = 3
_POINTS = 500
_TICKS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """One run's value: where it is, and how it is written."""

    x: float
    y: float
    run: Run
    text: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A metric through the runs, by run number.

    Attributes:
        points: One a run that has a finite value; empty above 500, where bins are drawn only.
        ticks: Heights and what they mean.
        baseline: Height of the baseline's value.
    """

    width: int
    height: int
    lines: tuple[Line, ...]
    points: tuple[Point, ...]
    ticks: tuple[tuple[float, str], ...]
    baseline: float | None


def timeline(runs: Sequence[Run], info: MetricInfo, baseline: Run | None) -> Timeline:
    """Lay out a metric's timeline; a run without a value is a gap, never zero."""
    values = [run.metrics.get(info.name) for run in runs]
    level = baseline.metrics.get(info.name) if baseline else None
    spark = sparkline(values, baseline=level, width=WIDTH, height=HEIGHT)
    finite = [value for value in values if value is not None and math.isfinite(value)]
    shown = finite + ([level] if level is not None and math.isfinite(level) else [])
    if not finite:
        return Timeline(WIDTH, HEIGHT, (), (), (), None)
    x = Scale(0, max(len(values) - 1, 1), _MARGIN, WIDTH - _MARGIN)
    y = Scale(min(shown), max(shown), HEIGHT - _MARGIN, _MARGIN)
    points = tuple(
        Point(x(i), y(value), run, write(value, info.format))
        for i, (run, value) in enumerate(zip(runs, values, strict=True))
        if value is not None and math.isfinite(value)
    )
    ticks = tuple((y(tick), write(tick, info.format)) for tick in _ticks(min(shown), max(shown)))
    few = points if len(points) <= _POINTS else ()
    return Timeline(WIDTH, HEIGHT, spark.lines, few, ticks, spark.baseline)


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers between two bounds, at most six; one alone where they are equal."""
    span = high - low
    if not span > 0 or not math.isfinite(span):
        return [low]
    raw = span / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    if power == 0:
        return [low, high]
    step = power * next(factor for factor in (1, 2, 5, 10) if raw <= power * factor)
    first = math.ceil(low / step)
    return [number * step for number in range(first, math.floor(high / step) + 1)]
