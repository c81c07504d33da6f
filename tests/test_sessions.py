"""What stores tell of runs, of every age, in one shape."""

from __future__ import annotations

import platform
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

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
from kedro_track.config import Config, Redaction
from kedro_track.history import Code, Failure, Input, Node, NodeTiming, Run
from kedro_track.store.liveness import this_process
from kedro_track.store.rows import RecordedRun
from kedro_track.store.writer import RunWriter

RUN = "2026-01-05T08.00.00.123Z"
STORE = "data/session_store.db"


def read(root: Path, config: Config | None = None) -> tuple[Run, ...]:
    """The runs of a project."""
    return read_history(root, None, config or Config()).runs


def legacy_run(root: Path, **changes: Any) -> Run:
    """The one run of a store of kedro-viz whose blob has these changes."""
    write_legacy_project(root, 0)
    (root / STORE).unlink()
    write_legacy_store(root / STORE, {RUN: legacy_blob(RUN, **changes)})
    [run] = read(root)
    return run


def recorded(root: Path, *runs: RecordedRun) -> Path:
    """A project whose store holds these runs."""
    write_legacy_project(root, 0)
    RunWriter(root / STORE).save(runs)
    return root


def test_a_row_of_kedro_viz_tells_what_it_can(tmp_path: Path) -> None:
    """The rest is 'not captured', which is not the same as empty."""
    assert legacy_run(tmp_path) == Run(
        id=RUN,
        version=RUN,
        status="succeeded",
        started=EPOCH,
        store="session_store.db",
        user="ada",
        command="kedro run",
        pipelines=("__default__",),
        code=Code("7707b23", "main", dirty=True),
    )


def test_a_blob_without_anything_is_still_a_run(tmp_path: Path) -> None:
    """Any of its keys can be missing."""
    run = legacy_run(
        tmp_path, package_name=None, project_path=None, cli=None, username=None, git=None
    )
    assert run == Run(
        id=RUN, version=RUN, status="succeeded", started=EPOCH, store="session_store.db"
    )


@pytest.mark.parametrize(
    "cli", ["kedro run --pipeline=ds", {"command_path": "kedro run --pipeline=ds"}]
)
def test_the_command_may_be_a_string(tmp_path: Path, cli: Any) -> None:
    """In some rows `cli` is the command itself."""
    assert legacy_run(tmp_path, cli=cli).command == "kedro run --pipeline=ds"


def test_options_of_every_age_are_understood(tmp_path: Path) -> None:
    """`tag` became `tags`, `node_names` became `nodes`."""
    params = {
        "pipeline": "ds",
        "env": "prod",
        "parallel": True,
        "tag": ["a", "b"],
        "node_names": ["train"],
        "from_inputs": [],
        "namespace": "x",
    }
    run = legacy_run(tmp_path, cli={"params": params, "command_name": "run"})
    assert (run.pipelines, run.environment, run.runner) == (("ds",), "prod", "ParallelRunner")
    assert run.filters == {"tags": ("a", "b"), "nodes": ("train",), "namespaces": ("x",)}


@pytest.mark.parametrize("key", ["extra_params", "runtime_params"])
def test_parameters_that_were_given_are_kept(tmp_path: Path, key: str) -> None:
    """kedro-viz never knew the resolved ones."""
    run = legacy_run(tmp_path, **{key: {"model": {"alpha": 0.1}}})
    assert (run.given, run.parameters) == ({"model": {"alpha": 0.1}}, None)
    assert dict(run.params) == {"model.alpha": 0.1}


def test_parameters_may_stand_in_the_command_alone(tmp_path: Path) -> None:
    """Old rows have them there only."""
    assert legacy_run(tmp_path, cli={"params": {"params": {"a": 1}}}).given == {"a": 1}


def test_an_exception_is_a_failure(tmp_path: Path) -> None:
    """With its message and its traceback."""
    exception = {"type": "ValueError", "value": "bad", "traceback": ["  File x\n"]}
    run = legacy_run(tmp_path, exception=exception)
    assert (run.status, run.failure) == ("failed", Failure("ValueError", "bad", ("  File x\n",)))


