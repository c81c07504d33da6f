"""Where runs are recorded, and that no store, however broken, ever breaks a run."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from projects import (
    PACKAGE,
    STORE,
    WITH_STORE,
    make_project,
    make_project_with_store,
    recorded_runs,
    run_kedro,
    session_rows,
)

OLD_STORE = """
    CREATE TABLE runs (id VARCHAR NOT NULL, blob JSON, PRIMARY KEY (id));
    CREATE TABLE user_run_details (
        id INTEGER NOT NULL, run_id VARCHAR, bookmark BOOLEAN, title VARCHAR, notes VARCHAR,
        PRIMARY KEY (id), UNIQUE (run_id), FOREIGN KEY(run_id) REFERENCES runs (id)
    );
    INSERT INTO runs VALUES ('2024-01-01T00.00.00.000Z', '"{}"');
    """
OLD = "2024-01-01T00.00.00.000Z"


def leave_old_store(path: Path) -> None:
    """Write a store as kedro-viz left it, with one run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(OLD_STORE)


def warnings_of(output: str) -> list[str]:
    """Pick the lines of a run's output that are our warnings."""
    return [line for line in output.splitlines() if "WARNING" in line and "record" in line]


def test_without_any_settings(project: Path) -> None:
    """Installed is enough."""
    run_kedro(project, "run", "--pipeline=report")

    assert [row["status"] for row in recorded_runs(project / STORE)] == ["succeeded"]


@pytest.mark.parametrize("home", ["data", ".viz", "."])
def test_an_old_store_is_continued(project: Path, home: str) -> None:
    """Wherever it was left; its own rows stay."""
    store = project / home / "session_store.db"
    leave_old_store(store)
    run_kedro(project, "run", "--pipeline=report")

    [row] = recorded_runs(store)

    assert list(session_rows(store)) == [OLD, row["run_id"]]
    assert list(project.rglob("*.db")) == [store]


def test_the_settings_path_wins(tmp_path: Path) -> None:
    """Also one that is relative: from the project on, wherever it is run from."""
    settings = """
        from kedro_track import SQLiteStore

        SESSION_STORE_CLASS = SQLiteStore
        SESSION_STORE_ARGS = {"path": "history", "remote_path": "s3://bucket/history"}
        """
    project = make_project(tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings})
    leave_old_store(project / STORE)
    run_kedro(project, "run", "--pipeline=report")

    assert len(recorded_runs(project / "history" / "session_store.db")) == 1
    assert list(session_rows(project / STORE)) == [OLD]


def with_remote(address: str) -> dict[str, str]:
    """Give settings as a team had them with kedro-viz."""
    line = f'SESSION_STORE_ARGS["remote_path"] = "{address}"'
    return {f"src/{PACKAGE}/settings.py": f"{WITH_STORE}\n    {line}\n"}


def test_a_team_with_a_bucket(tmp_path: Path) -> None:
    """Each run copies its user's store there, under the name that kedro-viz gave it."""
    files = with_remote((tmp_path / "bucket" / "history").as_uri())
    project = make_project(tmp_path / "project", files)
    env = {"KEDRO_SQLITE_STORE_USERNAME": "ada"}
    run_kedro(project, "run", "--pipeline=report", env=env)

    copy = tmp_path / "bucket" / "history" / "ada.db"

    assert recorded_runs(copy) == recorded_runs(project / STORE)
    assert recorded_runs(copy)[0]["status"] == "succeeded"


def test_a_bucket_out_of_reach(tmp_path: Path) -> None:
    """The run is recorded here, and the user knows that the team does not see it."""
    (tmp_path / "bucket").write_text("no folder")
    files = with_remote((tmp_path / "bucket" / "history").as_uri())
    project = make_project(tmp_path / "project", files)
    output = run_kedro(project, "run", "--pipeline=report").stdout

    assert "The session store could not be copied to file://" in " ".join(output.split())
    assert [row["status"] for row in recorded_runs(project / STORE)] == ["succeeded"]


