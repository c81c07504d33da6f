"""Runs that are recorded in a team's PostgreSQL, and what becomes of them when it is not there."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from databases import rows
from kedro_track import read_history
from kedro_track.store.address import Server
from projects import PACKAGE, STORE, make_project, run_kedro

BY_URL = """
    import os

    from kedro_track import SQLiteStore

    SESSION_STORE_CLASS = SQLiteStore
    SESSION_STORE_ARGS = {"url": os.environ.get("TEAM_STORE")}
    """
BY_CREDENTIALS = """
    from kedro_track import SQLiteStore

    SESSION_STORE_CLASS = SQLiteStore
    SESSION_STORE_ARGS = {"credentials": "team_store"}
    """
SETTINGS = f"src/{PACKAGE}/settings.py"


def waiting(project: Path) -> list[Path]:
    """The records that wait in the project's data folder."""
    return sorted((project / "data" / ".kedro_track_spool").glob("*.json"))


def said(output: str) -> str:
    """The output of a command without the line breaks of its log."""
    return " ".join(output.split())


def warnings_of(output: str) -> list[str]:
    """The warnings of a run that are ours."""
    return [line for line in output.splitlines() if "WARNING" in line and "record" in line]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose settings take the URL from the environment."""
    return make_project(tmp_path / "project", {SETTINGS: BY_URL})


def test_a_url_from_the_environment(project: Path, database: Server) -> None:
    """Runs go there and nowhere else, start and end, and are listed from there."""
    url = database.sqlalchemy_url
    run_kedro(project, "run", "--pipeline=report", env={"TEAM_STORE": url})
    run_kedro(project, "run", "--params=fail=true", env={"TEAM_STORE": url}, expect=1)

    listed = run_kedro(project, "track", "runs", "--json", env={"TEAM_STORE": url}).stdout

    assert sorted(row["status"] for row in rows(database)) == ["failed", "succeeded"]
    assert len(rows(database, "runs")) == 2
    assert all(f'"id": "{row["run_id"]}"' in listed for row in rows(database))
    assert not (project / STORE).exists()


def test_a_url_from_the_credentials(tmp_path: Path, database: Server) -> None:
    """Where a Kedro project keeps its secrets; editing writes there, too."""
    files = {
        SETTINGS: BY_CREDENTIALS,
        "conf/local/credentials.yml": f"team_store:\n  url: {database.sqlalchemy_url}\n",
    }
    project = make_project(tmp_path / "project", files)
    run_kedro(project, "run", "--pipeline=report")
    run_kedro(project, "track", "edit", "latest", "--title", "Ours", "--tag", "best", "--hide")

    [details] = rows(database, "user_run_details")
    [kept] = rows(database, "track_details")

    assert details["title"] == "Ours"
    assert (kept["tags"], kept["hidden"]) == ('["best"]', True)


def test_without_any_settings_by_the_environment_alone(tmp_path: Path, database: Server) -> None:
    """As a CI job sets it, for a project that never heard of it."""
    project = make_project(tmp_path / "project")
    run_kedro(
        project, "run", "--pipeline=report", env={"KEDRO_TRACK_STORE_URL": database.sqlalchemy_url}
    )

    assert [row["status"] for row in rows(database)] == ["succeeded"]
    assert not (project / STORE).exists()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def silent_server() -> Iterator[int]:
    """A port whose server takes connections and never says a word."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        yield int(listening.getsockname()[1])


def test_a_server_that_is_down(
    project: Path, database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One warning without the password; the record waits, is shown, and the next run files it."""
    url = f"postgresql+psycopg://ada:hunter2@127.0.0.1:{free_port()}/team"
    monkeypatch.setenv("TEAM_STORE", url)
    output = run_kedro(project, "run", "--pipeline=report").stdout
    [path] = waiting(project)
    history = read_history(project)

    run_kedro(project, "run", "--pipeline=science", env={"TEAM_STORE": database.sqlalchemy_url})

    assert len(warnings_of(output)) == 1, output
    assert "can't be reached: the connection is refused" in said(output)
    assert "is filed with the next run that can write the store" in said(output)
    assert [run.status for run in history.runs] == ["succeeded"]
    assert "can't be reached: the connection is refused" in history.problems[0].what
    assert "hunter2" not in output + str(history.problems) + path.name
    assert [row["status"] for row in rows(database)] == ["succeeded", "succeeded"]
    assert not path.parent.exists()


def test_a_server_that_is_silent(project: Path) -> None:
    """It is not waited for: a run is over long before a network's own patience is."""
    with silent_server() as port:
        url = f"postgresql+psycopg://ada:hunter2@127.0.0.1:{port}/team"
        output = run_kedro(project, "run", "--pipeline=report", env={"TEAM_STORE": url}).stdout

    assert len(warnings_of(output)) == 1, output
    assert "can't be reached: it does not answer" in said(output) or "(waited 2.5 s)" in said(
        output
    )
    assert len(waiting(project)) == 1


def test_a_server_that_stops_in_the_middle(project: Path, database: Server) -> None:
    """Another transaction holds what is wanted: no driver tells that from a slow network."""
    env = {"TEAM_STORE": database.sqlalchemy_url}
    run_kedro(project, "run", "--pipeline=report", env=env)
    import psycopg

    with psycopg.connect(database.url) as connection:
        connection.execute("LOCK TABLE track_runs IN ACCESS EXCLUSIVE MODE")
        output = run_kedro(project, "run", "--pipeline=report", env=env).stdout

    assert len(warnings_of(output)) == 1, output
    assert "is locked by another process (waited 2 s)" in said(output)
    assert len(waiting(project)) == 1
    assert len(rows(database)) == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "SESSION_STORE_ARGS has an empty `url`; set it, or KEDRO_TRACK_STORE_URL"),
        ("postgresql://ada:hunter/2@db/team", "The URL of the session store can't be understood"),
    ],
)
def test_a_url_that_cant_be_used(
    project: Path, url: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run goes on, its record waits, and nothing of the URL is shown."""
    monkeypatch.setenv("TEAM_STORE", url)
    output = run_kedro(project, "run", "--pipeline=report").stdout
    history = read_history(project)

    assert len(warnings_of(output)) == 1, output
    assert words in said(output)
    assert "hunter" not in output + str(history.problems)
    assert [run.status for run in history.runs] == ["succeeded"]
    assert len(waiting(project)) == 1
