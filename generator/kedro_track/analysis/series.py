"""One metric through all runs: its values, its gaps, its latest and best, and bins of it.

A run without a value is left out here, never a zero; `numbers` tells where it is missing.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.names import Called, Name
from kedro_track.analysis.outlines import columns_of_metrics
from kedro_track.chunked import Picked, starts_of, summaries
from kedro_track.history import Run

BINS = 500
"""A timeline that is drawn at build time shows at most so many points, then bins."""


@dataclass(frozen=True)
class Series:
    """A metric and the runs that have it, oldest first; the four sequences are parallel.

    Attributes:
        runs: Looked up when they are looked at; `names` is enough for a link to one.
        numbers: Number of each run among all runs shown, from 1: where it stands on an axis.
        values: NaN and infinities included.
    """

    info: MetricInfo
    runs: Sequence[Run]
    numbers: Sequence[int]
    values: Sequence[float]
    names: Sequence[Name] = ()

    def __len__(self) -> int:
        """How many runs have the metric."""
        return len(self.values)

    @cached_property
    def finite(self) -> Sequence[int]:
        """Indices of the values that are finite numbers."""
        if all(map(math.isfinite, self.values)):
            return range(len(self))
        return tuple(i for i, value in enumerate(self.values) if math.isfinite(value))

    @cached_property
    def odd(self) -> tuple[int, ...]:
        """Indices of the values that are NaN or infinite."""
        if len(self.finite) == len(self):
            return ()
        return tuple(i for i, value in enumerate(self.values) if not math.isfinite(value))

    @cached_property
    def extent(self) -> tuple[float, float] | None:
        """The lowest and the highest finite value; None without one."""
        values = self.finite_values
        return (min(values), max(values)) if values else None

    @property
    def finite_values(self) -> Sequence[float]:
        """The values that are finite numbers."""
        if len(self.finite) == len(self):
            return self.values
        return [self.values[i] for i in self.finite]

    @cached_property
    def bins(self) -> tuple[Bin, ...]:
        """The points in at most 500 bins."""
        return binned(self)

    @property
    def missing(self) -> int:
        """How many runs between the first and the last one have no value."""
        return self.numbers[-1] - self.numbers[0] + 1 - len(self) if self.values else 0

    @cached_property
    def best(self) -> int | None:
        """Index of the best finite value, the earliest of equals; None without a direction."""
        if self.extent is None or self.info.direction == "none":
            return None
        best = self.extent[self.info.direction == "higher"]
        return self.values.index(best)

    @cached_property
    def constant(self) -> bool:
        """Whether all of at least two values are one and the same finite number."""
        if len(self) < 2 or self.odd or self.extent is None:  # noqa: PLR2004 - one is no level
            return False
        return self.extent[0] == self.extent[1]


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
    found = {name: (array("q"), array("d")) for name in infos}
    for (start, end), columns in zip(
        pairwise(starts_of(runs)), summaries(runs, columns_of_metrics), strict=True
    ):
        # Metrics of one dataset are there in the same runs, which one object tells.
        known: dict[int, array[int]] = {}
        for name, column in columns.items():
            numbers, values = found[name]
            offsets = range(end - start) if column.offsets is None else column.offsets
            if id(column.offsets) not in known:
                known[id(column.offsets)] = array("q", map((start + 1).__add__, offsets))
            numbers.extend(known[id(column.offsets)])
            values.extend(column.values)
    names = Called(runs)
    return {
        name: Series(
            infos[name],
            Picked(runs, numbers, 1),
            numbers,
            values,
            Picked(names, numbers, 1),
        )
        for name, (numbers, values) in found.items()
    }


def binned(series: Series, count: int = BINS) -> tuple[Bin, ...]:
    """Put the points into bins of equally many runs.

    Returns:
        At most `count`, in their order. A bin whose values are all NaN or infinite has NaN
        for its three numbers.
    """
    return tuple(_bins(series, count)) if series.values else ()


def _bins(series: Series, count: int) -> Iterator[Bin]:
    start, reach = series.numbers[0], series.numbers[-1] - series.numbers[0] + 1
    first = 0
    while first < len(series):
        place = (series.numbers[first] - start) * count // reach
        # The first number that is in a later bin.
        beyond = start - (-(place + 1) * reach // count)
        last = bisect_left(series.numbers, beyond, first)
        yield _bin(series, place, first, last - 1)
        first = last


def _bin(series: Series, place: int, first: int, last: int) -> Bin:
    values = series.values[first : last + 1]
    finite = sorted(values if not series.odd else filter(math.isfinite, values))
    odd = len(values) - len(finite)
    if not finite:
        return Bin(place, first, last, math.nan, math.nan, math.nan, odd)
    return Bin(place, first, last, finite[0], finite[len(finite) // 2], finite[-1], odd)
