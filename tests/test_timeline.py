"""The timeline of a metric as coordinates."""

from __future__ import annotations

import math

from kedro_track.analysis.changepoints import steps_of
from kedro_track.site.timeline import LARGE, SMALL, Timeline, timeline
from test_series import make_series

Values = list[float | None]


def drawn(values: Values, **changes: object) -> Timeline:
    """The large timeline of some values."""
    series = make_series(values)
    return timeline(series, steps_of(series), LARGE, **changes)  # type: ignore[arg-type]


def test_points_stand_at_their_runs_numbers() -> None:
    """The first run stands left, the last right; higher values stand higher."""
    found = drawn([1, 3, 2])
    assert [x for x, _, _ in found.dots] == [
        found.left,
        (found.left + found.right) / 2,
        found.right,
    ]
    heights = [y for _, y, _ in found.dots]
    assert heights[1] < heights[2] < heights[0]
    assert [i for _, _, i in found.dots] == [0, 1, 2]


def test_a_run_without_a_value_is_a_gap() -> None:
    """The line is broken, and nothing stands at zero."""
    found = drawn([5, 6, None, 7, 8])
    assert [len(line) for line in found.lines] == [2, 2]
    assert max(y for _, y, _ in found.dots) < found.bottom


def test_numbers_count_runs_without_the_metric_too() -> None:
    """A metric that began with the 11th run stands at 11."""
    found = drawn([None] * 10 + [1.0] * 5)
    assert found.x_marks[0].label == "11"


def test_runs_after_the_last_value_change_nothing() -> None:
    """A new run without the metric leaves its picture as it was."""
    assert drawn([1, 2, 3]) == drawn([1, 2, 3, None, None])


def test_nan_and_infinities_stand_on_a_rail_of_their_own() -> None:
    """They break the line and are marked, each kind by itself."""
    found = drawn([1, math.nan, 2, math.inf, -math.inf, 3])
    assert [(odd.kind, odd.first, odd.count) for odd in found.odd] == [
        ("nan", 1, 1),
        ("up", 3, 1),
        ("down", 4, 1),
    ]
    assert found.bottom < found.rail
    assert [len(line) for line in found.lines] == [2, 2, 2]


def test_nan_alone_has_no_vertical_axis() -> None:
    """Without a finite value there is no scale to draw."""
    found = drawn([math.nan, math.nan])
    assert (found.y_marks, found.lines, found.levels) == ((), (), ())
    assert sum(odd.count for odd in found.odd) == 2


def test_marks_on_the_same_pixel_are_counted_together() -> None:
    """A thousand NaN are not a thousand elements."""
    found = drawn([math.nan] * 3_000)
    assert len(found.odd) < 200
    assert sum(odd.count for odd in found.odd) == 3_000


def test_one_value_stands_in_the_middle() -> None:
    """One run has no line to draw but has its point, and its value on the axis."""
    found = drawn([0.25])
    assert [mark.label for mark in found.y_marks] == ["0.25"]
    assert [(x, i) for x, _, i in found.dots] == [((found.left + found.right) / 2, 0)]


def test_baseline_and_best_are_lines_with_names_apart() -> None:
    """Names of close lines do not overlap; the lines stay where their values are."""
    found = drawn([1.0, 2.0, 1.99], baseline=1.99)
    assert [(level.name, level.value) for level in found.levels] == [
        ("best", 2.0),
        ("baseline", 1.99),
    ]
    assert round(found.levels[1].name_at - found.levels[0].name_at, 1) == 13
    assert found.levels[1].y - found.levels[0].y < 13


def test_a_change_point_stands_between_its_runs() -> None:
    """With the level of either side as a plateau."""
    found = drawn([1.0] * 10 + [2.0] * 10)
    (turn,) = found.turns
    assert found.dots[9][0] < turn.x < found.dots[10][0]
    assert found.plateaus == (
        (found.left, turn.x, found.dots[0][1]),
        (turn.x, found.right, found.dots[-1][1]),
    )


def test_many_points_are_binned() -> None:
    """Above 500 points there are a band and a line of medians, and no extreme is lost."""
    values: Values = [float(i % 7) for i in range(2_000)]
    values[1234] = 70.0
    found = drawn(values)
    assert found.dots == ()
    assert found.per_bin == 4
    (line,), (band,) = found.lines, found.bands
    assert len(line) == 500
    assert len(band) == 1_000
    highest = min(y for _, y in band)
    assert highest == min(level.y for level in found.levels)


def test_bins_keep_gaps() -> None:
    """A stretch without values is a gap in line and band."""
    found = drawn([1.0] * 600 + [None] * 600 + [2.0] * 600)
    assert (len(found.lines), len(found.bands)) == (2, 2)


def test_five_hundred_points_are_drawn_one_by_one() -> None:
    """Binning begins above 500; the small picture bins earlier."""
    assert len(drawn([float(i) for i in range(500)]).dots) == 500
    assert timeline(make_series([float(i) for i in range(500)]), (), SMALL).dots == ()
