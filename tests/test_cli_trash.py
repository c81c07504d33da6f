"""`kedro track delete`, `trash` and `restore`."""

from __future__ import annotations

from pathlib import Path

import pytest

from builders import make_recorded_run, write_legacy_project
from calling import call, lines, refused, told
from kedro_track.store.writer import RunWriter
from projects import make_project, run_kedro


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three runs whose scores rise; each saved three datasets."""
    return write_legacy_project(tmp_path / "project", 3)


def ids(project: Path) -> list[str]:
    """The ids of its runs, oldest first."""
    return [run["id"] for run in told(project, "runs")][::-1]


def test_deleted_runs_are_listed_in_the_trash_only(project: Path) -> None:
    """It says what it did, and how it is undone."""
    first, second, third = ids(project)
    *each, last = lines(project, "delete", first, "latest")
    assert each == [f"{first}: in the trash", f"{third}: in the trash"]
    assert last == (
        "2 runs deleted; 6 versions of data stayed where they are. "
        "`kedro track restore` brings them back."
    )
    assert ids(project) == [second]
    assert {run["id"] for run in told(project, "trash")} == {first, third}


def test_runs_are_deleted_by_a_filter(project: Path) -> None:
    """In the language of `runs`."""
    lines(project, "delete", "--filter", "r2_score < 0.3915")
    assert len(ids(project)) == 1


def test_a_run_is_restored_by_the_beginning_of_its_id(project: Path) -> None:
    """And stands where it stood."""
    before = ids(project)
    lines(project, "delete", "latest")
    assert lines(project, "restore", before[2][:-2]) == [f"{before[2]}: restored"]
    assert ids(project) == before


def test_what_is_not_deleted_cant_be_restored(project: Path) -> None:
    """One sentence; nothing is restored then."""
    first = ids(project)[0]
    lines(project, "delete", first)
    assert "`kedro track trash` lists them" in refused(project, "restore", first, "nope")
    assert first not in ids(project)


def test_a_run_that_goes_on_is_not_deleted(project: Path) -> None:
    """Its record is still being written."""
    run = make_recorded_run("now", status="running", ended=None, heard=4e9)
    RunWriter(project / "data/session_store.db").save([run])
    assert "still running" in refused(project, "delete", "now")


def test_emptying_asks(project: Path) -> None:
    """Anything but yes leaves the trash as it is."""
    lines(project, "delete", "latest")
    done = call(project, "trash", "--empty", answer="n\n")
    assert (done.exit_code, "1 run for good" in done.output) == (1, True)
    assert len(told(project, "trash")) == 1


def test_emptying_does_not_ask_with_yes(project: Path) -> None:
    """Then the record is gone, the data stays, and no build shows it as nobody's."""
    latest = ids(project)[-1]
    lines(project, "delete", "latest")
    assert lines(project, "trash", "--empty", "--yes") == [
        "The record of 1 run was removed for good."
    ]
    assert latest not in ids(project)
    assert (project / "data/09_tracking/metrics.json" / latest / "metrics.json").is_file()
    assert lines(project, "trash") == ["The trash is empty."]


def test_the_data_of_a_run_that_is_gone_is_shown_again(project: Path) -> None:
    """`restore` says that the record is not."""
    latest = ids(project)[-1]
    lines(project, "delete", "latest")
    lines(project, "trash", "--empty", "--yes")
    assert "removed for good" in lines(project, "restore", latest)[0]
    assert told(project, "show", latest)["recorded"] is False


def test_an_empty_trash_is_nothing_to_ask_about(project: Path) -> None:
    """It says so."""
    assert lines(project, "trash", "--empty") == ["The trash is empty."]


def test_nothing_is_deleted_without_a_name(project: Path) -> None:
    """An error of usage."""
    assert "Name a run" in refused(project, "delete", code=2)


def test_a_deleted_run_of_kedro_is_not_in_the_site(tmp_path: Path) -> None:
    """By `kedro track` in a project that ran; the next run is recorded as always."""
    project = make_project(tmp_path / "ran")
    run_kedro(project, "run")
    first = ids(project)[0]
    run_kedro(project, "track", "delete", first)
    run_kedro(project, "track", "trash", "--empty", "--yes")
    run_kedro(project, "run")
    run_kedro(project, "track", "build-site")
    [page] = (project / "site/runs").glob("*.html")
    assert page.stem != first
