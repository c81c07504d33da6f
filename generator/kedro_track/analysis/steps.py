"""Robust step detection in a series of numbers: where its level changed for good.

Pure Python, no metric and no run in sight; `changepoints` puts both around it.

How, for n values with noise s (one standard deviation, from the median of the absolute
differences of neighbours, so neither steps nor outliers reach it):

1. What lies further than 3 s from the median of its nine neighbours is pulled back to that
   distance: an outlier, or a burst of up to four, is no step. A level counts once
   `KEPT` = 5 values have kept it.
2. Moving sums find candidates: |mean of the next h - mean of the last h| for h = 5, 7, 10,
   14 …, narrow ones first (Messer et al. 2014, "A multiple filter test").
3. Binary segmentation of what is left between them finds what needs longer arms, such as a
   small step near an end (Scott and Knott 1974). Both ask for √(2 ln n) + 1.5 standard
   deviations, above what the largest of n draws of noise reaches.
4. Each candidate must then explain its surroundings better than a straight line does, since
   a drift is no step; and stand out against the scatter that is really around it, lengthened
   where neighbours resemble each other. The weakest one that fails goes first, and those
   beside it are judged anew.

Moving sums are taken at every value where h is small and at each sixteenth of h where it is
not, so the whole is O(n log n).

A series of more than `ERA` = 2,000 values is looked at era by era, each of which is half of the
one before and half new: of each the steps in its middle are taken, so that every step is judged
among at least 500 values on either side where there are so many. What is said of an old era
never changes, so it can be remembered; the noise is that of the step's own time; and a level
has to be kept for no longer than an era. A step of a third of the noise is still found.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import accumulate, pairwise

from kedro_track.analysis.fits import Fit
from kedro_track.analysis.noise import clipped

KEPT = 5
"""How many values must keep a level before it counts."""

_HUGE = 1e100
_MARGIN = 1.5
_REACH = 20  # the longer side is looked at as far as that many times the shorter one
ERA = 2_000
"""So many values are looked at together."""

_SHARED = 64  # values on either side of where one era's steps end and the next one's begin
_BLOCKS = 100  # at most so many means stand for each side when a candidate is judged


@dataclass(frozen=True, slots=True)
class Change:
    """A step: the level before index `at` differs from the one from `at` on.

    Attributes:
        earliest: With `latest` the range that `at` lies in, as far as the noise lets one say.
        strength: Distance of the levels in standard errors.
    """

    at: int
    earliest: int
    latest: int
    strength: float


def find_changes(
    values: Sequence[float], look: Callable[[Sequence[float]], tuple[Change, ...]] | None = None
) -> tuple[Change, ...]:
    """Find the steps of a series of finite numbers.

    Args:
        look: Does what `changes_of_era` does, such as by remembering what that said.

    Returns:
        In their order; empty for fewer than ten values.
    """
    look = look or changes_of_era
    if len(values) <= ERA:
        return look(values)
    found: list[Change] = []
    for start in range(0, len(values) - ERA // 2, ERA // 2):
        first = start + ERA // 4 - _SHARED if start else 0
        is_last = start + ERA >= len(values)
        end = len(values) if is_last else start + 3 * ERA // 4 + _SHARED
        seen = look(values[start : start + ERA])
        moved = (
            Change(one.at + start, one.earliest + start, one.latest + start, one.strength)
            for one in seen
        )
        _join(found, [one for one in moved if first <= one.at < end])
    return tuple(found)


def changes_of_era(values: Sequence[float]) -> tuple[Change, ...]:
    """Find the steps of so many numbers as are looked at together."""
    if len(values) < 2 * KEPT:
        return ()
    scan = _Scan(values)
    found = scan.candidates()
    scan.segment(found)
    return tuple(scan.confirmed(found))


def _join(found: list[Change], later: list[Change]) -> None:
    """Add an era's steps; of two that may be one, which both eras saw, the clearer stays."""
    while (
        found
        and later
        and (later[0].earliest <= found[-1].latest or later[0].at - found[-1].at < KEPT)
    ):
        if found[-1].strength >= later[0].strength:
            later.pop(0)
        else:
            found.pop()
    found += later


