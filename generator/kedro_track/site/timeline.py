"""A metric's timeline as coordinates: drawn at build time, complete without any script.

Along the axis stand the runs' numbers, so what is drawn of a metric changes only when that
metric's values do. Above 500 points neighbouring ones are binned: a line of their medians in
a band from lowest to highest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from kedro_track.analysis.changepoints import Step
from kedro_track.analysis.series import BINS, Bin, Series, binned
from kedro_track.site.charts import Dot, Line, Scale, pixel, unbroken
from kedro_track.site.ticks import ticks

Oddity = Literal["nan", "up", "down"]
"""NaN, infinity, negative infinity."""

LevelName = Literal["baseline", "best"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The box that a timeline is drawn into, in pixels.

    Attributes:
        right: Room right of the plot, for the names of level lines.
        bins: More points than these are binned.
        rows: About how many marks the vertical axis has.
    """

    width: int
    height: int
    right: int
    bins: int
    rows: int


LARGE = Frame(960, 320, 108, BINS, 5)
SMALL = Frame(320, 108, 8, 120, 2)

_TOP, _BOTTOM = 14, 22
_RAIL = 13  # height of the line below the plot that NaN and infinities stand on
_LETTER = 6.4  # width of a digit at 11 px
_APART = 13  # between the names of two level lines
_PADDING = 0.05
_MARK = 6  # marks of one kind on the rail that are closer than this are one


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on an axis: where, and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line across the plot; `name_at` is the height of its name."""

    name: LevelName
    value: float
    y: float
    name_at: float


@dataclass(frozen=True, slots=True)
class Odd:
    """Values that no scale has: what they are, the index of the first, and how many."""

    kind: Oddity
    x: float
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A change point and where it is."""

    step: Step
    x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the macro `timeline` of `parts/chart.html` draws.

    Attributes:
        left: Edge of the plot, like `right`, `top` and `bottom`.
        rail: Height at which NaN and infinities stand.
        lines: Of the values, or of the bins' medians.
        bands: Outlines from the bins' lowest to their highest; empty where nothing is binned.
        dots: `(x, y, index in the series)`; empty where binned.
        plateaus: `(from x, to x, y)`: the level between change points; empty without one.
        per_bin: How many runs a bin stands for, at most; None where nothing is binned.
    """

    frame: Frame
    left: float
    right: float
    top: float
    bottom: float
    rail: float
    x_marks: tuple[Mark, ...]
    y_marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    bands: tuple[Line, ...]
    dots: tuple[tuple[float, float, int], ...]
    odd: tuple[Odd, ...]
    levels: tuple[Level, ...]
    turns: tuple[Turn, ...]
    plateaus: tuple[tuple[float, float, float], ...]
    per_bin: int | None


def timeline(
    series: Series, turns: Sequence[Step], frame: Frame = LARGE, baseline: float | None = None
) -> Timeline:
    """Lay out a timeline.

    Args:
        series: With at least one value.
        turns: The steps of this series, oldest first.
        baseline: The baseline's value of this metric.
    """
    levels = _levels(series, baseline)
    x, y, y_marks = _scales(series, [value for _, value in levels], frame)
    bins = _bins(series, frame) if len(series) > frame.bins else ()
    lines, bands = _binned_lines(series, bins, x, y) if bins else (_lines(series, x, y), ())
    return Timeline(
        frame=frame,
        left=x.start,
        right=x.end,
        top=_TOP,
        bottom=_bottom(series, frame),
        rail=frame.height - _BOTTOM - 3,
        x_marks=_numbers(x, frame),
        y_marks=y_marks,
        lines=lines,
        bands=bands,
        dots=() if bins else _dots(series, x, y),
        odd=_odd(series, x),
        levels=_placed(levels, y),
        turns=tuple(Turn(step, x(step.number - 0.5)) for step in turns),
        plateaus=_plateaus(turns, x, y),
        per_bin=math.ceil((x.high - x.low + 1) / frame.bins) if bins else None,
    )


def _bins(series: Series, frame: Frame) -> tuple[Bin, ...]:
    return series.bins if frame.bins == BINS else binned(series, frame.bins)


def _levels(series: Series, baseline: float | None) -> list[tuple[LevelName, float]]:
    found: list[tuple[LevelName, float]] = []
    if baseline is not None and math.isfinite(baseline):
        found.append(("baseline", baseline))
    best = series.values[series.best] if series.best is not None else math.inf
    if len(series) > 1 and math.isfinite(best):
        found.append(("best", best))
    return found


def _bottom(series: Series, frame: Frame) -> int:
    return frame.height - _BOTTOM - (_RAIL if series.odd else 0)


def _scales(
    series: Series, levels: Sequence[float], frame: Frame
) -> tuple[Scale, Scale, tuple[Mark, ...]]:
    shown = [*(series.extent or ()), *levels]
    low, high = (min(shown), max(shown)) if shown else (0.0, 0.0)
    margin = _PADDING * high - _PADDING * low
    if math.isfinite(low - margin) and math.isfinite(high + margin):
        low, high = low - margin, high + margin
    y = Scale(low, high, _bottom(series, frame), _TOP)
    found = ticks(low, high, frame.rows, series.info.format) if series.finite else ()
    left = 12 + _LETTER * max((len(tick.label) for tick in found), default=0)
    x = Scale(series.numbers[0], series.numbers[-1], pixel(left), frame.width - frame.right)
    return x, y, tuple(Mark(y(tick.value), tick.label) for tick in found)


def _numbers(x: Scale, frame: Frame) -> tuple[Mark, ...]:
    if x.low == x.high:
        return (Mark(x(x.low), str(int(x.low))),)
    found = ticks(x.low, x.high, min(frame.width // 120, int(x.high - x.low)))
    return tuple(Mark(x(tick.value), tick.label) for tick in found)


def _lines(series: Series, x: Scale, y: Scale) -> tuple[Line, ...]:
    numbers, values = series.numbers, series.values
    placed = ((numbers[i], (x(numbers[i]), y(values[i]))) for i in series.finite)
    return tuple(tuple(line) for line in unbroken(placed))


def _dots(series: Series, x: Scale, y: Scale) -> tuple[tuple[float, float, int], ...]:
    return tuple((x(series.numbers[i]), y(series.values[i]), i) for i in series.finite)


def _binned_lines(
    series: Series, bins: Sequence[Bin], x: Scale, y: Scale
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The line of the medians, and the outlines of the bands around it."""
    finite = [one for one in bins if not math.isnan(one.middle)]

    def line(value: Callable[[Bin], float]) -> list[list[Dot]]:
        return list(
            unbroken((one.place, (_middle(series, one, x), y(value(one)))) for one in finite)
        )

    lows, highs = line(lambda one: one.low), line(lambda one: one.high)
    bands = (tuple(up + down[::-1]) for up, down in zip(highs, lows, strict=True))
    return tuple(tuple(part) for part in line(lambda one: one.middle)), tuple(bands)


