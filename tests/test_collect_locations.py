"""Where the versions of datasets are found: by factories, by records, and by both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from builders import make_recorded_run, write_legacy_project, write_version
from kedro_track.collect.history import read_history
from kedro_track.config import Config
from kedro_track.history import History
from kedro_track.store.writer import RunWriter

RUN = "2026-03-01T08.00.00.000Z"


def project_with(root: Path, catalog: str) -> Path:
    """A project with this catalog and an empty store."""
    files = {"conf/base/catalog.yml": catalog, "conf/base/catalog_tracking.yml": None}
    return write_legacy_project(root / "project", 0, files=files)


def read(root: Path) -> History:
    """The history of a project."""
    return read_history(root, None, Config())


def record_datasets(root: Path, run: str = RUN, **datasets: tuple[str, str]) -> None:
    """File a run that recorded these datasets, each by type and path; `__` is a dot."""
    described = {
        name.replace("__", "."): {"type": kind, "filepath": path}
        for name, (kind, path) in datasets.items()
    }
    saved = dict.fromkeys(described, run)
    record: dict[str, Any] = {"datasets": described, "saved": saved}
    RunWriter(root / "data/session_store.db").save([make_recorded_run(run, record=record)])


FACTORY = """\
"{namespace}.metrics":
  type: tracking.MetricsDataset
  filepath: data/09/{namespace}/metrics.json
"""


def test_the_datasets_of_a_factory_are_found_by_their_folders(tmp_path: Path) -> None:
    """No record names them: kedro-viz kept none."""
    root = project_with(tmp_path, FACTORY)
    for namespace in ("active", "data_science.candidate"):
        write_version(root, f"data/09/{namespace}/metrics.json", RUN, {"mae": 1})
    history = read(root)
    assert list(history.runs[0].metrics) == [
        "active.metrics.mae",
        "data_science.candidate.metrics.mae",
    ]
    assert [dataset.namespace for dataset in history.datasets] == [
        "active",
        "data_science.candidate",
    ]
    assert history.problems == ()


def test_folders_that_only_look_like_a_factorys_are_passed_over(tmp_path: Path) -> None:
    """Without the file of a version, nothing tells that they are."""
    root = project_with(
        tmp_path, FACTORY.replace("data/09/{namespace}/metrics.json", "'{namespace}'")
    )
    history = read(root)
    assert (history.runs, history.problems) == ((), ())


def test_a_declared_dataset_is_not_the_factorys(tmp_path: Path) -> None:
    """Its path is its own."""
    catalog = FACTORY + "a.metrics:\n  type: tracking.JSONDataset\n  filepath: data/a.json\n"
    root = project_with(tmp_path, catalog)
    write_version(root, "data/09/a/metrics.json", RUN, {"mae": 1})
    write_version(root, "data/a.json", RUN, {"mae": 2})
    assert [(version.dataset, version.kind) for version in read(root).runs[0].versions] == [
        ("a.metrics", "json")
    ]


AMBIGUOUS = """\
"{namespace}.{name}":
  type: tracking.MetricsDataset
  filepath: data/09/{namespace}_{name}.json
"""


def test_datasets_whose_names_cant_be_told_are_named_after_their_files(tmp_path: Path) -> None:
    """And the way out is said, once for all of them."""
    root = project_with(tmp_path, AMBIGUOUS)
    write_version(root, "data/09/a_b_c.json", RUN, {"mae": 1})
    write_version(root, "data/09/a_b_d.json", RUN, {"mae": 2})
    history = read(root)
    assert list(history.runs[0].metrics) == ["a_b_c.mae", "a_b_d.mae"]
    assert [problem.what for problem in history.problems] == [
        "The paths of a factory pattern do not tell its datasets' names"
    ]


def test_a_record_tells_the_name_that_a_path_does_not(tmp_path: Path) -> None:
    """Of all versions there, older ones too."""
    root = project_with(tmp_path, AMBIGUOUS)
    record_datasets(root, a_b__c=("tracking.MetricsDataset", "data/09/a_b_c.json"))
    write_version(root, "data/09/a_b_c.json", RUN, {"mae": 1})
    write_version(root, "data/09/a_b_c.json", "2025-03-01T08.00.00.000Z", {"mae": 2})
    history = read(root)
    assert [dict(run.metrics) for run in history.runs] == [{"a_b.c.mae": 2.0}, {"a_b.c.mae": 1.0}]
    assert history.problems == ()


def test_a_record_finds_what_the_catalog_no_longer_declares(tmp_path: Path) -> None:
    """Somebody renamed the dataset since."""
    root = project_with(tmp_path, FACTORY)
    record_datasets(root, old=("kedro_track.MetricsDataset", "data/old.json"))
    write_version(root, "data/old.json", RUN, {"mae": 1})
    assert dict(read(root).runs[0].metrics) == {"old.mae": 1.0}


def test_a_record_finds_what_the_catalog_cant_resolve(tmp_path: Path) -> None:
    """Each run may have saved to a place of its own; then nothing is left to say."""
    catalog = (
        "m:\n  type: tracking.MetricsDataset\n  filepath: data/${runtime_params:region}/m.json\n"
    )
    root = project_with(tmp_path, catalog)
    for run, region in ((RUN, "eu"), ("2026-03-02T08.00.00.000Z", "us")):
        record_datasets(root, run, m=("tracking.MetricsDataset", f"data/{region}/m.json"))
        write_version(root, f"data/{region}/m.json", run, {"mae": len(region)})
    history = read(root)
    assert [dict(run.metrics) for run in history.runs] == [{"m.mae": 2.0}, {"m.mae": 2.0}]
    assert history.problems == ()


def test_what_cant_be_resolved_is_said_where_no_record_helps(tmp_path: Path) -> None:
    """With the entry's place."""
    root = project_with(
        tmp_path, "m:\n  type: tracking.MetricsDataset\n  filepath: data/${today:}/m.json\n"
    )
    assert [problem.where for problem in read(root).problems] == ["conf/base/catalog.yml: m"]