@pytest.mark.parametrize("exception", ["boom", {"value": "boom"}, {"type": 1, "value": "boom"}])
def test_an_exception_of_any_shape_is_a_failure(tmp_path: Path, exception: Any) -> None:
    """Whatever stands there, the session did not succeed."""
    run = legacy_run(tmp_path, exception=exception)
    assert (run.status, run.failure) == ("failed", Failure("Exception", "boom"))


def test_a_stop_from_outside_is_an_interruption(tmp_path: Path) -> None:
    """Ctrl-C is nobody's failure."""
    exception = {"type": "KeyboardInterrupt", "value": "", "traceback": []}
    assert legacy_run(tmp_path, exception=exception).status == "interrupted"


@pytest.mark.parametrize(
    "changes",
    [
        {"cli": 7, "git": "main", "exception": {}, "username": ["ada"], "env": {}},
        {"cli": {"params": [1], "command_path": 3}, "git": {"commit_sha": 1, "branch": None}},
        {"exception": None, "extra_params": "a=1", "git": []},
    ],
)
def test_values_of_a_wrong_shape_are_not_captured(tmp_path: Path, changes: dict[str, Any]) -> None:
    """A blob is what somebody's program wrote."""
    run = legacy_run(tmp_path, **changes)
    assert (run.status, run.code, run.failure, run.given) == ("succeeded", None, None, {})


def test_secrets_of_kedro_viz_rows_are_masked(tmp_path: Path) -> None:
    """It masked none; the project's own rules count too."""
    root = tmp_path / "project"
    blob = legacy_blob(
        RUN,
        cli={"command_path": "kedro run --params=db.password=hunter2,city=Ulm"},
        extra_params={"db": {"password": "hunter2"}, "city": "Ulm"},
        exception={"type": "E", "value": "at https://ada:hunter2@host", "traceback": []},
    )
    write_legacy_project(root, 0)
    (root / STORE).unlink()
    write_legacy_store(root / STORE, {RUN: blob})
    [run] = read(root, Config(redaction=Redaction(keys=("^city$",))))
    assert "hunter2" not in repr(run)
    assert run.given == {"db": {"password": "***"}, "city": "***"}


@pytest.mark.parametrize("command", ["viz", "ipython", "list", "info"])
def test_a_session_without_a_run_is_no_run(tmp_path: Path, command: str) -> None:
    """Every command that makes a session saved a row."""
    root = write_legacy_project(tmp_path / "project", 0)
    (root / STORE).unlink()
    cli = {"command_name": command, "command_path": f"kedro {command}"}
    write_legacy_store(root / STORE, {RUN: legacy_blob(RUN, cli=cli)})
    assert read(root) == ()


def test_a_session_that_saved_something_is_a_run(tmp_path: Path) -> None:
    """Whatever its command was called."""
    root = write_legacy_project(tmp_path / "project", 0)
    (root / STORE).unlink()
    write_legacy_store(root / STORE, {RUN: legacy_blob(RUN, cli={"command_name": "ipython"})})
    write_version(root, "data/09_tracking/metrics.json", RUN, {"mae": 1})
    assert [run.id for run in read(root)] == [RUN]


def test_a_row_without_versions_is_a_run(tmp_path: Path) -> None:
    """It saved nothing that is tracked, or somebody deleted it."""
    assert legacy_run(tmp_path).versions == ()


def test_a_broken_blob_is_a_run_of_which_little_is_known(tmp_path: Path) -> None:
    """And it is said, with the run and its store."""
    root = write_legacy_project(tmp_path / "project", 0)
    (root / STORE).unlink()
    write_legacy_store(root / STORE, {RUN: "{half"})
    history = read_history(root, None, Config())
    assert [(run.id, run.status) for run in history.runs] == [(RUN, "unknown")]
    assert [(problem.what, problem.where, problem.run) for problem in history.problems] == [
        ("The blob of its row is no valid JSON", STORE, RUN)
    ]