def _middle(series: Series, one: Bin, x: Scale) -> float:
    return x((series.numbers[one.first] + series.numbers[one.last]) / 2)


def _odd(series: Series, x: Scale) -> tuple[Odd, ...]:
    """One mark for what would stand in the same place."""
    found: dict[tuple[Oddity, int], Odd] = {}
    for i in series.odd:
        value, at = series.values[i], x(series.numbers[i])
        kind: Oddity = "nan" if math.isnan(value) else "up" if value > 0 else "down"
        key = (kind, int(at // _MARK))
        before = found.get(key)
        found[key] = replace(before, count=before.count + 1) if before else Odd(kind, at, i, 1)
    return tuple(found.values())


def _placed(levels: Iterable[tuple[LevelName, float]], y: Scale) -> tuple[Level, ...]:
    """Level lines, the upper one first, with their names apart."""
    lines = sorted((y(value), name, value) for name, value in levels)
    heights = [at for at, _, _ in lines]
    if len(heights) > 1 and heights[1] - heights[0] < _APART:
        centre = (heights[0] + heights[1]) / 2
        heights = [pixel(centre - _APART / 2), pixel(centre + _APART / 2)]
    return tuple(
        Level(name, value, at, height)
        for (at, name, value), height in zip(lines, heights, strict=True)
    )


def _plateaus(turns: Sequence[Step], x: Scale, y: Scale) -> tuple[tuple[float, float, float], ...]:
    if not turns:
        return ()
    edges = [x.start, *(x(step.number - 0.5) for step in turns), x.end]
    levels = [turns[0].before, *(step.after for step in turns)]
    return tuple((a, b, y(level)) for (a, b), level in zip(pairwise(edges), levels, strict=True))
