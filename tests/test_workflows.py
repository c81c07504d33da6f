"""The workflows: what they use is pinned, and the one to paste really keeps a history."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from kedro_track.build import read_history
from projects import commit_to_git, environment, make_project_with_store, run_git

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / ".github" / "actions" / "build-site" / "action.yml"
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")

on_posix = pytest.mark.skipif(os.name == "nt", reason="the workflow runs on Linux, in bash")


def pasted() -> dict[str, Any]:
    """The workflow of the README."""
    blocks = re.findall(
        r"^```yaml\n(.*?)^```", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL
    )
    [text] = [block for block in blocks if block.startswith("name: Experiments")]
    workflow: dict[str, Any] = yaml.safe_load(text)
    return workflow


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """All steps of all jobs."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_hash(path: Path) -> None:
    """A tag can be moved, a hash can't."""
    used = [step["uses"] for step in steps(yaml.safe_load(path.read_text())) if "uses" in step]
    assert used
    assert [name for name in used if not PINNED.fullmatch(name)] == []


def test_the_workflow_to_paste_pins_its_actions_too() -> None:
    """By the same hashes as our own."""
    ours = {s.get("uses") for path in WORKFLOWS for s in steps(yaml.safe_load(path.read_text()))}
    assert {step["uses"] for step in steps(pasted()) if "uses" in step} <= ours


def test_the_action_pins_what_it_uses_and_writes_no_input_into_a_script() -> None:
    """What a caller gives reaches the shell as a variable, never as code."""
    parts = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
    assert [
        part["uses"] for part in parts if not PINNED.fullmatch(part.get("uses", "a@" + "0" * 40))
    ] == []
    assert [part["name"] for part in parts if "${{" in part.get("run", "")] == []


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_github_s_own_schema_finds_no_fault(path: Path) -> None:
    """Every key is one that GitHub knows, in the form that it takes."""
    schema = "vendor.github-actions" if path == ACTION else "vendor.github-workflows"
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    done = subprocess.run([*check, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n"), done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_workflow_has_a_concurrency_group_and_few_rights(path: Path) -> None:
    """None may write to the repository."""
    workflow = yaml.safe_load(path.read_text())
    assert workflow["concurrency"]["group"]
    assert workflow["permissions"]["contents"] == "read"


class Runner:
    """Runs the shell steps of the workflow to paste, as GitHub does, against a bare remote."""

    def __init__(self, folder: Path) -> None:
        """Make a project, committed and pushed, without its data."""
        self.folder = folder
        self.remote = folder / "remote.git"
        project = make_project_with_store(folder / "project")
        # The starters leave data/ out of git; this project's raw data is part of it.
        (project / ".gitignore").write_text("data/*\n!data/01_raw\n__pycache__/\nconf/local/*\n")
        commit_to_git(project)
        run_git(project, "add", "--force", "conf/local/.gitkeep")
        run_git(project, "commit", "--quiet", "--message=Keep conf/local")
        run_git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.remote))
        run_git(project, "push", "--quiet", str(self.remote), "main")

    def clone(self, name: str) -> Path:
        """A fresh clone, as actions/checkout makes it."""
        run_git(self.folder, "clone", "--quiet", "--depth=1", self.remote.as_uri(), name)
        return self.folder / name

    def run(self, clone: Path, *names: str) -> None:
        """Run the steps of these names in a clone; all shell steps but the install if none."""
        workflow = pasted()
        for step in steps(workflow):
            name = step.get("name")
            if "run" in step and name != "Install" and (not names or name in names):
                self.step(clone, step["run"], {**workflow["env"], **step.get("env", {})})

    def step(self, clone: Path, script: str, variables: dict[str, str]) -> None:
        """Run one step's script, with what GitHub sets and what the workflow does."""
        tools = Path(sys.executable).parent
        given = {
            **variables,
            "GITHUB_SHA": run_git(clone, "rev-parse", "HEAD"),
            "GITHUB_RUN_ID": clone.name,
            "RUNNER_TEMP": str(self.folder),
            "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
            cwd=clone,
            env=environment(**given),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"


@on_posix
def test_the_second_site_contains_the_first_run(tmp_path: Path) -> None:
    """Twice the whole workflow, each in a fresh clone: the history lasts."""
    runner = Runner(tmp_path)
    for name in ("first", "second"):
        runner.run(runner.clone(name))
    first, second = (
        {run.id: dict(run.metrics) for run in read_history(tmp_path / name).runs}
        for name in ("first", "second")
    )
    assert len(first) == 1
    assert len(second) == 2
    assert first.items() <= second.items()
    [run_id] = first
    pages = {path.name for path in (tmp_path / "second/_site/runs").glob("*.html")}
    assert f"{run_id}.html" in pages
    assert len(pages) >= 2


@on_posix
def test_the_action_builds_the_site_of_the_branch(tmp_path: Path) -> None:
    """In a clone that ran nothing itself."""
    runner = Runner(tmp_path)
    runner.run(runner.clone("first"), "Fetch the history", "Run the pipeline", "Keep the history")
    clone = runner.clone("second")
    given = {"BRANCH": "kedro-track-history", "PROJECT": ".", "OUTPUT": "_site", "STRICT": "true"}
    for part in yaml.safe_load(ACTION.read_text())["runs"]["steps"]:
        if "run" in part:
            runner.step(clone, part["run"], given)
    [run] = read_history(clone).runs
    assert (clone / "_site" / "runs" / f"{run.id}.html").is_file()


@on_posix
def test_the_working_tree_stays_clean_for_the_record(tmp_path: Path) -> None:
    """Fetching the history does not make the second run look dirty."""
    runner = Runner(tmp_path)
    for name in ("first", "second"):
        runner.run(runner.clone(name), "Fetch the history", "Run the pipeline", "Keep the history")
    codes = [run.code for run in read_history(tmp_path / "second").runs]
    assert [code and code.dirty for code in codes] == [False, False]


@on_posix
def test_two_jobs_at_once_lose_no_run(tmp_path: Path) -> None:
    """The one that comes second takes the other's history over and pushes again."""
    runner = Runner(tmp_path)
    runner.run(runner.clone("before"), "Fetch the history", "Run the pipeline", "Keep the history")
    clones = [runner.clone(name) for name in ("one", "two")]
    for step in ("Fetch the history", "Run the pipeline", "Keep the history"):
        for clone in clones:
            runner.run(clone, step)
    last = runner.clone("last")
    runner.run(last, "Fetch the history")
    runs = read_history(last).runs
    assert len(runs) == 3
    assert all(run.metrics and run.status == "succeeded" for run in runs)


@on_posix
def test_a_branch_that_grows_is_only_added_to(tmp_path: Path) -> None:
    """Each job's commit stands on the one before."""
    runner = Runner(tmp_path)
    for name in ("first", "second"):
        runner.run(runner.clone(name), "Fetch the history", "Run the pipeline", "Keep the history")
    log = run_git(runner.remote, "log", "--format=%an", "kedro-track-history").splitlines()
    assert log == ["kedro-track", "kedro-track"]
