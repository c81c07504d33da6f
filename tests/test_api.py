"""The history as Python has it: the objects that the site is built from."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
import re
import sys
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

import pandas as pd
import pytest

from builders import make_history, make_metrics, make_run, write_legacy_project, write_version
from calling import call, lines, refused, told
from kedro_track import ProjectHistory, read_history
from kedro_track.config import Config
from kedro_track.errors import NotFoundError
from kedro_track.history import Run, TrackedFile, Version
from kedro_track.site.columns import columns_of
from kedro_track.site.model import Site
from kedro_track.site.tables import to_csv, to_frame

README = Path(__file__).parents[1] / "README.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with three runs whose scores rise; each has a plot."""
    return write_legacy_project(tmp_path / "project", 3)


def history(*runs: Run) -> ProjectHistory:
    """A history of these runs."""
    base = make_history(0)
    return ProjectHistory(base.project, runs, config=Config())


def test_the_readmes_example_runs(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is written there, in a project that has what it asks for."""
    [example] = re.findall(
        r"```python\n(from kedro_track import read_history.*?)```",
        README.read_text("utf-8"),
        re.DOTALL,
    )
    monkeypatch.chdir(project)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(example, str(README), "exec"), {})
    latest = read_history(project).find("latest")
    first, second, *_ = said.getvalue().splitlines()
    assert first == f"{latest.id} 0.392 {{}}"
    assert Path(second).read_bytes().startswith(b"\x89PNG")


def test_the_site_is_built_from_the_same_runs(project: Path) -> None:
    """One history feeds both."""
    found = read_history(project)
    assert tuple(Site(found, found.config).runs) == found.shown


def test_runs_pass_a_filter() -> None:
    """Hidden ones only where that is asked for."""
    found = history(make_run(0), make_run(1, status="failed"), make_run(2, hidden=True))
    assert found.where("not failed") == (found.runs[0],)
    assert found.where("not failed", hidden=True) == (found.runs[0], found.runs[2])


def test_an_artifact_is_found_by_its_dataset(project: Path) -> None:
    """Its path can be opened."""
    run = read_history(project).find("latest")
    assert json.loads(Path(run.artifact("metrics").path).read_text("utf-8"))["mae"] == 548


def test_one_of_several_files_is_named(tmp_path: Path) -> None:
    """A list of figures is a folder of them."""
    files = tuple(TrackedFile(name, str(tmp_path / name)) for name in ("0.png", "1.png"))
    run = make_run(0, id="r", versions=(Version("plots", "r", "image", files),))
    assert run.artifact("plots", "1.png") == files[1]
    with pytest.raises(NotFoundError, match=r"one of the files of 'plots' in run r: 0\.png, 1"):
        run.artifact("plots")
    with pytest.raises(LookupError, match=r"0\.png, 1\.png"):
        run.artifact("plots", "2.png")
    with pytest.raises(NotFoundError, match="it saved plots"):
        run.artifact("plot")


def test_a_frame_has_a_row_a_run_and_the_sites_columns() -> None:
    """By the ids of the runs; hidden ones where that is asked for."""
    found = history(make_run(0), make_run(1, hidden=True))
    frame = found.to_pandas()
    columns = [column.id for column in columns_of(found.shown, found.metrics)]
    assert ["id", *frame.columns] == columns
    assert list(frame.index) == [found.runs[0].id]
    assert len(found.to_pandas(hidden=True)) == 2


def test_a_frame_has_the_types_that_its_values_have() -> None:
    """Times aware, metrics floats, whole numbers and flags nullable, what is missing missing."""
    runs = [
        make_run(0, parameters={"n": 1, "rate": 0.5, "on": True, "mixed": 1, "huge": 10**30}),
        make_run(1, parameters={"n": None, "rate": 1, "on": False, "mixed": "a", "huge": 1}),
    ]
    frame = to_frame(runs, columns_of(runs, history(*runs).metrics))
    assert frame["when"].iloc[0] == pd.Timestamp(runs[0].started)
    assert str(frame["params.n"].dtype) == "Int64"
    assert str(frame["params.rate"].dtype) == "float64"
    assert str(frame["params.on"].dtype) == "boolean"
    assert list(frame["params.mixed"]) == [1, "a"]
    assert list(frame["params.huge"]) == [10**30, 1]
    assert frame["params.n"].isna().tolist() == [False, True]
    assert frame["tags"].isna().all()


def test_a_frame_of_no_runs_is_empty() -> None:
    """It still has the facts as columns."""
    frame = history().to_pandas()
    assert (len(frame), "status" in frame.columns) == (0, True)


def test_numbers_are_whole_in_csv_and_texts_are_no_formulas() -> None:
    """NaN and infinities as in our JSON; nothing is shortened."""
    values = {"a": 0.1 + 0.2, "b": math.nan, "c": -math.inf}
    run = make_run(
        0, title="=1+1", notes="x" * 9000, tags=("a", "b"), versions=(make_metrics(values, "m"),)
    )
    text = "".join(to_csv([run], columns_of([run], history(run).metrics)))
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert [row[f"metrics.m.{key}"] for key in "abc"] == ["0.30000000000000004", "NaN", "-Infinity"]
    assert (row["title"], row["tags"], len(row["notes"])) == ("'=1+1", "a b", 9000)


def test_csv_goes_to_stdout_with_the_ids_first(project: Path) -> None:
    """Oldest first, hidden runs only with `--all`."""
    ids = [run["id"] for run in told(project, "runs")][::-1]
    lines(project, "edit", ids[0], "--hide")
    rows = list(csv.DictReader(lines(project, "export")))
    assert [row["id"] for row in rows] == ids[1:]
    assert len(list(csv.DictReader(lines(project, "export", "--all")))) == 3
    assert lines(project, "export")[0].startswith("id,status,title,when")


def test_json_is_what_import_reads(project: Path, tmp_path: Path) -> None:
    """All that is known of each run; the form is told by the file's ending."""
    lines(project, "edit", "latest", "--title", "T")
    output = tmp_path / "runs.json"
    done = call(project, "export", "--output", str(output), "--filter", "r2_score > 0.3915")
    assert (done.stdout, done.stderr) == ("", f"{output}: 1 run\n")
    [run] = json.loads(output.read_text("utf-8"))
    assert run == told(project, "show", "latest")
    assert lines(project, "import", str(output))[-1] == "1 run in the file: 1 already so."


def test_parquet_holds_the_types(project: Path, tmp_path: Path) -> None:
    """Times in UTC, metrics floats, tags lists."""
    from pyarrow import parquet

    lines(project, "edit", "latest", "--tag", "a")
    write_version(project, "data/09_tracking/metrics.json", "odd", {"mae": math.inf})
    output = tmp_path / "runs.parquet"
    assert call(project, "export", "--output", str(output)).exit_code == 0
    table = parquet.read_table(output)
    rows = table.to_pylist()
    assert rows[-1]["tags"] == ["a"]
    assert rows[-1]["when"] == datetime.fromisoformat("2026-01-05T22:00:00.123+00:00")
    assert rows[-1]["when"].tzinfo is not None
    assert rows[-1]["metrics.metrics.r2_score"] == 0.392
    assert any(row["metrics.metrics.mae"] == math.inf for row in rows)


def test_parquet_wants_a_file(project: Path) -> None:
    """It is nothing for a terminal."""
    assert "--output" in refused(project, "export", "--format", "parquet")


def test_a_package_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, project: Path, tmp_path: Path
) -> None:
    """With the extra that brings it."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Exception, match=r"kedro-track\[pandas\]"):
        history(make_run(0)).to_pandas()
    said = refused(project, "export", "--output", str(tmp_path / "runs.parquet"))
    assert "kedro-track[parquet]" in said


def test_no_time_is_said_in_another_zone() -> None:
    """As ISO 8601 in UTC."""
    run = replace(make_run(0), started=datetime(2026, 1, 5, 8, tzinfo=timezone.utc))
    [row] = csv.DictReader(io.StringIO("".join(to_csv([run], columns_of([run], {})))))
    assert row["when"] == "2026-01-05T08:00:00+00:00"
