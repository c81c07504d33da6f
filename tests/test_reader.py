"""Stores of every age and in every state, read without a trace."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from builders import legacy_blob, make_recorded_run, write_legacy_store
from databases import sql
from kedro_track.errors import StoreError
from kedro_track.record.upload import upload
from kedro_track.store.address import Server
from kedro_track.store.reader import RunReader
from kedro_track.store.rows import StoredRun
from kedro_track.store.writer import RunWriter

RUN = "2026-01-05T08.00.00.123Z"


def read(path: Path) -> tuple[StoredRun, ...]:
    """The runs of a store."""
    return RunReader(path).read().runs


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Content and time of each file."""
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_a_blob_that_was_encoded_twice_is_decoded_twice(tmp_path: Path) -> None:
    """kedro-viz kept JSON text in a JSON column."""
    store = write_legacy_store(tmp_path / "s.db", {RUN: legacy_blob(RUN)})
    assert read(store)[0].blob == legacy_blob(RUN)


def test_a_blob_that_was_encoded_once_is_decoded_too(tmp_path: Path) -> None:
    """Tools of others write it so."""
    store = write_legacy_store(tmp_path / "s.db", {RUN: json.dumps(legacy_blob(RUN))})
    assert read(store)[0].blob == legacy_blob(RUN)


def test_details_belong_to_their_row(tmp_path: Path) -> None:
    """Those of runs that no longer exist are passed over."""
    details = [(RUN, True, "Best", "note"), ("gone", False, "Lost", None)]
    store = write_legacy_store(tmp_path / "s.db", {RUN: legacy_blob(RUN)}, details)
    [run] = read(store)
    assert (run.title, run.notes, run.bookmark) == ("Best", "note", True)


@pytest.mark.parametrize(
    ("blob", "problem"),
    [
        ("{half", "The blob of its row is no valid JSON"),
        ('"not a session"', "The blob of its row is no valid JSON"),
        ("[1, 2]", "The blob of its row is no session but a list"),
        ("", "The blob of its row is empty"),
        ("[" * 100_000, "The blob of its row is nested deeper than 64 levels"),
    ],
)
def test_a_broken_blob_costs_only_itself(tmp_path: Path, blob: str, problem: str) -> None:
    """The row is kept, and so are its neighbours."""
    store = write_legacy_store(tmp_path / "s.db", {RUN: blob, "other": legacy_blob("other")})
    broken, sound = read(store)
    assert (broken.id, broken.blob, broken.problem) == (RUN, None, problem)
    assert sound.blob is not None


def test_a_blob_that_is_no_utf8_costs_only_itself(tmp_path: Path) -> None:
    """One text that can't be decoded must not end the reading of all rows."""
    store = write_legacy_store(tmp_path / "s.db", {RUN: "{}", "other": legacy_blob("other")})
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE runs SET blob = CAST(X'ff7b' AS TEXT) WHERE id = ?", (RUN,))
    connection.close()
    broken, sound = read(store)
    assert broken.problem == "The blob of its row is no valid JSON"
    assert sound.blob is not None


def test_the_oldest_stores_tell_when_a_row_was_made(tmp_path: Path) -> None:
    """kedro-viz 4.1 had a column for it, in UTC, and no table of details."""
    store = tmp_path / "s.db"
    with sqlite3.connect(store) as connection:
        connection.execute("CREATE TABLE runs (id VARCHAR, created_at DATETIME, blob JSON)")
        connection.execute("INSERT INTO runs VALUES ('mine', '2021-08-08 09:43:11', '{}')")
    connection.close()
    assert read(store)[0].started == 1628415791.0


def test_what_the_recorder_wrote_is_read_back(tmp_path: Path) -> None:
    """Our record, and the blob beside it."""
    run = make_recorded_run(RUN, blob=legacy_blob(RUN))
    RunWriter(tmp_path / "s.db").save([run])
    [stored] = read(tmp_path / "s.db")
    assert (stored.id, stored.attempt, stored.record, stored.blob) == (
        RUN,
        run.attempt,
        run.record,
        run.blob,
    )
    assert (stored.started, stored.ended, stored.heard) == (run.started, run.ended, run.heard)
    assert (stored.host, stored.boot, stored.pid) == ("workbench", "a boot of long ago", 4242)


