"""One metric through all runs: its values, its gaps, its latest and best, and bins of it.

A run without a value is left out here, never a zero; `numbers` tells where it is missing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.history import Run

BINS = 500
"""A timeline that is drawn at build time shows at most so many points, then bins."""


@dataclass(frozen=True)
class Series:
    """A metric and the runs that have it, oldest first; the three sequences are parallel.

    Attributes:
        numbers: Number of each run among all runs shown, from 1: where it stands on an axis.
        values: NaN and infinities included.
    """

    info: MetricInfo
    runs: Sequence[Run]
    numbers: Sequence[int]
    values: Sequence[float]

    def __len__(self) -> int:
        """How many runs have the metric."""
        return len(self.values)

    @cached_property
    def finite(self) -> tuple[int, ...]:
        """Indices of the values that are finite numbers."""
        return tuple(i for i, value in enumerate(self.values) if math.isfinite(value))

    @cached_property
    def odd(self) -> tuple[int, ...]:
        """Indices of the values that are NaN or infinite."""
        return tuple(i for i, value in enumerate(self.values) if not math.isfinite(value))

    @cached_property
    def extent(self) -> tuple[float, float] | None:
        """The lowest and the highest finite value; None without one."""
        values = [self.values[i] for i in self.finite]
        return (min(values), max(values)) if values else None

    @property
    def missing(self) -> int:
        """How many runs between the first and the last one have no value."""
        return self.numbers[-1] - self.numbers[0] + 1 - len(self) if self.values else 0

    @cached_property
    def best(self) -> int | None:
        """Index of the best finite value, the earliest of equals; None without a direction."""
        best = self.info.best(self.values[i] for i in self.finite)
        return None if best is None else next(i for i in self.finite if self.values[i] == best)

    @cached_property
    def constant(self) -> bool:
        """Whether all of at least two values are one and the same finite number."""
        return len(self) > 1 and not self.odd and min(self.values) == max(self.values)


@dataclass(frozen=True, slots=True)
class Bin:
    """Neighbouring points of a series, taken together.

    Attributes:
        place: Which bin it is, from 0; where one is left out, no run of it has a value.
        first: Index of its first point in the series; `last` that of its last.
        low: Of its finite values, like `middle` (the median) and `high`.
        odd: How many of its values are NaN or infinite.
    """

    place: int
    first: int
    last: int
    low: float
    middle: float
    high: float
    odd: int


def all_series(runs: Sequence[Run], infos: Mapping[str, MetricInfo]) -> Mapping[str, Series]:
    """The series of every metric, in the order of `infos`.

    Args:
        runs: All runs shown, oldest first.
    """
    found: dict[str, tuple[list[Run], list[int], list[float]]] = {
        name: ([], [], []) for name in infos
    }
    for number, run in enumerate(runs, 1):
        for name, value in run.metrics.items():
            owners, numbers, values = found[name]
            owners.append(run)
            numbers.append(number)
            values.append(value)
    return {name: Series(infos[name], *columns) for name, columns in found.items()}


def binned(series: Series, count: int = BINS) -> tuple[Bin, ...]:
    """Put the points into bins of equally many runs.

    Returns:
        At most `count`, in their order. A bin whose values are all NaN or infinite has NaN
        for its three numbers.
    """
    return tuple(_bins(series, count)) if series.values else ()


def _bins(series: Series, count: int) -> Iterator[Bin]:
    start, reach = series.numbers[0], series.numbers[-1] - series.numbers[0] + 1
    first, place = 0, 0
    for i, number in enumerate(series.numbers):
        at = (number - start) * count // reach
        if at != place:
            yield _bin(series, place, first, i - 1)
            first, place = i, at
    yield _bin(series, place, first, len(series) - 1)


def _bin(series: Series, place: int, first: int, last: int) -> Bin:
    values = series.values[first : last + 1]
    finite = sorted(value for value in values if math.isfinite(value))
    odd = len(values) - len(finite)
    if not finite:
        return Bin(place, first, last, math.nan, math.nan, math.nan, odd)
    return Bin(place, first, last, finite[0], finite[len(finite) // 2], finite[-1], odd)
