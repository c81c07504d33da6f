"""The parts of a record by themselves: commands, values, packages, git's words, journals."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
import os
import shlex
from datetime import date, datetime, timezone
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pytest

from kedro_track.record import catalogs, command, provenance
from kedro_track.record.jsonable import jsonable
from kedro_track.store.journal import Journal
from projects import commit_to_git, run_git

NOTHING: dict[str, Any] = {
    "env": None,
    "tags": (),
    "from_nodes": [],
    "runner": "<kedro.runner.sequential_runner.SequentialRunner object at 0x7f>",
    "load_versions": {},
}


@pytest.mark.parametrize(
    ("params", "given", "cli", "expected"),
    [
        ({}, {}, {}, "kedro run"),
        ({"pipeline_name": "a"}, {}, {}, "kedro run --pipeline=a"),
        ({"pipeline_names": ["a", "b"]}, {}, {}, "kedro run --pipelines=a,b"),
        ({"namespace": "n"}, {}, {}, "kedro run --namespace=n"),
        ({"namespaces": ["n", "m"]}, {}, {}, "kedro run --namespaces=n,m"),
        ({"node_names": ["x y"]}, {}, {}, "kedro run '--nodes=x y'"),
        ({"load_versions": {"d": "v"}}, {}, {}, "kedro run --load-versions=d:v"),
        ({"only_missing_outputs": True}, {}, {}, "kedro run --only-missing-outputs"),
        ({"runner": "my.Runner"}, {}, {}, "kedro run --runner=my.Runner"),
        ({"runner": "None"}, {}, {}, "kedro run"),
        ({}, {}, {"is_async": True}, "kedro run --async"),
        ({}, {}, {"runner_params": {"max_workers": 2}}, "kedro run --runner-params=max_workers=2"),
        ({}, {"a": {"b": 1, "c": True}, "d": None}, {}, "kedro run --params=a.b=1,a.c=true,d=null"),
        ({}, {"a": "it's"}, {}, shlex.join(["kedro", "run", "--params=a=it's"])),
    ],
)
def test_the_command_is_rebuilt(
    params: dict[str, Any], given: dict[str, Any], cli: dict[str, Any], expected: str
) -> None:
    """From what Kedro says that it ran, whichever version says it."""
    assert command.rebuild({**NOTHING, **params}, given, cli) == expected


def test_the_id_of_a_run() -> None:
    """A service's session has an id of its own beside those of its runs."""
    assert command.run_id_of({"session_id": "s", "run_id": "r"}) == "r"
    assert command.run_id_of({"session_id": "s"}) == "s"


class Colour(enum.Enum):
    """A parameter's value that a resolver may give."""

    RED = "red"


class Level(enum.IntEnum):
    """One that is a number too."""

    HIGH = 3


@dataclasses.dataclass
class Options:
    """What Kedro makes of parameters where a node asks for it."""

    alpha: float
    path: Path


class Model:
    """What pydantic's models look like."""

    def model_dump(self) -> dict[str, Any]:
        """Give its fields."""
        return {"beta": (1, 2)}


class Plain:
    """Something without a text of its own."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({1: (True, None, "x")}, {"1": [True, None, "x"]}),
        ({"b", "a"}, ["a", "b"]),
        (date(2026, 11, 24), "2026-11-24"),
        (datetime(2026, 11, 24, tzinfo=timezone.utc), "2026-11-24T00:00:00+00:00"),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        (np.float64(0.5), 0.5),
        (np.int8(5), 5),
        (Options(0.1, PurePosixPath("a/b")), {"alpha": 0.1, "path": "a/b"}),  # type: ignore[arg-type]
        (Model(), {"beta": [1, 2]}),
        (Plain, f"{__name__}.Plain"),
        (Plain(), f"<{__name__}.Plain object>"),
        (math.inf, math.inf),
    ],
)
def test_values_become_jsonable(value: Any, expected: Any) -> None:
    """Any parameter has a form that says what it was, the same in every run."""
    assert jsonable(value) == expected
    assert type(jsonable(value)) is type(expected)


def test_a_value_that_holds_itself() -> None:
    """It ends."""
    value: dict[str, Any] = {}
    value["self"] = value

    assert json.dumps(jsonable(value)).count("self") >= 50


def test_packages_that_a_project_requires(tmp_path: Path) -> None:
    """Whatever the form of its lines, and from the files that they include."""
    (tmp_path / "src").mkdir()
    (tmp_path / "more.txt").write_text("PyYAML ; python_version > '3'\n-r requirements.txt\n")
    (tmp_path / "requirements.txt").write_text(
        "# comment\n--index-url https://x\nnumpy[all]>=1.0,<9\n-r more.txt\nnot-there==1\n"
    )
    (tmp_path / "src/requirements.txt").write_text("click @ https://example.org/click.whl\n")
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["fsspec~=1"]\n')

    found = provenance.packages_of(tmp_path)

    assert found == {
        name: version(name)
        for name in (
            "click",
            "fsspec",
            "kedro",
            "kedro-datasets",
            "kedro-track",
            "numpy",
            "pyyaml",
        )
    }


@pytest.mark.parametrize("content", ["", "[project", "project = 3", "[project]\ndependencies = 3"])
def test_a_pyproject_that_tells_nothing(tmp_path: Path, content: str) -> None:
    """What is always required is still told."""
    (tmp_path / "pyproject.toml").write_text(content)

    assert set(provenance.packages_of(tmp_path)) == {"kedro", "kedro-datasets", "kedro-track"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit."""
    (tmp_path / "a b.txt").write_text("1")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.db").write_text("1")
    commit_to_git(tmp_path)
    return tmp_path