class _Scan:
    """A series prepared: clipped, in units of its noise, and summed up."""

    def __init__(self, values: Sequence[float]) -> None:
        self.n = len(values)
        largest = max(abs(value) for value in values)
        if largest > _HUGE:  # differences and sums of these would be infinite
            values = [value / largest for value in values]
        self.values = values
        pulled, noise = clipped(values)
        centre = sorted(pulled)[self.n // 2]
        self.sums = [0.0, *accumulate((value - centre) / noise for value in pulled)]
        self.threshold = math.sqrt(2 * math.log(self.n)) + _MARGIN
        # How much less a step's squares must be than a straight line's, in variances: in a
        # short series the two are alike.
        self.margin = 4 + 150 / self.n

    def candidates(self) -> list[int]:
        """Where moving sums of some width jump; sorted."""
        found: list[int] = []
        width = KEPT
        while 2 * width <= self.n:
            self._add_peaks(found, width)
            width = math.ceil(width * math.sqrt(2))
        return found

    def _add_peaks(self, found: list[int], width: int) -> None:
        """Add where sums of `width` jump, the largest jumps first, none within `width`."""
        stride = max(1, width // 16)
        least = self.threshold * math.sqrt(2 * width)
        sums = self.sums
        arms = zip(sums[::stride], sums[width::stride], sums[2 * width :: stride], strict=False)
        jumps = (c - b - b + a for a, b, c in arms)
        over = [(-abs(jump), i) for i, jump in enumerate(jumps) if jump > least or -jump > least]
        for _, i in sorted(over):
            at = i * stride + width
            place = bisect_left(found, at)
            near = found[max(place - 1, 0) : place + 1]
            if all(abs(other - at) >= width for other in near):
                found.insert(place, at)

    def segment(self, found: list[int]) -> None:
        """Split what lies between the candidates further, as long as a split stands out."""
        edges = [0, *found, self.n]
        pending = list(pairwise(edges))
        while pending:
            start, end = pending.pop()
            at = self.split(start, end)
            if at is not None and self.contrast(start, at, end) > self.threshold:
                insort(found, at)
                pending += [(start, at), (at, end)]

    def contrast(self, start: int, at: int, end: int) -> float:
        """Distance of the means of `start:at` and `at:end` in standard errors."""
        left, right = at - start, end - at
        before = (self.sums[at] - self.sums[start]) / left
        after = (self.sums[end] - self.sums[at]) / right
        return abs(after - before) / math.sqrt(1 / left + 1 / right)

    def split(self, start: int, end: int) -> int | None:
        """The place of the largest contrast in `start:end`; None if there is no room."""
        low, high = start + KEPT, end - KEPT
        if high < low:
            return None

        def contrast(at: int) -> float:
            return self.contrast(start, at, end)

        grid = _grid(low, high)
        place = grid.index(max(grid, key=contrast))
        around = range(grid[max(place - 1, 0)], grid[min(place + 1, len(grid) - 1)] + 1)
        return max(around, key=contrast)

    def confirmed(self, candidates: Sequence[int]) -> list[Change]:
        """The candidates that stand up, each moved to where it explains most."""
        chain = _Chain(self, candidates)
        chain.drop_weak()
        return chain.changes()

    def span(self, start: int, at: int, end: int) -> tuple[int, int]:
        """The places around `at` that explain nearly as much (2 log-likelihoods less)."""
        least = self.contrast(start, at, end) ** 2 - 4
        first = last = at
        while first - 1 > start and self.contrast(start, first - 1, end) ** 2 >= least:
            first -= 1
        while last + 1 < end and self.contrast(start, last + 1, end) ** 2 >= least:
            last += 1
        return first, last


class _Chain:
    """Candidates between their neighbours, of which the weakest go first."""

    def __init__(self, scan: _Scan, candidates: Sequence[int]) -> None:
        self.scan = scan
        edges = [0, *candidates, scan.n]
        self.before = dict(zip(edges[1:], edges, strict=False))
        self.after = dict(pairwise(edges))
        self.strength: dict[int, float] = {}
        self.heap: list[tuple[float, int]] = []
        for at in candidates:
            self._judge(self._settle(at))

    def drop_weak(self) -> None:
        """Take out what does not stand up, and judge its neighbours anew."""
        while self.heap and self.heap[0][0] <= self.scan.threshold:
            strength, at = heappop(self.heap)
            if self.strength.get(at) != strength:
                continue  # judged anew since
            del self.strength[at]
            before, after = self.before.pop(at), self.after.pop(at)
            self.after[before], self.before[after] = after, before
            for other in (before, after):
                if other in self.strength:
                    self._judge(self._settle(other))

    def changes(self) -> list[Change]:
        """What is left."""
        return [
            Change(at, *self.scan.span(self.before[at], at, self.after[at]), self.strength[at])
            for at in sorted(self.strength)
        ]

    def _settle(self, at: int) -> int:
        """Move a candidate to where it explains most between its neighbours."""
        before, after = self.before[at], self.after[at]
        best = self.scan.split(before, after)
        if best is None or best == at:
            return at
        del self.before[at], self.after[at]
        self.strength.pop(at, None)
        self.after[before] = self.before[after] = best
        self.before[best], self.after[best] = before, after
        return best

    def _judge(self, at: int) -> None:
        self.strength[at] = _strength(self.scan, self.before[at], at, self.after[at])
        heappush(self.heap, (self.strength[at], at))


def _strength(scan: _Scan, start: int, at: int, end: int) -> float:
    """Standard errors between the levels around `at`.

    0 where a level was not kept, and where a straight line does as well.
    """
    near = _REACH * max(min(at - start, end - at), KEPT)
    start, end = max(start, at - near), min(end, at + near)
    if not _kept(scan.values[start:at], scan.values[at:end]):
        return 0.0
    size = max(1, (end - start) // (2 * _BLOCKS))
    means = [
        (scan.sums[i + size] - scan.sums[i]) / size
        for i in (*range(at - size, start - 1, -size)[::-1], *range(at, end - size + 1, size))
    ]
    fit = Fit(means, (at - start) // size)
    scatter = max(fit.variance, 1 / size) * fit.lengthening
    beats_line = (fit.line - fit.step) / scatter >= scan.margin
    beside_line = (fit.line - fit.both) / scatter >= scan.threshold**2
    return math.sqrt(fit.between / scatter) if beats_line or beside_line else 0.0


def _kept(before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether enough values of either side are nearer to their own level than to the other."""
    if min(len(before), len(after)) >= 2 * KEPT:
        return True
    left, right = sorted(before)[len(before) // 2], sorted(after)[len(after) // 2]
    nearer = [sum(abs(v - left) < abs(v - right) for v in before)]
    nearer.append(sum(abs(v - right) < abs(v - left) for v in after))
    return min(nearer) >= KEPT


def _grid(low: int, high: int) -> list[int]:
    """Places from `low` to `high`, close to each other near the ends, where little suffices."""
    length = high - low
    offsets = {round(length * i / 64) for i in range(65)}
    reach = 1.0
    while reach < length:
        offsets |= {int(reach), length - int(reach)}
        reach *= 1.2
    return sorted(low + offset for offset in offsets)
