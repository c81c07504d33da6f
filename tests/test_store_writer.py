"""The one writer of runs: inserts once, updates in place, loses nothing, harms nothing."""

from __future__ import annotations

import json
import multiprocessing
import re
import sqlite3
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Dialect, create_engine, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from databases import rows, sql
from kedro_track.errors import StoreError
from kedro_track.store import schema, writer
from kedro_track.store.address import Server, Store, parse
from kedro_track.store.ddl import POSTGRESQL, SQLITE, TABLES
from kedro_track.store.engine import write_to
from kedro_track.store.liveness import Process
from kedro_track.store.reader import RunReader
from kedro_track.store.rows import RecordedRun
from kedro_track.store.writer import RunWriter

VERSION = "2026-11-24T05.42.49.760Z"
HERE = Process("here", "boot", 42, 7.5)


def recorded(**changes: Any) -> RecordedRun:
    """Make a run that has just started."""
    run = RecordedRun(
        attempt=str(uuid.uuid4()),
        version=VERSION,
        status="running",
        started=1000.0,
        heard=1000.0,
        process=HERE,
        record={"kedro": "1.7.0", "parameters": {"alpha": 0.1}},
        blob={"session_id": VERSION, "username": "ada"},
    )
    return replace(run, **changes)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """The path of a store that does not exist yet, in a folder that does not either."""
    return tmp_path / "data" / "session_store.db"


@pytest.mark.parametrize(
    ("written", "dialect"), [(SQLITE, sqlite.dialect()), (POSTGRESQL, postgresql.dialect())]
)
def test_the_tables_are_those_of_the_schema(written: tuple[str, ...], dialect: Dialect) -> None:
    """Both databases get what SQLAlchemy compiles, without importing it in a run."""
    compiled = []
    for table in schema.metadata.sorted_tables:
        compiled.append(CreateTable(table, if_not_exists=True))
        compiled += [CreateIndex(index, if_not_exists=True) for index in table.indexes]
    texts = (str(each.compile(dialect=dialect)) for each in compiled)

    assert sorted(map(plain, written)) == sorted(map(plain, texts))
    assert set(TABLES) == set(schema.metadata.tables)
    assert writer.SCHEMA_VERSION == schema.SCHEMA_VERSION


def plain(statement: str) -> str:
    """Take out how a statement is laid out, and quotes that SQLite alone wants."""
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(statement.replace('"', "").split()))


def test_a_run_starts(any_store: Store) -> None:
    """Its row and kedro-viz's are there, in a store that is made for them."""
    assert RunWriter(any_store).save([recorded(attempt="a")]) == [VERSION]

    [row] = rows(any_store)

    assert json.loads(row.pop("record")) == {"kedro": "1.7.0", "parameters": {"alpha": 0.1}}
    assert row == {
        "run_id": VERSION,
        "attempt": "a",
        "version": VERSION,
        "status": "running",
        "started": 1000.0,
        "ended": None,
        "heard": 1000.0,
        "host": "here",
        "boot": "boot",
        "pid": 42,
        "process_started": 7.5,
    }
    assert rows(any_store, "track_meta") == [{"key": "schema_version", "value": "1"}]


def test_the_session_is_encoded_twice(any_store: Store) -> None:
    """So kedro-viz wrote it, and so it reads it."""
    RunWriter(any_store).save([recorded()])

    [row] = rows(any_store, "runs")

    assert json.loads(json.loads(row["blob"])) == {"session_id": VERSION, "username": "ada"}


def test_a_run_ends(any_store: Store) -> None:
    """The same attempt is updated in place, its session too."""
    run = recorded()
    end = replace(run, status="succeeded", ended=1005.0, heard=1005.0, blob={"session_id": "new"})
    RunWriter(any_store).save([run])

    assert RunWriter(any_store).save([end]) == [VERSION]

    [row] = rows(any_store)
    [session] = rows(any_store, "runs")
    assert (row["status"], row["ended"]) == ("succeeded", 1005.0)
    assert json.loads(json.loads(session["blob"])) == {"session_id": "new"}


def test_an_older_telling_changes_nothing(any_store: Store) -> None:
    """A record that waited must not undo what its run has told since."""
    run = recorded()
    RunWriter(any_store).save([replace(run, status="succeeded", heard=1005.0)])

    RunWriter(any_store).save([run])

    assert [row["status"] for row in rows(any_store)] == ["succeeded"]


def test_another_attempt_gets_an_id_of_its_own(any_store: Store) -> None:
    """Its version stays what its folders are called."""
    saved = [RunWriter(any_store).save([recorded()]) for _ in range(3)]

    assert saved == [[VERSION], [f"{VERSION}~2"], [f"{VERSION}~3"]]
    assert {row["version"] for row in rows(any_store)} == {VERSION}
    assert [[row["id"]] for row in rows(any_store, "runs")] == saved


