"""A metric through all runs: values, gaps, best, bins."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from builders import SCORES, make_metrics, make_run
from kedro_track.analysis.metrics import MetricInfo, describe
from kedro_track.analysis.series import Bin, Series, all_series, binned
from kedro_track.config import Config, Direction
from kedro_track.history import History, Project


def make_series(
    values: Sequence[float | None], direction: Direction = "higher", name: str = "scores.accuracy"
) -> Series:
    """The series of one metric; None stands for a run that has another one only."""
    runs = [
        make_run(
            i,
            versions=(make_metrics({"other": 1.0} if value is None else {"accuracy": value}),),
        )
        for i, value in enumerate(values)
    ]
    history = History(Project("p", "/p"), tuple(runs))
    infos = describe(history, Config())
    found = all_series(runs, infos).get(name)
    info = MetricInfo(name, SCORES, "accuracy", "accuracy", direction, guessed=False)
    return Series(info, (), (), ()) if found is None else replace(found, info=info)


def test_a_run_without_the_metric_is_a_gap() -> None:
    """The values stand under the numbers of their runs; what is missing is counted."""
    series = make_series([0.5, None, None, 0.7, None])
    assert (list(series.numbers), list(series.values)) == ([1, 4], [0.5, 0.7])
    assert series.missing == 2


def test_every_metric_has_its_series() -> None:
    """Each run's value goes to the metric of that name."""
    runs = (make_run(0), make_run(1))
    history = History(Project("p", "/p"), runs)
    series = all_series(runs, describe(history, Config()))
    assert {name: list(one.values) for name, one in series.items()} == {
        name: [run.metrics[name] for run in runs] for name in history.metric_names
    }


def test_nan_and_infinities_are_kept_apart() -> None:
    """They are values, but neither the best nor part of a scale."""
    series = make_series([0.5, math.nan, math.inf, 0.4])
    assert (series.finite, series.odd) == ((0, 3), (1, 2))
    assert series.best == 0


def test_the_best_is_the_earliest_of_equals() -> None:
    """By the metric's direction; without one there is no best."""
    assert make_series([1, 3, 3, 2]).best == 1
    assert make_series([1, 3, 1, 2], "lower").best == 0
    assert make_series([1, 3], "none").best is None


def test_a_constant_is_told() -> None:
    """One value through at least two runs."""
    assert make_series([2, 2]).constant
    assert not make_series([2]).constant
    assert not make_series([2, 2, math.nan]).constant


def test_a_series_without_values_is_empty() -> None:
    """Nothing is missing from nothing."""
    series = make_series([None])
    assert (len(series), series.missing, series.best, binned(series)) == (0, 0, None, ())


def test_bins_keep_low_middle_and_high() -> None:
    """Each bin holds equally many runs, and its extremes."""
    bins = binned(make_series([1, 5, 3, 4, 2, 6]), 2)
    assert bins == (Bin(0, 0, 2, 1, 3, 5, 0), Bin(1, 3, 5, 2, 4, 6, 0))


def test_bins_without_a_run_are_left_out() -> None:
    """The place tells that there is a gap."""
    bins = binned(make_series([1, 1, None, None, 2, 2]), 3)
    assert [one.place for one in bins] == [0, 2]


def test_a_bin_counts_what_is_no_finite_number() -> None:
    """NaN and infinities are counted and leave the extremes alone."""
    bins = binned(make_series([1, math.inf, math.nan, math.nan]), 2)
    assert (bins[0].low, bins[0].high, bins[0].odd) == (1, 1, 1)
    assert math.isnan(bins[1].middle)
    assert bins[1].odd == 2


def test_there_are_never_more_bins_than_asked_for() -> None:
    """1,203 points in at most 500 bins, none lost."""
    bins = binned(make_series([float(i) for i in range(1203)]))
    assert len(bins) == 500
    assert sum(one.last - one.first + 1 for one in bins) == 1203
