"""What the record of a run holds: everything that makes its result again, and no secret."""

from __future__ import annotations

import getpass
import platform
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from projects import (
    PACKAGE,
    STORE,
    WITH_STORE,
    commit_to_git,
    make_project_with_store,
    recorded_runs,
    run_git,
    run_kedro,
    session_rows,
)

TOKEN = "ghp_" + "x1Y2" * 9
AWS = "AKIA" + "ABCD" * 4
PATIENT = "patient-4711"

FILES = {
    "conf/base/parameters.yml": f"""
        factor: 2
        fail: false
        sleep: 0
        model: {{alpha: 0.1, day: 2026-11-24, missing: .nan}}
        db: {{password: hunter2, url: "postgresql://ada:hunter2@db/x"}}
        note: "uses {TOKEN}"
        ward: {PATIENT}
        salary: 1000
        """,
    "conf/base/track.yml": """
        redaction:
          keys: [salary]
          values: ['patient-\\d+']
        """,
    "conf/base/catalog.yml": """
        numbers:
          type: json.JSONDataset
          filepath: data/01_raw/numbers.json

        scaled:
          type: pickle.PickleDataset
          filepath: data/06_models/scaled.pkl
          versioned: true

        metrics:
          type: kedro_track.MetricsDataset
          filepath: data/09_tracking/metrics.json

        columns:
          type: CachedDataset
          versioned: true
          dataset:
            type: kedro_track.JSONDataset
            filepath: data/09_tracking/columns.json

        "{namespace}.scores":
          type: small_project.own.OwnMetrics
          filepath: data/09_tracking/{namespace}/scores.json
        """,
    f"src/{PACKAGE}/own.py": """
        from kedro_track import MetricsDataset


        class OwnMetrics(MetricsDataset):
            pass
        """,
}


@dataclass(frozen=True)
class Recorded:
    """A project and the first row of its store."""

    project: Path
    sha: str
    row: dict[str, Any]

    @property
    def record(self) -> dict[str, Any]:
        """What the row holds in one."""
        found: dict[str, Any] = self.row["record"]
        return found


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """A run of a committed project with parameters, filters and secrets."""
    project = make_project_with_store(tmp_path_factory.mktemp("recorded") / "project", FILES)
    sha = commit_to_git(project, branch="feature/x")
    run_git(project, "remote", "add", "origin", f"https://ada:{TOKEN}@github.com/org/repo.git")
    options = ["--env=local", "--tags=slow,unused", f"--params=model.alpha=0.5,api.token={AWS}"]
    run_kedro(project, "run", *options, "--to-outputs=scaled")
    [row] = recorded_runs(project / STORE)
    return Recorded(project, sha, row)


def test_identity(recorded: Recorded) -> None:
    """The id is Kedro's own, so that it is the name of the versions' folders."""
    folder = recorded.project / "data/06_models/scaled.pkl" / recorded.row["run_id"]

    assert folder.is_dir()
    assert recorded.row["version"] == recorded.row["run_id"]
    assert abs(time.time() - recorded.row["started"]) < 3600


def test_who_and_where(recorded: Recorded) -> None:
    """The user of the system and the one of git are two things."""
    record = recorded.record

    assert (record["user"], record["git_user"]) == (getpass.getuser(), "Ada Lovelace")
    assert record["host"] == recorded.row["host"] == platform.node()
    assert record["project"] == {
        "name": PACKAGE,
        "path": recorded.project.as_posix(),
        "package": PACKAGE,
    }


def test_code(recorded: Recorded) -> None:
    """Full hash, branch, clean, and a remote without its token."""
    assert recorded.record["git"] == {
        "sha": recorded.sha,
        "branch": "feature/x",
        "dirty": False,
        "remote": "https://github.com/org/repo.git",
    }


def test_how_it_was_run(recorded: Recorded) -> None:
    """Options as Kedro understood them, and the command that repeats them."""
    record = recorded.record

    assert (record["environment"], record["runner"]) == ("local", "SequentialRunner")
    assert record["pipelines"] == ["__default__"]
    assert record["filters"] == {"tags": ["slow", "unused"], "to_outputs": ["scaled"]}
    assert record["command"] == (
        "kedro run --env=local --tags=slow,unused --to-outputs=scaled "
        "'--params=model.alpha=0.5,api.token=***'"
    )


def test_parameters(recorded: Recorded) -> None:
    """As resolved and as given, secrets masked by key and by look, the project's own too."""
    assert recorded.record["given"] == {"model": {"alpha": 0.5}, "api": {"token": "***"}}
    assert recorded.record["parameters"] == {
        "factor": 2,
        "fail": False,
        "sleep": 0,
        "model": {"alpha": 0.5, "day": "2026-11-24", "missing": {"$float": "NaN"}},
        "db": {"password": "***", "url": "postgresql://ada:***@db/x"},
        "note": "uses ***",
        "ward": "***",
        "salary": "***",
        "api": {"token": "***"},
    }