def test_an_attempt_after_one_of_kedro_viz(any_store: Store) -> None:
    """Its row of the same id is another attempt, and stays as it is."""
    make_kedro_viz_store(any_store)

    assert RunWriter(any_store).save([recorded()]) == [f"{VERSION}~2"]
    assert rows(any_store, "runs")[0] == {"id": VERSION, "blob": '"{}"'}


def test_a_session_that_kedro_viz_records_itself(any_store: Store) -> None:
    """Its row is left to it, whether it comes before or after ours."""
    make_kedro_viz_store(any_store)

    assert RunWriter(any_store).save([recorded(blob=None)]) == [VERSION]
    assert rows(any_store, "runs") == [{"id": VERSION, "blob": '"{}"'}]


def make_kedro_viz_store(store: Store) -> None:
    """Write a store as kedro-viz 10 made it, with one run and what somebody said of it."""
    if isinstance(store, Path):
        store.parent.mkdir(parents=True, exist_ok=True)
    sql(
        store,
        f"""
        CREATE TABLE runs (id VARCHAR NOT NULL, blob JSON, PRIMARY KEY (id));
        CREATE INDEX ix_runs_id ON runs (id);
        CREATE TABLE user_run_details (
            id INTEGER NOT NULL, run_id VARCHAR, bookmark BOOLEAN, title VARCHAR,
            notes VARCHAR, PRIMARY KEY (id), UNIQUE (run_id),
            FOREIGN KEY(run_id) REFERENCES runs (id)
        );
        INSERT INTO runs VALUES ('{VERSION}', '"{{}}"');
        INSERT INTO user_run_details VALUES (1, '{VERSION}', TRUE, 'Best', 'so far');
        """,
    )


def test_an_old_store_is_continued(any_store: Store) -> None:
    """Ours comes beside; what people said stays."""
    make_kedro_viz_store(any_store)
    details = rows(any_store, "user_run_details")

    RunWriter(any_store).save([recorded(version="later")])

    assert rows(any_store, "user_run_details") == details
    assert [row["id"] for row in rows(any_store, "runs")] == [VERSION, "later"]


def test_an_empty_file_is_a_store(store: Path) -> None:
    """Some users were left one of 0 bytes."""
    store.parent.mkdir()
    store.touch()

    assert RunWriter(store).save([recorded()]) == [VERSION]


def test_runs_left_running_are_judged(any_store: Store) -> None:
    """Those that have ended are interrupted, with the last that is known of them."""
    RunWriter(any_store).save([recorded(version="dead"), recorded(version="alive")])
    judged = []

    def verdict(process: Process, version: str, record: Callable[[], Any]) -> Any:
        judged.append((process, version, record()["kedro"]))
        return {**record(), "timings": []} if version == "dead" else None

    RunWriter(any_store).save([recorded(version="new")], verdict)

    assert sorted(judged, key=str) == [(HERE, "alive", "1.7.0"), (HERE, "dead", "1.7.0")]
    assert {row["run_id"]: row["status"] for row in rows(any_store)} == {
        "dead": "interrupted",
        "alive": "running",
        "new": "running",
    }
    assert [json.loads(row["record"]).get("timings") for row in rows(any_store)] == [None, [], None]


def test_looking_for_runs_left_running_reads_only_those(store: Path) -> None:
    """Each recording asks; a history of 100,000 runs has few of them."""
    RunWriter(store).save([recorded()])
    with closing(sqlite3.connect(store)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {writer._RUNNING}").fetchall()

    assert [row[3] for row in plan] == ["SCAN track_runs USING INDEX ix_track_runs_running"]


def test_an_interrupted_run_that_was_alive_after_all(any_store: Store) -> None:
    """Its own word counts."""
    run = recorded()
    RunWriter(any_store).save([run])
    RunWriter(any_store).save([recorded(version="new")], lambda *_: {})

    RunWriter(any_store).save([replace(run, status="succeeded", heard=1009.0)])

    assert rows(any_store)[0]["status"] == "succeeded"


def test_values_that_json_lacks(any_store: Store) -> None:
    """A parameter may be NaN; what is stored is JSON, and reads as NaN."""
    RunWriter(any_store).save([recorded(record={"parameters": {"a": float("nan")}})])

    [row] = rows(any_store)

    assert json.loads(row["record"]) == {"parameters": {"a": {"$float": "NaN"}}}


def test_any_text_fits(any_store: Store) -> None:
    """Quotes, NUL, emoji and half of a surrogate pair are values, never SQL."""
    text = "'; DROP TABLE runs; -- \x00 \U0001f600 \udc80"
    RunWriter(any_store).save([recorded(record={"command": text}, blob={"username": text})])

    [row] = rows(any_store)

    assert json.loads(row["record"]) == {"command": text}


def test_the_reader_reads_what_the_writer_wrote(any_store: Store) -> None:
    """Both sides agree on every column."""
    run = recorded(status="failed", ended=1003.5, heard=1003.5)
    RunWriter(any_store).save([run])

    [stored] = RunReader(any_store).read().runs

    assert (stored.id, stored.version, stored.attempt) == (VERSION, VERSION, run.attempt)
    assert (stored.status, stored.started, stored.ended, stored.heard) == (
        "failed",
        1000.0,
        1003.5,
        1003.5,
    )
    assert Process(stored.host, stored.boot, stored.pid, stored.process_started) == HERE
    assert (stored.record, stored.blob) == (run.record, run.blob)


def test_the_store_is_one_file(store: Path) -> None:
    """Copied or committed, it is whole: nothing waits in a file beside it."""
    RunWriter(store).save([recorded()])

    assert [path.name for path in store.parent.iterdir()] == ["session_store.db"]
    assert store.read_bytes()[18:20] == b"\x01\x01"  # not WAL


def test_a_store_in_wal_mode_leaves_it(store: Path) -> None:
    """kedro-viz left such on Azure."""
    make_kedro_viz_store(store)
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")

    RunWriter(store).save([recorded(version="later")])

    assert [path.name for path in store.parent.iterdir()] == ["session_store.db"]


def test_a_locked_store(store: Path) -> None:
    """Waits for as long as it is told, then says so."""
    RunWriter(store).save([recorded()])
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match=r"session_store\.db is locked by another process"):
            RunWriter(store, wait=0.1).save([recorded(version="b")])


