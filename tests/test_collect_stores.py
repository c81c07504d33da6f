"""A project's stores and a team's, found and merged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from builders import (
    EPOCH,
    legacy_blob,
    make_recorded_run,
    write_legacy_project,
    write_legacy_store,
    write_version,
)
from kedro_track.collect.history import read_history
from kedro_track.config import Config
from kedro_track.history import History
from kedro_track.store import spool
from kedro_track.store.edits import Edit, edit_run
from kedro_track.store.writer import RunWriter

FIRST = "2026-01-05T08.00.00.123Z"
SECOND = "2026-02-05T08.00.00.123Z"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project without a store, whose settings name none."""
    settings = {"src/spaceflights/settings.py": ""}
    root = write_legacy_project(tmp_path / "project", 0, files=settings)
    (root / "data/session_store.db").unlink()
    return root


def read(root: Path) -> History:
    """The history of a project."""
    return read_history(root, None, Config())


def ids(history: History) -> list[str]:
    """Ids of all runs."""
    return [run.id for run in history.runs]


def said(history: History) -> list[tuple[str, str]]:
    """What is wrong, and where."""
    return [(problem.what, problem.where) for problem in history.problems]


@pytest.mark.parametrize("home", ["data", ".viz", "sessions", "."])
def test_a_store_is_found_where_it_was_left(root: Path, home: str) -> None:
    """Ours, kedro-viz's, Kedro's own default, the root."""
    write_legacy_store(root / home / "session_store.db", {FIRST: legacy_blob(FIRST)})
    history = read(root)
    assert (ids(history), history.problems) == ([FIRST], ())


def test_the_configured_store_is_read(root: Path) -> None:
    """Wherever the settings put it, outside of the project too."""
    settings = (
        'from pathlib import Path\nSESSION_STORE_ARGS = {"path": Path("../team").as_posix()}\n'
    )
    (root / "src/spaceflights/settings.py").write_text(settings, encoding="utf-8")
    write_legacy_store(root.parent / "team/session_store.db", {FIRST: legacy_blob(FIRST)})
    assert ids(read(root)) == [FIRST]


def test_stores_of_several_homes_are_one_history(root: Path) -> None:
    """The store moved from `.viz` to `data` in between."""
    write_legacy_store(root / ".viz/session_store.db", {FIRST: legacy_blob(FIRST)})
    write_legacy_store(root / "data/session_store.db", {SECOND: legacy_blob(SECOND)})
    assert ids(read(root)) == [FIRST, SECOND]


def test_a_project_without_a_store_says_so(root: Path) -> None:
    """With the cause that it has in CI."""
    assert said(read(root)) == [
        ("There is no session store, so nothing is known of any run", "data/session_store.db")
    ]


def test_versions_without_any_store_are_shown(root: Path) -> None:
    """The store was not committed, the data were."""
    write_version(root, "data/09_tracking/metrics.json", FIRST, {"mae": 1})
    history = read(root)
    assert [(run.id, run.recorded) for run in history.runs] == [(FIRST, False)]
    assert len(history.problems) == 1


def test_a_store_without_runs_is_nothing_to_say(root: Path) -> None:
    """The project is new."""
    write_legacy_store(root / "data/session_store.db", {})
    assert read(root) == History(read(root).project, (), read(root).datasets, ())


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "The session store is empty (0 bytes)"),
        (b"no database", "The session store is no SQLite database"),
    ],
)
def test_a_broken_store_is_said_and_the_others_are_read(
    root: Path, content: bytes, what: str
) -> None:
    """Own or a teammate's."""
    write_legacy_store(root / "data/session_store.db", {FIRST: legacy_blob(FIRST)})
    (root / "data/grace.db").write_bytes(content)
    history = read(root)
    assert (ids(history), said(history)) == ([FIRST], [(what, "data/grace.db")])


def test_an_empty_store_of_ones_own_is_said(root: Path) -> None:
    """Some users of kedro-viz have one."""
    (root / "data/session_store.db").write_bytes(b"")
    assert said(read(root)) == [("The session store is empty (0 bytes)", "data/session_store.db")]


def test_a_teams_stores_are_merged(root: Path) -> None:
    """As kedro-viz laid them beside its own, titles and notes too, which it forgot."""
    write_legacy_store(root / "data/session_store.db", {FIRST: legacy_blob(FIRST)})
    write_legacy_store(
        root / "data/grace.db",
        {FIRST: legacy_blob(FIRST), SECOND: legacy_blob(SECOND)},
        [(FIRST, True, "First", None), (SECOND, False, "Second", "note")],
    )
    history = read(root)
    assert [(run.id, run.title, run.notes, run.bookmark, run.store) for run in history.runs] == [
        (FIRST, "First", None, True, "session_store.db"),
        (SECOND, "Second", "note", False, "grace.db"),
    ]
    assert history.problems == ()


