"""Builders of histories for tests: deterministic, rich, made of plain values.

`make_run()` and `make_history()` need no project and no store. Given a `folder`, the files
of the plots are really written there; without one a run has no plots. `write_legacy_project()`
writes what kedro-viz left behind: a project with its catalog, its store and its folders.
"""

from __future__ import annotations

import hashlib
import json
import random
import sqlite3
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from kedro_track.history import (
    Code,
    Failure,
    History,
    Input,
    Kind,
    Node,
    NodeTiming,
    Project,
    Run,
    TrackedDataset,
    TrackedFile,
    Version,
)
from kedro_track.store.liveness import Process
from kedro_track.store.rows import RecordedRun

EPOCH = datetime(2026, 1, 5, 8, 0, 0, 123000, tzinfo=timezone.utc)
"""When the first run of a built history starts; each later one starts 7 hours after."""

ACTIVE = "data_science.active_modelling_pipeline.metrics"
SCORES = "scores"
COLUMNS = "companies_columns"
PRICES = "reporting.price_histogram"
CONFUSION = "reporting.confusion_matrix"

DATASETS = (
    TrackedDataset(
        ACTIVE,
        "metrics",
        "kedro_track.MetricsDataset",
        "data/09_tracking/active_metrics.json",
        "data_science.active_modelling_pipeline",
    ),
    TrackedDataset(SCORES, "metrics", "kedro_track.MetricsDataset", "data/09_tracking/scores.json"),
    TrackedDataset(
        COLUMNS, "json", "kedro_track.JSONDataset", "data/09_tracking/companies_columns.json"
    ),
    TrackedDataset(
        PRICES, "plotly", "plotly.JSONDataset", "data/08_reporting/price_histogram.json"
    ),
    TrackedDataset(
        CONFUSION,
        "image",
        "matplotlib.MatplotlibDataset",
        "data/08_reporting/confusion_matrix.png",
    ),
)

GRAPH = (
    Node(
        "preprocess_companies_node",
        ("companies",),
        ("preprocessed_companies", COLUMNS),
        ("preprocessing",),
        None,
        "spaceflights.pipelines.data_processing.nodes.preprocess_companies",
    ),
    Node(
        "split_data_node",
        ("preprocessed_companies", "params:model_options"),
        ("X_train", "X_test", "y_train", "y_test"),
        (),
        "data_science",
        "spaceflights.pipelines.data_science.nodes.split_data",
    ),
    Node(
        "train_model_node",
        ("X_train", "y_train"),
        ("regressor",),
        ("training",),
        "data_science.active_modelling_pipeline",
        "spaceflights.pipelines.data_science.nodes.train_model",
    ),
    Node(
        "evaluate_model_node",
        ("regressor", "X_test", "y_test"),
        (ACTIVE, SCORES),
        ("training", "evaluation"),
        "data_science.active_modelling_pipeline",
        "spaceflights.pipelines.data_science.nodes.evaluate_model",
    ),
    Node(
        "plot_prices_node",
        ("preprocessed_companies",),
        (PRICES, CONFUSION),
        ("reporting",),
        "reporting",
        "spaceflights.pipelines.reporting.nodes.plot_prices",
    ),
)

FAILURE = Failure(
    "ValueError",
    "The 'test_size' = 0.0 should be greater than 0",
    (
        "Traceback (most recent call last):\n",
        '  File "src/spaceflights/pipelines/data_science/nodes.py", line 18, in split_data\n',
        "    X_train, X_test = train_test_split(X, test_size=options['test_size'])\n",
        "ValueError: The 'test_size' = 0.0 should be greater than 0\n",
    ),
    "split_data_node",
)


def version_of(when: datetime) -> str:
    """A session's id as Kedro writes it, such as `2026-11-24T05.42.49.760Z`."""
    return when.strftime("%Y-%m-%dT%H.%M.%S.") + f"{when.microsecond // 1000:03d}Z"


