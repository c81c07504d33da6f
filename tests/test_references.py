"""Which run a reference means, and what a run is measured against."""

from __future__ import annotations

import pytest

from builders import make_run
from kedro_track.analysis.references import (
    ReferenceNotFoundError,
    baselines,
    current_baseline,
    find_run,
    previous_of_each,
)
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


def test_adding_a_run_changes_no_earlier_baseline() -> None:
    """What was said of a run stays said."""
    history = runs()

    assert list(baselines(history[:4], "@shipped")) == list(baselines(history, "@shipped"))[:4]


def test_current_baseline_is_that_of_the_newest_run() -> None:
    """What the overview compares with."""
    assert current_baseline(runs(), "latest on main") == runs()[3]


def test_no_runs_have_no_baseline() -> None:
    """An empty history is no error."""
    assert current_baseline([], None) is None


def test_previous_passes_over_failed_runs() -> None:
    """A failed run is no measure."""
    assert [run and run.id for run in previous_of_each(runs())] == [None, "r0", "r1", "r1", "r3"]


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
