"""PostgreSQL as a store: what is special about a server, each case with a real one."""

from __future__ import annotations

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from builders import make_recorded_run
from databases import rows, sql
from kedro_track.errors import StoreError
from kedro_track.store.address import Server
from kedro_track.store.deadline import TooLate, within
from kedro_track.store.edits import Edit, edit_run
from kedro_track.store.readonly_server import change_mark
from kedro_track.store.trash import empty_trash, trash_runs
from kedro_track.store.writer import RunWriter


def test_attempts_of_one_id_at_once(database: Server) -> None:
    """Each finds an id that is free, though all look at the same time; the tables are made once."""
    runs = [make_recorded_run("same", attempt=str(number)) for number in range(12)]
    with ThreadPoolExecutor(12) as threads:
        found = [*threads.map(lambda run: RunWriter(database).save([run])[0], runs)]

    assert set(found) == {"same", *(f"same~{number}" for number in range(2, 13))}
    assert len(rows(database)) == 12


def test_a_place_that_comes_free_is_taken(postgres: str, database: Server) -> None:
    """A server that has no connection left is asked again for as long as one waits."""
    sql(postgres, f"ALTER DATABASE {database.database} CONNECTION LIMIT 1")
    sql(postgres, "CREATE ROLE crowd LOGIN")
    sql(postgres, f"ALTER DATABASE {database.database} OWNER TO crowd")
    crowd = replace(database, url=database.url.replace("postgres:@", "crowd@"))
    taken = psycopg.connect(crowd.url)
    release = threading.Timer(0.5, taken.close)
    try:
        with pytest.raises(StoreError, match="has no connection left"):
            RunWriter(crowd, wait=0.1).save([make_recorded_run("one")])
        release.start()
        assert RunWriter(crowd).save([make_recorded_run("one")]) == ["one"]
        release.join()
    finally:
        taken.close()
        sql(database, "REASSIGN OWNED BY crowd TO postgres")
        sql(database, f"ALTER DATABASE {database.database} OWNER TO postgres")
        sql(database, "DROP OWNED BY crowd")
        sql(postgres, "DROP ROLE crowd")


def test_a_server_that_stands_still_is_given_up() -> None:
    """It takes connections and says no word; the driver alone would wait longer."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        silent = Server(f"postgresql://ada:hunter2@127.0.0.1:{listening.getsockname()[1]}/team")
        with pytest.raises(StoreError, match=r"/team does not answer \(waited 1\.1 s\)$"):
            RunWriter(silent, wait=0.1).save([make_recorded_run("one")])


def test_a_writer_that_stands_still_is_waited_for_in_vain(database: Server) -> None:
    """Who holds the lock is not named, the time is."""
    RunWriter(database).save([make_recorded_run("one")])
    with psycopg.connect(database.url) as connection:
        connection.execute("LOCK TABLE track_runs IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreError, match=r"is locked by another process \(waited 0\.2 s\)$"):
            RunWriter(database, wait=0.2).save([make_recorded_run("two")])

    assert [row["run_id"] for row in rows(database)] == ["one"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("/team_", "/no_team_"), "does not exist on its server"),
        (("postgres:@", "nobody:hunter2@"), "does not exist on its server, or its user does not"),
        (("?host=/", "?host=/nowhere/"), "can't be reached: no server listens there"),
        (("/team_", "/team_x?sslmode=hunter2&x=team_"), "can't be reached"),
    ],
)
def test_why_it_cant_be_reached(database: Server, change: tuple[str, str], words: str) -> None:
    """In our words: the driver's may hold the address."""
    other = replace(database, url=database.url.replace(*change))
    with pytest.raises(StoreError) as caught:
        RunWriter(other).save([make_recorded_run("one")])
    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_wrong_password(postgres: str, database: Server) -> None:
    """The server's own refusal, without what was tried."""
    sql(postgres, "CREATE ROLE keeper LOGIN PASSWORD 'right'")
    [(hba,)] = sql(postgres, "SHOW hba_file")
    with open(hba) as file:  # noqa: PTH123 - the server's own path
        before = file.read()
    try:
        with open(hba, "w") as file:  # noqa: PTH123
            file.write(f"local all keeper scram-sha-256\n{before}")
        sql(postgres, "SELECT pg_reload_conf()")
        wrong = replace(database, url=database.url.replace("postgres:@", "keeper:hunter2@"))
        message = ""
        for _ in range(50):  # the server reads its file anew when it comes to it
            with pytest.raises(StoreError) as caught:
                RunWriter(wrong).save([make_recorded_run("one")])
            message = str(caught.value)
            if "refuses" in message:
                break
            time.sleep(0.1)
    finally:
        with open(hba, "w") as file:  # noqa: PTH123
            file.write(before)
        sql(postgres, "SELECT pg_reload_conf()")
        sql(postgres, "DROP ROLE keeper")
    assert message == f"{database} refuses its user or password"


def test_a_text_that_postgresql_does_not_take(database: Server) -> None:
    """A NUL in an id; no driver's error, and nothing of it stays."""
    with pytest.raises(StoreError, match="can't hold a text of this run"):
        RunWriter(database).save([make_recorded_run("a\x00b")])


def test_work_that_is_given_up() -> None:
    """What it comes to is given, what it raises is raised, and nobody waits longer than asked."""

    def fail() -> Any:
        raise KeyError("mine")

    assert within(5, lambda: 42) == 42
    with pytest.raises(KeyError, match="mine"):
        within(5, fail)
    with pytest.raises(TooLate):
        within(0.05, lambda: time.sleep(1))


def test_whatever_is_said_changes_the_mark(database: Server) -> None:
    """A run, its end, an edit and the next of the same thing, the trash; a look changes nothing."""
    with pytest.raises(StoreError):
        change_mark(database, 2)
    run = make_recorded_run("one", status="running")
    steps = (
        lambda: RunWriter(database).save([run]),
        lambda: RunWriter(database).save([replace(run, status="succeeded")]),
        lambda: edit_run(database, "one", Edit(title="First")),
        lambda: edit_run(database, "one", Edit(title="Second")),
        lambda: edit_run(database, "one", Edit(bookmark=True)),
        lambda: trash_runs(database, ["one"]),
        lambda: empty_trash(database),
    )
    marks: list[Any] = []
    for step in steps:
        step()
        marks.append(change_mark(database, 2))
        assert change_mark(database, 2) == marks[-1]
    assert len({*marks}) == len(steps)
