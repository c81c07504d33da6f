"""Small real Kedro projects, and the way to run them, on every Kedro from 0.19.0 on.

    project = make_project(tmp_path / "project")
    run_kedro(project, "run", "--params=factor=3")

The project reads three numbers and tracks a metrics dataset by its name (`metrics`), one by
a factory pattern (`candidate.scores`) and a JSON dataset (`columns`). Its parameters make it
fail (`fail=true`) or wait (`sleep=2`, seconds). Give other files, or change these, by path.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from textwrap import dedent
from typing import Any

PACKAGE = "small_project"

WITH_STORE = """
    from pathlib import Path

    from kedro_track import SQLiteStore

    SESSION_STORE_CLASS = SQLiteStore
    SESSION_STORE_ARGS = {"path": str(Path(__file__).parents[2] / "data")}
    """
"""`settings.py` as the tutorial has it. The default one is empty: no settings at all."""

STORE = Path("data", "session_store.db")
"""Where both keep their store, from the project on."""

FILES: Mapping[str, str] = {
    "pyproject.toml": f"""
        [project]
        name = "small-project"
        version = "0.1"
        dependencies = ["kedro", "kedro-datasets[json]>=1.0", "not-installed-anywhere"]

        [tool.kedro]
        package_name = "{PACKAGE}"
        project_name = "Small project"
        kedro_init_version = "{version("kedro")}"
        source_dir = "src"
        """,
    "requirements.txt": "fsspec>=2023.1  # reads the data\n",
    ".gitignore": "data/\nconf/local/\n__pycache__/\n",
    "conf/base/catalog.yml": """
        numbers:
          type: json.JSONDataset
          filepath: data/01_raw/numbers.json

        metrics:
          type: kedro_track.MetricsDataset
          filepath: data/09_tracking/metrics.json

        columns:
          type: kedro_track.JSONDataset
          filepath: data/09_tracking/columns.json

        "{namespace}.scores":
          type: kedro_track.MetricsDataset
          filepath: data/09_tracking/{namespace}/scores.json
        """,
    "conf/base/parameters.yml": """
        factor: 2
        fail: false
        sleep: 0
        """,
    "conf/local/.gitkeep": "",
    "data/01_raw/numbers.json": "[1, 2, 3]\n",
    f"src/{PACKAGE}/__init__.py": '__version__ = "0.1"\n',
    f"src/{PACKAGE}/settings.py": "",
    f"src/{PACKAGE}/nodes.py": """
        import time


        def scale(numbers, factor, fail, sleep):
            time.sleep(sleep)
            if fail:
                raise ValueError("asked to fail")
            return [number * factor for number in numbers]


        def measure(scaled):
            return {"total": float(sum(scaled)), "largest": max(scaled)}


        def describe(numbers):
            return {"columns": ["number"], "rows": len(numbers)}
        """,
    f"src/{PACKAGE}/pipeline_registry.py": f"""
        from kedro.pipeline import node, pipeline

        from {PACKAGE}.nodes import describe, measure, scale


        def register_pipelines():
            options = ["params:factor", "params:fail", "params:sleep"]
            science = pipeline(
                [
                    node(scale, ["numbers", *options], "scaled", name="scale_node", tags=["slow"]),
                    node(measure, "scaled", "metrics", name="measure_node"),
                    node(measure, "scaled", "candidate.scores", name="candidate.measure_node"),
                ]
            )
            report = pipeline([node(describe, "numbers", "columns", name="describe_node")])
            return {{"__default__": science + report, "science": science, "report": report}}
        """,
}


def make_project(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """Write a Kedro project that runs.

    Args:
        folder: Where to; made if it does not exist.
        files: Content by path inside the project: more files, or other content for its own.
            Common indentation is taken off.

    Returns:
        The folder, resolved.
    """
    for name, content in {**FILES, **(files or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content).lstrip("\n"), encoding="utf-8")
    return folder.resolve()


def make_project_with_store(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """Write a project whose settings name `SQLiteStore` in its `data/` folder."""
    return make_project(folder, {f"src/{PACKAGE}/settings.py": WITH_STORE, **(files or {})})


def environment(**extra: str) -> dict[str, str]:
    """Give the environment for a process of a project: no telemetry, plain output."""
    quiet = {"DO_NOT_TRACK": "1", "KEDRO_DISABLE_TELEMETRY": "1", "NO_COLOR": "1"}
    wide = {"COLUMNS": "400", "PYTHONUTF8": "1"}
    return {**os.environ, **quiet, **wide, **extra}


def run_kedro(
    project: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    expect: int | None = 0,
    unprivileged: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run `kedro …` in a project, as a person would.

    Args:
        project: Where to.
        *arguments: Such as `"run", "--params=factor=3"`.
        env: Variables beside those of this process.
        expect: The exit code that it must have; None for any.
        unprivileged: Take root's power over permissions away, where root runs the tests.

    Raises:
        AssertionError: If it ends with another exit code; the text holds all its output.
    """
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    prefix = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if is_root else []
    command = [sys.executable, "-m", "kedro", *arguments]
    return _run([*(prefix if unprivileged else []), *command], project, env, expect)


def run_python(
    project: Path,
    code: str,
    env: Mapping[str, str] | None = None,
    expect: int | None = 0,
) -> subprocess.CompletedProcess[str]:
    """Run a script in a project, as a notebook's kernel would; it bootstraps by itself.

    Raises:
        AssertionError: If it ends with another exit code; the text holds all its output.
    """
    script = project.parent / "script.py"
    script.write_text(dedent(code), encoding="utf-8")
    return _run([sys.executable, str(script)], project, env, expect)


def commit_to_git(project: Path, branch: str = "main") -> str:
    """Put a project under git, with one commit of all that is not ignored.

    Returns:
        The commit's full hash.
    """
    who = ("-c", "user.name=Ada Lovelace", "-c", "user.email=ada@example.org")
    for arguments in (
        ("init", "--quiet", f"--initial-branch={branch}"),
        ("config", "user.name", "Ada Lovelace"),
        ("config", "user.email", "ada@example.org"),
        ("add", "--all"),
        (*who, "commit", "--quiet", "--message=First"),
    ):
        run_git(project, *arguments)
    return run_git(project, "rev-parse", "HEAD")


def run_git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it says."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def _run(
    command: list[str], folder: Path, env: Mapping[str, str] | None, expect: int | None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(**(env or {})),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    if expect is not None:
        said = f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        assert done.returncode == expect, said
    return done


def recorded_runs(store: Path) -> list[dict[str, Any]]:
    """Read the rows of our table from a store, `record` decoded, oldest first."""
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute("SELECT * FROM track_runs ORDER BY started").fetchall()
    return [{**dict(row), "record": json.loads(row["record"])} for row in rows]


def session_rows(store: Path) -> dict[str, Any]:
    """Read kedro-viz's table from a store: session's dictionary by id, twice decoded."""
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT id, blob FROM runs ORDER BY id").fetchall()
    return {run_id: json.loads(json.loads(blob)) for run_id, blob in rows}