@pytest.mark.parametrize("secret", ["hunter2", TOKEN, AWS, PATIENT])
def test_no_secret_reaches_the_store(recorded: Recorded, secret: str) -> None:
    """Not in any table, not in a page of the file that was freed."""
    assert secret.encode() not in (recorded.project / STORE).read_bytes()


def test_runtime(recorded: Recorded) -> None:
    """Python, platform, and the versions of what the project requires; nothing else."""
    record = recorded.record

    assert record["python"] == platform.python_version()
    assert platform.system() in record["platform"]
    assert record["kedro"] == version("kedro")
    assert record["packages"] == {
        name: version(name) for name in ("fsspec", "kedro", "kedro-datasets", "kedro-track")
    }


def test_graph(recorded: Recorded) -> None:
    """The nodes that ran, as the pipeline has them."""
    assert recorded.record["graph"] == [
        {
            "name": "scale_node",
            "inputs": ["numbers", "params:factor", "params:fail", "params:sleep"],
            "outputs": ["scaled"],
            "tags": ["slow"],
            "namespace": None,
            "function": f"{PACKAGE}.nodes.scale",
        }
    ]
    assert [timing["node"] for timing in recorded.record["timings"]] == ["scale_node"]


def test_inputs(recorded: Recorded) -> None:
    """Path from the project on, size and time of the file."""
    file = recorded.project / "data/01_raw/numbers.json"

    assert recorded.record["inputs"] == [
        {
            "dataset": "numbers",
            "path": "data/01_raw/numbers.json",
            "size": file.stat().st_size,
            "modified": file.stat().st_mtime,
        }
    ]


def test_what_was_saved(recorded: Recorded) -> None:
    """Every versioned dataset, tracked or not."""
    assert recorded.record["saved"] == {"scaled": recorded.row["version"]}
    assert recorded.record["datasets"] == {
        "scaled": {
            "type": "pickle.PickleDataset",
            "base": None,
            "filepath": "data/06_models/scaled.pkl",
        }
    }


def test_the_session_for_kedro_viz(recorded: Recorded) -> None:
    """Under its keys, as typed, masked."""
    session = session_rows(recorded.project / STORE)[recorded.row["run_id"]]
    cli = session.pop("cli")

    assert session == {
        "package_name": PACKAGE,
        "project_path": recorded.project.as_posix(),
        "session_id": recorded.row["version"],
        "env": "local",
        "extra_params": {"model": {"alpha": 0.5}, "api": {"token": "***"}},
        "username": getpass.getuser(),
        "git": {"commit_sha": recorded.sha, "dirty": False, "branch": "feature/x"},
    }
    assert cli["command_name"] == "run"
    assert cli["command_path"] == (
        "kedro run --env=local --tags=slow,unused "
        "--params=model.alpha=0.5,api.token=*** --to-outputs=scaled"
    )
    assert cli["params"]["params"] == {"model": {"alpha": 0.5}, "api": {"token": "***"}}


@pytest.fixture(scope="module")
def again(recorded: Recorded) -> dict[str, Any]:
    """A second run of the same project: from where the first one ended, with all datasets."""
    nodes = "measure_node,candidate.measure_node,describe_node"
    run_kedro(recorded.project, "run", f"--from-nodes={nodes}")
    _, row = recorded_runs(recorded.project / STORE)
    return row


def test_the_version_that_was_loaded(recorded: Recorded, again: dict[str, Any]) -> None:
    """A versioned input is the latest version, and its file is that version's."""
    first = recorded.row["version"]
    file = recorded.project / f"data/06_models/scaled.pkl/{first}/scaled.pkl"
    [scaled] = (each for each in again["record"]["inputs"] if each["dataset"] == "scaled")

    assert scaled == {
        "dataset": "scaled",
        "path": "data/06_models/scaled.pkl",
        "version": first,
        "size": file.stat().st_size,
        "modified": file.stat().st_mtime,
    }


def test_datasets_by_their_real_names(again: dict[str, Any]) -> None:
    """From a factory pattern, inside a cache, of a class of the project's own."""
    assert again["record"]["datasets"] == {
        "candidate.scores": {
            "type": f"{PACKAGE}.own.OwnMetrics",
            "base": "kedro_track.MetricsDataset",
            "filepath": "data/09_tracking/candidate/scores.json",
        },
        "columns": {
            "type": "kedro_track.JSONDataset",
            "base": None,
            "filepath": "data/09_tracking/columns.json",
        },
        "metrics": {
            "type": "kedro_track.MetricsDataset",
            "base": None,
            "filepath": "data/09_tracking/metrics.json",
        },
    }
    assert set(again["record"]["saved"]) == {"candidate.scores", "columns", "metrics"}


