"""Editing a run in a store, seen through the one reader."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from kedro_track.errors import StoreError
from kedro_track.store.edits import Change, Edit, edit_run, edit_runs
from kedro_track.store.reader import RunReader
from kedro_track.store.rows import StoredRun

RUN = "2026-11-24T05.42.49.760Z"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The place of a store that does not exist yet."""
    return tmp_path / "data" / "session_store.db"


def read(store: Path) -> StoredRun:
    """The one run of a store."""
    [run] = RunReader(store).read().runs
    return run


def test_a_run_without_a_row_is_given_one(store: Path) -> None:
    """Versions that no store knew of can be titled."""
    edit_run(store, RUN, Edit(title="Found on disk"))
    assert (read(store).id, read(store).title) == (RUN, "Found on disk")


def test_what_is_not_said_stays(store: Path) -> None:
    """A second edit leaves the first one's title."""
    edit_run(store, RUN, Edit(title="Mine", bookmark=True))
    edit_run(store, RUN, Edit(notes="**Bold**"))
    run = read(store)
    assert (run.title, run.notes, run.bookmark) == ("Mine", "**Bold**", True)


def test_empty_texts_clear(store: Path) -> None:
    """An empty title and empty notes are none."""
    edit_run(store, RUN, Edit(title="Mine", notes="Long"))
    edit_run(store, RUN, Edit(title=" ", notes=""))
    assert (read(store).title, read(store).notes) == (None, None)


def test_tags_are_added_once_and_removed(store: Path) -> None:
    """Order is that of adding; what is not there is no error to remove."""
    edit_run(store, RUN, Edit(tags_added=("a", "b", "a")))
    edit_run(store, RUN, Edit(tags_added=("b", "c"), tags_removed=("a", "z")))
    assert read(store).tags == ("b", "c")


def test_a_run_is_hidden_and_shown(store: Path) -> None:
    """Hiding goes both ways."""
    edit_run(store, RUN, Edit(hidden=True))
    assert read(store).hidden
    edit_run(store, RUN, Edit(hidden=False))
    assert not read(store).hidden


def test_the_row_is_one_that_kedro_viz_reads(store: Path) -> None:
    """Its blob is JSON, encoded twice, with the session's id."""
    edit_run(store, RUN, Edit(title="Mine"))
    with sqlite3.connect(store) as connection:
        [(blob,)] = connection.execute("SELECT blob FROM runs")
    assert json.loads(json.loads(blob)) == {"session_id": RUN}


def test_the_blob_of_a_recorded_run_is_not_touched(store: Path) -> None:
    """Only what is said of it changes."""
    edit_run(store, RUN, Edit(bookmark=True))
    blob = json.dumps(json.dumps({"session_id": RUN, "env": "prod"}))
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE runs SET blob = ?", (blob,))
    edit_run(store, RUN, Edit(title="Mine"))
    assert read(store).blob == {"session_id": RUN, "env": "prod"}


def test_an_edit_tells_what_it_changed(store: Path) -> None:
    """What was said and is so already is no change."""
    edit_run(store, RUN, Edit(title="Mine", tags_added=("a",)))
    changes = edit_run(store, RUN, Edit(title="Mine", notes="x", tags_added=("b",), hidden=False))
    assert changes == (Change("notes", None, "x"), Change("tags", ("a",), ("a", "b")))


def test_it_is_noted_when_a_thing_was_said(store: Path) -> None:
    """Each by itself, also where it only confirms what was so."""
    edit_run(store, RUN, Edit(title="Mine", bookmark=True), at=100.0)
    edit_run(store, RUN, Edit(title="Mine", tags_added=("a",)), at=200.0)
    assert read(store).edited == {"title": 200.0, "tags": 200.0, "bookmark": 100.0}


def test_several_runs_are_edited_together_or_not_at_all(store: Path) -> None:
    """One transaction."""
    edit_run(store, RUN, Edit(title="Mine"))
    with sqlite3.connect(store) as connection:
        connection.execute(
            "CREATE TRIGGER no_more BEFORE INSERT ON runs BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(StoreError):
        edit_runs(store, {RUN: Edit(title="Ours"), "another": Edit(title="Ours")})
    assert read(store).title == "Mine"


def test_the_id_that_kedro_viz_took_for_a_title_is_none(store: Path) -> None:
    """It is not told as what was there before."""
    edit_run(store, RUN, Edit(title=RUN))
    assert edit_run(store, RUN, Edit(title="Mine")) == (Change("title", None, "Mine"),)


def test_a_store_that_is_no_database_is_named(store: Path) -> None:
    """The error says which file, and nothing is written."""
    store.parent.mkdir()
    store.write_bytes(b"not a database, but long enough to look like a file of some kind")
    with pytest.raises(StoreError, match=r"session_store\.db is no SQLite database"):
        edit_run(store, RUN, Edit(title="Mine"))
