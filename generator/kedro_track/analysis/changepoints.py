"""Change points: after which run a metric's level changed for good, and to better or worse.

For whoever shows them (the metrics' pages, the overview, a feed):

    site.steps                   every step of every metric, the largest first
    steps_of(series)             those of one metric, oldest first
    regressions(site.steps)      those that are worse by the metric's direction
    improvements(site.steps)     those that are better

A `Step` knows the levels `before` and `after` (medians of the runs up to the next step, at most
of 500), the run that is the `first` of the new level, the `last` of the old, and, since noise
hides where exactly it was, the runs between which it surely lies: `surely_before`,
`surely_after`. Commits between those two are the ones to look at. Steps of metrics without a
direction have `better` None: neither a regression nor an improvement.

How they are found, and how often wrongly, is told in `kedro_track.analysis.steps`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from statistics import median

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.numbers import same
from kedro_track.analysis.series import Series
from kedro_track.analysis.steps import ERA, Change, changes_of_era, find_changes
from kedro_track.chunked import Memory
from kedro_track.digests import digest
from kedro_track.history import Run

LEVEL = 500
"""A level is the median of at most so many values next to the step."""


@dataclass(frozen=True, slots=True)
class Step:
    """A metric's level before and after a run.

    Attributes:
        before: Median of the values since the step before, or since the start; of the last 500.
        after: Median of the values up to the next step, or up to the end; of the first 500.
        last: The run that was the last of the old level; `first`: the first of the new one.
        number: Of `first` among all runs shown, from 1.
        surely_before: A run that is still of the old level for sure; `surely_after`: one that
            is of the new. The same as `last` and `first` where the step is sharp.
        runs_before: How many runs the old level is the median of; `runs_after` likewise.
        better: Whether the new level is better; None if the metric has no direction.
        strength: Distance of the two levels in standard errors.
    """

    info: MetricInfo
    before: float
    after: float
    last: Run
    first: Run
    number: int
    surely_before: Run
    surely_after: Run
    runs_before: int
    runs_after: int
    better: bool | None
    strength: float

    @property
    def delta(self) -> float:
        """Difference of the levels."""
        return self.after - self.before

    @property
    def ratio(self) -> float | None:
        """Relative difference; None from zero, of which nothing is a percentage."""
        return self.delta / abs(self.before) if self.before else None

    @property
    def size(self) -> float:
        """How large it is beside other metrics' steps: of the larger level, from 0 to 2."""
        return abs(self.delta) / max(abs(self.before), abs(self.after))

    @property
    def sharp(self) -> bool:
        """Whether it is known which run was the first."""
        return self.surely_before is self.last and self.surely_after is self.first


def steps_of(series: Series, memory: Memory | None = None) -> tuple[Step, ...]:
    """The steps of one metric, oldest first; NaN and infinities are passed over.

    Args:
        memory: Keeps what was found in eras that are over.
    """
    values = series.finite_values
    changes = find_changes(values, None if memory is None else partial(_remembered, memory))
    if not changes:
        return ()
    edges = [0, *(change.at for change in changes), len(values)]
    found = (
        _step(series, values, change, (edges[i], edges[i + 2])) for i, change in enumerate(changes)
    )
    # Medians may agree where means do not; then there is nothing to say.
    return tuple(step for step in found if not same(step.before, step.after))


def steps(series: Mapping[str, Series], memory: Memory | None = None) -> tuple[Step, ...]:
    """The steps of all metrics, the largest first, then the newest, then by name."""
    found = [step for one in series.values() for step in steps_of(one, memory)]
    return tuple(sorted(found, key=lambda step: (-step.size, -step.number, step.info.name)))


def regressions(found: Iterable[Step]) -> tuple[Step, ...]:
    """Those whose new level is worse."""
    return tuple(step for step in found if step.better is False)


def improvements(found: Iterable[Step]) -> tuple[Step, ...]:
    """Those whose new level is better."""
    return tuple(step for step in found if step.better is True)


def _remembered(memory: Memory, values: Sequence[float]) -> tuple[Change, ...]:
    """The steps of an era; one that may still grow is looked at anew."""
    if len(values) < ERA:
        return changes_of_era(values)
    key = f"steps {digest(array('d', values).tobytes())}"
    known: list[tuple[int, int, int, float]] | None = memory.facts(key)
    if known is not None:
        return tuple(Change(*each) for each in known)
    found = changes_of_era(values)
    memory.put(key, [astuple(each) for each in found], None)
    return found


def _step(series: Series, values: Sequence[float], change: Change, around: tuple[int, int]) -> Step:
    """A change with its runs; `around` are the neighbouring steps, in finite values."""
    at = change.at
    start, end = max(around[0], at - LEVEL), min(around[1], at + LEVEL)
    before, after = median(values[start:at]), median(values[at:end])

    def run(i: int) -> Run:
        return series.runs[series.finite[i]]

    return Step(
        info=series.info,
        before=before,
        after=after,
        last=run(at - 1),
        first=run(at),
        number=series.numbers[series.finite[at]],
        surely_before=run(change.earliest - 1),
        surely_after=run(change.latest),
        runs_before=at - start,
        runs_after=end - at,
        better=series.info.better(after, before),
        strength=change.strength,
    )