def test_what_a_record_tracked_is_of_the_kind_that_the_catalog_says(tmp_path: Path) -> None:
    """Its path moved, its type is known better now."""
    root = project_with(tmp_path, "m:\n  type: tracking.JSONDataset\n  filepath: data/new/m.json\n")
    record_datasets(root, m=("tracking.MetricsDataset", "data/old/m.json"))
    write_version(root, "data/old/m.json", RUN, {"mae": 1})
    [version] = read(root).runs[0].versions
    assert (version.dataset, version.kind) == ("m", "json")


def test_a_projects_own_class_is_tracked_as_what_it_derives_from(tmp_path: Path) -> None:
    """The recorder knows its base; no class is imported to read it."""
    root = project_with(tmp_path, FACTORY)
    own = {"type": "pack.datasets.Own", "base": "kedro_track.MetricsDataset"}
    record = {"datasets": {"own": {**own, "filepath": "data/own.json"}}}
    RunWriter(root / "data/session_store.db").save([make_recorded_run(RUN, record=record)])
    write_version(root, "data/own.json", RUN, {"mae": 1})
    assert dict(read(root).runs[0].metrics) == {"own.mae": 1.0}


def test_a_record_declares_nothing_outside_of_the_project(tmp_path: Path) -> None:
    """It may come from a store that somebody else handed over."""
    root = project_with(tmp_path, FACTORY)
    outside = write_version(tmp_path / "outside", "m.json", RUN, {"secret": 1}).parents[1]
    record_datasets(root, m=("tracking.MetricsDataset", outside.as_posix()))
    history = read(root)
    assert history.runs[0].versions == ()
    assert [problem.what for problem in history.problems] == [
        "A run recorded a dataset outside of the project, where no catalog entry leads"
    ]


def test_a_record_may_name_what_the_catalog_declares_outside(tmp_path: Path) -> None:
    """Directly, or by a factory."""
    outside = tmp_path / "outside"
    catalog = (
        f"m:\n  type: tracking.MetricsDataset\n  filepath: {outside.as_posix()}/m.json\n"
        f"'{{n}}.x':\n  type: tracking.MetricsDataset\n"
        f"  filepath: {outside.as_posix()}/{{n}}.json\n"
    )
    root = project_with(tmp_path, catalog)
    record_datasets(
        root,
        m=("tracking.MetricsDataset", f"{outside.as_posix()}/m.json"),
        a__x=("tracking.MetricsDataset", f"{outside.as_posix()}/a.json"),
    )
    for name in ("m.json", "a.json"):
        write_version(outside, name, RUN, {"mae": 1})
    history = read(root)
    assert dict(history.runs[0].metrics) == {"a.x.mae": 1.0, "m.mae": 1.0}
    assert history.problems == ()


def test_what_a_record_saved_but_cant_be_shown_is_left_out(tmp_path: Path) -> None:
    """Every versioned dataset is recorded; a pickle has nothing to look at."""
    root = project_with(tmp_path, FACTORY)
    record_datasets(root, model=("pickle.PickleDataset", "data/model.pkl"))
    write_version(root, "data/model.pkl", RUN, b"\x80")
    history = read(root)
    assert (history.runs[0].versions, history.datasets) == ((), ())
    assert history.runs[0].saved == {"model": RUN}
