"""The whole way: real runs of a real project, read back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builders import make_history, make_run, write_legacy_project
from kedro_track.collect.history import read_history
from kedro_track.config import Config
from kedro_track.errors import TrackingError
from kedro_track.history import History
from projects import make_project, run_kedro


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that ran twice, once well and once not."""
    project = make_project(tmp_path_factory.mktemp("ran") / "project")
    run_kedro(project, "run", "--params=factor=3")
    run_kedro(project, "run", "--params=fail=true", expect=1)
    return project


def read(root: Path) -> History:
    """The history of a project."""
    return read_history(root, None, Config())


def test_what_a_run_saved_is_joined_to_what_it_recorded(ran: Path) -> None:
    """Metrics by name and by a factory, and JSON."""
    history = read(ran)
    assert history.problems == ()
    assert dict(history.runs[0].metrics) == {
        "candidate.scores.largest": 9.0,
        "candidate.scores.total": 18.0,
        "metrics.largest": 9.0,
        "metrics.total": 18.0,
    }
    assert dict(history.runs[0].json) == {"columns.columns": ["number"], "columns.rows": 3}


def test_how_it_was_made_is_told(ran: Path) -> None:
    """Status, command, parameters, graph, times."""
    good, bad = read(ran).runs
    assert (good.status, good.captured, good.command) == (
        "succeeded",
        True,
        "kedro run --params=factor=3",
    )
    assert good.params["factor"] == 3
    assert {timing.node for timing in good.timings} == {node.name for node in good.graph or ()}
    assert bad.failure is not None
    assert (bad.status, bad.failure.type, bad.failure.node) == (
        "failed",
        "ValueError",
        "scale_node",
    )


def test_datasets_are_known_by_their_real_names(ran: Path) -> None:
    """Those that a factory made as well."""
    assert [(dataset.name, dataset.kind) for dataset in read(ran).datasets] == [
        ("candidate.scores", "metrics"),
        ("columns", "json"),
        ("metrics", "metrics"),
    ]


def test_a_project_that_moved_has_the_same_history(ran: Path, tmp_path: Path) -> None:
    """Copied to another folder, or cloned by a teammate; also when its code is gone."""
    shutil.copytree(ran, tmp_path / "moved")
    shutil.rmtree(tmp_path / "moved/src")
    before, after = read(ran), read(tmp_path / "moved")
    assert [(run.id, run.metrics, run.json) for run in after.runs] == [
        (run.id, run.metrics, run.json) for run in before.runs
    ]


def test_reading_twice_gives_the_same(ran: Path) -> None:
    """To the last value and in the same order."""
    assert read(ran) == read(ran)


def test_it_is_read_from_any_folder_of_the_project(ran: Path) -> None:
    """As every command of Kedro can be typed anywhere in it."""
    assert read(ran / "data" / "09_tracking") == read(ran)


def test_outside_of_a_project_it_says_so(tmp_path: Path) -> None:
    """There is nothing to read."""
    with pytest.raises(TrackingError, match="no Kedro project"):
        read(tmp_path)


def test_an_empty_project_has_an_empty_history(tmp_path: Path) -> None:
    """Its datasets are known all the same."""
    history = read(write_legacy_project(tmp_path, 0))
    assert (history.runs, history.problems) == ((), ())
    assert [dataset.name for dataset in history.datasets] == [
        "companies_columns",
        "confusion_matrix",
        "metrics",
    ]


DAMAGE = (b"\0", b"${", b"[[[[", b"\xff", b'"', b"\n", b"!!python/object:os.system x", b"9" * 400)


@pytest.mark.parametrize(
    "name",
    [
        "conf/base/catalog_tracking.yml",
        "conf/base/globals.yml",
        "src/spaceflights/settings.py",
        "data/session_store.db",
        "data/09_tracking/metrics.json/2026-01-05T08.00.00.123Z/metrics.json",
        "data/08_reporting/confusion_matrix.png/2026-01-05T08.00.00.123Z/confusion_matrix.png",
    ],
)
def test_no_damage_to_a_file_stops_the_reading(tmp_path: Path, name: str) -> None:
    """Cut off, or with foreign bytes in it; what lies in the other files is still there."""
    root = write_legacy_project(tmp_path, 2)
    path = root / name
    whole = path.read_bytes()
    untouched = read(root).runs[1]
    places = range(0, len(whole), max(1, len(whole) // 8))
    damaged = [whole[:place] for place in places]
    damaged += [
        whole[:place] + DAMAGE[n % len(DAMAGE)] + whole[place:] for n, place in enumerate(places)
    ]
    for content in damaged:
        path.write_bytes(content)
        history = read(root)
        if "/2026-" in name:
            assert history.runs[1] == untouched
        for problem in history.problems:
            assert problem.what[0].isupper() or problem.what.startswith("settings.py")
            assert not problem.what.endswith(".")
            assert problem.remedy.endswith(".")


def test_built_histories_are_the_same_each_time(tmp_path: Path) -> None:
    """Other tests rest on the builders."""
    assert make_history(7, folder=tmp_path) == make_history(7, folder=tmp_path)
    assert make_run(3) == make_run(3)
    assert make_history(0).runs == ()
