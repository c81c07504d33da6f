"""Histories read in chunks: the runs of a whole reading, and nothing read that is known."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from builders import (
    EPOCH,
    legacy_blob,
    make_recorded_run,
    version_of,
    write_legacy_project,
    write_version,
)
from kedro_track.chunked import Chunked
from kedro_track.collect import chunks
from kedro_track.collect.chunks import read_chunked
from kedro_track.collect.history import read_history
from kedro_track.collect.project import find_project
from kedro_track.collect.remembered import Remembered
from kedro_track.config import Config
from kedro_track.digests import digest_of
from kedro_track.history import History
from kedro_track.store.edits import Edit, edit_run
from kedro_track.store.raw import read_raw
from kedro_track.store.writer import RunWriter

LEGACY = Path(__file__).parent / "legacy"
STORE = "data/session_store.db"
METRICS = "data/09_tracking/metrics.json"


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few runs fill several."""
    monkeypatch.setattr(chunks, "CHUNK", 4)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions that are read, in their order."""
    found: list[str] = []
    plain = chunks.read_version

    def noted(location: Any, version: str) -> Any:
        found.append(version)
        return plain(location, version)

    monkeypatch.setattr(chunks, "read_version", noted)
    return found


def chunked(project: Path, cache: Remembered | None = None) -> History:
    """The project's history as a build reads it."""
    return read_chunked(find_project(project), None, Config(), cache or Remembered(None))


def is_as_a_whole(project: Path) -> bool:
    """Whether reading in chunks tells what reading all at once does, and is done in chunks."""
    found, whole = chunked(project), read_history(project, None, Config())
    assert isinstance(found.runs, Chunked)
    assert list(found.runs) == list(whole.shown)
    assert (found.project, found.datasets) == (whole.project, whole.datasets)
    assert set(found.problems) == set(whole.problems)
    return True


def recorded(project: Path, count: int, **changes: Any) -> Path:
    """A project with runs that kedro-track recorded, each with a version of its own."""
    write_legacy_project(project, 0)
    names = [f"2026-02-0{1 + i // 5}T0{i % 5}.00.00.000Z" for i in range(count)]
    record = {
        "kedro": "1.7.0",
        "datasets": {"scores": {"type": "kedro_track.MetricsDataset", "filepath": METRICS}},
    }
    for i, name in enumerate(names):
        started = EPOCH.timestamp() + 86_400 * 30 - i * 60
        kept = {**record, "saved": {"scores": name}, "parameters": {"a": i}}
        run = replace(make_recorded_run(name), started=started, record=kept, **changes)
        RunWriter(project / STORE).save([run])
        write_version(project, METRICS, name, {"r2": i / 7})
    return project


def edited(project: Path) -> Path:
    """Some are titled, tagged, hidden."""
    names = [run.id for run in read_history(project, None, Config()).runs]
    edit_run(project / STORE, names[1], Edit(title="Titled", notes="*Noted*"))
    edit_run(project / STORE, names[2], Edit(hidden=True))
    edit_run(project / STORE, names[-1], Edit(bookmark=True))
    return project


def without_a_record(project: Path) -> Path:
    """Versions that no store knows, one of them hollow, one no moment."""
    write_version(project, METRICS, "2026-01-06T00.00.00.000Z", {"r2": 0.5})
    write_version(project, METRICS, "by hand", {"r2": 0.25})
    (project / METRICS / "2026-01-07T00.00.00.000Z").mkdir()
    return project


