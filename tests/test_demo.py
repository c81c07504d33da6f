"""The demo: its story holds together, and a part of it is really lived through."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kedro_track.build import read_history
from kedro_track.demo.story import ADA, CANDIDATE, STORY, Author, Branch, Commit, Merge, Run, Step
from kedro_track.demo.tell import live, make_demo, make_project
from kedro_track.errors import TrackError
from projects import run_git, run_kedro

RUNS = [step for step in STORY if isinstance(step, Run)]

SHORT: tuple[Step, ...] = (
    Author(ADA),
    Commit("Start from the spaceflights tutorial"),
    Run(edit=("--title=First", "--tag=baseline")),
    Run(("--params", f"{CANDIDATE}.estimator=bosting"), fails=True),
)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The demo with a short story, and what was said meanwhile."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    said: list[str] = []
    assert make_demo(folder, said.append, SHORT) == folder / "site" / "index.html"
    return folder, said


def test_the_story_has_what_a_site_can_tell_of() -> None:
    """At least 12 runs, other parameters, a failure, another environment, two branches."""
    assert len(RUNS) >= 12
    assert len({run.arguments for run in RUNS}) >= 8
    assert sum(run.fails for run in RUNS) == 1
    assert any("--env" in run.arguments for run in RUNS)
    assert {step.name for step in STORY if isinstance(step, Branch)} == {
        "gradient-boosting",
        "main",
    }
    assert any(isinstance(step, Merge) for step in STORY)


def test_the_commits_of_the_story_hold_together(tmp_path: Path) -> None:
    """Each change finds what it changes; the branch merges; the tree ends clean."""
    make_project(tmp_path / "demo")
    for step in STORY:
        if not isinstance(step, Run):
            live(tmp_path / "demo", step)
    assert run_git(tmp_path / "demo", "status", "--porcelain") == ""
    subjects = run_git(tmp_path / "demo", "log", "--format=%s").splitlines()
    commits = [step.message for step in STORY if isinstance(step, Commit)]
    assert sorted(subjects) == sorted([*commits, "Merge branch 'gradient-boosting'"])


def test_the_raw_data_is_the_same_every_time(tmp_path: Path) -> None:
    """So the numbers of the demo can be spoken about."""
    for name in ("one", "two"):
        make_project(tmp_path / name)
    first, second = (tmp_path / name / "data/01_raw" for name in ("one", "two"))
    names = sorted(path.name for path in first.iterdir())
    assert names == ["companies.csv", "reviews.csv", "shuttles.csv"]
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in names)


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    """It is somebody's."""
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(TrackError, match="is not an empty folder"):
        make_project(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_every_run_is_said_before_it_starts(lived: tuple[Path, list[str]]) -> None:
    """With its number and its command; then the build."""
    assert lived[1] == [
        "[ 1 of 2] kedro run",
        f"[ 2 of 2] kedro run --params {CANDIDATE}.estimator=bosting",
        "kedro track build-site",
    ]


def test_the_runs_of_the_demo_are_recorded(lived: tuple[Path, list[str]]) -> None:
    """Status, title, tag and author of each."""
    first, second = read_history(lived[0]).runs
    assert (first.status, first.title, first.tags) == ("succeeded", "First", ("baseline",))
    assert first.git_user == ADA
    assert second.status == "failed"
    assert second.failure is not None
    assert second.failure.message == "No estimator is called 'bosting'."
    assert second.failure.node == "data_science.candidate_modelling_pipeline.train_model_node"


def test_the_tutorial_s_datasets_are_where_it_says(lived: tuple[Path, list[str]]) -> None:
    """The store, and `metrics.json/<run id>/metrics.json`, whose numbers the history has."""
    folder = lived[0]
    run = read_history(folder).runs[0]
    assert (folder / "data/session_store.db").is_file()
    path = folder / "data/09_tracking/metrics.json" / run.id / "metrics.json"
    on_disk = json.loads(path.read_text(encoding="utf-8"))
    assert set(on_disk) == {"r2_score", "mae", "max_error"}
    dataset = "data_science.active_modelling_pipeline.metrics"
    assert {key: run.metrics[f"{dataset}.{key}"] for key in on_disk} == on_disk
    assert run.json["companies_columns.data_type"] == "companies"


def test_plots_are_tracked_that_a_node_returned_as_pyplot_itself(
    lived: tuple[Path, list[str]],
) -> None:
    """The confusion matrix is an image, the others are Plotly figures."""
    plots = read_history(lived[0]).runs[0].of_kind("image", "plotly")
    assert {plot.dataset.rsplit(".", 1)[-1]: plot.kind for plot in plots} == {
        "confusion_matrix": "image",
        "predictions_plot": "plotly",
        "shuttle_passenger_capacity_plot": "plotly",
    }


def test_the_demo_builds_without_a_warning(lived: tuple[Path, list[str]]) -> None:
    """Also under `--strict`."""
    run_kedro(lived[0], "track", "build-site", "--strict")