@pytest.mark.parametrize("content", [b"no database but text" * 99, b"SQLite format 3\0" * 99])
def test_a_store_that_is_no_database(store: Path, content: bytes) -> None:
    """It is named, and left as it is."""
    store.parent.mkdir()
    store.write_bytes(content)

    with pytest.raises(StoreError, match="is no SQLite database, or a damaged one"):
        RunWriter(store).save([recorded()])

    assert store.read_bytes() == content


def test_a_store_of_a_newer_version(any_store: Store) -> None:
    """What it means is not known here."""
    RunWriter(any_store).save([recorded()])
    sql(any_store, "UPDATE track_meta SET value = '2'")

    with pytest.raises(StoreError, match="written by a newer kedro-track; upgrade"):
        RunWriter(any_store).save([recorded(version="b")])

    assert len(rows(any_store)) == 1


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file stands in its way."""
    (tmp_path / "data").touch()

    with pytest.raises(StoreError, match="can't be written"):
        RunWriter(tmp_path / "data" / "store" / "session_store.db").save([recorded()])


def test_a_failure_halfway_changes_nothing(any_store: Store) -> None:
    """All in one transaction."""

    def fail_halfway() -> None:
        with write_to(any_store) as execute:
            execute("INSERT INTO track_meta (key, value) VALUES ('a', 'b')", {})
            execute("INSERT INTO no_such_table VALUES (1)", {})

    with pytest.raises(StoreError):
        fail_halfway()

    catalog = "sqlite_master" if isinstance(any_store, Path) else "pg_stat_user_tables"
    assert rows(any_store, catalog) == []


def test_the_url_of_a_file_means_the_file(tmp_path: Path) -> None:
    """As SQLAlchemy writes it."""
    assert parse(f"sqlite:///{(tmp_path / 'store.db').as_posix()}") == tmp_path / "store.db"


def test_postgresql_has_the_tables_of_the_schema(database: Server) -> None:
    """Column by column, with their keys: as SQLAlchemy would have made them."""
    RunWriter(database).save([recorded()])
    with create_engine(database.sqlalchemy_url).connect() as connection:
        inspector = inspect(connection)
        made = {
            table: (
                [column["name"] for column in inspector.get_columns(table)],
                inspector.get_pk_constraint(table)["constrained_columns"],
                sorted(str(index["name"]) for index in inspector.get_indexes(table)),
            )
            for table in inspector.get_table_names()
        }

    assert {name: columns for name, (columns, *_) in made.items()} == {
        name: [column.name for column in table.columns]
        for name, table in schema.metadata.tables.items()
    }
    assert made["track_runs"][1:] == (
        ["run_id"],
        ["ix_track_runs_running", "track_runs_attempt_key"],
    )


def write_many(store: Path, name: str) -> None:
    """Record ten runs, start and end, as a process of its own."""
    for number in range(10):
        run = recorded(version=f"{name}-{number}")
        RunWriter(store, wait=30).save([run], lambda *_: None)
        RunWriter(store, wait=30).save([replace(run, status="succeeded", heard=1001.0)])


def test_many_processes_at_once(store: Path) -> None:
    """Every run is there, once."""
    method = "spawn" if sys.platform == "win32" else "forkserver"
    context = multiprocessing.get_context(method)
    workers = [context.Process(target=write_many, args=(store, str(n))) for n in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert [row["status"] for row in rows(store)] == ["succeeded"] * 60
    assert len(rows(store, "runs")) == 60
