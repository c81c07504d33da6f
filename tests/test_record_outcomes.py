"""However a run ends, its record says how."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from projects import (
    FILES,
    PACKAGE,
    STORE,
    WITH_STORE,
    environment,
    make_project,
    make_project_with_store,
    recorded_runs,
    run_kedro,
    run_python,
    session_rows,
)

LONG = 60


def start_kedro(project: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start `kedro …` in a project and come back when its first node has saved."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kedro", *arguments],
        cwd=project,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    until = time.monotonic() + LONG
    while not list(project.glob("data/09_tracking/columns.json/*/columns.json")):
        assert process.poll() is None, "it ended before its first node did"
        assert time.monotonic() < until, "its first node did not end"
        time.sleep(0.05)
    return process


def describing(body: str) -> dict[str, str]:
    """Give the project's nodes with another body for the one that describes."""
    path = f"src/{PACKAGE}/nodes.py"
    return {path: FILES[path].replace('return {"columns": ["number"], "rows": len(numbers)}', body)}


def only_run(project: Path) -> dict[str, Any]:
    """Give the one run of a project's store."""
    [row] = recorded_runs(project / STORE)
    return row


def test_success(project_with_store: Path) -> None:
    """Start, end and the last word agree."""
    run_kedro(project_with_store, "run", "--params=sleep=0.2")

    row = only_run(project_with_store)

    assert row["status"] == "succeeded"
    assert row["ended"] == row["heard"]
    assert row["ended"] - row["started"] > 0.2
    assert "exception" not in row["record"]


def test_a_clock_that_is_set_back_while_it_runs(tmp_path: Path) -> None:
    """By an hour, amid a node: the run takes as long as it took, and nobody is warned."""
    body = (
        "now, time.time = time.time, lambda: now() - 3600\n"
        '            return {"columns": ["number"], "rows": len(numbers)}'
    )
    project = make_project_with_store(tmp_path / "project", describing(body))
    said = run_kedro(project, "run").stdout

    row = only_run(project)

    assert row["status"] == "succeeded"
    assert 0 < row["ended"] - row["started"] < LONG
    assert all(0 <= timing["seconds"] < LONG for timing in row["record"]["timings"])
    assert len(row["record"]["timings"]) == 4
    assert "kedro_track" not in said


def test_a_node_that_raises(project_with_store: Path) -> None:
    """Type, text, traceback and node; what was saved before is there."""
    run_kedro(project_with_store, "run", "--params=fail=true", expect=1)

    row = only_run(project_with_store)
    exception = row["record"]["exception"]

    assert row["status"] == "failed"
    assert (exception["type"], exception["value"]) == ("ValueError", "asked to fail")
    assert exception["node"] == "scale_node"
    assert "asked to fail" in exception["traceback"][-1]
    assert row["record"]["saved"] == {"columns": row["version"]}
    assert [each["node"] for each in row["record"]["timings"] if each["failed"]] == ["scale_node"]
    assert session_rows(project_with_store / STORE)[row["run_id"]]["exception"] == {
        key: exception[key] for key in ("type", "value", "traceback")
    }


@pytest.mark.parametrize("runner", ["SequentialRunner", "ThreadRunner"])
def test_a_dataset_that_cannot_be_loaded(project_with_store: Path, runner: str) -> None:
    """No hook tells the node; the frames of the runner do."""
    (project_with_store / "data/01_raw/numbers.json").write_text("no JSON")
    run_kedro(project_with_store, "run", "--pipeline=science", f"--runner={runner}", expect=1)

    exception = only_run(project_with_store)["record"]["exception"]

    assert exception["type"] == "kedro.io.core.DatasetError"
    assert exception["node"] == "scale_node"


def test_a_dataset_that_cannot_be_saved(tmp_path: Path) -> None:
    """The node is the one whose output it is."""
    project = make_project_with_store(tmp_path / "project", describing('return {"x": object()}'))
    run_kedro(project, "run", "--pipeline=report", expect=1)

    assert only_run(project)["record"]["exception"]["node"] == "describe_node"


