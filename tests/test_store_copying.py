"""A history copied between stores: all of it, once, however often and wherever it broke off."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from builders import legacy_blob, make_recorded_run, write_legacy_store
from databases import rows, sql
from kedro_track.cli import track
from kedro_track.errors import StoreError
from kedro_track.store import copying, spool
from kedro_track.store.address import Store
from kedro_track.store.copying import copy_store
from kedro_track.store.ddl import TABLES
from kedro_track.store.edits import Edit, edit_run
from kedro_track.store.reader import RunReader
from kedro_track.store.rows import StoredRun
from kedro_track.store.trash import empty_trash, trash_runs
from kedro_track.store.writer import RunWriter

RUN = "2026-01-05T08.00.00.123Z"
ODD = "odd/../100% \U0001f600"
LEGACY = Path(__file__).parent / "legacy" / "data" / "session_store.db"


def told(store: Store) -> dict[str, dict[str, Any]]:
    """All that the reader tells of a store, but for the store's own name."""
    return {
        run.id: {key: value for key, value in asdict(run).items() if key != "store"}
        for run in RunReader(store).read().runs
    }


def one(store: Store) -> StoredRun:
    """The one run of a store."""
    [run] = RunReader(store).read().runs
    return run


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A store of ours with two attempts under one id, edits, and one run in the trash."""
    store = tmp_path / "source" / "session_store.db"
    runs = [make_recorded_run(RUN, attempt=name, blob=legacy_blob(RUN)) for name in "ab"]
    RunWriter(store).save(
        [*runs, make_recorded_run("odd/../100% \U0001f600", record={"x": 1e-300})]
    )
    edit_run(store, f"{RUN}~2", Edit(title="Best", notes="*so far*", tags_added=("a", "b")), at=5.0)
    edit_run(store, RUN, Edit(bookmark=True, hidden=True), at=6.0)
    trash_runs(store, [ODD], at=7.0)
    return store


def test_everything_goes_along(source: Path, any_store: Store) -> None:
    """Records, sessions, titles, notes, tags, bookmarks, the trash, and when each was said."""
    done = copy_store(source, any_store)

    assert (done.runs, done.new, done.changed, done.missing) == (3, 3, 0, ())
    assert told(any_store) == told(source)


def test_there_and_back_again(source: Path, any_store: Store, tmp_path: Path) -> None:
    """The last store is the first, and so is its digest."""
    back = tmp_path / "back.db"

    there = copy_store(source, any_store)

    assert copy_store(any_store, back).digest == there.digest
    assert told(back) == told(source)


def test_a_second_copy_changes_nothing(source: Path, any_store: Store) -> None:
    """Not a row."""
    copy_store(source, any_store)
    before = [rows(any_store, table) for table in copying._TABLES]

    done = copy_store(source, any_store)

    assert (done.new, done.changed) == (0, 0)
    assert [rows(any_store, table) for table in copying._TABLES] == before


def test_a_copy_that_broke_off_goes_on(
    source: Path, any_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was copied stays, what was not is copied then."""
    monkeypatch.setattr(copying, "_BATCH", 1)

    def stop(_count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(source, any_store, stop)
    assert len(rows(any_store)) == 1

    done = copy_store(source, any_store)

    assert (done.new, done.missing) == (2, ())
    assert told(any_store) == told(source)


def test_a_history_of_kedro_viz(any_store: Store) -> None:
    """All 22 rows of a real one, as they stand."""
    before = LEGACY.read_bytes()

    done = copy_store(LEGACY, any_store)

    assert (done.runs, done.new) == (22, 22)
    assert told(any_store) == told(LEGACY)
    assert LEGACY.read_bytes() == before


def test_rows_that_cannot_be_decoded_are_carried_over(any_store: Store, tmp_path: Path) -> None:
    """Somebody may mend them yet: a half blob, a bare NaN, none at all."""
    blobs = {"half": '{"a": ', "nan": '{"session_id": "nan", "x": NaN}', "list": "[1]"}
    source = write_legacy_store(tmp_path / "s.db", blobs, [("half", True, "Half", None)])
    with closing(sqlite3.connect(source)) as file, file:
        file.execute("INSERT INTO runs (id) VALUES ('empty')")

    assert copy_store(source, any_store).missing == ()
    assert repr(told(any_store)) == repr(told(source))
    assert copy_store(source, any_store).changed == 0


def test_another_run_has_the_id(any_store: Store, tmp_path: Path) -> None:
    """Both are kept, and a second copy knows them again; so with sessions of kedro-viz."""
    source = tmp_path / "s.db"
    RunWriter(source).save([make_recorded_run(RUN, attempt="theirs")])
    edit_run(source, RUN, Edit(title="Theirs"))
    RunWriter(any_store).save([make_recorded_run(RUN, attempt="ours")])
    old = write_legacy_store(tmp_path / "old.db", {RUN: legacy_blob(RUN, username="grace")})

    done = copy_store(source, any_store)
    copy_store(old, any_store)

    assert done.renamed == {RUN: f"{RUN}~2"}
    assert copy_store(source, any_store).changed == copy_store(old, any_store).changed == 0
    found = told(any_store)
    assert [found[name]["attempt"] for name in (RUN, f"{RUN}~2")] == ["ours", "theirs"]
    assert found[f"{RUN}~2"]["title"] == "Theirs"


def test_the_later_telling_counts(any_store: Store, tmp_path: Path) -> None:
    """A run that went on since, on either side."""
    source = tmp_path / "s.db"
    begun = make_recorded_run("a", status="running", ended=None)
    ended = replace(begun, status="succeeded", heard=begun.heard + 5)
    RunWriter(source).save([begun])
    copy_store(source, any_store)
    RunWriter(source).save([ended])

    assert copy_store(source, any_store).changed == 1
    assert one(any_store).status == "succeeded"

    RunWriter(any_store).save([replace(ended, status="failed", heard=ended.heard + 5)])
    done = copy_store(source, any_store)

    assert (done.changed, done.later, done.missing) == (0, 1, ())
    assert one(any_store).status == "failed"


def test_the_later_word_counts(any_store: Store, tmp_path: Path) -> None:
    """Where its time is known; where it is not, what the target has stays."""
    source = write_legacy_store(
        tmp_path / "s.db", {RUN: legacy_blob(RUN)}, [(RUN, True, "Old", "old note")]
    )
    copy_store(source, any_store)
    edit_run(any_store, RUN, Edit(title="Ours"), at=10.0)
    assert copy_store(source, any_store).changed == 0
    assert (one(any_store).title, one(any_store).notes) == ("Ours", "old note")

    edit_run(source, RUN, Edit(title="Later"), at=20.0)
    edit_run(source, RUN, Edit(notes="Earlier"), at=1.0)
    edit_run(any_store, RUN, Edit(notes="Ours"), at=2.0)

    assert copy_store(source, any_store).changed == 1
    assert (one(any_store).title, one(any_store).notes) == ("Later", "Ours")


def test_what_was_removed_for_good_stays_away(any_store: Store, source: Path) -> None:
    """On the side of the target; the source's own marks go along."""
    copy_store(source, any_store)
    trash_runs(any_store, [RUN])
    assert len(empty_trash(any_store)) == 2

    assert copy_store(source, any_store).deleted == 2
    assert list(told(any_store)) == [f"{RUN}~2"]


def test_a_record_that_waits_goes_along(any_store: Store, tmp_path: Path) -> None:
    """Beside a source that could not be written."""
    source = tmp_path / "source" / "session_store.db"
    RunWriter(source).save([make_recorded_run("a", status="running", ended=None, heard=1.0)])
    spool.put(make_recorded_run("a"), source)
    spool.put(make_recorded_run("b"), source)

    assert copy_store(source, any_store).missing == ()
    assert {name: run["status"] for name, run in told(any_store).items()} == {
        "a": "succeeded",
        "b": "succeeded",
    }


def test_a_target_of_somebody_else(source: Path, tmp_path: Path) -> None:
    """It is left as it is."""
    target = tmp_path / "other.db"
    sql(target, "CREATE TABLE theirs (a INTEGER)")
    before = target.read_bytes()

    with pytest.raises(StoreError, match="is somebody else's database; name another file"):
        copy_store(source, target)

    assert target.read_bytes() == before


def said(*arguments: object) -> tuple[int, list[str]]:
    """The exit code and the lines of `kedro track copy`."""
    done = CliRunner().invoke(track, ["copy", *map(str, arguments)])
    return done.exit_code, done.output.splitlines()


def test_the_command_says_what_it_did(any_store: Store, source: Path) -> None:
    """Counts, ids that differ, the digest; nothing of a password."""
    RunWriter(any_store).save([make_recorded_run(RUN, attempt="ours")])
    target = str(any_store) if isinstance(any_store, Path) else any_store.sqlalchemy_url
    code, lines = said(source.parent, target)

    assert code == 0
    assert lines[:2] == [
        f"3 runs of {source} to {any_store}: 3 new, 0 brought up to date, 0 there already.",
        f"{RUN} is {RUN}~2 there: another run has its id.",
    ]
    assert lines[-1].startswith(
        f"Verified: {any_store} tells of 3 runs what {source} tells (sha256"
    )
    assert "postgres:@" not in "".join(lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("none.db", "to.db"), "none.db is missing"),
        (("mysql://ada:hunter2@db/x", "to.db"), "The URL of the session store can't be understood"),
        (("postgresql://ada:hunter2@127.0.0.1:1/x", "to.db"), "the connection is refused"),
    ],
)
def test_a_source_that_cannot_be_read(
    arguments: tuple[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, and no target is made."""
    monkeypatch.chdir(tmp_path)
    code, lines = said(*arguments)

    assert code == 1
    assert words in " ".join(lines)
    assert "hunter2" not in "".join(lines)
    assert not list(tmp_path.iterdir())


def test_a_project_means_its_own_store(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As its settings name it; and a store is not copied onto itself."""
    RunWriter(project / "data" / "session_store.db").save([make_recorded_run(RUN)])
    monkeypatch.chdir(project)

    assert said(".", tmp_path / "to.db")[0] == 0
    assert list(told(tmp_path / "to.db")) == [RUN]
    assert "is both FROM and TO" in said(".", "data")[1][0]


def test_every_table_goes_along() -> None:
    """A table that a later version adds must be thought of here."""
    assert {*copying._TABLES, "track_meta"} == set(TABLES)
