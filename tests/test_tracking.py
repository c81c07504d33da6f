"""Versioned folders, sound and broken, read into versions."""

from __future__ import annotations

import hashlib
import math
import os
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from builders import figure, png, write_legacy_project, write_version
from kedro_track.collect.history import read_history
from kedro_track.config import Config
from kedro_track.history import History, Problem, Version

RUN = "2026-01-05T08.00.00.123Z"

CATALOG = """\
metrics:
  type: kedro_track.MetricsDataset
  filepath: data/metrics.json
columns:
  type: kedro_track.JSONDataset
  filepath: data/columns.json
prices:
  type: plotly.JSONDataset
  filepath: data/prices.json
  versioned: true
matrix:
  type: matplotlib.MatplotlibDataset
  filepath: data/matrix.png
  versioned: true
plots:
  type: matplotlib.MatplotlibDataset
  filepath: data/plots
  versioned: true
report:
  type: plotly.HTMLDataset
  filepath: data/report.html
  versioned: true
table:
  type: pandas.CSVDataset
  filepath: data/table.csv
  versioned: true
words:
  type: text.TextDataset
  filepath: data/words.txt
  versioned: true
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one run in its store, and no version yet."""
    files = {"conf/base/catalog.yml": CATALOG, "conf/base/catalog_tracking.yml": None}
    root = write_legacy_project(tmp_path / "project", 1, files=files)
    for name in ("09_tracking", "08_reporting"):
        for path in sorted((root / "data" / name).rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
    return root


def read(root: Path) -> History:
    """The history of a project."""
    return read_history(root, None, Config())


def version_of(history: History, dataset: str) -> Version:
    """The one version of a dataset."""
    [version] = [each for run in history.runs for each in run.versions if each.dataset == dataset]
    return version


def facts(problems: tuple[Problem, ...]) -> list[tuple[str, str, str | None]]:
    """What is wrong, where, and of which run."""
    return [(problem.what, problem.where, problem.run) for problem in problems]


def test_metrics_are_floats(root: Path) -> None:
    """Whole numbers too; NaN in its old form and in ours."""
    write_version(root, "data/metrics.json", RUN, '{"a": 3, "b": NaN, "c": "-Infinity", "d": 0.1}')
    data = version_of(read(root), "metrics").data
    assert {key: value for key, value in data.items() if key != "b"} == {
        "a": 3.0,
        "c": -math.inf,
        "d": 0.1,
    }
    assert math.isnan(data["b"])
    assert all(isinstance(value, float) for value in data.values())


@pytest.mark.parametrize("value", ['"linear"', "true", "null", "[1]", '{"x": 1}', '"0.5"'])
def test_a_metric_that_is_no_number_costs_only_itself(root: Path, value: str) -> None:
    """It is named by its key."""
    write_version(root, "data/metrics.json", RUN, f'{{"model": {value}, "mae": 2}}')
    history = read(root)
    assert version_of(history, "metrics").data == {"mae": 2.0}
    assert facts(history.problems) == [
        ("The metric is no number", f"data/metrics.json/{RUN}/metrics.json, key model", RUN)
    ]


def test_a_metric_beyond_floats_costs_only_itself(root: Path) -> None:
    """A whole number of 400 digits."""
    write_version(root, "data/metrics.json", RUN, f'{{"big": 1{"0" * 400}, "mae": 2}}')
    history = read(root)
    assert version_of(history, "metrics").data == {"mae": 2.0}
    assert [problem.what for problem in history.problems] == [
        "The metric is a whole number beyond what a float can hold"
    ]


@pytest.mark.parametrize(
    ("content", "problem", "place"),
    [
        (b"", "The file is empty", ""),
        (b'{"a": 1', "The file is no valid JSON", ":1:8"),
        (b'{"caf\xe9": 1}', "The file is no UTF-8 text", ""),
        (b"\x00\x00", "The file is no valid JSON", ":1:1"),
        (b"[" * 100_000, "The file is nested deeper than 64 levels", ""),
        (b"[1, 2]", "The metrics file holds no mapping of names to numbers", ""),
        (b'"text"', "The metrics file holds no mapping of names to numbers", ""),
    ],
)
def test_a_file_that_cant_be_read_costs_only_itself(
    root: Path, content: bytes, problem: str, place: str
) -> None:
    """Its version is there, without data and with the cause; its neighbours are read."""
    write_version(root, "data/metrics.json", RUN, content)
    write_version(root, "data/columns.json", RUN, [1])
    history = read(root)
    version = version_of(history, "metrics")
    assert (version.data, version.problem) == (None, f"{problem}.")
    assert version_of(history, "columns").data == [1]
    assert facts(history.problems) == [
        (problem, f"data/metrics.json/{RUN}/metrics.json{place}", RUN)
    ]


def test_a_repeated_key_is_said(root: Path) -> None:
    """The last value is taken."""
    write_version(root, "data/metrics.json", RUN, '{"a": 1, "a": 2}')
    history = read(root)
    assert version_of(history, "metrics").data == {"a": 2.0}
    assert [problem.what for problem in history.problems] == [
        "The file names a key twice; the last value is taken"
    ]


def test_tracked_json_may_be_anything(root: Path) -> None:
    """Lists, texts, nested values; our floats are floats again."""
    write_version(root, "data/columns.json", RUN, {"a": [1, {"$float": "Infinity"}], "b": "NaN"})
    assert version_of(read(root), "columns").data == {"a": [1, math.inf], "b": "NaN"}


def test_data_beyond_the_limit_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values of it stand in tables and pages; somebody tracked a data set."""
    monkeypatch.setattr("kedro_track.collect.tracking.DATA_LIMIT", 2 * 1024 * 1024)
    write_version(root, "data/columns.json", RUN, b"[" + b"1," * 1024 * 1024 + b"1]")
    assert version_of(read(root), "columns").problem == "The file is larger than 2 MiB."


def test_a_plot_has_its_size_and_digest(root: Path) -> None:
    """By which equal ones are told."""
    path = write_version(root, "data/matrix.png", RUN, png())
    [file] = version_of(read(root), "matrix").files
    assert (file.name, file.path, file.size) == ("matrix.png", str(path), len(png()))
    assert file.digest == hashlib.sha256(png()).hexdigest()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty (0 bytes)."),
        (png()[:-20], "The file is an image that is cut off."),
        (png(width=3000)[:100], "The file is an image that is cut off."),
        (b"<html>not found</html>", "The file is no image that a browser can show."),
        (b"\xff\xd8\xff\xe0 half", "The file is an image that is cut off."),
        (b"RIFF\xff\xff\x00\x00WEBP", "The file is an image that is cut off."),
        (b"<svg xmlns='x'><path d='M0", "The file is an image that is cut off."),
    ],
)
def test_an_image_that_cant_be_shown_says_so(root: Path, content: bytes, problem: str) -> None:
    """A browser would show a broken picture, or nothing."""
    write_version(root, "data/matrix.png", RUN, content)
    assert version_of(read(root), "matrix").problem == problem


@pytest.mark.parametrize(
    "content",
    [
        png(),
        b"\xff\xd8\xff\xe0 whole \xff\xd9",
        b"GIF89a whole ;",
        b"RIFF\x04\x00\x00\x00WEBP",
        b"<?xml version='1.0'?>\n<!-- made by --><svg xmlns='x'></svg>\n",
        b"BM\x0a\x00\x00\x00\x00\x00\x00\x00",
    ],
)
def test_images_are_told_by_their_content(root: Path, content: bytes) -> None:
    """Whatever their name says."""
    write_version(root, "data/matrix.png", RUN, content)
    assert version_of(read(root), "matrix").problem is None


@pytest.mark.parametrize(
    "figure_json",
    [{"data": []}, figure(1, 2), {"data": [{"type": "bar"}], "layout": {}, "frames": []}],
)
def test_a_figure_is_told_by_its_traces(root: Path, figure_json: Any) -> None:
    """A layout may be left out."""
    write_version(root, "data/prices.json", RUN, figure_json)
    assert version_of(read(root), "prices").problem is None


@pytest.mark.parametrize("content", [[1, 2], {"a": 1}, {"data": {}}, {"data": [1]}, "text", None])
def test_json_that_is_no_figure_says_so(root: Path, content: Any) -> None:
    """Plotly would draw nothing."""
    write_version(root, "data/prices.json", RUN, b"null" if content is None else content)
    assert str(version_of(read(root), "prices").problem).startswith("The file is no ")


def test_a_half_written_figure_says_so(root: Path) -> None:
    """The run was killed amid it."""
    write_version(root, "data/prices.json", RUN, '{"data": [{"x": [1, 2')
    assert version_of(read(root), "prices").problem == (
        "The file is no valid JSON (line 1, column 22)."
    )


def test_a_folder_of_figures_is_one_version(root: Path) -> None:
    """A Matplotlib dataset that saved a list or a dictionary; nested for one of dictionaries."""
    for name in ("0.png", "by model/ridge.png"):
        path = root / "data/plots" / RUN / "plots" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png())
    assert [file.name for file in version_of(read(root), "plots").files] == [
        "0.png",
        "by model/ridge.png",
    ]


def test_a_bad_figure_in_a_folder_costs_only_itself(root: Path) -> None:
    """The others are shown."""
    folder = root / "data/plots" / RUN / "plots"
    folder.mkdir(parents=True)
    (folder / "0.png").write_bytes(png())
    (folder / "1.png").write_bytes(b"")
    history = read(root)
    version = version_of(history, "plots")
    assert ([file.name for file in version.files], version.problem) == (["0.png"], None)
    assert facts(history.problems) == [
        ("The file is empty (0 bytes)", f"data/plots/{RUN}/plots/1.png", RUN)
    ]


def test_an_empty_folder_of_figures_says_so(root: Path) -> None:
    """The run was killed before the first."""
    (root / "data/plots" / RUN / "plots").mkdir(parents=True)
    assert version_of(read(root), "plots").problem == "The version is an empty folder."


@pytest.mark.parametrize(
    ("filepath", "content", "problem"),
    [
        ("data/table.csv", b"a,b\n1,2\n", None),
        ("data/table.csv", b"", "The file is empty (0 bytes)."),
        ("data/table.csv", b"a\ncaf\xe9,\n", "The file is no UTF-8 text."),
        ("data/words.txt", "für alle".encode(), None),
        ("data/words.txt", b"caf\xe9 noir", "The file is no UTF-8 text."),
        ("data/report.html", b"<p>", None),
        ("data/report.html", b"", "The file is empty (0 bytes)."),
    ],
)
def test_tables_texts_and_pages_are_checked(
    root: Path, filepath: str, content: bytes, problem: str | None
) -> None:
    """For what would keep them from being shown."""
    write_version(root, filepath, RUN, content)
    dataset = Path(filepath).stem
    assert version_of(read(root), dataset).problem == problem


def test_a_large_table_is_cut_between_its_characters(root: Path) -> None:
    """Only its head is looked at, which may end amid a character."""
    write_version(root, "data/table.csv", RUN, ("a" + "ü" * 100_000).encode())
    version = version_of(read(root), "table")
    assert (version.problem, version.files[0].size) == (None, 200_001)


def test_an_empty_version_folder_says_so(root: Path) -> None:
    """Kedro makes the folder before the file."""
    (root / "data/metrics.json" / RUN).mkdir(parents=True)
    history = read(root)
    assert version_of(history, "metrics").problem == (
        "The version's folder does not hold the dataset's file."
    )
    assert len(history.problems) == 1


def test_a_folder_that_is_no_version_makes_no_run(root: Path) -> None:
    """Somebody put it there; it is said all the same."""
    (root / "data/metrics.json/backup").mkdir(parents=True)
    history = read(root)
    assert [run.id for run in history.runs] == [RUN]
    assert [problem.where for problem in history.problems] == [
        "data/metrics.json/backup/metrics.json"
    ]


def test_hidden_files_and_folders_are_passed_over(root: Path) -> None:
    """`.gitkeep`, `.ipynb_checkpoints`, `.DS_Store`."""
    (root / "data/metrics.json/.ipynb_checkpoints").mkdir(parents=True)
    (root / "data/metrics.json/.gitkeep").touch()
    (root / "data/metrics.json/README").touch()
    assert read(root).problems == ()


def test_a_file_in_the_place_of_the_versions_says_so(root: Path) -> None:
    """The dataset was saved before it was versioned."""
    (root / "data/metrics.json").write_text("{}", encoding="utf-8")
    assert facts(read(root).problems) == [
        (
            "The tracked dataset's folder is a file where a folder of versions is expected",
            "data/metrics.json",
            None,
        )
    ]


def test_a_folder_in_the_place_of_a_file_says_so(root: Path) -> None:
    """Only images come in folders."""
    (root / "data/metrics.json" / RUN / "metrics.json").mkdir(parents=True)
    (root / "data/words.txt" / RUN / "words.txt").mkdir(parents=True)
    history = read(root)
    assert version_of(history, "metrics").problem == "The file is a folder."
    assert version_of(history, "words").problem == "The file is a folder."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_does_not_hang_the_build(root: Path) -> None:
    """Nobody will ever write into it."""
    folder = root / "data/metrics.json" / RUN
    folder.mkdir(parents=True)
    os.mkfifo(folder / "metrics.json")
    assert version_of(read(root), "metrics").problem == "The file is no regular file."


@pytest.mark.parametrize(
    "name", ["exp 1", "Ünïcode 😀", "100%", "a#b?c", "x" * 200, "\u202eabc", "a'b\"c<i>"]
)
def test_odd_names_of_versions_are_runs(root: Path, name: str) -> None:
    """A caller may choose the id of a session."""
    write_version(root, "data/metrics.json", name, {"a": 1})
    run = next(run for run in read(root).runs if run.id == name)
    assert (run.recorded, run.status, run.started, dict(run.metrics)) == (
        False,
        "unknown",
        None,
        {"metrics.a": 1.0},
    )


def test_a_name_that_is_no_text_is_passed_over(root: Path) -> None:
    """Linux lets a name be any bytes; no page could hold it."""
    folder = root / "data/metrics.json" / os.fsdecode(b"\xff\xfe")
    try:
        folder.mkdir(parents=True)
    except OSError:
        return  # a system whose names are always text
    problems = read(root).problems
    assert len(problems) == 1
    problems[0].where.encode()


@pytest.mark.parametrize("waits", [False, True])
def test_many_versions_are_read_in_their_order(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, waits: bool
) -> None:
    """One after the other, or at once where reading means waiting: the same comes of it."""
    names = [f"v{n:03}" for n in range(40)]
    for name in names:
        write_version(root, "data/metrics.json", name, {"a": int(name[1:])})
    monkeypatch.setattr("kedro_track.collect.tracking._BATCH", 3)
    worked = count(0, 0 if waits else 1000)
    monkeypatch.setattr("time.thread_time", lambda: next(worked))
    found = [(run.id, run.metrics["metrics.a"]) for run in read(root).runs if run.metrics]
    assert found == [(name, float(name[1:])) for name in names]


def test_versions_of_one_name_make_one_run(root: Path) -> None:
    """A run without a record, put together from what it saved."""
    write_version(root, "data/metrics.json", "2026-02-01T00.00.00.000Z", {"a": 1})
    write_version(root, "data/columns.json", "2026-02-01T00.00.00.000Z", ["b"])
    run = read(root).runs[-1]
    assert [version.dataset for version in run.versions] == ["columns", "metrics"]
    assert run.started is not None
    assert run.started.isoformat() == "2026-02-01T00:00:00+00:00"


def secret_outside(root: Path) -> Path:
    """A folder beside the project, with versions of its own."""
    return write_version(root.parent / "outside", "metrics.json", RUN, {"secret": 1}).parents[1]


LINK = "leads out of the dataset's folder through a symbolic link"


def test_a_linked_dataset_that_leads_out_is_not_read(root: Path) -> None:
    """A relative path says that it lies in the project."""
    (root / "data/metrics.json").symlink_to(secret_outside(root))
    history = read(root)
    assert [dict(run.metrics) for run in history.runs] == [{}]
    assert [problem.what for problem in history.problems] == [
        "The dataset's path leads elsewhere through a symbolic link"
    ]


def test_a_linked_version_that_leads_out_is_not_read(root: Path) -> None:
    """Its neighbours are."""
    write_version(root, "data/metrics.json", "other", {"a": 1})
    (root / "data/metrics.json" / RUN).symlink_to(secret_outside(root) / RUN)
    history = read(root)
    assert [name for run in history.runs for name in run.metrics] == ["metrics.a"]
    assert [problem.where for problem in history.problems] == [f"data/metrics.json/{RUN}"]


def test_a_linked_file_that_leads_out_is_not_read(root: Path) -> None:
    """Nor is one in a folder of figures, nor a folder."""
    secret = secret_outside(root) / RUN / "metrics.json"
    for folder in ("metrics.json", "plots", "matrix.png"):
        (root / "data" / folder / RUN).mkdir(parents=True)
    (root / "data/metrics.json" / RUN / "metrics.json").symlink_to(secret)
    (root / "data/matrix.png" / RUN / "matrix.png").symlink_to(secret)
    (root / "data/plots" / RUN / "plots").symlink_to(secret.parent)
    history = read(root)
    assert {version.problem for version in history.runs[0].versions} == {f"The file {LINK}."}


@pytest.mark.parametrize("cache", [".dvc/cache/files/md5/ab", ".git/annex/objects/ab"])
def test_links_into_the_cache_of_a_data_tool_are_followed(root: Path, cache: str) -> None:
    """DVC and git-annex lay files out so."""
    kept = write_version(root, cache, "cd", {"a": 1})
    (root / "data/metrics.json" / RUN).mkdir(parents=True)
    (root / "data/metrics.json" / RUN / "metrics.json").symlink_to(kept)
    assert dict(read(root).runs[0].metrics) == {"metrics.a": 1.0}


def test_links_from_one_version_to_another_are_followed(root: Path) -> None:
    """They stay in the dataset's folder."""
    write_version(root, "data/metrics.json", "other", {"a": 1})
    (root / "data/metrics.json" / RUN).symlink_to("other")
    assert [dict(run.metrics) for run in read(root).runs] == [{"metrics.a": 1.0}] * 2


def test_a_link_to_what_the_project_keeps_to_itself_is_not_read(root: Path) -> None:
    """Credentials lie in the project as well; a branch of somebody's may link to them."""
    secret = root / "conf/local/credentials.yml"
    secret.write_text("key: secret", encoding="utf-8")
    (root / "data/words.txt" / RUN).mkdir(parents=True)
    (root / "data/words.txt" / RUN / "words.txt").symlink_to(secret)
    [version] = [each for each in read(root).runs[0].versions if each.dataset == "words"]
    assert version.problem == f"The file {LINK}."


def test_a_dataset_that_is_a_link_to_the_configuration_is_not_read(root: Path) -> None:
    """There, `local` would be a version, and `credentials.yml` its file."""
    (root / "conf/local/credentials.yml").write_text("key: secret", encoding="utf-8")
    text = CATALOG.replace("data/words.txt", "data/credentials.yml")
    (root / "conf/base/catalog.yml").write_text(text, encoding="utf-8")
    (root / "data/credentials.yml").symlink_to(root / "conf")
    history = read(root)
    assert [run.id for run in history.runs] == [RUN]
    assert [problem.what for problem in history.problems] == [
        "The dataset's path leads elsewhere through a symbolic link"
    ]


def test_a_link_within_the_data_is_followed(root: Path) -> None:
    """A dataset may have moved within its folder of the project."""
    write_version(root, "data/moved.json", RUN, {"a": 1})
    moved = root / "data/moved.json" / RUN
    (moved / "moved.json").rename(moved / "metrics.json")
    (root / "data/metrics.json").symlink_to(root / "data/moved.json")
    assert dict(read(root).runs[0].metrics) == {"metrics.a": 1.0}


def test_a_relative_path_that_climbs_out_is_not_read(root: Path) -> None:
    """By `..`, however it is wrapped."""
    secret_outside(root)
    text = CATALOG.replace("data/metrics.json", "data/../../outside/metrics.json")
    (root / "conf/base/catalog.yml").write_text(text, encoding="utf-8")
    history = read(root)
    assert [dict(run.metrics) for run in history.runs] == [{}]
    assert [problem.what for problem in history.problems] == [
        "The dataset's path leads out of the project by `..`"
    ]


def test_an_absolute_path_is_read_as_it_is_declared(root: Path) -> None:
    """Data often lie on a disk of their own; links out of there are not followed."""
    outside = secret_outside(root)
    (outside / "linked").symlink_to(root.parent)
    text = CATALOG.replace("data/metrics.json", outside.as_posix())
    (root / "conf/base/catalog.yml").write_text(text, encoding="utf-8")
    history = read(root)
    assert dict(history.runs[0].metrics) == {"metrics.secret": 1.0}
    assert [problem.where for problem in history.problems] == [f"{outside.as_posix()}/linked"]


def test_a_url_of_a_file_is_a_path(root: Path) -> None:
    """`file://` is how some write it."""
    outside = secret_outside(root)
    text = CATALOG.replace("data/metrics.json", f"file://{outside.as_posix()}")
    (root / "conf/base/catalog.yml").write_text(text, encoding="utf-8")
    assert dict(read(root).runs[0].metrics) == {"metrics.secret": 1.0}


def test_any_file_system_of_fsspec_is_read_alike(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here one in memory; its files are kept where the site is made from."""
    import fsspec

    monkeypatch.setenv("KEDRO_TRACK_CACHE", str(tmp_path / "cache"))
    memory = fsspec.filesystem("memory")
    memory.pipe(f"/bucket/metrics.json/{RUN}/metrics.json", b'{"a": 1}')
    memory.pipe(f"/bucket/matrix.png/{RUN}/matrix.png", png())
    memory.pipe(f"/bucket/plots/{RUN}/plots/x/0.png", png())
    memory.pipe("/bucket/table.csv/later/other.csv", b"")
    text = CATALOG.replace("data/", "memory://bucket/")
    (root / "conf/base/catalog.yml").write_text(text, encoding="utf-8")
    history = read(root)
    memory.rm("/bucket", recursive=True)

    assert dict(history.runs[0].metrics) == {"metrics.a": 1.0}
    assert Path(version_of(history, "matrix").files[0].path).read_bytes() == png()
    assert [file.name for file in version_of(history, "plots").files] == ["x/0.png"]
    assert [problem.where for problem in history.problems] == [
        "memory://bucket/table.csv/later/table.csv"
    ]


def test_a_file_system_that_is_not_there_is_said(root: Path) -> None:
    """Without the password that its URL holds."""
    text = CATALOG.replace("data/metrics.json", "nosuch://ada:secret@host/metrics.json")
    (root / "conf/base/catalog.yml").write_text(text, encoding="utf-8")
    [problem] = read(root).problems
    assert problem.what.startswith("The dataset's path can't be reached")
    assert problem.where == "nosuch://host/metrics.json (dataset metrics)"