def test_a_teams_stores_are_read_without_one_of_ones_own(root: Path) -> None:
    """A new colleague cloned them."""
    write_legacy_store(root / "data/grace.db", {FIRST: legacy_blob(FIRST)})
    assert ids(read(root)) == [FIRST]


def test_other_databases_beside_the_store_are_passed_over(root: Path) -> None:
    """Without a word: they are none of ours."""
    write_legacy_store(root / "data/session_store.db", {FIRST: legacy_blob(FIRST)})
    with sqlite3.connect(root / "data/sales.db") as store:
        store.execute("CREATE TABLE sales (id INTEGER)")
    store.close()
    assert read(root).problems == ()


def test_where_stores_differ_ones_own_wins_and_it_is_said(root: Path) -> None:
    """For titles and for notes."""
    blobs = {FIRST: legacy_blob(FIRST)}
    write_legacy_store(root / "data/session_store.db", blobs, [(FIRST, False, "Mine", "same")])
    write_legacy_store(root / "data/grace.db", blobs, [(FIRST, False, "Hers", "same")])
    history = read(root)
    assert (history.runs[0].title, history.runs[0].notes) == ("Mine", "same")
    assert said(history) == [
        (
            "Two stores differ in a run's title; that of session_store.db is shown",
            "session_store.db and grace.db",
        )
    ]
    assert history.problems[0].run == FIRST


@pytest.mark.parametrize(("ours", "theirs"), [(200.0, 100.0), (100.0, 200.0)])
def test_the_later_word_of_a_person_counts(root: Path, ours: float, theirs: float) -> None:
    """Whatever the store: a title cleared, a tag taken off and a bookmark removed stay so."""
    own, other = root / "data/session_store.db", root / "data/grace.db"
    for store in (own, other):
        write_legacy_store(store, {FIRST: legacy_blob(FIRST)})
    edit_run(own, FIRST, Edit(title="Ours", tags_added=("a",), bookmark=True), at=ours)
    edit_run(other, FIRST, Edit(title="", tags_added=("b",), bookmark=False), at=theirs)
    [run] = read(root).runs
    expected = ("Ours", ("a",), True) if ours > theirs else (None, ("b",), False)
    assert (run.title, run.tags, run.bookmark) == expected
    assert read(root).problems == ()


def test_a_title_given_to_versions_without_a_record_makes_no_record(root: Path) -> None:
    """The row that holds it is none of a run."""
    write_version(root, "data/09_tracking/metrics.json", FIRST, {"mae": 1.0})
    edit_run(root / "data/session_store.db", FIRST, Edit(title="Found on disk"))
    [run] = read(root).runs
    assert (run.title, run.recorded, run.status) == ("Found on disk", False, "unknown")


def test_the_id_as_title_gives_way_to_a_real_one(root: Path) -> None:
    """kedro-viz filled it in; that is no difference."""
    blobs = {FIRST: legacy_blob(FIRST)}
    write_legacy_store(root / "data/session_store.db", blobs, [(FIRST, False, FIRST, "")])
    write_legacy_store(root / "data/grace.db", blobs, [(FIRST, False, "Hers", None)])
    history = read(root)
    assert (history.runs[0].title, history.problems) == ("Hers", ())


def test_among_a_teams_stores_the_one_written_last_wins(root: Path) -> None:
    """Not the one whose name comes first."""
    blobs = {FIRST: legacy_blob(FIRST)}
    write_legacy_store(root / "data/a.db", blobs, [(FIRST, False, "Old", None)])
    newer = {**blobs, SECOND: legacy_blob(SECOND)}
    write_legacy_store(root / "data/z.db", newer, [(FIRST, False, "New", None)])
    assert read(root).runs[0].title == "New"


def test_two_runs_of_one_millisecond_are_two_runs(root: Path) -> None:
    """Two of the team started at once."""
    write_legacy_store(root / "data/session_store.db", {FIRST: legacy_blob(FIRST)})
    other = legacy_blob(FIRST, username="grace", project_path="/home/grace/spaceflights")
    write_legacy_store(root / "data/grace.db", {FIRST: other})
    assert [(run.id, run.version, run.user) for run in read(root).runs] == [
        (FIRST, FIRST, "ada"),
        (f"{FIRST}~2", FIRST, "grace"),
    ]


