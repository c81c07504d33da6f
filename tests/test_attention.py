"""What needs attention: failures, losses, what could not be read."""

from __future__ import annotations

from dataclasses import replace

from builders import make_failed_run, make_history, make_legacy_run, make_run
from kedro_track.analysis.attention import RECENT, concerns, grouped
from kedro_track.history import History, Problem, Run


def history(*runs: Run) -> History:
    """A history of these runs."""
    return make_history(1, runs=runs)


def found(*runs: Run) -> dict[str, list[str]]:
    """Ids of the runs by what is the matter with them."""
    return {c.matter: [run.id for run in c.runs] for c in concerns(history(*runs))}


def test_healthy_history_needs_none() -> None:
    """Nothing is made up."""
    assert found(make_run(0), make_run(1)) == {}


def test_failures_come_newest_first() -> None:
    """Failed, interrupted and running ones are told apart."""
    runs = [
        make_failed_run(0, id="a"),
        make_run(1, id="b", status="interrupted"),
        make_failed_run(2, id="c"),
        make_run(3, id="d", status="running"),
    ]
    assert found(*runs) == {"failed": ["c", "a"], "interrupted": ["b"], "running": ["d"]}


def test_old_failures_are_history() -> None:
    """A failure that many runs followed needs nobody any more."""
    later = [make_run(i) for i in range(1, RECENT + 1)]
    assert found(make_failed_run(0), *later) == {}


def test_hidden_runs_are_left_in_peace() -> None:
    """Who hides a run has seen it."""
    assert found(make_failed_run(0, hidden=True), make_run(1)) == {}


def test_versions_without_a_record_are_found_whatever_their_age() -> None:
    """They are a loss that time does not heal."""
    later = [make_run(i) for i in range(1, RECENT + 5)]
    assert found(make_run(0, id="x", recorded=False), *later) == {"unrecorded": ["x"]}


def test_record_whose_versions_are_gone_is_found() -> None:
    """It says that it saved a tracked dataset, and there is no such version."""
    run = make_run(0)
    assert found(replace(run, versions=run.versions[:-1])) == {"lost": [run.id]}


def test_old_record_without_any_version_is_found() -> None:
    """kedro-viz did not record what was saved; a run with nothing at all is in doubt."""
    empty, full = make_legacy_run(0, versions=()), make_legacy_run(1)
    assert found(empty, full) == {"lost": [empty.id]}


def test_run_that_saved_nothing_tracked_is_no_loss() -> None:
    """A pipeline without metrics is a pipeline like any other."""
    assert found(make_run(0, versions=(), saved={})) == {}
    assert found(make_run(0, versions=(), saved={"model": "v"})) == {}


def test_problems_of_one_remedy_are_one_group() -> None:
    """The most frequent sort comes first; a place stands once."""
    problems = [
        Problem("Its JSON ends too early", "a.json", "Save it again."),
        Problem("It is no database", "x.db", "Move it away."),
        Problem("Its JSON is empty", "b.json", "Save it again."),
        Problem("Its JSON is empty", "b.json", "Save it again."),
    ]
    groups = grouped(problems)
    assert [(group.remedy, len(group.problems)) for group in groups] == [
        ("Save it again.", 2),
        ("Move it away.", 1),
    ]