def test_recording_makes_no_run_dirty(tmp_path: Path) -> None:
    """Where store and tracked folders are committed, they change with every run."""
    project = make_project_with_store(tmp_path / "sub" / "project", {".gitignore": "*.pyc\n"})
    run_kedro(project, "run")
    commit_to_git(tmp_path)
    run_kedro(project, "run")
    (project / "data/01_raw/numbers.json").write_text("[4]")
    run_kedro(project, "run", "--pipeline=report")

    _, clean, changed = recorded_runs(project / STORE)

    assert (clean["record"]["git"]["dirty"], changed["record"]["git"]["dirty"]) == (False, True)


def test_without_a_repository(tmp_path: Path) -> None:
    """Not captured is absent; it is no error."""
    project = make_project_with_store(tmp_path / "project")
    output = run_kedro(project, "run", "--pipeline=report").stdout

    [row] = recorded_runs(project / STORE)

    assert "git" not in row["record"]
    assert "kedro_track" not in output


def test_without_git(tmp_path: Path) -> None:
    """Nor is a machine without it."""
    project = make_project_with_store(tmp_path / "project")
    output = run_kedro(project, "run", "--pipeline=report", env={"PATH": str(tmp_path)}).stdout

    [row] = recorded_runs(project / STORE)

    assert "git" not in row["record"]
    assert "git_user" not in row["record"]
    assert "could not" not in output


def test_a_broken_track_yml(tmp_path: Path) -> None:
    """It is said; what is always masked still is."""
    files = {"conf/base/track.yml": "redaction: {kyes: [x]}\n"}
    project = make_project_with_store(tmp_path / "project", files)
    output = run_kedro(project, "run", "--pipeline=report", "--params=api_key=hunter2").stdout

    [row] = recorded_runs(project / STORE)

    assert "did you mean `keys`?" in " ".join(output.split())
    assert row["record"]["given"] == {"api_key": "***"}


def test_secrets_of_an_exception(tmp_path: Path) -> None:
    """Its text and its source lines are masked."""
    nodes = f"""
        def describe(numbers):
            password = "hunter2"
            raise ConnectionError("postgresql://ada:hunter2@db refused {TOKEN}")


        def scale(numbers, factor, fail, sleep):
            return numbers


        def measure(scaled):
            return {{"total": 1}}
        """
    project = make_project_with_store(tmp_path / "project", {f"src/{PACKAGE}/nodes.py": nodes})
    run_kedro(project, "run", "--pipeline=report", expect=1)

    [row] = recorded_runs(project / STORE)

    assert row["record"]["exception"]["value"] == "postgresql://ada:***@db refused ***"
    assert b"hunter2" not in (project / STORE).read_bytes()


def test_titles_and_notes_stay(recorded: Recorded, again: dict[str, Any]) -> None:
    """What people say of a run is not the recorder's."""
    store = recorded.project / STORE
    with closing(sqlite3.connect(store)) as connection:
        values = (again["run_id"], "Best", "so far")
        connection.execute(
            "INSERT INTO user_run_details (run_id, title, notes) VALUES (?, ?, ?)", values
        )
        connection.commit()
    run_kedro(recorded.project, "run", "--pipeline=report")

    with closing(sqlite3.connect(store)) as connection:
        [found] = connection.execute("SELECT run_id, title, notes FROM user_run_details")

    assert found == values


def test_all_options_of_settings_are_kedros(tmp_path: Path) -> None:
    """A conf source elsewhere brings its track.yml and shows in the command."""
    project = make_project_with_store(
        tmp_path / "project",
        {
            "elsewhere/base/catalog.yml": "numbers: {type: json.JSONDataset, "
            "filepath: data/01_raw/numbers.json}\n",
            "elsewhere/base/parameters.yml": "factor: 2\n",
            "elsewhere/base/track.yml": "redaction: {keys: [factor]}\n",
            "elsewhere/local/.gitkeep": "",
            f"src/{PACKAGE}/settings.py": WITH_STORE,
        },
    )
    run_kedro(project, "run", "--pipeline=report", "--conf-source=elsewhere")

    [row] = recorded_runs(project / STORE)

    assert row["record"]["parameters"] == {"factor": "***"}
    assert "--conf-source=" in row["record"]["command"]
    assert row["record"]["saved"] == {}
