"""The trash of a store: what is in it is not shown, and its data is nobody's either."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from builders import (
    legacy_blob,
    make_recorded_run,
    write_legacy_project,
    write_legacy_store,
    write_version,
)
from kedro_track.collect.history import read_history
from kedro_track.collect.trash import read_trash
from kedro_track.config import Config
from kedro_track.errors import StoreError
from kedro_track.store import spool
from kedro_track.store.address import Store
from kedro_track.store.edits import Edit, edit_run
from kedro_track.store.reader import RunReader
from kedro_track.store.trash import empty_trash, restore_runs, trash_runs
from kedro_track.store.writer import RunWriter

FIRST = "2026-01-05T08.00.00.123Z"
SECOND = "2026-02-05T08.00.00.123Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with two runs of kedro-viz; each saved metrics."""
    root = write_legacy_project(tmp_path / "project", 0)
    store = root / "data/session_store.db"
    store.unlink()
    write_legacy_store(
        store,
        {run: legacy_blob(run) for run in (FIRST, SECOND)},
        [(FIRST, True, "Mine", "Long notes")],
    )
    for run in (FIRST, SECOND):
        write_version(root, "data/09_tracking/metrics.json", run, {"mae": 1.0})
    return root


def store_of(root: Path) -> Path:
    """The store of the project."""
    return root / "data/session_store.db"


def ids(root: Path) -> list[str]:
    """Ids of the runs that a build shows."""
    return [run.id for run in read_history(root, None, Config()).runs]


def count(root: Path, table: str) -> int:
    """How many rows a table has."""
    with sqlite3.connect(store_of(root)) as connection:
        [(found,)] = connection.execute(f"SELECT count(*) FROM {table}")
    return int(found)


def test_a_run_in_the_trash_is_not_shown_nor_is_its_data(root: Path) -> None:
    """Its versions do not come back as those of nobody."""
    trash_runs(store_of(root), [FIRST])
    assert ids(root) == [SECOND]
    assert (root / "data/09_tracking/metrics.json" / FIRST / "metrics.json").is_file()


def test_every_kind_of_store_has_a_trash(any_store: Store) -> None:
    """There and back; then for good, with the words on it, and a mark that a late record meets."""
    run, other = make_recorded_run(FIRST), make_recorded_run(SECOND)
    RunWriter(any_store).save([run, other])
    edit_run(any_store, FIRST, Edit(title="Mine"))
    trash_runs(any_store, [FIRST])
    restore_runs(any_store, [FIRST])
    before = {each.id: each for each in RunReader(any_store).read().runs}
    assert (before[FIRST].title, before[FIRST].trashed) == ("Mine", None)
    trash_runs(any_store, [FIRST])
    assert empty_trash(any_store) == [FIRST]
    RunWriter(any_store).save([run])
    after = RunReader(any_store).read()
    assert [mark.attempt for mark in after.deleted] == [run.attempt]
    assert {each.id: each.title for each in after.runs}.get(FIRST) is None
    assert before[SECOND] in after.runs


def test_a_restored_run_is_as_it_was(root: Path) -> None:
    """With all that was said of it."""
    before = read_history(root, None, Config()).by_id[FIRST]
    trash_runs(store_of(root), [FIRST])
    restore_runs(store_of(root), [FIRST])
    assert read_history(root, None, Config()).by_id[FIRST] == before


def test_deleting_twice_keeps_the_first_moment(root: Path) -> None:
    """It tells for how long a run has been there."""
    trash_runs(store_of(root), [FIRST], at=100.0)
    trash_runs(store_of(root), [FIRST], at=200.0)
    [item] = read_trash(root, Config()).runs
    assert item.since is not None
    assert item.since.timestamp() == 100.0


def test_an_emptied_trash_leaves_no_row_and_brings_no_version_back(root: Path) -> None:
    """Only a mark, which a build heeds; what is not in the trash stays."""
    trash_runs(store_of(root), [FIRST])
    assert empty_trash(store_of(root)) == [FIRST]
    assert [count(root, t) for t in ("runs", "user_run_details", "track_details")] == [1, 0, 0]
    assert ids(root) == [SECOND]
    history = read_history(root, None, Config())
    assert history.problems == ()


