"""A real history of kedro-viz, read from its orphaned project."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kedro_track.collect.history import read_history
from kedro_track.config import Config
from kedro_track.history import History

LEGACY = Path(__file__).parent / "legacy"

UNRECORDED = [
    "2022-09-28T13.46.31.462Z",
    "2023-01-16T15.55.27.850Z",
    "2023-11-08T11.44.01.051Z",
]


@pytest.fixture(scope="module")
def history() -> History:
    """The whole history, as a build reads it."""
    return read_history(LEGACY, None, Config())


def test_every_metric_is_what_kedro_viz_itself_answered(history: History) -> None:
    """6 metrics of 22 runs, newest first: 132 values, to the last bit."""
    expected = json.loads((LEGACY / "expected-metrics.json").read_text(encoding="utf-8"))
    metrics = expected["runMetricsData"]["data"]["metrics"]
    recorded = [run for run in reversed(history.runs) if run.recorded]

    assert {name: [run.metrics[name] for run in recorded] for name in metrics} == metrics
    assert sum(map(len, metrics.values())) == 132


def test_rows_and_versions_without_a_row_are_runs(history: History) -> None:
    """22 rows, and the three versions on disk that no row knows."""
    assert sum(run.recorded for run in history.runs) == 22
    assert [run.id for run in history.runs if not run.recorded] == UNRECORDED


def test_runs_are_ordered_by_time(history: History) -> None:
    """Oldest first, those without a row among the others."""
    ids = [run.id for run in history.runs]
    assert ids == sorted(ids)


def test_a_row_is_known_by_its_own_id(history: History) -> None:
    """12 blobs bear another session's id; the folders agree with the row's."""
    assert all(len(run.of_kind("metrics")) == 2 for run in history.runs if run.recorded)


def test_plots_are_there_where_they_were_saved(history: History) -> None:
    """17 of the 22 runs have none."""
    recorded = [run for run in history.runs if run.recorded]
    assert sum(not run.of_kind("plotly", "image") for run in recorded) == 17


def test_equal_plots_have_equal_digests(history: History) -> None:
    """The price histogram has 8 versions, but 2 contents."""
    digests = [
        version.files[0].digest
        for run in history.runs
        for version in run.versions
        if version.dataset == "reporting.price_histogram"
    ]
    assert (len(digests), len(set(digests))) == (8, 2)


def test_the_id_as_title_is_no_title(history: History) -> None:
    """kedro-viz filled it in; two runs have a title that somebody wrote."""
    titles = {run.id: run.title for run in history.runs if run.title}
    assert titles == {
        "2021-12-16T09.43.54.586Z": "edited run",
        "2021-12-16T09.45.00.604Z": "second edit",
    }


def test_notes_are_kept(history: History) -> None:
    """An empty note is none."""
    assert {run.id: run.notes for run in history.runs if run.notes} == {
        "2021-12-16T09.45.00.604Z": "My new note text is here"
    }


def test_what_is_not_versioned_is_no_history(history: History) -> None:
    """The catalog declares one plot without versions."""
    assert [dataset.name for dataset in history.datasets] == [
        "reporting.confusion_matrix",
        "reporting.feature_importance",
        "reporting.price_histogram",
        "train_evaluation.linear_regression.experiment_params",
        "train_evaluation.linear_regression.r2_score",
        "train_evaluation.random_forest.experiment_params",
        "train_evaluation.random_forest.r2_score",
    ]


def test_tracked_json_keeps_its_types(history: History) -> None:
    """`copy_X` is a boolean, but in two runs a mapping."""
    name = "train_evaluation.linear_regression.experiment_params.copy_X"
    nested = [run.id for run in history.runs if any(key.startswith(f"{name}.") for key in run.json)]
    plain = [run.json[name] for run in history.runs if name in run.json]
    assert len(nested) == 2
    assert plain
    assert all(isinstance(value, bool) for value in plain)


def test_nothing_is_wrong_with_it(history: History) -> None:
    """Old is not broken."""
    assert history.problems == ()


def test_an_environment_of_a_bucket_does_not_matter(history: History) -> None:
    """`prod` has its own value of a global, which an environment keeps to itself."""
    assert read_history(LEGACY, "prod", Config()).runs == history.runs


def test_reading_imports_neither_the_project_nor_a_dataset() -> None:
    """The settings import a module that is gone, the datasets are of classes that are gone."""
    code = (
        "import sys; from pathlib import Path\n"
        "from kedro_track.collect.history import read_history\n"
        "from kedro_track.config import Config\n"
        f"read_history(Path({str(LEGACY)!r}), None, Config())\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = set(ast.literal_eval(done.stdout))
    assert not modules & {"demo_project", "kedro_viz", "kedro_datasets", "pandas", "plotly"}
    assert done.stderr == ""


def test_reading_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    """Not a file more, not a byte or a time changed."""
    root = tmp_path / "project"
    shutil.copytree(LEGACY, root)

    def snapshot() -> dict[str, tuple[int, int, bytes]]:
        return {
            path.as_posix(): (path.stat().st_size, path.stat().st_mtime_ns, path.read_bytes())
            for path in root.rglob("*")
            if path.is_file()
        }

    before = snapshot()
    read_history(root, None, Config())
    assert snapshot() == before
