"""`kedro track serve`: a real server, asked as a browser, a stranger and a terminal do."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from builders import make_recorded_run
from kedro_track.build import read_history
from kedro_track.config import ThemeOptions
from kedro_track.serve.guard import Question, refusal
from kedro_track.serve.options import ServeOptions
from kedro_track.serve.pages import find_file
from kedro_track.site.theme import built_in, find_theme
from kedro_track.store.address import Server as Database
from kedro_track.store.edits import Edit, edit_run
from kedro_track.store.writer import RunWriter
from projects import environment, make_project, make_project_with_store, run_kedro
from serving import PATIENCE, Server, served, wait_until


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one run."""
    made = make_project_with_store(tmp_path_factory.mktemp("serve") / "project")
    run_kedro(made, "run")
    return made


@pytest.fixture(scope="module")
def server(project: Path) -> Iterator[Server]:
    """Its site, served."""
    with served(project) as running:
        yield running


def newest(project: Path) -> str:
    """The id of the newest run."""
    return read_history(project).runs[-1].id


def test_pages_are_served_with_what_makes_them_live(server: Server, project: Path) -> None:
    """Which no file of the site has."""
    page = server.ask("/").text
    assert "/-/live.js" in page
    assert "connect-src &#39;self&#39;" in page
    written = (project / "site/index.html").read_text()
    assert "/-/live.js" not in written
    assert "connect-src" not in written
    assert server.ask("/index.html").text == page


def test_files_are_served_as_they_are(server: Server, project: Path) -> None:
    """With their type, and asked for anew each time."""
    answer = server.ask("/static/css/base.css")
    assert answer.body == (project / "site/static/css/base.css").read_bytes()
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    # Only what is asked for by its content may be kept; what was replaced may not pass for it.
    [asked] = re.findall(r"static/css/base.css\?v=\w+", server.ask("/").text)
    [data] = (project / "site/data").glob("runs-*.js")
    for address, is_kept in ((asked, True), (asked + "0", False), (f"data/{data.name}", True)):
        kept = server.ask(f"/{address}").headers["cache-control"]
        assert ("immutable" in kept) == is_kept


def test_what_is_missing_is_said_by_the_sites_page(server: Server) -> None:
    """With the status that belongs to it."""
    answer = server.ask("/runs/never.html")
    assert answer.status == 404
    assert "There is no such page" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/../pyproject.toml",
        "/%2e%2e/pyproject.toml",
        "/..%2fpyproject.toml",
        "/static/..%5c..%5cpyproject.toml",
        "//etc/passwd",
        "/.nojekyll",
    ],
)
def test_nothing_outside_of_the_site_is_served(server: Server, address: str) -> None:
    """Nor anything hidden in it."""
    answer = server.ask(address)
    assert answer.status == 404
    assert b"small-project" not in answer.body


def test_no_link_leads_out_of_the_site(tmp_path: Path) -> None:
    """A symbolic link in the folder is not followed."""
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.txt").write_text("mine")
    (tmp_path / "site/link.txt").symlink_to(tmp_path / "secret.txt")
    assert find_file(tmp_path / "site", "link.txt") is None


def test_an_edit_is_written_and_the_site_built_anew(server: Server, project: Path) -> None:
    """All that can be said of a run, and cleared again."""
    run_id = newest(project)
    edit = {"title": "A better forest", "notes": "It *grew*.", "tags_added": ["a", "b"]}
    assert server.edit(run_id, {**edit, "bookmark": True}).status == 200
    run = read_history(project).runs[-1]
    assert (run.title, run.notes, run.tags) == ("A better forest", "It *grew*.", ("a", "b"))
    assert run.bookmark
    wait_until(lambda: "A better forest" in (project / f"site/runs/{run_id}.html").read_text())
    assert server.ask(f"/-/run?id={run_id}").text.count("A better forest") == 1
    undo = {"title": "", "notes": "", "tags_removed": ["a", "b"], "bookmark": False}
    assert server.edit(run_id, undo).status == 200
    run = read_history(project).runs[-1]
    assert (run.title, run.notes, run.tags, run.bookmark) == (None, None, (), False)


@pytest.mark.parametrize(
    "changed",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:4142"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"X_Kedro_Track_Token": "guessed"},
        {"X_Kedro_Track_Token": None},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/x-www-form-urlencoded"},
    ],
)
def test_a_stranger_edits_nothing(
    server: Server, project: Path, changed: dict[str, str | None]
) -> None:
    """By a foreign name, from a foreign page, without the token, as a form sends it."""
    renamed = {name.replace("_", "-"): value for name, value in changed.items()}
    answer = server.edit(newest(project), {"title": "hacked"}, **renamed)
    assert answer.status == 403
    assert read_history(project).runs[-1].title is None