def test_a_worker_that_raises(project_with_store: Path) -> None:
    """Its own traceback comes after the parent's."""
    run_kedro(project_with_store, "run", "--runner=ParallelRunner", "--params=fail=true", expect=1)

    exception = only_run(project_with_store)["record"]["exception"]

    assert exception["node"] == "scale_node"
    assert any("nodes.py" in line for line in exception["traceback"])


INTERRUPT = "import signal; signal.raise_signal(signal.SIGINT)"


def test_ctrl_c(tmp_path: Path) -> None:
    """No hook of Kedro sees it: the store does."""
    project = make_project_with_store(tmp_path / "project", describing(INTERRUPT))
    run_kedro(project, "run", "--pipeline=report", expect=None)

    row = only_run(project)

    assert (row["status"], row["record"]["exception"]["type"]) == (
        "interrupted",
        "KeyboardInterrupt",
    )
    assert row["ended"] is not None


def test_ctrl_c_without_a_store_in_the_settings(tmp_path: Path) -> None:
    """The interpreter's end is the last chance to say so."""
    project = make_project(tmp_path / "project", describing(INTERRUPT))
    run_kedro(project, "run", "--pipeline=report", expect=None)

    row = only_run(project)

    assert row["status"] == "interrupted"
    assert row["ended"] is not None


def test_a_node_that_exits(tmp_path: Path) -> None:
    """`sys.exit` is no Exception: Kedro calls no hook."""
    project = make_project_with_store(tmp_path / "project", describing("raise SystemExit(3)"))
    run_kedro(project, "run", "--pipeline=report", expect=3)

    row = only_run(project)

    assert (row["status"], row["record"]["exception"]["type"]) == ("interrupted", "SystemExit")


def test_a_killed_run_is_concluded_by_the_next(project_with_store: Path) -> None:
    """Its process is gone, on this host and since this boot: that is known, not guessed."""
    process = start_kedro(project_with_store, "run", f"--params=sleep={LONG}")
    process.kill()
    process.wait(LONG)
    before = only_run(project_with_store)
    run_kedro(project_with_store, "run", "--pipeline=report")

    killed, _ = recorded_runs(project_with_store / STORE)

    assert (before["status"], killed["status"]) == ("running", "interrupted")
    assert killed["ended"] is None
    assert [each["node"] for each in killed["record"]["timings"]] == ["describe_node"]
    assert killed["record"]["saved"] == {"columns": killed["version"]}


def test_a_run_that_goes_on_is_left_alone(project_with_store: Path) -> None:
    """Another run beside it concludes nothing."""
    process = start_kedro(project_with_store, "run", f"--params=sleep={LONG}")
    try:
        run_kedro(project_with_store, "run", "--pipeline=report")
        going, done = recorded_runs(project_with_store / STORE)
    finally:
        process.kill()
        process.wait(LONG)

    assert (going["status"], done["status"]) == ("running", "succeeded")


def test_a_run_left_behind_in_a_notebook(tmp_path: Path) -> None:
    """The kernel lives on after Ctrl-C; its next run shows that the last one is over."""
    project = make_project(tmp_path / "project", describing(INTERRUPT))
    code = """
        import os
        from pathlib import Path
        from kedro.framework.session import KedroSession
        from kedro.framework.startup import bootstrap_project

        bootstrap_project(Path.cwd())
        try:
            KedroSession.create().run(pipeline_name="report")
        except KeyboardInterrupt:
            KedroSession.create().run(pipeline_name="science")
        os._exit(0)  # without what else happens at the interpreter's end
    """
    run_python(project, code)

    left, done = recorded_runs(project / STORE)

    assert (left["status"], done["status"]) == ("interrupted", "succeeded")


def test_another_plugins_hook_that_fails_at_the_end(tmp_path: Path) -> None:
    """All nodes were well, `kedro run` was not: what fails in CI is no success here."""
    settings = f"""{WITH_STORE}
    from kedro.framework.hooks import hook_impl


    class Broken:
        @hook_impl
        def after_pipeline_run(self):
            raise RuntimeError("upload failed")


    HOOKS = (Broken(),)
    """
    project = make_project_with_store(
        tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings}
    )
    run_kedro(project, "run", expect=1)

    row = only_run(project)

    assert (row["status"], row["record"]["exception"]["value"]) == ("failed", "upload failed")