def test_our_record_is_read_whole(tmp_path: Path) -> None:
    """Everything that `Record` documents."""
    record = {
        "kedro": "1.7.0",
        "command": "kedro run --env prod",
        "environment": "prod",
        "runner": "ThreadRunner",
        "pipelines": ["a", "b"],
        "filters": {"tags": ["x"], "nodes": []},
        "parameters": {"model": {"alpha": 0.1}},
        "given": {"model": {"alpha": 0.1}},
        "user": "ada",
        "git_user": "Ada Lovelace",
        "host": "workbench",
        "git": {"sha": "abc", "branch": "main", "dirty": False, "remote": "https://host/x"},
        "python": "3.11.9",
        "platform": "Linux",
        "packages": {"kedro": "1.7.0"},
        "graph": [
            {
                "name": "train",
                "inputs": ["x"],
                "outputs": ["m"],
                "tags": ["t"],
                "namespace": "ns",
                "function": "pack.train",
            }
        ],
        "timings": [
            {"node": "train", "started": EPOCH.timestamp(), "seconds": 1.5, "failed": True}
        ],
        "saved": {"m": RUN},
        "inputs": [
            {
                "dataset": "x",
                "path": "data/x.csv",
                "size": 7,
                "modified": EPOCH.timestamp(),
                "version": "v",
            }
        ],
        "exception": {"type": "E", "value": "bad", "traceback": ["line"], "node": "train"},
    }
    root = recorded(tmp_path, make_recorded_run(RUN, status="failed", record=record))
    assert read(root) == (
        Run(
            id=RUN,
            version=RUN,
            attempt=f"attempt of {RUN}",
            status="failed",
            started=EPOCH,
            ended=EPOCH + timedelta(seconds=60),
            heard=EPOCH + timedelta(seconds=60),
            duration=60.0,
            captured=True,
            store="session_store.db",
            user="ada",
            git_user="Ada Lovelace",
            host="workbench",
            command="kedro run --env prod",
            environment="prod",
            runner="ThreadRunner",
            pipelines=("a", "b"),
            filters={"tags": ("x",)},
            code=Code("abc", "main", dirty=False, remote="https://host/x"),
            parameters={"model": {"alpha": 0.1}},
            given={"model": {"alpha": 0.1}},
            python="3.11.9",
            platform="Linux",
            packages={"kedro": "1.7.0"},
            graph=(Node("train", ("x",), ("m",), ("t",), "ns", "pack.train"),),
            timings=(NodeTiming("train", 1.5, EPOCH, failed=True),),
            inputs=(Input("x", "data/x.csv", 7, EPOCH, "v"),),
            saved={"m": RUN},
            failure=Failure("E", "bad", ("line",), "train"),
        ),
    )


def test_an_empty_record_is_a_run_of_which_little_was_captured(tmp_path: Path) -> None:
    """None is 'not captured', and never empty."""
    [run] = read(recorded(tmp_path, make_recorded_run(RUN, record={})))
    assert (run.captured, run.parameters, run.packages, run.graph, run.saved, run.code) == (
        True,
        None,
        None,
        None,
        None,
        None,
    )


def test_a_record_of_wrong_shapes_costs_only_what_is_wrong(tmp_path: Path) -> None:
    """A later version may write other things."""
    record = {
        "user": "ada",
        "graph": [{"inputs": ["x"]}, 3, {"name": "n", "inputs": "x", "tags": [1, "t"]}],
        "timings": [{"node": "n"}, {"seconds": 1}, "x"],
        "inputs": "none",
        "packages": ["kedro"],
        "parameters": [1],
        "git": [],
        "filters": ["x"],
        "exception": "E",
        "datasets": {"m": 3},
        "saved": {"m": 1, "n": RUN},
    }
    [run] = read(recorded(tmp_path, make_recorded_run(RUN, record=record)))
    assert (run.user, run.graph, run.timings, run.inputs) == (
        "ada",
        (Node("n", ("x",), (), ("t",)),),
        (),
        (),
    )
    assert (run.parameters, run.code, run.failure, run.saved) == (None, None, None, {"n": RUN})


@pytest.mark.parametrize("moment", [1e300, -1e300, float("nan")])
def test_moments_beyond_the_calendar_are_not_captured(tmp_path: Path, moment: float) -> None:
    """A clock gone mad must not stop a build."""
    [run] = read(recorded(tmp_path, make_recorded_run("mine", ended=moment)))
    assert (run.ended, run.duration) == (None, None)