def test_a_store_class_of_kedro_viz(tmp_path: Path) -> None:
    """It inserts the session's row by itself, and fails if there is one; so we leave it alone."""
    theirs = """
        import json
        import sqlite3
        from pathlib import Path

        from kedro.framework.session.store import BaseSessionStore


        class SQLiteStore(BaseSessionStore):
            def save(self):
                with sqlite3.connect(Path(self._path) / "session_store.db") as connection:
                    connection.execute(
                        "CREATE TABLE IF NOT EXISTS runs "
                        "(id VARCHAR NOT NULL, blob JSON, PRIMARY KEY (id))"
                    )
                    blob = json.dumps(json.dumps({"session_id": self._session_id}))
                    row = (self._session_id, blob)
                    connection.execute("INSERT INTO runs VALUES (?, ?)", row)
        """
    settings = WITH_STORE.replace("from kedro_track import", "from kedro_viz.store import")
    files = {
        f"src/{PACKAGE}/settings.py": settings,
        "src/kedro_viz/__init__.py": "",
        "src/kedro_viz/store.py": theirs,
    }
    project = make_project(tmp_path / "project", files)
    run_kedro(project, "run", "--pipeline=report")

    [row] = recorded_runs(project / STORE)

    assert row["status"] == "succeeded"
    assert session_rows(project / STORE) == {row["run_id"]: {"session_id": row["run_id"]}}


def test_hooks_that_are_switched_off(tmp_path: Path) -> None:
    """`DISABLE_HOOKS_FOR_PLUGINS` is Kedro's own way to say no."""
    settings = f"""{WITH_STORE}
    DISABLE_HOOKS_FOR_PLUGINS = ("kedro-track",)
    """
    project = make_project(tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings})
    run_kedro(project, "run", "--pipeline=report")

    assert not (project / STORE).exists()


def assert_spooled_and_filed(project: Path, output: str, mend: object) -> None:
    """One warning, one record that waits; once the store is well, the next run files it."""
    waiting = list((project / "data" / ".kedro_track_spool").glob("*.json"))
    assert len(warnings_of(output)) == 1, output
    assert len(waiting) == 1
    assert json.loads(waiting[0].read_text())["status"] == "succeeded"
    mend()  # type: ignore[operator]

    run_kedro(project, "run", "--pipeline=report")

    assert [row["status"] for row in recorded_runs(project / STORE)] == ["succeeded"] * 2
    assert len(session_rows(project / STORE)) == 2
    assert not waiting[0].parent.exists()


def test_a_store_that_is_locked(project_with_store: Path) -> None:
    """The run waits a little, then goes on without it."""
    run_kedro(project_with_store, "run", "--pipeline=report")
    store = project_with_store / STORE
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("DELETE FROM track_runs")
        connection.execute("DELETE FROM runs")
        connection.execute("BEGIN EXCLUSIVE")
        output = run_kedro(project_with_store, "run", "--pipeline=report").stdout

    assert "session_store.db is locked by another process" in " ".join(output.split())
    assert_spooled_and_filed(project_with_store, output, mend=lambda: None)


def test_a_store_that_is_no_database(project_with_store: Path) -> None:
    """It is left as it is, for whoever can mend it."""
    store = project_with_store / STORE
    store.write_bytes(b"no database" * 100)
    output = run_kedro(project_with_store, "run", "--pipeline=report").stdout

    assert "is no SQLite database, or a damaged one" in " ".join(output.split())
    assert store.read_bytes() == b"no database" * 100
    assert_spooled_and_filed(project_with_store, output, mend=store.unlink)


def test_a_store_that_is_a_folder(project_with_store: Path) -> None:
    """Whatever stands in its place."""
    store = project_with_store / STORE
    store.mkdir()
    output = run_kedro(project_with_store, "run", "--pipeline=report").stdout

    assert "can't be written (unable to open database file)" in " ".join(output.split())
    assert_spooled_and_filed(project_with_store, output, mend=store.rmdir)


FULL = """
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, resource.RLIM_INFINITY))
    """


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on a file's size there")
def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """No file may grow beyond 30 kB: SQLite meets what a full disk gives it."""
    settings = f"{WITH_STORE}{FULL}"
    project = make_project(tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings})
    output = run_kedro(project, "run", "--pipeline=report").stdout

    def mend() -> None:
        make_project_with_store(project)

    assert "can't be written" in " ".join(output.split())
    assert_spooled_and_filed(project, output, mend)


LOCKLESS = f"""
    import sys

    sys.path.insert(0, {str(Path(__file__).parent)!r})
    from lockless import deny_locks

    deny_locks()
    """


