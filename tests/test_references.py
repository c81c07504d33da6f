"""Which run a reference means, and what a run is measured against."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from builders import make_metrics, make_run
from kedro_track.analysis.compared import Compared
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.references import (
    ReferenceNotFoundError,
    baselines,
    find_run,
    rule_fault,
    rule_meant,
)
from kedro_track.chunked import in_chunks
from kedro_track.history import Code, Run


def runs() -> list[Run]:
    """Five runs: one failed, one tagged, two on another branch."""
    main, other = Code("a" * 40, "main"), Code("b" * 40, "ridge")
    return [
        make_run(0, id="r0", status="succeeded", tags=("shipped",), code=main),
        make_run(1, id="r1", status="succeeded", tags=(), code=other),
        make_run(2, id="r2", status="failed", tags=("shipped",), code=main),
        make_run(3, id="r3", status="succeeded", tags=(), code=main),
        make_run(4, id="x4", status="succeeded", tags=(), code=other),
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, [None, "r0", "r1", "r1", "r3"]),
        ("previous", [None, "r0", "r1", "r1", "r3"]),
        ("@shipped", [None, "r0", "r0", "r0", "r0"]),
        ("latest on main", [None, "r0", "r0", "r0", "r3"]),
        ("r1", [None, None, "r1", "r1", "r1"]),
        ("x", [None, None, None, None, None]),
    ],
)
def test_baseline_is_resolved_at_each_runs_time(
    rule: str | None, expected: list[str | None]
) -> None:
    """Only earlier runs that came to their end count, so an old answer never changes."""
    assert [run and run.id for run in baselines(runs(), rule)] == expected


@pytest.mark.parametrize("rule", [None, "@shipped", "latest on main", "r1", "x", "best:r2_score"])
@pytest.mark.parametrize("size", [1, 2, 100])
def test_chunks_tell_what_the_runs_tell(rule: str | None, size: int) -> None:
    """Which run each is compared with, whatever the chunks; runs by the way without a metric."""
    history = [*runs(), *measured(), replace(runs()[0], id="r9"), *measured()[::-1]]
    chunked = in_chunks(history, size, lambda _: None)
    found = Compared(chunked, rule_meant(chunked, rule, METRICS))

    assert [*found] == [*baselines(history, rule, METRICS)]


def test_adding_a_run_changes_no_earlier_baseline() -> None:
    """What was said of a run stays said."""
    history = runs()

    assert list(baselines(history[:4], "@shipped")) == list(baselines(history, "@shipped"))[:4]


def test_the_baseline_of_today_is_that_of_the_newest_run() -> None:
    """What the overview compares with; an empty history is no error."""
    meaning = rule_meant(runs(), "latest on main", {})

    assert Compared(in_chunks(runs(), 2, lambda _: None), meaning).today == runs()[3]
    assert Compared(in_chunks([], 2, lambda _: None), meaning).today is None


def test_previous_passes_over_failed_runs() -> None:
    """A failed run is no measure."""
    assert [run and run.id for run in baselines(runs(), None)] == [None, "r0", "r1", "r1", "r3"]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("r3", "r3"),
        ("x", "x4"),
        ("latest", "x4"),
        ("@shipped", "r2"),
        ("latest on main", "r3"),
    ],
)
def test_reference_finds_the_run_that_is_meant(reference: str, expected: str) -> None:
    """By id, unique prefix, word, tag and branch."""
    assert find_run(runs(), reference).id == expected


@pytest.mark.parametrize(
    ("reference", "said"),
    [("r", "begins 4 run ids"), ("nothing", "No run answers"), ("", "No run answers")],
)
def test_reference_that_finds_none_or_many_says_so(reference: str, said: str) -> None:
    """With what would have been understood."""
    with pytest.raises(ReferenceNotFoundError, match=said):
        find_run(runs(), reference)


MAE, SCORE, ODD = (
    MetricInfo(f"metrics.{key}", "metrics", key, key, direction, guessed=True)
    for key, direction in (("mae", "lower"), ("r2_score", "higher"), ("odd", "none"))
)
METRICS = {info.name: info for info in (MAE, SCORE, ODD)}


def measured() -> list[Run]:
    """Six runs, the last two with the best score: one failed and one is hidden."""
    scores = [0.5, 0.7, 0.7, math.inf, 0.9, 0.9]
    runs = [
        make_run(
            n, id=f"r{n}", versions=(make_metrics({"r2_score": score, "mae": 10.0 - n}, "metrics"),)
        )
        for n, score in enumerate(scores)
    ]
    return [*runs[:4], replace(runs[4], status="failed"), replace(runs[5], hidden=True)]


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (
            "best:metrics.r2_score",
            "r1",
        ),  # the first of equals; what is no number, failed, hidden: none
        ("best:metrics.metrics.r2_score", "r1"),  # as the columns of the site call it
        ("best:r2_score", "r1"),
        ("best:mae", "r3"),  # lower is better
        ("latest", "r4"),  # not the hidden one
        ("r5", "r5"),  # which its id still means
    ],
)
def test_the_best_run_is_found_by_the_metrics_direction(reference: str, expected: str) -> None:
    """By the names that the site uses; hidden runs are meant by their id only."""
    assert find_run(measured(), reference, METRICS).id == expected


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("best:r2_scor", r"did you mean `best:metrics\.r2_score`"),
        ("best:odd", "give it a `direction`"),
        ("@shiped", "did you mean `@shipped`"),
        ("latest on nowhere", "lists the branches"),
    ],
)
def test_a_word_that_no_run_answers_to_says_what_to_do(reference: str, said: str) -> None:
    """With the nearest that is known."""
    with pytest.raises(ReferenceNotFoundError, match=said):
        find_run([*runs(), *measured()], reference, METRICS)


def test_an_ending_of_two_metrics_names_them() -> None:
    """So that one can be chosen."""
    twin = replace(MAE, name="candidate.mae", dataset="candidate")
    with pytest.raises(ReferenceNotFoundError, match=r"say `best:metrics\.mae` or `best:candidate"):
        find_run(measured(), "best:mae", {**METRICS, twin.name: twin})


def test_a_baseline_can_be_the_best_until_then() -> None:
    """It changes when a run beats it, not when one equals it."""
    found = baselines(measured()[:4], "best:r2_score", METRICS)
    assert [run and run.id for run in found] == [None, "r0", "r1", "r1"]


def test_a_rule_that_no_run_can_answer_to_is_told() -> None:
    """And gives no baseline instead of failing the build."""
    assert "give it a `direction`" in str(rule_fault("best:odd", METRICS))
    assert [*baselines(measured()[:2], "best:odd", METRICS)] == [None, None]