def test_a_clock_that_went_backwards_gives_no_negative_duration(tmp_path: Path) -> None:
    """Time was set while the pipeline ran."""
    run = make_recorded_run(RUN, ended=EPOCH.timestamp() - 5)
    assert read(recorded(tmp_path, run))[0].duration == 0.0


def test_an_id_of_ones_own_has_the_recorded_time(tmp_path: Path) -> None:
    """Only Kedro's own ids tell a moment."""
    assert read(recorded(tmp_path, make_recorded_run("mine")))[0].started == EPOCH


@pytest.mark.parametrize(
    "version", ["2026-13-45T99.99.99.999Z", "2026-01-05", "x", "0000-01-01T00.00.00.000Z"]
)
def test_an_id_that_is_no_moment_tells_none(tmp_path: Path, version: str) -> None:
    """A folder may be called anything."""
    root = write_legacy_project(tmp_path, 0)
    write_version(root, "data/09_tracking/metrics.json", version, {"mae": 1})
    assert [run.started for run in read(root)] == [None]


def test_runs_without_a_time_come_first(tmp_path: Path) -> None:
    """In the order of their names."""
    root = write_legacy_project(tmp_path, 1)
    for version in ("b", "a"):
        write_version(root, "data/09_tracking/metrics.json", version, {"mae": 1})
    assert [run.id for run in read(root)] == ["a", "b", RUN]


def test_what_is_in_the_trash_is_gone_with_its_versions(tmp_path: Path) -> None:
    """Also from the runs without a record, and from what is wrong."""
    root = recorded(tmp_path, make_recorded_run(RUN), make_recorded_run("kept"))
    write_version(root, "data/09_tracking/metrics.json", RUN, {"mae": "x"})
    import sqlite3

    with sqlite3.connect(root / STORE) as store:
        store.execute("INSERT INTO track_details VALUES (?, '[]', 0, 1.0)", (RUN,))
    store.close()
    history = read_history(root, None, Config())
    assert ([run.id for run in history.runs], history.problems) == (["kept"], ())


def test_tags_and_hiding_are_read(tmp_path: Path) -> None:
    """Hidden runs are part of the history."""
    root = recorded(tmp_path, make_recorded_run(RUN))
    import sqlite3

    with sqlite3.connect(root / STORE) as store:
        store.execute('INSERT INTO track_details VALUES (?, \'["best", "v1"]\', 1, NULL)', (RUN,))
        store.execute(
            "INSERT INTO user_run_details (run_id, bookmark, title, notes) VALUES (?, 1, 'T', 'N')",
            (RUN,),
        )
    store.close()
    [run] = read(root)
    assert (run.tags, run.hidden, run.bookmark, run.title, run.notes) == (
        ("best", "v1"),
        True,
        True,
        "T",
        "N",
    )


def running(version: str, heard: datetime, **changes: Any) -> RecordedRun:
    """A run that was last heard of at a moment and has not ended."""
    moment = heard.timestamp()
    return make_recorded_run(
        version, status="running", started=moment, heard=moment, ended=None, **changes
    )


def test_a_run_elsewhere_is_running_until_the_history_moved_on(tmp_path: Path) -> None:
    """By the newest record, never by the clock: the same history gives the same site."""
    root = recorded(
        tmp_path,
        running("lost", EPOCH),
        running("young", EPOCH + timedelta(hours=20)),
        make_recorded_run("newest", heard=(EPOCH + timedelta(hours=25)).timestamp()),
    )
    assert {run.id: run.status for run in read(root)} == {
        "lost": "interrupted",
        "young": "running",
        "newest": "succeeded",
    }


def test_the_age_of_silence_is_the_configs(tmp_path: Path) -> None:
    """`interrupted_after`, in seconds."""
    newest = make_recorded_run("newest", heard=(EPOCH + timedelta(hours=1)).timestamp())
    root = recorded(tmp_path, running("lost", EPOCH), newest)
    statuses = [
        {run.id: run.status for run in read(root, Config(interrupted_after=age))}["lost"]
        for age in (3599.0, 3600.0)
    ]
    assert statuses == ["interrupted", "running"]