def test_two_attempts_under_one_id_are_two_runs(tmp_path: Path) -> None:
    """The second bears `~2`, and the version of both."""
    RunWriter(tmp_path / "s.db").save(
        [make_recorded_run(RUN), make_recorded_run(RUN, attempt="another")]
    )
    assert [(run.id, run.version) for run in read(tmp_path / "s.db")] == [
        (RUN, RUN),
        (f"{RUN}~2", RUN),
    ]


def test_values_of_a_wrong_type_cost_only_themselves(tmp_path: Path) -> None:
    """SQLite keeps what it is given."""
    store = tmp_path / "s.db"
    RunWriter(store).save([make_recorded_run(RUN)])
    with sqlite3.connect(store) as connection:
        connection.execute("UPDATE track_runs SET started = 'soon', pid = 'x', record = '7'")
        connection.execute("INSERT INTO track_details VALUES (?, '{', 0, NULL)", (RUN,))
    connection.close()
    [run] = read(store)
    assert (run.started, run.pid, run.tags, run.record) == (None, None, (), None)
    assert run.problem == "The record of its row is no session but a int"


def test_a_sound_database_of_somebody_else_is_no_store(tmp_path: Path) -> None:
    """Many a `*.db` lies beside a store."""
    with sqlite3.connect(tmp_path / "mlflow.db") as connection:
        connection.execute("CREATE TABLE experiments (id INTEGER)")
    connection.close()
    assert RunReader(tmp_path / "mlflow.db").read().is_store is False


@pytest.mark.parametrize(
    ("content", "clause"),
    [
        (None, "is missing"),
        (b"", "is empty (0 bytes)"),
        (b"Thumbs", "is no SQLite database"),
        (b"SQLite format 3\0\x10\0\x01\x01" + b"\xff" * 4096, "is damaged"),
    ],
)
def test_what_is_no_store_says_so(tmp_path: Path, content: bytes | None, clause: str) -> None:
    """A clause that wants the store's name."""
    path = tmp_path / "s.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=f"^{clause.split('(', maxsplit=1)[0].strip()}"):
        read(path)