@pytest.mark.parametrize("address", ["/", "/-/events", "/-/run?id=x", "/static/css/base.css"])
def test_a_foreign_name_reads_nothing(server: Server, address: str) -> None:
    """Also one that its owner points at this machine."""
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}):
        answer = server.ask(address, headers=headers)
        assert answer.status == 403
        assert "kedro" not in answer.text.replace("kedro track serve", "")


def test_other_ways_of_writing_are_refused(server: Server) -> None:
    """Files of the site can't be sent."""
    answer = server.ask(
        "/index.html",
        {"title": "x"},
        {
            "Origin": f"http://{server.host}",
            "X-Kedro-Track-Token": server.token,
            "Content-Type": "application/json",
        },
    )
    assert answer.status == 405


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        ([], "An edit is a JSON object"),
        ({"status": "succeeded"}, "An edit knows no 'status'."),
        ({"title": 3}, "title can't be 3."),
        ({"title": "a\0b"}, "title can't be"),
        ({"title": "\ud800"}, "title can't be"),
        ({"bookmark": "yes"}, "bookmark can't be 'yes'."),
        ({"tags_added": "a"}, "tags_added can't be 'a'."),
        ({"tags_added": [""]}, "tags_added can't be"),
        ({"notes": "x" * 1_100_000}, "more than 1 MB is not taken"),
    ],
)
def test_what_is_no_edit_is_said(server: Server, project: Path, edit: object, why: str) -> None:
    """In one sentence, and nothing is written."""
    answer = server.edit(newest(project), edit)
    assert answer.status == 400
    assert why in answer.text.replace("\\u0000", "")


def test_a_run_that_is_not_there_can_not_be_edited(server: Server) -> None:
    """It would get a row of its own otherwise."""
    assert server.edit("2020-01-01T00.00.00.000Z", {"title": "x"}).status == 404


def test_a_run_of_a_teammate_is_not_edited_here(tmp_path: Path, project: Path) -> None:
    """Its store is only read; the page is told why."""
    own = Path(
        shutil.copytree(project, tmp_path / "project", ignore=shutil.ignore_patterns("site"))
    )
    (own / "data/session_store.db").rename(own / "data/ada.db")
    run_kedro(own, "run")
    theirs = read_history(own).runs[0].id
    with served(own) as server:
        answer = server.edit(theirs, {"title": "mine"})
        assert answer.status == 400
        assert "It is recorded in ada.db, which is only read here" in answer.text


def test_a_read_only_server_has_no_way_to_edit(project: Path) -> None:
    """Neither the script nor the token, and it refuses both."""
    with served(project, "--read-only", "--output", str(project.parent / "other")) as server:
        assert '"token": null' in server.ask("/").text.replace("&quot;", '"')
        assert "tags_removed" not in server.ask("/-/live.js").text
        headers = {"Origin": f"http://{server.host}", "Content-Type": "application/json"}
        answer = server.ask(f"/-/run?id={newest(project)}", {"title": "x"}, headers)
        assert answer.status == 403


def test_a_new_run_comes_by_itself(server: Server, project: Path) -> None:
    """Within seconds of its end; the terminal is told."""
    before = len(read_history(project).runs)
    run_kedro(project, "run", "--params=factor=5")
    run_id = newest(project)
    wait_until((project / f"site/runs/{run_id}.html").is_file)
    wait_until(lambda: f"{before + 1} runs" in server.said)


def test_a_run_in_a_teams_database_comes_by_itself(tmp_path: Path, database: Database) -> None:
    """Nothing on this machine changes with it."""
    own = make_project(tmp_path / "project")
    RunWriter(database).save([make_recorded_run("2025-01-01T00.00.00.000Z")])
    with served(own, env={"KEDRO_TRACK_STORE_URL": database.sqlalchemy_url}) as running:
        RunWriter(database).save([make_recorded_run("2026-01-01T00.00.00.000Z")])
        wait_until((own / "site/runs/2026-01-01T00.00.00.000Z.html").is_file)
        edit_run(database, "2026-01-01T00.00.00.000Z", Edit(title="A team's"))
        wait_until(lambda: "A team" in running.ask("/runs.html").text)