def test_the_newest_run_alone_is_running(tmp_path: Path) -> None:
    """However long ago that was: nothing tells that it ended."""
    [run] = read(recorded(tmp_path, running("alone", EPOCH - timedelta(days=3000))))
    assert (run.status, run.heard) == ("running", EPOCH - timedelta(days=3000))


def test_a_run_of_this_machine_whose_process_is_gone_is_interrupted(tmp_path: Path) -> None:
    """Host, boot, id and start tell it for certain."""
    code = (
        "import json; from dataclasses import asdict; "
        "from kedro_track.store.liveness import this_process; "
        "print(json.dumps(asdict(this_process())))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    import json

    from kedro_track.store.liveness import Process

    gone = Process(**json.loads(done.stdout))
    root = recorded(
        tmp_path,
        running("gone", EPOCH, process=gone),
        running("alive", EPOCH, process=this_process()),
    )
    assert platform.node() == gone.host
    assert {run.id: run.status for run in read(root)} == {"gone": "interrupted", "alive": "running"}


def test_an_attempt_has_only_what_it_recorded(tmp_path: Path) -> None:
    """The versions of two attempts lie in one folder of one name."""
    root = recorded(
        tmp_path,
        make_recorded_run(RUN, record={"saved": {"metrics": RUN}}),
        make_recorded_run(RUN, attempt="second", record={"saved": {"companies_columns": RUN}}),
    )
    write_version(root, "data/09_tracking/metrics.json", RUN, {"mae": 1})
    write_version(root, "data/09_tracking/companies_columns.json", RUN, ["a"])
    write_version(root, "data/08_reporting/confusion_matrix.png", RUN, b"")
    found = {run.id: [version.dataset for version in run.versions] for run in read(root)}
    # The plot, which neither recorded, goes to the one that bears the plain id.
    assert found == {RUN: ["confusion_matrix", "metrics"], f"{RUN}~2": ["companies_columns"]}


def test_a_version_under_another_name_belongs_to_the_run_that_saved_it(tmp_path: Path) -> None:
    """A dataset may have been given a version of its own."""
    root = recorded(tmp_path, make_recorded_run(RUN, record={"saved": {"metrics": "v7"}}))
    write_version(root, "data/09_tracking/metrics.json", "v7", {"mae": 1})
    assert [(run.id, dict(run.metrics)) for run in read(root)] == [(RUN, {"metrics.mae": 1.0})]


def test_the_project_is_told_from_its_newest_run(tmp_path: Path) -> None:
    """Kedro's version and the repository's address."""
    older = {"kedro": "1.0.0", "git": {"sha": "a", "remote": "https://host/old"}}
    newer = {"kedro": "1.7.0", "git": {"sha": "b", "remote": "https://host/new"}}
    root = recorded(
        tmp_path,
        make_recorded_run(
            "2026-02-01T00.00.00.000Z", started=EPOCH.timestamp() + 9e5, record=newer
        ),
        make_recorded_run("2026-01-01T00.00.00.000Z", record=older),
    )
    project = read_history(root, None, Config()).project
    assert (project.name, project.package, project.kedro_version, project.remote) == (
        "Spaceflights",
        "spaceflights",
        "1.7.0",
        "https://host/new",
    )


@pytest.mark.parametrize(
    ("config", "remote"),
    [
        ('[remote "origin"]\n\turl = https://ada:token@host/x.git\n', "https://host/x.git"),
        ('[core]\n[remote "origin"]\nurl=git@host:x.git\n', "git@host:x.git"),
        ('[remote "fork"]\n\turl = https://host/fork.git\n', None),
        ("[core]\n", None),
    ],
)
def test_an_old_projects_repository_is_told_by_gits_config(
    tmp_path: Path, config: str, remote: str | None
) -> None:
    """No row of kedro-viz knows it; credentials are left out."""
    root = write_legacy_project(tmp_path / "repository/project", 1)
    (tmp_path / "repository/.git").mkdir()
    (tmp_path / "repository/.git/config").write_text(config, encoding="utf-8")
    assert read_history(root, None, Config()).project.remote == remote


def test_times_are_aware_and_in_utc(tmp_path: Path) -> None:
    """Whatever the machine's zone."""
    assert legacy_run(tmp_path).started == datetime(2026, 1, 5, 8, 0, 0, 123000, timezone.utc)