def test_another_plugins_hook_that_fails_at_the_start(tmp_path: Path) -> None:
    """Kedro calls no further pipeline hook; the store knows the exception."""
    settings = f"""{WITH_STORE}
    from kedro.framework.hooks import hook_impl


    class Broken:
        @hook_impl
        def before_pipeline_run(self):
            raise RuntimeError("no licence")


    HOOKS = (Broken(),)
    """
    project = make_project_with_store(
        tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings}
    )
    run_kedro(project, "run", expect=1)

    row = only_run(project)

    assert (row["status"], row["record"]["exception"]["value"]) == ("failed", "no licence")


def test_a_long_run_is_heard_of_before_it_ends(tmp_path: Path) -> None:
    """At the end of a node, but once a minute at most; here at every node."""
    look = """
        import json, sqlite3
            with sqlite3.connect("data/session_store.db") as connection:
                query = "SELECT heard - started, record FROM track_runs"
                heard, record = connection.execute(query).fetchone()
            return {"heard": heard, "timings": len(json.loads(record)["timings"])}"""
    path = f"src/{PACKAGE}/nodes.py"
    nodes = FILES[path].replace(
        'return {"total": float(sum(scaled)), "largest": max(scaled)}', look.strip()
    )
    settings = f"""{WITH_STORE}
    from kedro_track.record import recorder

    recorder._PULSE = 0
    """
    files = {path: nodes, f"src/{PACKAGE}/settings.py": settings}
    project = make_project_with_store(tmp_path / "project", files)
    run_kedro(project, "run", "--pipeline=science", "--params=sleep=0.2")

    [measured] = project.glob("data/09_tracking/candidate/scores.json/*/scores.json")
    told = json.loads(measured.read_text())

    assert told["heard"] > 0.2
    assert told["timings"] == 1


def test_a_node_that_runs_a_pipeline_itself(tmp_path: Path) -> None:
    """Two runs in one thread, the inner one whole inside the outer one's node."""
    inner = """
        from kedro.framework.session import KedroSession
            KedroSession.create().run(pipeline_name="science")
            return {"rows": 3}"""
    project = make_project_with_store(tmp_path / "project", describing(inner.strip()))
    run_kedro(project, "run", "--pipeline=report")

    outer, inside = recorded_runs(project / STORE)

    assert (outer["status"], inside["status"]) == ("succeeded", "succeeded")
    assert [each["node"] for each in outer["record"]["timings"]] == ["describe_node"]
    assert outer["record"]["saved"] == {"columns": outer["version"]}
    assert len(inside["record"]["timings"]) == 3
    assert set(inside["record"]["saved"]) == {"metrics", "candidate.scores"}


def test_two_attempts_under_one_id(project: Path) -> None:
    """A caller's own id may come twice; each attempt is kept, with the version they share."""
    code = """
        from pathlib import Path
        from kedro.framework.session import KedroSession, session
        from kedro.framework.startup import bootstrap_project

        bootstrap_project(Path.cwd())
        session.generate_timestamp = lambda: "2026-11-24T05.42.49.760Z"
        for name in ("report", "science", "science"):
            try:
                KedroSession.create().run(pipeline_name=name)
            except Exception:
                pass  # the second one's version exists already
    """
    run_python(project, code)

    rows = recorded_runs(project / STORE)
    first = "2026-11-24T05.42.49.760Z"

    assert [row["run_id"] for row in rows] == [first, f"{first}~2", f"{first}~3"]
    assert {row["version"] for row in rows} == {first}
    assert [row["status"] for row in rows] == ["succeeded", "succeeded", "failed"]
    assert len({row["attempt"] for row in rows}) == 3
    assert list(session_rows(project / STORE)) == [first, f"{first}~2", f"{first}~3"]


def test_a_terminated_run(project: Path) -> None:
    """SIGTERM ends the interpreter at once: the row stays for the next run to conclude."""
    process = start_kedro(project, "run", f"--params=sleep={LONG}")
    process.terminate()
    process.wait(LONG)

    row = only_run(project)

    assert row["status"] == "running"
    assert row["pid"] == process.pid
    assert row["host"] == platform.node()