@pytest.mark.skipif(sys.platform != "linux", reason="the system's calls are replaced by hand")
def test_a_file_system_without_locks(tmp_path: Path) -> None:
    """As some network ones are: the warning says so, and the record waits."""
    settings = f"{WITH_STORE}{LOCKLESS}"
    project = make_project(tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings})
    output = run_kedro(project, "run", "--pipeline=report").stdout

    assert "can't be written: its file system has no locks" in " ".join(output.split())
    assert_spooled_and_filed(project, output, mend=lambda: make_project_with_store(project))


@pytest.fixture
def read_only_data(project_with_store: Path) -> Iterator[Path]:
    """The data folder of a project, its store in it, both without permission to write."""
    run_kedro(project_with_store, "run", "--pipeline=science")
    data = project_with_store / "data"
    shutil.move(data / "09_tracking", project_with_store / "tracking")
    catalog = project_with_store / "conf/base/catalog.yml"
    catalog.write_text(catalog.read_text().replace("data/09_tracking", "tracking"))
    for path in (project_with_store / STORE, data):
        path.chmod(path.stat().st_mode & ~0o222)
    yield data
    for path in (data, project_with_store / STORE):
        path.chmod(path.stat().st_mode | 0o200)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's read-only flag means nothing there")
def test_a_folder_that_cannot_be_written(read_only_data: Path, tmp_path: Path) -> None:
    """The record waits in the user's own folder, and the warning says where."""
    project, state = read_only_data.parent, tmp_path / "state"
    env = {"XDG_STATE_HOME": str(state), "HOME": str(tmp_path)}
    output = run_kedro(project, "run", "--pipeline=report", env=env, unprivileged=True).stdout

    [waiting] = (path for path in tmp_path.glob("**/spool/*/*.json"))
    assert len(warnings_of(output)) == 1, output
    assert str(waiting) in "".join(output.split())
    assert [row["record"]["pipelines"] for row in recorded_runs(project / STORE)] == [["science"]]

    for path in (read_only_data, project / STORE):
        path.chmod(path.stat().st_mode | 0o200)
    run_kedro(project, "run", "--pipeline=report", env=env)

    assert len(recorded_runs(project / STORE)) == 3
    assert not waiting.exists()


def test_a_recorder_that_fails_itself(tmp_path: Path) -> None:
    """Whatever our own code may raise, the pipeline succeeds, with one warning."""
    settings = f"""{WITH_STORE}
    import kedro_track.record.recorder as recorder


    def broken(*_):
        raise ZeroDivisionError("our fault")


    recorder.find_target = broken
    """
    project = make_project(tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings})
    output = run_kedro(project, "run").stdout

    [warning] = warnings_of(output)
    assert "The start of this run could not be recorded (ZeroDivisionError: our fault)" in warning


def test_a_part_that_cannot_be_captured(tmp_path: Path) -> None:
    """Foreign code that raises when it is asked costs its part only."""
    odd = """
        from kedro.io import MemoryDataset


        class OddDataset(MemoryDataset):
            @property
            def _filepath(self):
                raise RuntimeError("asked too much")
        """
    catalog = f"numbers: {{type: {PACKAGE}.odd.OddDataset, data: [1, 2, 3]}}\n"
    files = {f"src/{PACKAGE}/odd.py": odd, "conf/base/catalog.yml": catalog}
    project = make_project_with_store(tmp_path / "project", files)
    output = run_kedro(project, "run", "--pipeline=report").stdout

    [row] = recorded_runs(project / STORE)

    assert len(warnings_of(output)) == 1
    assert "not captured: inputs (RuntimeError: asked too much)" in " ".join(output.split())
    assert row["status"] == "succeeded"
    assert "inputs" not in row["record"]
    assert row["record"]["pipelines"] == ["report"]


def test_temporary_folder_that_is_somebody_elses(project_with_store: Path, tmp_path: Path) -> None:
    """Node times are lost then, with a warning; the run and its record are not."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    name = f"kedro-track-{os.getuid()}" if hasattr(os, "getuid") else "kedro-track"
    (temporary / name).write_text("in the way")
    env = {"TMPDIR": str(temporary), "TEMP": str(temporary), "TMP": str(temporary)}
    output = run_kedro(project_with_store, "run", "--pipeline=report", env=env).stdout

    [row] = recorded_runs(project_with_store / STORE)

    assert len(warnings_of(output)) == 1, output
    assert (row["status"], row["record"]["timings"]) == ("succeeded", [])