def png(shade: int = 128, width: int = 32, height: int = 24) -> bytes:
    """A valid greyscale PNG of one shade (0 to 255) with a darker frame."""
    edge = bytes([shade // 2])
    row = b"\0" + edge + bytes([shade]) * (width - 2) + edge
    rows = b"\0" + edge * width + row.join([b""] * (height - 1)) + b"\0" + edge * width

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", _crc(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def figure(*values: float, title: str = "Prices") -> dict[str, Any]:
    """A Plotly figure of one bar trace, as its JSON holds it."""
    trace = {"type": "bar", "x": list(range(len(values))), "y": list(values)}
    return {"data": [trace], "layout": {"title": {"text": title}}}


def make_metrics(values: Mapping[str, float], dataset: str = SCORES, version: str = "") -> Version:
    """A version of a metrics dataset."""
    return Version(dataset, version, "metrics", data=dict(values))


def make_run(index: int = 0, *, folder: Path | None = None, **changes: Any) -> Run:
    """The run number `index` of a history, rich in everything that a run can have.

    Args:
        index: Decides the id, the time, the parameters and the values; 0 is the oldest.
        folder: Where the files of its two plots are written; None for a run without plots.
        changes: Any field of `Run`, to replace what the builder chose. A new `id` alone
            becomes the `version` as well, also of its tracked versions.
    """
    started = EPOCH + index * timedelta(hours=7, seconds=13)
    identity = changes.get("id", version_of(started))
    version = changes.get("version", identity)
    timings = _timings(index, started)
    ended = started + timedelta(seconds=sum(timing.seconds for timing in timings) + 1.5)
    given = {"model_options": {"test_size": _test_size(index)}} if index % 2 else {}
    run = Run(
        id=identity,
        version=version,
        attempt=f"00000000-0000-4000-8000-{index:012d}",
        status="succeeded",
        started=started,
        ended=ended,
        heard=ended,
        duration=(ended - started).total_seconds(),
        captured=True,
        store="session_store.db",
        user=("ada", "grace", "katherine")[index % 3],
        git_user=("Ada Lovelace", "Grace Hopper", "Katherine Johnson")[index % 3],
        host="workbench",
        command=_command(given),
        environment="local",
        runner="SequentialRunner",
        pipelines=("__default__",),
        code=_code(index),
        parameters={
            "model_options": {
                "test_size": _test_size(index),
                "random_state": 3,
                "features": ["engines", "crew", "passenger_capacity"],
            },
            "regressor": ("linear", "ridge")[index // 4 % 2],
        },
        given=given,
        python="3.11.9",
        platform="Linux-6.1.0-x86_64-with-glibc2.36",
        packages={
            "kedro": "1.7.0",
            "pandas": "2.2.3",
            "scikit-learn": ("1.4.2", "1.5.1")[index // 6 % 2],
        },
        graph=GRAPH,
        timings=timings,
        inputs=(
            Input("companies", "data/01_raw/companies.csv", 18_210 + 37 * (index // 5), EPOCH),
        ),
        saved=dict.fromkeys(_saved(folder), version),
        versions=_versions(index, version, folder),
    )
    return replace(run, **changes)


def make_failed_run(index: int = 0, **changes: Any) -> Run:
    """A run that failed in its second node, before anything but the columns was saved."""
    run = make_run(index)
    failed = {
        "status": "failed",
        "failure": FAILURE,
        "timings": (run.timings[0], replace(run.timings[1], failed=True)),
        "saved": {COLUMNS: run.version},
        "versions": run.of_kind("json"),
    }
    return replace(run, **{**failed, **changes})


def make_legacy_run(index: int = 0, **changes: Any) -> Run:
    """A run as a row of kedro-viz tells of it: little more than command, git and metrics."""
    run = make_run(index)
    bare = Run(
        id=run.id,
        version=run.version,
        status="succeeded",
        started=run.started,
        store=run.store,
        user=run.user,
        command=run.command,
        code=Code("7707b23", "main", dirty=True),
        given=run.given,
        versions=run.versions,
    )
    return replace(bare, **changes)


def make_history(
    n: int = 3,
    *,
    folder: Path | None = None,
    plain: bool = False,
    **changes: Any,
) -> History:
    """A history of `n` runs, oldest first.

    Every fifth run (the 4th, 9th, …) failed; some have a title, notes, tags or a bookmark.

    Args:
        n: How many runs.
        folder: Where the files of the plots are written; None for a history without plots.
        plain: True for a history in which every run succeeded and none has a title.
        changes: Any field of `History`, to replace what the builder chose.
    """
    runs = tuple(_varied(index, folder, plain=plain) for index in range(n))
    datasets = tuple(item for item in DATASETS if item.name in _saved(folder)) if n else ()
    project = Project(
        name="Spaceflights",
        path="/projects/spaceflights",
        package="spaceflights",
        kedro_version="1.7.0",
        remote="https://github.com/example/spaceflights",
    )
    history = History(project, runs, tuple(sorted(datasets, key=lambda item: item.name)))
    return replace(history, **changes)


def _varied(index: int, folder: Path | None, *, plain: bool) -> Run:
    if plain:
        return make_run(index, folder=folder)
    if index % 5 == 3:
        return make_failed_run(index)
    changes: dict[str, Any] = {}
    if index % 4 == 1:
        changes["title"] = f"Trial {index}: test size {_test_size(index)}"
    if index % 6 == 2:
        changes["notes"] = f"Note {index}.\n\n- the **second** paragraph\n"
        changes["tags"] = ("candidate", "sweep")
    if index % 7 == 0:
        changes["bookmark"] = True
    return make_run(index, folder=folder, **changes)


def _saved(folder: Path | None) -> tuple[str, ...]:
    return (
        (ACTIVE, SCORES, COLUMNS)
        if folder is None
        else (ACTIVE, SCORES, COLUMNS, PRICES, CONFUSION)
    )


def _test_size(index: int) -> float:
    return round(0.1 + 0.05 * (index % 6), 2)


def _command(given: Mapping[str, Any]) -> str:
    if not given:
        return "kedro run"
    return f"kedro run --params=model_options.test_size={given['model_options']['test_size']}"


def _code(index: int) -> Code:
    return Code(
        sha=hashlib.sha1(f"commit {index // 2}".encode()).hexdigest(),
        branch=("main", "main", "main", "experiment/ridge")[index % 4],
        dirty=index % 5 == 2,
        remote="https://github.com/example/spaceflights",
    )


def _timings(index: int, started: datetime) -> tuple[NodeTiming, ...]:
    chance = random.Random(f"timings {index}")
    timings: list[NodeTiming] = []
    moment = started
    for node in GRAPH:
        seconds = round(chance.uniform(0.05, 4.0), 3)
        timings.append(NodeTiming(node.name, seconds, moment))
        moment += timedelta(seconds=seconds + 0.02)
    return tuple(timings)


def _versions(index: int, version: str, folder: Path | None) -> tuple[Version, ...]:
    chance = random.Random(f"values {index}")
    drift = 0.002 * index + chance.gauss(0, 0.01)
    active = {
        "r2_score": 0.39 + drift,
        "mae": 550 - 100 * drift,
        "max_error": 11_000 + 40.5 * index,
    }
    scores = {"rmse": 800 - 90 * drift, "n_features": 7.0}
    columns = {"columns": ["id", "company_rating", "iata_approved"], "data_type": "companies"}
    data = (
        Version(ACTIVE, version, "metrics", data=active),
        Version(SCORES, version, "metrics", data=scores),
        Version(COLUMNS, version, "json", data=columns),
    )
    found = data if folder is None else (*data, *_plots(index, version, folder))
    return tuple(sorted(found, key=lambda item: item.dataset))


def _plots(index: int, version: str, folder: Path) -> tuple[Version, Version]:
    # Every two runs share a content, so that identical plots can be folded.
    step = index // 2
    prices = json.dumps(figure(*(step + offset for offset in (1.5, 4, 2.25)))).encode()
    return (
        write_plot(folder, PRICES, version, "price_histogram.json", prices),
        write_plot(folder, CONFUSION, version, "confusion_matrix.png", png(40 + 16 * step % 200)),
    )


def write_plot(folder: Path, dataset: str, version: str, name: str, content: bytes) -> Version:
    """Write a file as Kedro lays it out and give the version that it is of."""
    path = folder / name / version / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    kind: Kind = "plotly" if name.endswith(".json") else "image"
    return Version(dataset, version, kind, (TrackedFile(name, str(path), len(content), digest),))


def _crc(data: bytes) -> int:
    return zlib.crc32(data) & 0xFFFFFFFF


def make_recorded_run(version: str = "2026-01-05T08.00.00.123Z", **changes: Any) -> RecordedRun:
    """An attempt as the recorder hands it to the store: succeeded, on another host.

    Args:
        version: Id of the session.
        changes: Any field of `RecordedRun`.
    """
    plain = RecordedRun(
        attempt=f"attempt of {version}",
        version=version,
        status="succeeded",
        started=EPOCH.timestamp(),
        heard=EPOCH.timestamp() + 60,
        ended=EPOCH.timestamp() + 60,
        process=Process("workbench", "a boot of long ago", 4242, 1.5),
        record={"kedro": "1.7.0", "command": "kedro run", "user": "ada"},
    )
    return replace(plain, **changes)


LEGACY_SCHEMA = """
CREATE TABLE runs (id VARCHAR NOT NULL, blob JSON, PRIMARY KEY (id));
CREATE INDEX ix_runs_id ON runs (id);
CREATE TABLE user_run_details (
    id INTEGER NOT NULL, run_id VARCHAR, bookmark BOOLEAN, title VARCHAR, notes VARCHAR,
    PRIMARY KEY (id), UNIQUE (run_id), FOREIGN KEY(run_id) REFERENCES runs (id)
);
CREATE INDEX ix_user_run_details_id ON user_run_details (id);
"""

LEGACY_FILES = {
    "pyproject.toml": """\
[tool.kedro]
package_name = "spaceflights"
project_name = "Spaceflights"
kedro_init_version = "0.19.10"
source_dir = "src"
""",
    "conf/base/globals.yml": "folders:\n  tracking: data/09_tracking\n",
    "conf/base/catalog.yml": """\
companies:
  type: pandas.CSVDataset
  filepath: data/01_raw/companies.csv
""",
    "conf/base/catalog_tracking.yml": """\
metrics:
  type: tracking.MetricsDataset
  filepath: ${globals:folders.tracking}/metrics.json
companies_columns:
  type: tracking.JSONDataset
  filepath: ${globals:folders.tracking}/companies_columns.json
confusion_matrix:
  type: matplotlib.MatplotlibWriter
  filepath: data/08_reporting/confusion_matrix.png
  versioned: true
""",
    "conf/local/.gitkeep": "",
    "src/spaceflights/__init__.py": "",
    "src/spaceflights/settings.py": """\
from pathlib import Path

from kedro_viz.integrations.kedro.sqlite_store import SQLiteStore

SESSION_STORE_CLASS = SQLiteStore
SESSION_STORE_ARGS = {"path": str(Path(__file__).parents[2] / "data")}
""",
}


def legacy_blob(run: str, **changes: Any) -> dict[str, Any]:
    """The session's dictionary as kedro-viz stored it; a change to None drops its key."""
    blob = {
        "package_name": "spaceflights",
        "project_path": "/home/ada/spaceflights",
        "session_id": run,
        "cli": {
            "args": [],
            "params": {"env": None, "pipeline": None, "runner": None, "params": {}},
            "command_name": "run",
            "command_path": "kedro run",
        },
        "username": "ada",
        "git": {"commit_sha": "7707b23", "dirty": True, "branch": "main"},
        **changes,
    }
    return {key: value for key, value in blob.items() if value is not None}


def write_legacy_store(
    path: Path,
    blobs: Mapping[str, Any],
    details: Sequence[tuple[str, bool, str | None, str | None]] = (),
) -> Path:
    """Write a store as kedro-viz did: blobs by run id, encoded twice.

    Args:
        path: The `.db` file.
        blobs: A mapping is encoded twice, a text is stored as it stands.
        details: Rows of `user_run_details`: run id, bookmark, title, notes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        (run, blob if isinstance(blob, str) else json.dumps(json.dumps(blob)))
        for run, blob in blobs.items()
    ]
    store = sqlite3.connect(path)
    with store:
        store.executescript(LEGACY_SCHEMA)
        store.executemany("INSERT INTO runs (id, blob) VALUES (?, ?)", rows)
        store.executemany(
            "INSERT INTO user_run_details (run_id, bookmark, title, notes) VALUES (?, ?, ?, ?)",
            details,
        )
    store.close()
    return path


def write_version(root: Path, filepath: str, version: str, content: bytes | str | Any) -> Path:
    """Write one version of a dataset as Kedro lays it out; what is no text or bytes, as JSON."""
    path = root / filepath / version / Path(filepath).name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_legacy_project(
    root: Path, n: int = 3, *, files: Mapping[str, str | None] | None = None
) -> Path:
    """Write the project that a kedro-viz user left behind, with `n` runs, and give its root.

    Args:
        root: A folder that need not exist.
        n: How many runs; each has metrics, tracked JSON and a plot.
        files: Text files by path that replace or add to the project's own; None drops one.
    """
    for name, text in {**LEGACY_FILES, **(files or {})}.items():
        if text is not None:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
    runs = [version_of(EPOCH + index * timedelta(hours=7)) for index in range(n)]
    write_legacy_store(root / "data/session_store.db", {run: legacy_blob(run) for run in runs})
    for index, run in enumerate(runs):
        values = {"r2_score": 0.39 + index / 1000, "mae": 550.0 - index}
        columns = {"columns": ["id", "company_rating"], "data_type": "companies"}
        write_version(root, "data/09_tracking/metrics.json", run, values)
        write_version(root, "data/09_tracking/companies_columns.json", run, columns)
        write_version(root, "data/08_reporting/confusion_matrix.png", run, png(40 + index))
    return root
