"""A run is recorded whole and once by every runner, and by every way to start one."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from projects import (
    PACKAGE,
    STORE,
    WITH_STORE,
    make_project_with_store,
    recorded_runs,
    run_kedro,
    run_python,
    session_rows,
)

NODES = {"scale_node", "measure_node", "candidate.measure_node", "describe_node"}
SAVED = {"metrics", "candidate.scores", "columns"}

START_METHODS = ["spawn"] if sys.platform == "win32" else ["fork", "spawn", "forkserver"]

BOOTSTRAP = """
    from pathlib import Path
    from kedro.framework.session import KedroSession
    from kedro.framework.startup import bootstrap_project

    if __name__ == "__main__":
        bootstrap_project(Path.cwd())
"""


def assert_whole(row: dict[str, Any], runner: str) -> None:
    """A run that all of its nodes and saved datasets are known of."""
    record = row["record"]
    assert row["status"] == "succeeded"
    assert record["runner"] == runner
    assert {timing["node"] for timing in record["timings"]} == NODES
    assert all(timing["seconds"] >= 0 and not timing["failed"] for timing in record["timings"])
    assert record["saved"] == dict.fromkeys(SAVED, row["version"])


@pytest.mark.parametrize(
    ("arguments", "runner"),
    [
        ([], "SequentialRunner"),
        (["--runner=ThreadRunner"], "ThreadRunner"),
        (["--async"], "SequentialRunner"),
    ],
)
def test_runners_of_one_process(
    project_with_store: Path, arguments: list[str], runner: str
) -> None:
    """Nodes may run in several threads, datasets be saved in others."""
    run_kedro(project_with_store, "run", *arguments)

    [row] = recorded_runs(project_with_store / STORE)

    assert_whole(row, runner)
    assert row["record"]["command"] == " ".join(["kedro run", *arguments])


@pytest.mark.parametrize("method", START_METHODS)
def test_runner_of_many_processes(tmp_path: Path, method: str) -> None:
    """State does not survive into a spawned worker, nor back; what it tells does."""
    settings = f"""{WITH_STORE}
    import multiprocessing

    multiprocessing.set_start_method("{method}", force=True)
    """
    project = make_project_with_store(
        tmp_path / "project", {f"src/{PACKAGE}/settings.py": settings}
    )
    run_kedro(project, "run", "--runner=ParallelRunner", env={"KEDRO_MP_CONTEXT": method})

    [row] = recorded_runs(project / STORE)

    assert_whole(row, "ParallelRunner")


def test_workers_leave_nothing_behind(project_with_store: Path) -> None:
    """What they tell lies in the temporary folder until the run ends."""
    # Not pytest's folder: a socket's path has 108 characters at most.
    with tempfile.TemporaryDirectory() as temporary:
        env = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary)
        run_kedro(project_with_store, "run", "--runner=ParallelRunner", env=env)
        left = list(Path(temporary).rglob("*.jsonl"))

    [row] = recorded_runs(project_with_store / STORE)

    assert_whole(row, "ParallelRunner")
    assert left == []


def test_a_session_of_a_notebook(project_with_store: Path) -> None:
    """Without `with`, the store is never saved: only the hooks see the run."""
    code = f"""{BOOTSTRAP}
        session = KedroSession.create()
        session.run(pipeline_name="report")
    """
    run_python(project_with_store, code)

    [row] = recorded_runs(project_with_store / STORE)

    assert (row["status"], row["record"]["pipelines"]) == ("succeeded", ["report"])
    assert row["record"]["timings"][0]["node"] == "describe_node"
    assert "cli" not in session_rows(project_with_store / STORE)[row["run_id"]]


def test_a_session_without_a_run_leaves_none(project_with_store: Path) -> None:
    """`kedro catalog`, `kedro ipython` and their like open sessions too."""
    code = f"""{BOOTSTRAP}
        with KedroSession.create() as session:
            session.load_context().catalog
    """
    run_python(project_with_store, code)

    assert not (project_with_store / STORE).exists()


@pytest.mark.parametrize("command", [["registry", "list"], ["--version"], ["info"]])
def test_other_commands_leave_no_store(project_with_store: Path, command: list[str]) -> None:
    """Kedro constructs the store class for more than runs."""
    run_kedro(project_with_store, *command)

    assert not (project_with_store / STORE).exists()


SERVICE = """
    import threading
    from pathlib import Path
    from kedro.framework.startup import bootstrap_project

    if __name__ == "__main__":
        bootstrap_project(Path.cwd())
        from kedro.framework.session import KedroServiceSession

        with KedroServiceSession.create() as session:
            session.run(pipeline_names=["report"])  # pipelines load once, before the threads
            runs = [
                threading.Thread(
                    target=session.run,
                    kwargs={
                        "run_id": f"request {number}",
                        "pipeline_names": ["science"],
                        "runtime_params": {"factor": number, "sleep": 0.3, "fail": number == 3},
                    },
                )
                for number in range(4)
            ]
            [run.start() for run in runs]
            [run.join() for run in runs]
"""


def has_service_sessions() -> bool:
    """Kedro has them from 1.3 on."""
    from kedro.framework import session

    return hasattr(session, "KedroServiceSession")


def test_concurrent_runs_of_one_service(project_with_store: Path) -> None:
    """Each has its own parameters, times and outcome; before Kedro 1.3 there is no service."""
    run_python(project_with_store, SERVICE, expect=0 if has_service_sessions() else 1)
    if not has_service_sessions():
        assert not (project_with_store / STORE).exists()
        return

    first, *rows = recorded_runs(project_with_store / STORE)

    assert first["record"]["pipelines"] == ["report"]
    assert {row["run_id"]: row["status"] for row in rows} == {
        "request 0": "succeeded",
        "request 1": "succeeded",
        "request 2": "succeeded",
        "request 3": "failed",
    }
    for row in rows:
        number = int(row["run_id"][-1])
        assert row["record"]["given"]["factor"] == row["record"]["parameters"]["factor"] == number
        assert row["record"]["timings"][0]["node"] == "scale_node"
        assert row["record"]["timings"][0]["seconds"] > 0.25
