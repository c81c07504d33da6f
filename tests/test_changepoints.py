"""Change points: a step in a metric, between its runs, to better or worse."""

from __future__ import annotations

import math

import pytest

from builders import make_metrics, make_run
from kedro_track.analysis.changepoints import improvements, regressions, steps_of
from kedro_track.config import Config, Direction
from kedro_track.history import History, Project
from kedro_track.site.model import Site
from test_series import make_series


def test_a_step_knows_its_runs_and_levels() -> None:
    """The last run of the old level, the first of the new, and both levels."""
    series = make_series([0.5] * 8 + [0.4] * 6)
    (step,) = steps_of(series)
    assert (step.before, step.after) == (0.5, 0.4)
    assert (step.last, step.first) == (series.runs[7], series.runs[8])
    assert (step.number, step.runs_before, step.runs_after) == (9, 8, 6)
    assert step.sharp
    assert step.ratio == pytest.approx(-0.2)
    assert step.size == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("direction", "better"), [("higher", False), ("lower", True), ("none", None)]
)
def test_the_direction_tells_better_from_worse(
    direction: Direction,
    better: bool | None,
) -> None:
    """A fall is worse where higher is better; without a direction it is neither."""
    found = steps_of(make_series([0.5] * 8 + [0.4] * 6, direction))
    assert [step.better for step in found] == [better]
    assert len(regressions(found)) == (better is False)
    assert len(improvements(found)) == (better is True)


def test_missing_values_do_not_move_a_step() -> None:
    """Numbers count all runs, levels only the values that there are."""
    values = [0.5, None] * 8 + [None, 0.4] * 8
    (step,) = steps_of(make_series(values))
    assert (step.number, step.before, step.after) == (18, 0.5, 0.4)


def test_nan_and_infinities_are_passed_over() -> None:
    """A step is found between them, on finite values."""
    values = [0.5] * 8 + [math.nan, math.inf, -math.inf] + [0.4] * 8
    (step,) = steps_of(make_series(values))
    assert (step.before, step.after, step.number) == (0.5, 0.4, 12)


def test_from_zero_there_is_no_percentage() -> None:
    """A rise from zero has a size, but no ratio."""
    (step,) = steps_of(make_series([0.0] * 8 + [0.4] * 8))
    assert (step.ratio, step.size) == (None, 1.0)


def test_the_site_lists_the_largest_step_first() -> None:
    """Steps of all metrics, by size."""
    runs = [
        make_run(
            i,
            versions=(
                make_metrics({"mae": 10.0 if i < 8 else 11.0, "r2": 0.5 if i < 10 else 0.9}),
            ),
        )
        for i in range(20)
    ]
    site = Site(History(Project("p", "/p"), tuple(runs)), Config())
    assert [(step.info.key, step.better) for step in site.steps] == [("r2", True), ("mae", False)]


def test_an_uncertain_place_is_said() -> None:
    """Runs that are surely before and after bracket a step that noise blurs."""
    wobble = [0.0, 0.4, -0.3, 0.1, -0.5, 0.3, 0.2, -0.2, 0.5, -0.4] * 3
    values = [*wobble, 0.45, *(1.0 + w for w in wobble)]
    (step,) = steps_of(make_series(values))
    assert not step.sharp
    runs = [step.surely_before.id, step.last.id, step.first.id, step.surely_after.id]
    assert runs == sorted(runs)


def test_nothing_finite_has_no_step() -> None:
    """A metric that is always NaN, or that no run has, is passed over."""
    assert steps_of(make_series([math.nan] * 20)) == ()
    assert steps_of(make_series([None])) == ()
