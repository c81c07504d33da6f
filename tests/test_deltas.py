"""The change of a metric: absolute, relative, better or worse."""

from __future__ import annotations

import math

import pytest

from kedro_track.analysis.deltas import delta, deltas
from kedro_track.analysis.metrics import MetricInfo

HIGHER = MetricInfo("scores.r2", "scores", "r2", "r2", "higher", guessed=False)
NEITHER = MetricInfo("scores.n", "scores", "n", "n", "none", guessed=False)


@pytest.mark.parametrize(
    ("value", "than", "expected"),
    [
        (0.5, 0.4, (pytest.approx(0.1), pytest.approx(0.25), True)),
        (0.3, 0.4, (pytest.approx(-0.1), pytest.approx(-0.25), False)),
        (0.4, 0.4, (0.0, 0.0, None)),
        (0.1 + 0.2, 0.3, (0.0, 0.0, None)),
        (0.5, 0.0, (0.5, None, True)),
        (0.5, -0.4, (pytest.approx(0.9), pytest.approx(2.25), True)),
        (0.5, None, (None, None, None)),
        (math.inf, math.inf, (0.0, 0.0, None)),
        (math.inf, 1.0, (math.inf, None, True)),
        (1.0, math.inf, (-math.inf, None, False)),
    ],
)
def test_change(value: float, than: float | None, expected: object) -> None:
    """From 0 there is no percentage; float noise is no change; better by the direction."""
    found = delta(HIGHER, value, than)
    assert (found.absolute, found.relative, found.better) == expected


def test_change_to_nan_is_neither_better_nor_worse() -> None:
    """NaN can't be put in an order."""
    found = delta(HIGHER, math.nan, 0.4)
    assert found.absolute is not None
    assert math.isnan(found.absolute)
    assert (found.relative, found.better) == (None, None)


def test_metric_without_direction_is_never_better() -> None:
    """Where nobody knows which way is better, nobody says so."""
    assert delta(NEITHER, 2, 1).better is None


def test_metrics_that_the_run_lacks_are_left_out() -> None:
    """Missing is not zero."""
    found = deltas([HIGHER, NEITHER], {"scores.n": 2.0}, {"scores.r2": 0.4})
    assert [(item.metric.name, item.than) for item in found] == [("scores.n", None)]