def test_a_run_in_progress_appears_with_the_nodes_done_so_far(
    server: Server, project: Path
) -> None:
    """While one of its nodes is still at work."""
    command = [sys.executable, "-m", "kedro", "run", "--params=sleep=60"]
    with subprocess.Popen(
        command,
        cwd=project,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            wait_until(lambda: read_history(project).runs[-1].status == "running")
            run_id = newest(project)
            page = project / f"site/runs/{run_id}.html"
            wait_until(lambda: page.is_file() and "describe_node" in page.read_text())
            assert "status-running" in page.read_text()
            wait_until(lambda: read_history(project).runs[-1].timings != ())
            done = [timing.node for timing in read_history(project).runs[-1].timings]
            assert done == ["describe_node"]
        finally:
            process.send_signal(signal.SIGINT)
    wait_until(lambda: "status-interrupted" in page.read_text())
    assert server.process.poll() is None


def test_a_build_that_fails_is_said_and_the_site_stays(server: Server, project: Path) -> None:
    """On the terminal and to the pages; mended, it goes on."""
    config = project / "conf/base/track.yml"
    config.write_text("titel: Wrong\n")
    try:
        wait_until(lambda: "The site could not be rebuilt, and stays as it was" in server.said)
        assert "titel: is unknown; did you mean `title`?" in server.said
        assert server.ask("/").status == 200
        config.write_text("title: Right\n")
        wait_until(lambda: "<title>Right" in server.ask("/").text)
    finally:
        config.unlink()
    assert "Traceback" not in server.said


def children(process: int) -> list[str]:
    """The processes that a process started, on systems that tell; the worker is among them."""
    told = Path(f"/proc/{process}/task/{process}/children")
    found = told.read_text().split() if told.exists() else []
    assert found or not Path("/proc").exists()
    return found


def test_ctrl_c_ends_it_quietly(project: Path) -> None:
    """Also while a page listens; with one word and 0, and no process is left."""
    with served(project, "--output", str(project.parent / "another")) as server:
        address, _, port = server.host.partition(":")
        line = socket.create_connection((address, int(port)), timeout=PATIENCE)
        line.sendall(f"GET /-/events HTTP/1.1\r\nHost: {server.host}\r\n\r\n".encode())
        assert b"200 OK" in line.recv(1000)
        workers = children(server.process.pid)
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(PATIENCE) == 0
        line.close()
    wait_until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert server.said.endswith("Stopped.\n")
    assert "Traceback" not in server.said


def test_a_port_in_use_is_said(server: Server, project: Path) -> None:
    """With the way out, before anything is built."""
    port = server.host.partition(":")[2]
    done = run_kedro(project, "track", "serve", "--port", port, expect=1)
    assert f"Port {port} of 127.0.0.1 is in use" in done.stderr
    assert "--port 0" in done.stderr


def test_a_first_build_that_fails_ends_it(tmp_path: Path) -> None:
    """In one sentence: there is nothing to serve."""
    broken = make_project_with_store(tmp_path / "project", {"conf/base/track.yml": "titel: x\n"})
    done = run_kedro(broken, "track", "serve", "--port", "0", expect=1)
    assert "titel: is unknown; did you mean `title`?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_package_is_said(tmp_path: Path) -> None:
    """With the command that installs it."""
    project = make_project_with_store(tmp_path / "project")
    (tmp_path / "uvicorn.py").write_text("raise ImportError('gone', name='uvicorn')")
    done = run_kedro(project, "track", "serve", env={"PYTHONPATH": str(tmp_path)}, expect=1)
    assert "needs uvicorn; install it with `pip install 'kedro-track[serve]'`" in done.stderr


def test_the_store_is_only_written_by_edits(server: Server, project: Path) -> None:
    """Serving leaves no side files beside it."""
    assert server.ask("/").status == 200
    found = {path.name for path in (project / "data").glob("session_store.db*")}
    assert found == {"session_store.db"}
    with closing(sqlite3.connect(project / "data/session_store.db")) as store:
        assert store.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize(
    ("host", "options", "is_known"),
    [
        ("localhost:4142", ServeOptions(), True),
        ("[::1]:4142", ServeOptions(), True),
        ("LOCALHOST", ServeOptions(), True),
        ("192.168.0.7:4142", ServeOptions(), False),
        ("localhost.evil.example", ServeOptions(), False),
        ("", ServeOptions(), False),
        ("192.168.0.7:4142", ServeOptions("0.0.0.0"), True),
        ("evil.example", ServeOptions("0.0.0.0"), False),
        ("runs.example.org", ServeOptions("0.0.0.0", names=("runs.example.org",)), True),
    ],
)
def test_names_are_known_or_not(host: str, options: ServeOptions, *, is_known: bool) -> None:
    """Beyond loopback by its address, which no name server can claim."""
    assert (refusal(Question("GET", {"host": host}), options) is None) == is_known


def test_beyond_loopback_nobody_edits_unless_told() -> None:
    """Whoever reads the page could."""
    assert ServeOptions().edits
    assert not ServeOptions("0.0.0.0").edits
    assert ServeOptions("0.0.0.0", edit=True).edits
    assert not ServeOptions(edit=False).edits


def test_every_string_of_the_live_scripts_is_there() -> None:
    """In each theme, as the other scripts' are."""
    for name in built_in():
        theme = find_theme(ThemeOptions(name=name), Path.cwd())
        said = theme.apart("live.js") + theme.apart("edit.js")
        used = set(re.findall(r'"live\.(\w+)"', said))
        assert used
        assert used == set(theme.text["live"])