def test_a_missing_store_is_not_made(tmp_path: Path) -> None:
    """SQLite would make an empty one."""
    with pytest.raises(StoreError):
        read(tmp_path / "s.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    """Somebody named a folder so."""
    (tmp_path / "s.db").mkdir()
    with pytest.raises(StoreError, match=r"is a folder|can't be opened"):
        read(tmp_path / "s.db")


def test_a_damaged_store_gives_what_it_still_has(tmp_path: Path) -> None:
    """Rows before the damage are kept, and the damage is said."""
    blobs = {f"run {n:04}": legacy_blob(f"run {n:04}") for n in range(400)}
    store = write_legacy_store(tmp_path / "s.db", blobs)
    content = bytearray(store.read_bytes())
    page = 4096
    for start in range(len(content) // page // 2 * page, len(content), page):
        content[start : start + page] = b"\xff" * page
    store.write_bytes(content)
    found = RunReader(store).read()
    assert found.damage == "is damaged"
    assert 0 < len(found.runs) < 400


def wal_store(path: Path) -> sqlite3.Connection:
    """A store in WAL mode whose one row is still in the log; close it to check it in."""
    write_legacy_store(path, {})
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("INSERT INTO runs VALUES (?, '{}')", (RUN,))
    return connection


def test_rows_that_are_still_in_the_log_are_read(tmp_path: Path) -> None:
    """`immutable=1` would lose them."""
    connection = wal_store(tmp_path / "s.db")
    assert [run.id for run in read(tmp_path / "s.db")] == [RUN]
    connection.close()


def test_a_clean_wal_store_gets_no_side_files(tmp_path: Path) -> None:
    """`mode=ro` would leave `-wal` and `-shm` beside it."""
    wal_store(tmp_path / "s.db").close()
    before = snapshot(tmp_path)
    assert [run.id for run in read(tmp_path / "s.db")] == [RUN]
    assert list(before) == ["s.db"]
    assert snapshot(tmp_path) == before


def test_a_wal_store_that_was_left_open_stays_as_it_is(tmp_path: Path) -> None:
    """A kill leaves the log behind: it is read, and left."""
    connection = wal_store(tmp_path / "live.db")
    left = tmp_path / "left"
    left.mkdir()
    for suffix in ("", "-wal"):
        (left / f"s.db{suffix}").write_bytes((tmp_path / f"live.db{suffix}").read_bytes())
    connection.close()
    before = snapshot(left)
    assert [run.id for run in read(left / "s.db")] == [RUN]
    assert snapshot(left) == before


def test_a_store_that_is_written_to_meanwhile_is_read_whole(tmp_path: Path) -> None:
    """The copy is made again until it is of one moment: rows up to one, and none beyond."""
    connection = wal_store(tmp_path / "s.db")
    connection.close()
    stop = threading.Event()

    def write() -> None:
        writer = sqlite3.connect(tmp_path / "s.db", isolation_level=None)
        for n in range(1_000_000):
            writer.execute("INSERT INTO runs VALUES (?, '{}')", (f"row {n:07}",))
            if stop.wait(0.002):
                break
        writer.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        found = [[run.id for run in read(tmp_path / "s.db")] for _ in range(20)]
    finally:
        stop.set()
        thread.join()
    assert found == [[RUN, *(f"row {n:07}" for n in range(len(ids) - 1))] for ids in found]


def hot_store(folder: Path) -> Path:
    """A store whose writer was killed amid a transaction: its journal is hot."""
    blobs = {f"run {n:03}": legacy_blob(f"run {n:03}") for n in range(50)}
    store = write_legacy_store(folder / "live.db", blobs)
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE runs SET blob = '{}'")
    left = folder / "left"
    left.mkdir()
    for suffix in ("", "-journal"):
        (left / f"s.db{suffix}").write_bytes(Path(f"{store}{suffix}").read_bytes())
    connection.execute("ROLLBACK")
    connection.close()
    return left / "s.db"


def test_a_store_left_hot_by_a_kill_is_read_as_it_was_before(tmp_path: Path) -> None:
    """`mode=ro` alone can't roll back; a copy can, and the store stays as it is."""
    store = hot_store(tmp_path)
    before = snapshot(store.parent)
    assert set(before) == {"s.db", "s.db-journal"}
    runs = read(store)
    assert [run.blob for run in runs] == [legacy_blob(run.id) for run in runs]
    assert len(runs) == 50
    assert snapshot(store.parent) == before


def test_a_store_in_a_folder_that_cant_be_written_is_read(tmp_path: Path) -> None:
    """Also one in WAL mode, which SQLite would not open there."""
    folder = tmp_path / "sealed"
    folder.mkdir()
    wal_store(folder / "wal.db").close()
    write_legacy_store(folder / "plain.db", {RUN: legacy_blob(RUN)})
    folder.chmod(0o555)
    code = (
        "import sys; from pathlib import Path; from kedro_track.store.reader import RunReader\n"
        "folder = Path(sys.argv[1])\n"
        "try:\n    (folder / 'new').touch()\nexcept OSError:\n    print('sealed')\n"
        "for name in ('wal.db', 'plain.db'):\n"
        "    print(*(run.id for run in RunReader(folder / name).read().runs))\n"
    )
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    # Root may write anywhere: its power is taken away for this.
    prefix = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if is_root else []
    command = [*prefix, sys.executable, "-c", code, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    folder.chmod(0o755)
    assert done.stdout.split() == ["sealed", RUN, RUN]
    assert sorted(snapshot(folder)) == ["plain.db", "wal.db"]


def test_a_locked_store_is_waited_for(tmp_path: Path) -> None:
    """A run that ends just now holds it for a moment."""
    store = write_legacy_store(tmp_path / "s.db", {RUN: legacy_blob(RUN)})
    writer = sqlite3.connect(store, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN EXCLUSIVE")

    def release() -> None:
        time.sleep(0.3)
        writer.execute("COMMIT")

    thread = threading.Thread(target=release)
    thread.start()
    runs = read(store)
    thread.join()
    writer.close()
    assert [run.id for run in runs] == [RUN]


@pytest.mark.skipif(sys.platform == "win32", reason="locks belong to files there, not processes")
def test_reading_takes_no_lock_away_from_a_writer_of_the_same_process(tmp_path: Path) -> None:
    """POSIX drops a process's locks on a file when any hand in it closes that file."""
    store = write_legacy_store(tmp_path / "s.db", {RUN: legacy_blob(RUN)})
    script = (
        "import sqlite3, sys\n"
        "store = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n"
        "store.execute('BEGIN IMMEDIATE')\n"
    )
    with closing(sqlite3.connect(store, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert [run.id for run in read(store)] == [RUN]
        upload(store, str(tmp_path / "bucket"))
        other = subprocess.run(
            [sys.executable, "-c", script, store], capture_output=True, text=True, check=False
        )
    assert other.stderr.endswith("database is locked\n")


@pytest.mark.skipif(sys.platform == "win32", reason="locks belong to files there, not processes")
def test_a_copy_takes_no_lock_away_either(tmp_path: Path) -> None:
    """A store in WAL mode is copied to be read; another process must not end that mode then."""
    writer = wal_store(tmp_path / "s.db")
    script = (
        "import sqlite3, sys\n"
        "store = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)\n"
        "store.execute('PRAGMA journal_mode = DELETE')\n"
    )
    assert [run.id for run in read(tmp_path / "s.db")] == [RUN]
    other = subprocess.run(
        [sys.executable, "-c", script, tmp_path / "s.db"],
        capture_output=True,
        text=True,
        check=False,
    )
    writer.close()
    assert other.stderr.endswith("database is locked\n")


def test_a_store_that_stays_locked_says_so(tmp_path: Path) -> None:
    """With how long it was waited for: 10 seconds, here less."""
    store = write_legacy_store(tmp_path / "s.db", {RUN: legacy_blob(RUN)})
    writer = sqlite3.connect(store, isolation_level=None)
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match=r"^is locked by another process \(waited 0.1 s\)$"):
        RunReader(store, wait=0.1).read()
    writer.close()


def test_the_path_may_hold_what_a_url_may_not(tmp_path: Path) -> None:
    """Blanks, `%`, `?`, `#` and letters of all the world."""
    store = write_legacy_store(tmp_path / "a %20 b#?ü" / "s.db", {RUN: legacy_blob(RUN)})
    assert [run.id for run in read(store)] == [RUN]


def test_the_url_of_a_file_is_read_like_the_file(tmp_path: Path) -> None:
    """And does not make one that is missing."""
    write_legacy_store(tmp_path / "s.db", {RUN: legacy_blob(RUN)})
    assert len(RunReader(f"sqlite:///{tmp_path}/s.db").read().runs) == 1
    with pytest.raises(StoreError, match="is missing"):
        RunReader(f"sqlite:///{tmp_path}/none.db").read()


def test_a_server_that_cant_be_reached_is_said_without_its_password() -> None:
    """Nor its address: it may be a team's own."""
    with pytest.raises(StoreError, match=r"^can't be reached: the connection is refused$"):
        RunReader("postgresql+psycopg://ada:secret@127.0.0.1:1/team").read()


def test_a_server_is_read_in_one_transaction(database: Server) -> None:
    """And without the right to write: neither tables nor locks are asked for."""
    RunWriter(database).save([make_recorded_run("one")])
    sql(database, "CREATE ROLE onlooker LOGIN")
    sql(database, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker")
    try:
        onlooker = replace(database, url=database.url.replace("postgres:@", "onlooker@"))
        [run] = RunReader(onlooker).read().runs
        with pytest.raises(StoreError, match="may not be written by this user"):
            RunWriter(onlooker).save([make_recorded_run("two")])
    finally:
        sql(database, "DROP OWNED BY onlooker;\nDROP ROLE onlooker")
    assert (run.id, run.store) == ("one", database.database)


def test_an_empty_database_is_no_store(database: Server) -> None:
    """Nobody has recorded to it yet."""
    assert not RunReader(database).read().is_store
