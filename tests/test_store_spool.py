"""Records that wait for their store: where they lie, and that none is lost or told twice."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kedro_track.errors import StoreError
from kedro_track.store import spool
from kedro_track.store.address import Server
from kedro_track.store.liveness import Process
from kedro_track.store.rows import RecordedRun


def recorded(**changes: Any) -> RecordedRun:
    """Make a run that has just started."""
    told: dict[str, Any] = {
        "attempt": str(uuid.uuid4()),
        "version": "v",
        "status": "running",
        "started": 1000.0,
        "heard": 1000.0,
        "process": Process("here", None, 42, 7.5),
        "record": {"parameters": {"alpha": float("inf"), "π": ["\udc80"]}},
        "blob": {"session_id": "v"},
    }
    return RecordedRun(**{**told, **changes})


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The path of a store, with the user's own folders out of the way."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "data" / "session_store.db"


def block(store: Path) -> None:
    """Put a file where the folder beside the store would be."""
    store.parent.write_text("no folder")


def test_a_record_waits_beside_its_store(store: Path) -> None:
    """What comes back is what was put."""
    run = recorded()

    path = spool.put(run, store)

    assert path == store.parent / ".kedro_track_spool" / f"{run.attempt}.json"
    assert list(spool.pending(store)) == [(path, run)]


def test_a_later_telling_replaces_the_earlier(store: Path) -> None:
    """One file an attempt."""
    spool.put(recorded(attempt="a"), store)
    done = recorded(attempt="a", status="succeeded")

    path = spool.put(done, store)

    assert list(spool.pending(store)) == [(path, done)]
    assert [each.name for each in path.parent.iterdir()] == ["a.json"]


def test_a_folder_that_cannot_be_written(store: Path, tmp_path: Path) -> None:
    """The user's own folder takes it, and it is found there."""
    block(store)
    run = recorded()

    path = spool.put(run, store)

    assert tmp_path in path.parents
    assert store.parent not in path.parents
    assert list(spool.pending(store)) == [(path, run)]


def test_a_record_of_another_store_is_not_ours(store: Path) -> None:
    """The user's own folder keeps stores apart."""
    block(store)
    spool.put(recorded(), store)

    assert list(spool.pending(store.with_name("other.db"))) == []


def test_an_earlier_telling_elsewhere_goes(store: Path) -> None:
    """The folder beside the store may be writable again."""
    block(store)
    spool.put(recorded(attempt="a"), store)
    store.parent.unlink()
    done = recorded(attempt="a", status="succeeded")

    path = spool.put(done, store)

    assert list(spool.pending(store)) == [(path, done)]


def test_nowhere_to_write(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is said."""
    block(store)
    for name in ("state", "home"):
        (tmp_path / name).write_text("no folder")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "state"))

    with pytest.raises(StoreError, match="No folder for unsaved records"):
        spool.put(recorded(), store)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"attempt": "a"}', '{"later": 1}', "null"])
def test_what_is_no_record_is_passed_over(store: Path, content: str) -> None:
    """And left where it is: a later version may have written it."""
    path = spool.put(recorded(attempt="b"), store)
    odd = path.with_name("a.json")
    odd.write_text(content)

    assert [each for each, _ in spool.pending(store)] == [path]
    assert odd.exists()


def test_a_record_that_was_filed_leaves_nothing(store: Path) -> None:
    """Not even its folder."""
    path = spool.put(recorded(), store)

    spool.drop(path)

    assert list(store.parent.iterdir()) == []


def test_forgetting_an_attempt(store: Path) -> None:
    """Only its own file goes."""
    spool.put(recorded(attempt="a"), store)
    other = spool.put(recorded(attempt="b"), store)

    spool.forget("a", store)

    assert [path for path, _ in spool.pending(store)] == [other]


def test_what_waits_for_a_server_lies_with_the_project(tmp_path: Path) -> None:
    """A database has no folder, and may move: neither loses what waits for it."""
    run = recorded()
    old = Server("postgresql://ada:hunter2@host/db", tmp_path / "data")
    new = Server("postgresql://ada:better@elsewhere/db", tmp_path / "data")

    path = spool.put(run, old)

    assert path.parent == tmp_path / "data" / spool.FOLDER
    assert list(spool.pending(new)) == [(path, run)]


def test_a_record_is_taken_under_a_name_of_its_own(store: Path) -> None:
    """Its run may end, and say so, while what it said before is being stored."""
    begun = recorded(attempt="a")
    ended = replace(begun, status="succeeded", heard=begun.heard + 1)
    spool.put(begun, store)

    [(mine, run)] = spool.taken(store)
    newer = spool.put(ended, store)
    spool.drop(mine)

    assert run == begun
    assert list(spool.pending(store)) == [(newer, ended)]


def test_a_record_whose_taker_died_waits_on(store: Path) -> None:
    """It is found, and taken again."""
    run = recorded(attempt="a")
    spool.put(run, store)
    [(left, _)] = spool.taken(store)

    assert list(spool.pending(store)) == [(left, run)]
    assert [each for _, each in spool.taken(store)] == [run]