def test_what_was_said_of_a_run_is_gone_with_it(root: Path) -> None:
    """No table holds a word of it."""
    edit_run(store_of(root), FIRST, Edit(title="Secret", tags_added=("secret",)))
    trash_runs(store_of(root), [FIRST])
    empty_trash(store_of(root))
    with sqlite3.connect(store_of(root)) as connection:
        assert "ecret" not in "".join(connection.iterdump())


def test_versions_without_a_record_can_be_deleted_and_forgotten(root: Path) -> None:
    """Which is what one wants of half a run that was copied in."""
    stray = "2020-01-01T00.00.00.000Z"
    write_version(root, "data/09_tracking/metrics.json", stray, {"mae": 9.0})
    assert stray in ids(root)
    trash_runs(store_of(root), [stray])
    assert stray not in ids(root)
    empty_trash(store_of(root))
    assert stray not in ids(root)


def test_data_of_a_run_that_is_gone_can_be_seen_again(root: Path) -> None:
    """As versions without a record, which is what they are then."""
    trash_runs(store_of(root), [FIRST])
    empty_trash(store_of(root))
    assert read_trash(root, Config()).gone == (FIRST,)
    restore_runs(store_of(root), [FIRST])
    run = read_history(root, None, Config()).by_id[FIRST]
    assert (run.recorded, dict(run.metrics)) == (False, {"metrics.mae": 1.0})


def test_versions_under_other_names_are_forgotten_too(root: Path) -> None:
    """A run may save a version that does not bear its own name."""
    saved = {"saved": {"metrics": "by-hand"}}
    RunWriter(store_of(root)).save([make_recorded_run("2026-03-01T00.00.00.000Z", record=saved)])
    write_version(root, "data/09_tracking/metrics.json", "by-hand", {"mae": 3.0})
    trash_runs(store_of(root), ["2026-03-01T00.00.00.000Z"])
    empty_trash(store_of(root))
    assert ids(root) == [FIRST, SECOND]


def test_a_record_that_turns_up_late_stays_deleted(root: Path) -> None:
    """One that was spooled, or lies in a teammate's store, is of the same attempt."""
    run = make_recorded_run("late")
    RunWriter(store_of(root)).save([run])
    trash_runs(store_of(root), ["late"])
    empty_trash(store_of(root))
    spool.put(run, store_of(root))
    RunWriter(root / "data/grace.db").save([run])
    assert ids(root) == [FIRST, SECOND]
    RunWriter(store_of(root)).save([run])
    assert ids(root) == [FIRST, SECOND]


def test_another_run_of_the_same_id_is_shown(root: Path) -> None:
    """A caller's own id can be used again."""
    RunWriter(store_of(root)).save([make_recorded_run("nightly")])
    trash_runs(store_of(root), ["nightly"])
    empty_trash(store_of(root))
    RunWriter(store_of(root)).save([make_recorded_run("nightly", attempt="another")])
    assert "nightly" in ids(root)


def test_a_late_word_of_the_recorder_does_not_restore(root: Path) -> None:
    """The run ended after it was deleted on another machine."""
    run = make_recorded_run("slow", status="running", ended=None)
    RunWriter(store_of(root)).save([run])
    trash_runs(store_of(root), ["slow"])
    RunWriter(store_of(root)).save([make_recorded_run("slow")])
    assert "slow" not in ids(root)
    assert [item.run.status for item in read_trash(root, Config()).runs] == ["succeeded"]


def test_kedro_viz_still_opens_the_store(root: Path) -> None:
    """Its tables are as it made them, and point at each other."""
    trash_runs(store_of(root), [FIRST])
    empty_trash(store_of(root))
    with sqlite3.connect(store_of(root)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT id FROM runs").fetchall() == [(SECOND,)]


def test_a_trash_that_cant_be_emptied_is_as_it_was(root: Path) -> None:
    """One transaction."""
    trash_runs(store_of(root), [FIRST, SECOND])
    with sqlite3.connect(store_of(root)) as connection:
        connection.execute(
            f"CREATE TRIGGER no_more BEFORE DELETE ON runs WHEN old.id = '{SECOND}' "
            "BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(StoreError):
        empty_trash(store_of(root))
    content = RunReader(store_of(root)).read()
    assert ([run.id for run in content.runs], content.deleted) == ([FIRST, SECOND], ())