def broken(project: Path) -> Path:
    """Files that can't be read."""
    write_version(project, METRICS, "2026-01-08T00.00.00.000Z", "{")
    return project


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: write_legacy_project(folder, 11),
        lambda folder: edited(write_legacy_project(folder, 11)),
        lambda folder: without_a_record(write_legacy_project(folder, 5)),
        lambda folder: broken(write_legacy_project(folder, 5)),
        lambda folder: recorded(folder, 10),
        lambda folder: edited(recorded(folder, 10)),
        lambda folder: recorded(folder, 3, status="running", ended=None),
        lambda folder: shutil.copytree(LEGACY, folder),
    ],
    ids=["legacy", "edited", "bare", "broken", "ours", "ours-edited", "running", "real"],
)
def test_chunks_tell_what_a_whole_reading_does(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    """Run by run, of histories of all kinds."""
    assert is_as_a_whole(make(tmp_path / "project"))


def add_run(project: Path, version: str) -> None:
    """One more run of kedro-viz, with a version."""
    with closing(sqlite3.connect(project / STORE)) as store, store:
        blob = json.dumps(json.dumps(legacy_blob(version)))
        store.execute("INSERT INTO runs (id, blob) VALUES (?, ?)", (version, blob))
    write_version(project, METRICS, version, {"r2_score": 0.5})


def read_with(cache: Path, project: Path) -> History:
    """One reading with the cache of a file, every run of it looked at."""
    with closing(Remembered(cache)) as opened:
        found = chunked(project, opened)
        return replace(found, runs=tuple(found.runs))


def test_what_is_known_is_not_read_again(tmp_path: Path, read: list[str]) -> None:
    """Nothing with nothing new; after a new run only that one's."""
    project = write_legacy_project(tmp_path / "project", 11)
    read_with(tmp_path / "cache.db", project)
    read.clear()
    read_with(tmp_path / "cache.db", project)
    assert read == []

    new = "2026-01-09T00.00.00.000Z"
    add_run(project, new)
    found = read_with(tmp_path / "cache.db", project)
    assert found.runs[-1].id == new
    assert read == [new]


def test_an_edited_row_is_seen(tmp_path: Path) -> None:
    """However old the run is."""
    project = write_legacy_project(tmp_path / "project", 11)
    read_with(tmp_path / "cache.db", project)
    edit_run(project / STORE, read_with(tmp_path / "cache.db", project).runs[1].id, Edit("New"))

    assert read_with(tmp_path / "cache.db", project).runs[1].title == "New"


def test_a_record_that_was_changed_is_seen(tmp_path: Path) -> None:
    """However old the run is, and if it is as long as it was: of a record a digest is kept."""
    project = recorded(tmp_path / "project", 5)
    assert read_with(tmp_path / "cache.db", project).runs[1].parameters == {"a": 3}
    with closing(sqlite3.connect(project / STORE)) as store, store:
        change = "UPDATE track_runs SET record = replace(record, '\"a\": 3', '\"a\": 7')"
        assert store.execute(change).rowcount
    assert read_with(tmp_path / "cache.db", project).runs[1].parameters == {"a": 7}


def test_records_are_not_held_in_memory(tmp_path: Path) -> None:
    """100,000 of them would be more than a GB; they are read a chunk at a time."""
    project = recorded(tmp_path / "project", 5)
    found = read_raw(project / STORE)
    assert found is not None
    assert {len(cell) for cell in found.cells("track_runs", "record")} == {32}
    assert [run.record and run.record["parameters"] for run in found.decoded([*found.runs][:2])]


def test_records_of_a_store_with_a_log_are_read(tmp_path: Path) -> None:
    """It is copied to be read, and not for each chunk anew."""
    project = recorded(tmp_path / "project", 5)
    with closing(sqlite3.connect(project / STORE)) as store:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("UPDATE track_details SET hidden = 0")
        store.commit()
        assert is_as_a_whole(project)


def test_a_version_that_could_not_be_read_is_read_again(tmp_path: Path, read: list[str]) -> None:
    """It may have been written since; it alone."""
    project = broken(write_legacy_project(tmp_path / "project", 3))
    before = read_with(tmp_path / "cache.db", project).runs[-1]
    write_version(project, METRICS, before.version, {"r2": 1})
    read.clear()

    assert dict(before.metrics) == {}
    assert dict(read_with(tmp_path / "cache.db", project).runs[-1].metrics) == {"metrics.r2": 1.0}
    assert read == [before.version]


def test_a_young_version_is_read_again(tmp_path: Path, read: list[str]) -> None:
    """Whoever wrote it may not have come to its end; it is so alone of its chunk.

    And the other runs are the same to whoever remembers them by their digest.
    """
    project = write_legacy_project(tmp_path / "project", 3)
    young = version_of(datetime.now(timezone.utc) - timedelta(hours=1))
    add_run(project, young)
    before = read_with(tmp_path / "cache.db", project)
    write_version(project, METRICS, young, {"r2_score": 0.75})
    read.clear()

    found = read_with(tmp_path / "cache.db", project)
    assert dict(found.runs[-1].metrics) == {"metrics.r2_score": 0.75}
    assert read == [young]
    assert [*map(digest_of, found.runs[:-1])] == [*map(digest_of, before.runs[:-1])]


def test_verifying_believes_nothing(tmp_path: Path) -> None:
    """A version that somebody has written over in spite of all is read."""
    project = write_legacy_project(tmp_path / "project", 3)
    version = read_with(tmp_path / "cache.db", project).runs[0].version
    write_version(project, METRICS, version, {"r2_score": 0.75})
    with closing(Remembered(tmp_path / "cache.db", verify=True)) as cache:
        found = chunked(project, cache).runs[0]

    assert dict(found.metrics) == {"metrics.r2_score": 0.75}


@pytest.mark.parametrize("content", [b"", b"no database" * 500])
def test_a_broken_cache_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    """It costs time only."""
    project = write_legacy_project(tmp_path / "project", 3)
    (tmp_path / "cache.db").write_bytes(content)

    assert len(read_with(tmp_path / "cache.db", project).runs) == 3


@pytest.mark.parametrize("spoil", ["twin", "elsewhere", "teammate", "notes"])
def test_what_is_not_plain_is_read_whole(tmp_path: Path, spoil: str) -> None:
    """Two attempts of one version, versions of another name, a teammate's store, notes in files."""
    project = recorded(tmp_path / "project", 3)
    if spoil == "teammate":
        shutil.copy(project / STORE, project / "data/grace.db")
    elif spoil == "notes":
        (project / "notes").mkdir()
        (project / "notes/2026-02-01T00.00.00.000Z.md").write_text("Noted.", encoding="utf-8")
    else:
        plain = make_recorded_run("2026-02-01T00.00.00.000Z", attempt="another")
        record = {**plain.record, "saved": {"scores": "by hand"}}
        RunWriter(project / STORE).save(
            [plain if spoil == "twin" else replace(plain, version="other", record=record)]
        )
    found, whole = chunked(project), read_history(project, None, Config())

    assert not isinstance(found.runs, Chunked)
    assert found == whole
