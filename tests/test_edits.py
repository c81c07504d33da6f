"""Editing a run in a store, seen through the one reader."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from kedro_track.errors import EditedMeanwhileError, StoreError
from kedro_track.store.address import Store
from kedro_track.store.edits import Change, Edit, edit_run, edit_runs
from kedro_track.store.reader import RunReader
from kedro_track.store.rows import StoredRun

RUN = "2026-11-24T05.42.49.760Z"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The place of a store that does not exist yet."""
    return tmp_path / "data" / "session_store.db"


def read(store: Store) -> StoredRun:
    """The one run of a store."""
    [run] = RunReader(store).read().runs
    return run


def test_a_run_without_a_row_is_given_one(any_store: Store) -> None:
    """Versions that no store knew of can be titled."""
    edit_run(any_store, RUN, Edit(title="Found on disk"))
    assert (read(any_store).id, read(any_store).title) == (RUN, "Found on disk")


def test_what_is_not_said_stays(any_store: Store) -> None:
    """A second edit leaves the first one's title."""
    edit_run(any_store, RUN, Edit(title="Mine", bookmark=True))
    edit_run(any_store, RUN, Edit(notes="**Bold**"))
    run = read(any_store)
    assert (run.title, run.notes, run.bookmark) == ("Mine", "**Bold**", True)


def test_empty_texts_clear(any_store: Store) -> None:
    """An empty title and empty notes are none."""
    edit_run(any_store, RUN, Edit(title="Mine", notes="Long"))
    edit_run(any_store, RUN, Edit(title=" ", notes=""))
    assert (read(any_store).title, read(any_store).notes) == (None, None)


def test_tags_are_added_once_and_removed(any_store: Store) -> None:
    """Order is that of adding; what is not there is no error to remove."""
    edit_run(any_store, RUN, Edit(tags_added=("a", "b", "a")))
    edit_run(any_store, RUN, Edit(tags_added=("b", "c"), tags_removed=("a", "z")))
    assert read(any_store).tags == ("b", "c")


def test_a_run_is_hidden_and_shown(any_store: Store) -> None:
    """Hiding goes both ways."""
    edit_run(any_store, RUN, Edit(hidden=True))
    assert read(any_store).hidden
    edit_run(any_store, RUN, Edit(hidden=False))
    assert not read(any_store).hidden


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


def test_an_edit_tells_what_it_changed(any_store: Store) -> None:
    """What was said and is so already is no change."""
    edit_run(any_store, RUN, Edit(title="Mine", tags_added=("a",)))
    changes = edit_run(
        any_store, RUN, Edit(title="Mine", notes="x", tags_added=("b",), hidden=False)
    )
    assert changes == (Change("notes", None, "x"), Change("tags", ("a",), ("a", "b")))


def test_it_is_noted_when_a_thing_was_said(any_store: Store) -> None:
    """Each by itself, also where it only confirms what was so."""
    edit_run(any_store, RUN, Edit(title="Mine", bookmark=True), at=100.0)
    edit_run(any_store, RUN, Edit(title="Mine", tags_added=("a",)), at=200.0)
    assert read(any_store).edited == {"title": 200.0, "tags": 200.0, "bookmark": 100.0}


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


def test_the_id_that_kedro_viz_took_for_a_title_is_none(any_store: Store) -> None:
    """It is not told as what was there before."""
    edit_run(any_store, RUN, Edit(title=RUN))
    assert edit_run(any_store, RUN, Edit(title="Mine")) == (Change("title", None, "Mine"),)


def test_a_store_that_is_no_database_is_named(store: Path) -> None:
    """The error says which file, and nothing is written."""
    store.parent.mkdir()
    store.write_bytes(b"not a database, but long enough to look like a file of some kind")
    with pytest.raises(StoreError, match=r"session_store\.db is no SQLite database"):
        edit_run(store, RUN, Edit(title="Mine"))


def test_a_later_word_than_was_judged_by_is_not_replaced(any_store: Store) -> None:
    """Nor is any other run of the same edit changed; what was said of other things is no matter."""
    edit_run(any_store, RUN, Edit(title="Judged"), at=100.0)
    edit_run(any_store, RUN, Edit(title="Later", notes="Later"), at=200.0)
    edits = {"other": Edit(title="New"), RUN: Edit(title="Mine", judged={"title": 100.0})}
    with pytest.raises(EditedMeanwhileError, match=f"the title of run {RUN} was edited meanwhile"):
        edit_runs(any_store, edits)
    assert read(any_store).title == "Later"
    edit_run(any_store, RUN, Edit(title="Mine", judged={"title": 200.0}))
    assert (read(any_store).title, read(any_store).notes) == ("Mine", "Later")