def git_of(folder: Path, *ignored: str) -> dict[str, Any]:
    """Ask git as a run does."""
    found: dict[str, Any] = provenance.Git(folder).answer(list(map(PurePosixPath, ignored)))["git"]
    return found


def test_git_of_a_clean_commit(repository: Path) -> None:
    """No remote is None, not an empty text."""
    sha = run_git(repository, "rev-parse", "HEAD")

    assert git_of(repository) == {"sha": sha, "branch": "main", "dirty": False, "remote": None}


def test_git_of_a_detached_head(repository: Path) -> None:
    """As CI checks it out: no branch."""
    run_git(repository, "checkout", "--quiet", "--detach")

    assert git_of(repository)["branch"] is None


def test_git_before_the_first_commit(tmp_path: Path) -> None:
    """There is no hash yet."""
    run_git(tmp_path, "init", "--quiet", "--initial-branch=main")

    assert git_of(tmp_path) == {"sha": None, "branch": "main", "dirty": False, "remote": None}


@pytest.mark.parametrize("change", ["edit", "add", "rename", "delete", "stage"])
def test_git_of_a_dirty_tree(repository: Path, change: str) -> None:
    """In every way in which git tells it."""
    file = repository / "a b.txt"
    if change in ("edit", "stage"):
        file.write_text("2")
    elif change == "add":
        (repository / "new file").write_text("1")
    elif change == "delete":
        file.unlink()
    else:
        run_git(repository, "mv", "a b.txt", "data/c d.txt")
    if change == "stage":
        run_git(repository, "add", "a b.txt")

    assert git_of(repository)["dirty"] is True


def test_git_of_what_a_run_writes(repository: Path) -> None:
    """The store and the tracked folders are not the code."""
    (repository / "data/store.db").write_text("2")
    (repository / "data/metrics.json").mkdir()
    (repository / "data/metrics.json/v").write_text("1")

    assert git_of(repository, "data/store.db", "data/metrics.json")["dirty"] is False
    assert git_of(repository, "data/store.db")["dirty"] is True


@pytest.mark.parametrize("names", [["upstream", "origin"], ["upstream"]])
def test_git_remotes(repository: Path, names: list[str]) -> None:
    """`origin` before all others, without who fetches."""
    for name in names:
        run_git(repository, "remote", "add", name, f"https://me:secret@example.org/{name}.git")

    assert git_of(repository)["remote"] == f"https://example.org/{names[-1]}.git"


def test_git_that_hangs(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run waits for it, but not for long."""
    hanging = repository / "bin" / "git"
    hanging.parent.mkdir()
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o755)
    monkeypatch.setenv("PATH", f"{hanging.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(provenance, "PATIENCE", 0.2)

    assert provenance.Git(repository).answer() == {"git": None, "git_user": None}


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of this test's own."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("temporary")
def test_a_journal_gives_back_what_it_was_told() -> None:
    """Times in their order, the last version of each dataset."""
    journal = Journal(1, "run")
    journal.timing("b", 2.0, 0.5, failed=True)
    journal.timing("a", 1.0, 0.25, failed=False)
    journal.saved("metrics", "v")

    told = Journal(1, "run").read()

    assert [timing["node"] for timing in told.timings] == ["a", "b"]
    assert told.timings[0] == {"node": "a", "started": 1.0, "seconds": 0.25, "failed": False}
    assert (told.saved, told.failed_node) == ({"metrics": "v"}, "b")


@pytest.mark.usefixtures("temporary")
def test_journals_are_apart() -> None:
    """By run and by the process that started it; any text is an id."""
    Journal(1, "../../run").saved("metrics", "v")

    assert Journal(1, "other").read().saved == {}
    assert Journal(2, "../../run").read().saved == {}
    assert Journal(1, "../../run").read().saved == {"metrics": "v"}


def test_a_journal_of_a_process_that_was_killed(temporary: Path) -> None:
    """Its last line may be half of one."""
    journal = Journal(1, "run")
    journal.saved("metrics", "v")
    [file] = temporary.rglob("*.jsonl")
    file.write_bytes(file.read_bytes() + b'{"saved": "half')

    assert journal.read().saved == {"metrics": "v"}


def test_a_journal_that_is_removed(temporary: Path) -> None:
    """Leaves no file, and can be written again."""
    journal = Journal(1, "run")
    journal.saved("metrics", "v")
    journal.remove()
    assert not list(temporary.rglob("*.jsonl"))

    journal.saved("metrics", "w")

    assert journal.read().saved == {"metrics": "w"}


@pytest.mark.parametrize(
    ("path", "protocol", "expected"),
    [
        ("/p/data/x.json", "file", "data/x.json"),
        ("/elsewhere/x.json", "file", "/elsewhere/x.json"),
        ("/p2/x.json", "file", "/p2/x.json"),
        ("bucket/x.json", "s3", "s3://bucket/x.json"),
        ("https://h/x.json", "https", "https://h/x.json"),
    ],
)
def test_paths_are_shown_from_the_project_on(path: str, protocol: str, expected: str) -> None:
    """What lies outside keeps its whole path."""
    assert catalogs.shown_path(path, protocol, Path("/p")) == expected
