"""What is known of each metric."""

from __future__ import annotations

import pytest

from builders import make_history, make_metrics, make_run
from kedro_track.analysis.metrics import describe, guess_direction, headline
from kedro_track.config import Config, MetricRule
from kedro_track.history import History, Project


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("r2_score", "higher"),
        ("mae", "lower"),
        ("max_error", "lower"),
        ("valAccuracy", "higher"),
        ("test-loss", "lower"),
        ("companies", "none"),
        ("timeout_count", "none"),
    ],
)
def test_direction_is_guessed_by_whole_words(key: str, expected: str) -> None:
    """`mae` in `maestro` is no error."""
    assert guess_direction(key) == expected


def history_of(values: dict[str, dict[str, float]]) -> History:
    """One run with these metrics by dataset."""
    versions = tuple(make_metrics(metrics, dataset) for dataset, metrics in values.items())
    return History(Project("p", "/p"), (make_run(0, versions=versions),))


def test_label_is_the_shortest_that_no_other_metric_shares() -> None:
    """Two datasets with the same key are told apart by whole parts of their names."""
    infos = describe(
        history_of({"a.x.metrics": {"mae": 1.0, "only": 2.0}, "b.x.metrics": {"mae": 3.0}}),
        Config(),
    )

    assert [info.label for info in infos.values()] == [
        "a.x.metrics.mae",
        "only",
        "b.x.metrics.mae",
    ]


def test_later_rule_wins_key_by_key() -> None:
    """A general rule can stand first."""
    rules = (MetricRule("*", unit="EUR", direction="none"), MetricRule("mae", direction="lower"))

    (info,) = describe(history_of({"m": {"mae": 1.0}}), Config(metrics=rules)).values()

    assert (info.unit, info.direction, info.guessed) == ("EUR", "lower", False)


def test_headline_follows_the_configuration() -> None:
    """In its order, each metric once."""
    infos = describe(history_of({"m": {"mae": 1.0, "r2": 0.5, "n": 3.0}}), Config())

    assert [info.key for info in headline(infos, ["r2", "m.*"])] == ["r2", "mae", "n"]


def test_headline_without_configuration_is_what_has_a_direction() -> None:
    """At most four."""
    infos = describe(make_history(3), Config())

    assert all(info.direction != "none" for info in headline(infos, []))
    assert 1 <= len(headline(infos, [])) <= 4


@pytest.mark.parametrize(
    ("value", "than", "expected"),
    [(0.5, 0.4, True), (0.3, 0.4, False), (0.4, 0.4, None), (float("nan"), 0.4, None)],
)
def test_better_follows_the_direction(value: float, than: float, expected: bool | None) -> None:
    """Neither equal values nor NaN are better or worse."""
    (info,) = describe(history_of({"m": {"r2": 0.5}}), Config()).values()

    assert info.better(value, than) is expected


def test_best_passes_over_nan() -> None:
    """A missing number is never the best."""
    (info,) = describe(history_of({"m": {"mae": 0.5}}), Config()).values()

    assert info.best([float("nan"), 3.0, 2.0]) == 2.0
