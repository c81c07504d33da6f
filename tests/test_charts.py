"""Geometry of the charts that are drawn at build time."""

from __future__ import annotations

import math
import random

from kedro_track.site.charts import Sparkline, sparkline


def test_a_sparkline_fills_its_box() -> None:
    """The first value stands left, the last right, the highest up, the lowest down."""
    spark = sparkline([1, 3, 2], width=106, height=26)
    assert spark == Sparkline(106, 26, (((3, 23), (53, 3), (103, 13)),), (103, 13), None)


def test_a_missing_value_breaks_the_line() -> None:
    """A run without the value is a gap, and a lone value is drawn as a dot of its own."""
    lines = sparkline([0, 1, None, 0.5, None, 1, 0]).lines
    assert [len(line) for line in lines] == [2, 2, 2]
    assert lines[1][0] == lines[1][1]


def test_what_is_no_finite_number_is_a_gap_too() -> None:
    """NaN and infinities neither stretch the scale nor are joined by a line."""
    spark = sparkline([1, math.nan, 2, math.inf, 3])
    assert [line[0][1] for line in spark.lines] == [23, 13, 3]


def test_a_constant_stands_in_the_middle() -> None:
    """Equal values have no lowest and no highest."""
    assert {y for _, y in sparkline([2, 2, 2]).lines[0]} == {13}


def test_nothing_to_draw_is_no_line() -> None:
    """Without a finite value there is no line, no last dot and no level."""
    assert sparkline([None, math.nan], baseline=1.0) == Sparkline(112, 26, (), None, None)
    assert sparkline([]) == Sparkline(112, 26, (), None, None)


def test_the_baseline_is_part_of_the_scale() -> None:
    """A baseline outside of the values is still inside of the box."""
    spark = sparkline([1, 2], baseline=3)
    assert spark.baseline == 3
    assert spark.lines[0] == ((3, 23), (109, 13))


def test_an_endless_baseline_is_not_drawn() -> None:
    """A level must be a finite number."""
    assert sparkline([1, 2], baseline=math.inf).baseline is None


def test_many_values_keep_their_extremes() -> None:
    """Of 10,000 values at most two a bin are drawn, the spike among them, without a gap."""
    chance = random.Random(1)
    values = [chance.gauss(0, 1) for _ in range(10_000)]
    values[4_321] = 50.0
    (line,) = sparkline(values).lines
    assert len(line) <= 112
    assert min(y for _, y in line) == 3
    assert [x for x, _ in line] == sorted(x for x, _ in line)


def test_many_values_keep_their_gaps() -> None:
    """Bins without any value are a gap also where values are binned."""
    values = [1.0] * 4_000 + [None] * 2_000 + [2.0] * 4_000
    assert len(sparkline(values).lines) == 2


def test_huge_numbers_do_not_overflow() -> None:
    """The whole range of floats fits into the box."""
    assert sparkline([-1.7e308, 1.7e308]).lines == (((3, 23), (109, 3)),)
