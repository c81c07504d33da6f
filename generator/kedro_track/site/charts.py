"""From values to coordinates: the geometry of charts that are drawn at build time.

Pure numbers; markup, colours and words belong to the templates (`parts/chart.html`).
Coordinates are pixels of the drawing's own box, from its top left, to a tenth.
A missing value is a gap, never zero; so is one that is no finite number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Dot = tuple[float, float]
"""`(x, y)` in pixels."""

Line = tuple[Dot, ...]
"""Dots that follow on each other without a gap; a lone dot comes twice, so that it is drawn."""


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A word-sized line, drawn by the macro `sparkline` of `parts/chart.html`.

    Attributes:
        latest: Where the last value that can be drawn is; None if there is none.
        baseline: Height at which the baseline's value is; None without one.
    """

    width: int
    height: int
    lines: tuple[Line, ...]
    latest: Dot | None
    baseline: float | None


def sparkline(
    values: Sequence[float | None],
    *,
    baseline: float | None = None,
    width: int = 112,
    height: int = 26,
) -> Sparkline:
    """Lay out a sparkline.

    Args:
        values: One a run, oldest first; None for a run that has none.
        baseline: A value to compare with, drawn as a level line.
        width: In pixels. Of more values than there is room for, each bin keeps its lowest
            and its highest, so that no extreme is lost.
    """
    dots = _finite(values)
    level = baseline if baseline is not None and math.isfinite(baseline) else None
    shown = [value for _, value in dots] + ([level] if level is not None else [])
    if not dots:
        return Sparkline(width, height, (), None, None)
    x = Scale(0, max(len(values) - 1, 1), _MARGIN, width - _MARGIN)
    y = Scale(min(shown), max(shown), height - _MARGIN, _MARGIN)
    bins = width // 2
    # Places of dots that follow on each other differ by one at most: by run, or by bin.
    crowded = len(values) > 2 * bins
    places = [dot[0] * bins // len(values) if crowded else dot[0] for dot in dots]
    kept = _extremes(dots, places) if crowded else list(zip(places, dots, strict=True))
    return Sparkline(
        width,
        height,
        tuple(tuple((x(i), y(value)) for i, value in line) for line in unbroken(kept)),
        (x(dots[-1][0]), y(dots[-1][1])),
        y(level) if level is not None else None,
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps numbers from `low`…`high` to pixels `start`…`end`; a point-like domain to the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        # Halves, since the distance of two huge numbers may be infinite.
        span = self.high / 2 - self.low / 2
        part = (value / 2 - self.low / 2) / span if span > 0 else 0.5
        return pixel(self.start + part * (self.end - self.start))


def pixel(value: float) -> float:
    """A tenth of a pixel is all that an eye sees and a file should hold."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


_MARGIN = 3

_Indexed = tuple[int, float]


def _finite(values: Iterable[float | None]) -> list[_Indexed]:
    return [(i, v) for i, v in enumerate(values) if v is not None and math.isfinite(v)]


def _extremes(dots: Iterable[_Indexed], places: Iterable[int]) -> list[tuple[int, _Indexed]]:
    """At most two dots a place, its lowest and its highest, in their order."""
    lowest: dict[int, _Indexed] = {}
    highest: dict[int, _Indexed] = {}
    for place, dot in zip(places, dots, strict=True):
        if place not in lowest or dot[1] < lowest[place][1]:
            lowest[place] = dot
        if place not in highest or dot[1] > highest[place][1]:
            highest[place] = dot
    return sorted({*lowest.items(), *highest.items()})


def unbroken(placed: Iterable[tuple[int, Dot]]) -> Iterator[list[Dot]]:
    """Cut dots into lines wherever a place is left out.

    Args:
        placed: Dots in their order, with their place among runs or bins.
    """
    line: list[Dot] = []
    last = 0
    for place, dot in placed:
        if line and place > last + 1:
            yield line * 2 if len(line) == 1 else line
            line = []
        line.append(dot)
        last = place
    if line:
        yield line * 2 if len(line) == 1 else line