def test_attempts_are_told_apart_by_their_own_ids(root: Path) -> None:
    """The same run bears another number in another store."""
    mine = make_recorded_run(FIRST, attempt="mine")
    hers = make_recorded_run(FIRST, attempt="hers")
    RunWriter(root / "data/session_store.db").save([mine, hers])
    RunWriter(root / "data/grace.db").save([hers, make_recorded_run(FIRST, attempt="third")])
    assert [(run.id, run.attempt) for run in read(root).runs] == [
        (FIRST, "mine"),
        (f"{FIRST}~2", "hers"),
        (f"{FIRST}~3", "third"),
    ]


def test_the_later_telling_of_a_run_counts(root: Path) -> None:
    """A copy was made while it still ran."""
    half = make_recorded_run(FIRST, status="running", ended=None, heard=EPOCH.timestamp())
    RunWriter(root / "data/session_store.db").save([half])
    RunWriter(root / "data/grace.db").save([make_recorded_run(FIRST)])
    [run] = read(root).runs
    assert (run.status, run.store) == ("succeeded", "session_store.db")


def test_our_record_counts_more_than_a_copied_row(root: Path) -> None:
    """kedro-viz merged rows without what we keep beside them."""
    run = make_recorded_run(FIRST, blob=legacy_blob(FIRST))
    write_legacy_store(root / "data/session_store.db", {FIRST: legacy_blob(FIRST)})
    RunWriter(root / "data/grace.db").save([run])
    [found] = read(root).runs
    assert (found.captured, found.attempt) == (True, run.attempt)


def test_a_whole_row_of_another_store_stands_in_for_a_broken_one(root: Path) -> None:
    """And the broken one is said all the same."""
    write_legacy_store(root / "data/session_store.db", {FIRST: "{half"})
    write_legacy_store(root / "data/grace.db", {FIRST: legacy_blob(FIRST)})
    history = read(root)
    assert (history.runs[0].status, history.runs[0].user) == ("succeeded", "ada")
    assert [where for _, where in said(history)] == ["data/session_store.db"]


def test_a_record_that_waits_beside_the_store_is_read(root: Path) -> None:
    """The store was locked when the run ended; reading files nothing."""
    store = root / "data/session_store.db"
    write_legacy_store(store, {})
    waiting = spool.put(make_recorded_run(FIRST), store)
    history = read(root)
    assert (ids(history), waiting.is_file()) == ([FIRST], True)
    assert said(history) == [
        ("A run's record waits to be filed in the session store", waiting.parent.name)
    ]


def test_a_record_that_waits_completes_the_one_in_the_store(root: Path) -> None:
    """It began in the store, and ended when that could not be written."""
    store = root / "data/session_store.db"
    half = make_recorded_run(FIRST, status="running", ended=None, heard=EPOCH.timestamp())
    RunWriter(store).save([half])
    spool.put(make_recorded_run(FIRST), store)
    assert [(run.id, run.status) for run in read(root).runs] == [(FIRST, "succeeded")]


def test_a_record_that_waits_without_any_store_is_read(root: Path) -> None:
    """The folder could be written, the store never."""
    spool.put(make_recorded_run(FIRST), root / "data/session_store.db")
    assert ids(read(root)) == [FIRST]


def test_no_store_of_a_team_gets_a_file_beside_it(root: Path) -> None:
    """Not even one in WAL mode."""
    for name in ("session_store.db", "grace.db"):
        write_legacy_store(root / "data" / name, {FIRST: legacy_blob(FIRST)})
        connection = sqlite3.connect(root / "data" / name)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()
    before = {path.name: path.read_bytes() for path in (root / "data").glob("*.db*")}
    read(root)
    assert {path.name: path.read_bytes() for path in (root / "data").glob("*.db*")} == before


def test_a_teams_database_that_cant_be_reached_is_said(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its address; what is local is still shown."""
    monkeypatch.setenv("TEAM", "postgresql+psycopg://ada:secret@127.0.0.1:1/team")
    settings = "import os\nSESSION_STORE_ARGS = {'url': os.environ['TEAM']}\n"
    (root / "src/spaceflights/settings.py").write_text(settings, encoding="utf-8")
    write_legacy_store(root / "data/session_store.db", {FIRST: legacy_blob(FIRST)})
    history = read(root)
    assert ids(history) == [FIRST]
    [(what, where)] = said(history)
    assert what.startswith("The session store can't be reached")
    assert where == "the team's session store"
