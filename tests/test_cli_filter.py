"""`kedro track runs --filter`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from builders import make_history
from kedro_track import build
from kedro_track.cli import track
from kedro_track.config import Config

HISTORY = make_history(12)


@pytest.fixture(autouse=True)
def _history(monkeypatch: pytest.MonkeyPatch) -> None:
    """A project's history without the project."""
    monkeypatch.setattr(build, "read_history", lambda *_: HISTORY)
    monkeypatch.setattr(build, "read_config", lambda *_: Config())


def call(folder: Path, *arguments: str) -> Result:
    """List the runs."""
    return CliRunner().invoke(track, ["runs", "--project", str(folder), *arguments])


def test_lists_the_runs_that_pass(tmp_path: Path) -> None:
    """The newest first, as without a filter."""
    done = call(tmp_path, "--filter", "failed and user = ada", "--json")
    wanted = [run.id for run in HISTORY.runs[::-1] if run.status == "failed" and run.user == "ada"]
    assert [run["id"] for run in json.loads(done.output)] == wanted


def test_says_that_no_run_passes(tmp_path: Path) -> None:
    """Not that there are none."""
    done = call(tmp_path, "--filter", "metrics.scores.rmse > 1e9")
    assert (done.exit_code, done.output) == (0, "No run passes the filter.\n")


def test_points_at_the_fault(tmp_path: Path) -> None:
    """With a mark under the character."""
    done = call(tmp_path, "--filter", "failed and branhc = main")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "Error: the filter can't be used.",
        "  failed and branhc = main",
        "             ^",
        "No run has branhc; did you mean branch?",
    ]


def test_prints_no_escape_sequence_of_a_filter(tmp_path: Path) -> None:
    """A filter that somebody pasted does not command the terminal."""
    done = call(tmp_path, "--filter", "\x1b[31m = 1 and")
    assert "\x1b" not in done.output


def test_says_that_all_runs_are_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And how they are listed all the same."""
    hidden = replace(HISTORY, runs=tuple(replace(run, hidden=True) for run in HISTORY.runs))
    monkeypatch.setattr(build, "read_history", lambda *_: hidden)
    assert call(tmp_path).output == "All runs are hidden; --all lists them.\n"
