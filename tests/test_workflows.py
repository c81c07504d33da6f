"""The workflows and the action: what they use is pinned, and their shell steps really run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml

from kedro_track.build import read_history
from projects import commit_to_git, environment, make_project_with_store, run_git

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTION = ROOT / ".github" / "actions" / "build-site" / "action.yml"
OFFERED = ROOT / "generator" / "kedro_track" / "begin" / "files" / "experiments.yml"
OURS = "./.github/actions/build-site"
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40}")

KEPT = ("Fetch the history", "Run the pipeline", "Keep the history")
PUSH = (*KEPT, "Build the site")

on_posix = pytest.mark.skipif(os.name == "nt", reason="the workflow runs on Linux, in bash")


def read(path: Path) -> dict[str, Any]:
    """A workflow or an action."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """All steps of all jobs."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def parts() -> dict[str, dict[str, Any]]:
    """The action's steps by their names."""
    return {part["name"]: part for part in read(ACTION)["runs"]["steps"]}


@pytest.mark.parametrize("path", [*WORKFLOWS, OFFERED], ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_hash(path: Path) -> None:
    """A tag can be moved, a hash can't; our own comes with the checkout."""
    used = [step["uses"] for step in steps(read(path)) if "uses" in step]
    assert used
    assert [name for name in used if not PINNED.fullmatch(name) and name != OURS] == []


def test_every_action_has_one_pin_everywhere() -> None:
    """So that they are raised together."""
    used = {s["uses"] for path in (*WORKFLOWS, OFFERED) for s in steps(read(path)) if "uses" in s}
    used |= {part["uses"] for part in parts().values() if "uses" in part}
    names = [name.partition("@")[0] for name in used - {OURS}]
    assert len(names) == len(set(names))


def test_the_action_pins_what_it_uses_and_writes_no_input_into_a_script() -> None:
    """What a caller gives reaches the shell as a variable, never as code."""
    used = [part["uses"] for part in parts().values() if "uses" in part]
    assert [name for name in used if not PINNED.fullmatch(name)] == []
    assert [name for name, part in parts().items() if "${{" in part.get("run", "")] == []


def test_init_brings_the_action_that_is_tested_here() -> None:
    """What the wheel ships is what lies in `.github/`."""
    shipped = files("kedro_track.begin") / "files"
    for name, suffix in (("action.yml", ""), ("comment.py", ".txt")):
        text = (shipped / f"{name}{suffix}").read_text(encoding="utf-8")
        assert text == (ACTION.parent / name).read_text(encoding="utf-8")


def test_the_readme_shows_the_workflow_that_init_brings() -> None:
    """To the letter."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    text = OFFERED.read_text(encoding="utf-8")
    assert f"```yaml\n{text}```" in readme


@pytest.mark.parametrize("path", [*WORKFLOWS, OFFERED, ACTION], ids=lambda path: path.name)
def test_github_s_own_schema_finds_no_fault(path: Path) -> None:
    """Every key is one that GitHub knows, in the form that it takes."""
    schema = "vendor.github-actions" if path == ACTION else "vendor.github-workflows"
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    done = subprocess.run([*check, str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n"), done.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_workflow_has_a_concurrency_group_and_few_rights(path: Path) -> None:
    """None of ours may write to the repository."""
    workflow = read(path)
    assert workflow["concurrency"]["group"]
    assert workflow["permissions"]["contents"] == "read"


def test_the_workflow_of_init_gives_each_job_what_it_needs() -> None:
    """What runs the pipeline may not publish, what publishes runs nothing."""
    workflow = read(OFFERED)
    assert workflow["concurrency"]["group"]
    assert workflow["permissions"] == {}
    rights = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert rights == {
        "record": {"contents": "write"},
        "publish": {"pages": "write", "id-token": "write"},
        "compare": {"contents": "read", "pull-requests": "write"},
    }


@pytest.mark.parametrize("path", [*WORKFLOWS, OFFERED], ids=lambda path: path.name)
def test_code_of_a_fork_never_gets_more_rights(path: Path) -> None:
    """No workflow is started by what would run a stranger's code with the repository's token."""
    started_by = read(path)[True]  # YAML 1.1 reads a bare `on` as true
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & set(started_by)


class Runner:
    """Runs the shell steps of the action, as GitHub does, against a bare remote."""

    def __init__(self, folder: Path, inside: str = ".") -> None:
        """Make a project, committed and pushed, without its data; maybe inside a repository."""
        self.folder = folder
        self.api = ""
        self.remote = folder / "remote.git"
        repository = folder / "project"
        higher = "metrics: {'*.total': {direction: higher}}\nheadline: [total]\n"
        project = make_project_with_store(repository / inside, {"conf/base/track.yml": higher})
        # The starters leave data/ out of git; this project's raw data is part of it.
        (project / ".gitignore").write_text("data/*\n!data/01_raw\n__pycache__/\nconf/local/*\n")
        commit_to_git(repository)
        run_git(project, "add", "--force", "conf/local/.gitkeep")
        run_git(project, "commit", "--quiet", "--message=Keep conf/local")
        run_git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.remote))
        run_git(project, "push", "--quiet", str(self.remote), "main")

    def clone(self, name: str) -> Path:
        """A fresh clone, as actions/checkout makes it."""
        run_git(self.folder, "clone", "--quiet", "--depth=1", self.remote.as_uri(), name)
        return self.folder / name

    def run(self, clone: Path, *names: str, **inputs: str) -> None:
        """Run the steps of these names in a clone; those of a push if none are named."""
        given = {"run": "kedro run", **inputs}
        for name in names or PUSH:
            part = parts()[name]
            self.step(clone, part["run"], self.variables(part, given))

    def variables(self, part: dict[str, Any], given: dict[str, str]) -> dict[str, str]:
        """What a step's `env:` comes to, with the action's defaults for what is not given."""
        inputs = {name: each.get("default", "") for name, each in read(ACTION)["inputs"].items()}
        known = {f"inputs.{name}": value for name, value in {**inputs, **given}.items()}
        known |= {
            "github.base_ref": "main",
            "runner.temp": str(self.folder),
            "github.action_path": str(ACTION.parent),
            "github.event.pull_request.number": "7",
            "steps.compare.outputs.status": self.output("status"),
        }

        def value(found: re.Match[str]) -> str:
            return known[found[1]]

        expression = re.compile(r"\$\{\{ ([\w.-]+) \}\}")
        return {k: expression.sub(value, str(v)) for k, v in part["env"].items()}

    def output(self, name: str) -> str:
        """What a step before said by GITHUB_OUTPUT."""
        path = self.folder / "output"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return next((line.partition("=")[2] for line in lines if line.startswith(f"{name}=")), "")

    def step(self, clone: Path, script: str, variables: dict[str, str]) -> None:
        """Run one step's script, with what GitHub sets and what the action does."""
        tools = Path(sys.executable).parent
        given = {
            **variables,
            "GITHUB_SHA": run_git(clone, "rev-parse", "HEAD"),
            "GITHUB_RUN_ID": clone.name,
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_API_URL": self.api,
            "GITHUB_REPOSITORY": "team/project",
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
    runner.run(runner.clone("first"), *KEPT)
    clone = runner.clone("second")
    runner.run(clone, "Fetch the history", "Build the site", strict="true")
    [run] = read_history(clone).runs
    assert (clone / "_site" / "runs" / f"{run.id}.html").is_file()


@on_posix
def test_a_project_below_the_repository_keeps_its_history_too(tmp_path: Path) -> None:
    """The branch is laid out as the repository is."""
    runner = Runner(tmp_path, inside="models/price")
    for name in ("first", "second"):
        runner.run(runner.clone(name), *KEPT, project="models/price")
    assert len(read_history(tmp_path / "second" / "models" / "price").runs) == 2


@on_posix
def test_the_working_tree_stays_clean_for_the_record(tmp_path: Path) -> None:
    """Fetching the history does not make the second run look dirty."""
    runner = Runner(tmp_path)
    for name in ("first", "second"):
        runner.run(runner.clone(name), *KEPT)
    codes = [run.code for run in read_history(tmp_path / "second").runs]
    assert [code and code.dirty for code in codes] == [False, False]


@on_posix
def test_two_jobs_at_once_lose_no_run(tmp_path: Path) -> None:
    """The one that comes second takes the other's history over and pushes again."""
    runner = Runner(tmp_path)
    runner.run(runner.clone("before"), *KEPT)
    clones = [runner.clone(name) for name in ("one", "two")]
    for step in KEPT:
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
        runner.run(runner.clone(name), *KEPT)
    log = run_git(runner.remote, "log", "--format=%an", "kedro-track-history").splitlines()
    assert log == ["kedro-track", "kedro-track"]


class Forge(BaseHTTPRequestHandler):
    """The three calls of GitHub's that the comment needs, on loopback; comments by their id."""

    comments: ClassVar[dict[int, dict[str, Any]]] = {}

    def do_GET(self) -> None:
        """List the comments, all on the first page."""
        self.answer([*self.comments.values()] if self.path.endswith("&page=1") else [])

    def do_POST(self) -> None:
        """Write one."""
        assert self.path == "/repos/team/project/issues/7/comments"
        number = 100 + len(self.comments)
        self.comments[number] = {"id": number, "user": {"type": "Bot"}, **self.given()}
        self.answer(self.comments[number])

    def do_PATCH(self) -> None:
        """Change one."""
        comment = self.comments[int(self.path.rpartition("/")[2])]
        comment.update(self.given())
        self.answer(comment)

    def given(self) -> dict[str, Any]:
        """The body, of a request that says who it is."""
        assert self.headers["Authorization"] == "Bearer secret"
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return body

    def answer(self, body: Any) -> None:
        """Answer as GitHub does."""
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def forge() -> Iterator[str]:
    """The address of a forge on which somebody has quoted our mark."""
    quoted = {"id": 1, "user": {"type": "User"}, "body": "<!-- kedro-track: comparison --> ?"}
    Forge.comments.clear()
    Forge.comments[1] = quoted
    with ThreadingHTTPServer(("127.0.0.1", 0), Forge) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@on_posix
def test_a_pull_request_says_what_it_changes_and_fails_if_it_is_worse(
    tmp_path: Path, forge: str
) -> None:
    """One comment of ours, changed by the next push; the same table in the job's summary."""
    runner = Runner(tmp_path)
    runner.api = forge
    runner.run(runner.clone("main"), *KEPT)
    clone = runner.clone("pull")
    run_git(clone, "checkout", "--quiet", "--detach")  # as the merge of a pull request is
    comment = ("Compare with the baseline", "Comment the comparison")
    given = {"run": "kedro run --params=factor=1", "token": "secret"}
    runner.run(clone, "Fetch the history", "Run the pipeline", *comment, **given)
    first = Forge.comments[101]["body"]
    assert first.startswith("<!-- kedro-track: comparison -->\n")
    assert "factor" in first
    assert "worse" in first
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") in first
    assert runner.output("status") == "3"
    with pytest.raises(AssertionError, match="A headline metric got worse"):
        runner.run(clone, "Fail on a regression")
    runner.run(clone, "Run the pipeline", *comment, **{**given, "run": "kedro run"})
    assert set(Forge.comments) == {1, 101}
    assert Forge.comments[101]["body"] != first


@on_posix
def test_a_pull_request_without_anything_to_compare_with_says_so(tmp_path: Path) -> None:
    """The first of a project: no failure."""
    runner = Runner(tmp_path)
    clone = runner.clone("pull")
    runner.run(clone, "Fetch the history", "Compare with the baseline", "Fail on a regression")
    assert "Error: " in (tmp_path / "summary.md").read_text(encoding="utf-8")
