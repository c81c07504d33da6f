"""How long from a history to something a person can look at: ours, kedro-viz's, MLflow's.

    python tests/bench/peers/first_look.py --viz PYTHON --mlflow PYTHON --hugo PROGRAM [RUNS ...]

`make bench-peers` installs the peers and calls this. Each gets the same runs and starts cold:

- ours: `kedro-track build-site` into an empty folder, then the first row of the runs table in
  Chromium over `file://`;
- kedro-viz 10.2: `kedro viz run`, then its answer with all runs and all metrics (the questions
  that its own pages ask; the time in which its browser draws them is not counted against it);
- MLflow: `mlflow server` on SQLite, then all runs by `runs/search`, then the first row of the
  table of its own interface. Filling its store is not counted;
- Hugo: the pages of all runs alone, from content that is prepared for it beforehand; ours is
  the whole of `build-site`, reading included.

The ratios go to the terminal and into `bench.json`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import histories  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from results import Row, publish  # noqa: E402
from servers import ask, free_port, serving  # noqa: E402

from kedro_track.build import read_history  # noqa: E402

SIZES = (100, 1_000, 5_000, 20_000)
FIRST_ROW = 600_000
"""Milliseconds that a browser may take to show the first row."""

Peer = tuple[Callable[[], None], float | None]
"""What it takes to see the history with it, and the ratio that ours should keep below."""

VIZ_FILES = {
    "settings.py": """
        from pathlib import Path

        from kedro_viz.integrations.kedro.sqlite_store import SQLiteStore

        SESSION_STORE_CLASS = SQLiteStore
        SESSION_STORE_ARGS = {"path": str(Path(__file__).parents[2] / "data")}
        """,
    # Its catalog makes the datasets of a pattern only where a pipeline has them.
    "pipeline_registry.py": """
        from kedro.pipeline import node, pipeline

        NAMES = ("active_modelling_pipeline.metrics", "candidate_modelling_pipeline.metrics")


        def evaluate():
            return {}


        def register_pipelines():
            nodes = [node(evaluate, None, name, name=f"node{n}") for n, name in enumerate(NAMES)]
            return {"__default__": pipeline(nodes)}
        """,
}


def main() -> None:
    """Measure every peer that is named at every size."""
    asked = _arguments()
    rows = []
    for count in asked.runs:
        with tempfile.TemporaryDirectory(prefix="peers-") as scratch:
            rows += _of_size(count, Path(scratch), asked)
    publish("peers", rows)


def _of_size(count: int, folder: Path, asked: argparse.Namespace) -> list[Row]:
    project = folder / "project"
    histories.make(count, project)
    peers = _peers(asked, project, folder)
    ours = _timed(lambda: _ours(project, folder / "site"))
    rows = []
    for name, (work, goal) in peers.items():
        took = _timed(work)
        note = f"{ours:.2f} s against {took:.2f} s"
        rows.append(Row(f"{count:,} runs: ours against {name}", ours / took, "×", goal, note))
    return rows


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--viz", help="Python of an environment with kedro-viz 10.2")
    parser.add_argument("--mlflow", help="Python of an environment with MLflow")
    parser.add_argument("--hugo", help="Hugo's program")
    parser.add_argument("runs", nargs="*", type=int, default=SIZES)
    return parser.parse_args()


def _peers(asked: argparse.Namespace, project: Path, folder: Path) -> dict[str, Peer]:
    """What there is to measure, each with its preparation done."""
    peers: dict[str, Peer] = {}
    if asked.viz:
        copy = _for_viz(project, folder / "viz")
        peers["kedro-viz"] = (lambda: _viz(Path(asked.viz), copy)), 1.0
    runs = _plain(project) if asked.mlflow or asked.hugo else []
    if asked.mlflow:
        _fill_mlflow(Path(asked.mlflow), runs, folder)
        peers["MLflow"] = (lambda: _mlflow(Path(asked.mlflow), folder)), 1.0
    if asked.hugo:
        _fill_hugo(runs, folder / "hugo")
        peers["Hugo"] = (
            (lambda: _hugo(Path(asked.hugo), folder / "hugo")),
            (0.7 if len(runs) >= 10_000 else None),
        )
    return peers


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _plain(project: Path) -> list[dict[str, Any]]:
    """Each run with its numbers and parameters, which is all that the peers are given."""
    return [
        {
            "id": run.id,
            "metrics": {
                f"{version.dataset}.{name}": value
                for version in run.of_kind("metrics")
                for name, value in version.data.items()
            },
            "params": dict(run.parameters or run.given or {}),
        }
        for run in read_history(project).runs
    ]


def _ours(project: Path, site: Path) -> None:
    program = Path(sys.executable).with_name("kedro-track")
    command = [program, "build-site", "--project", project, "--output", site]
    subprocess.run(command, check=True, capture_output=True)
    _first_row((site / "runs.html").as_uri(), ".grid tr[tabindex]")


def _for_viz(project: Path, copy: Path) -> Path:
    shutil.copytree(project, copy)
    (copy / "conf" / "local").mkdir(exist_ok=True)
    for name, content in VIZ_FILES.items():
        (copy / "src" / "bench" / name).write_text(textwrap.dedent(content))
    return copy


def _viz(python: Path, project: Path) -> None:
    port = free_port()
    command = [str(python.with_name("kedro")), "viz", "run", "--no-browser", "--port", str(port)]
    question = "{ runsList { id title notes bookmark author gitSha gitBranch runCommand } "
    question += "runMetricsData(limit: 1000000) { data } }"
    with serving(command, project) as server:
        answer = ask(server, f"http://127.0.0.1:{port}/graphql", {"query": question})
    if not answer["data"]["runsList"] or not answer["data"]["runMetricsData"]["data"]["metrics"]:
        raise RuntimeError(f"kedro-viz shows no runs: {answer}")


def _fill_mlflow(python: Path, runs: list[dict[str, Any]], folder: Path) -> None:
    source = folder / "runs.json"
    source.write_text(json.dumps(runs))
    script = HERE / "mlflow_fill.py"
    command = [python, script, source, folder / "mlflow.db"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)


def _mlflow(python: Path, folder: Path) -> None:
    port = free_port()
    command = [str(python.with_name("mlflow")), "server", "--port", str(port), "--workers", "1"]
    command += ["--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"]
    address = f"http://127.0.0.1:{port}"
    with serving(command, folder) as server:
        token = ""
        while True:
            question = {"experiment_ids": ["1"], "max_results": 1000, "page_token": token}
            answer = ask(server, f"{address}/api/2.0/mlflow/runs/search", question)
            token = answer.get("next_page_token")
            if not token:
                break
        _first_row(f"{address}/#/experiments/1/runs", ".ag-row")


def _first_row(address: str, row: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)
        page.locator(row).first.wait_for(timeout=FIRST_ROW)
        browser.close()


def _fill_hugo(runs: list[dict[str, Any]], folder: Path) -> None:
    """One page of content a run, its numbers as front matter; one layout with two tables."""
    (folder / "content" / "runs").mkdir(parents=True)
    (folder / "layouts").mkdir()
    (folder / "hugo.toml").write_text(
        'title = "Runs"\ndisableKinds = ["taxonomy", "term", "rss"]\n'
    )
    rows = (
        "<table>{{ range $k, $v := index .Params %s }}<tr><th>{{ $k }}<td>{{ $v }}{{ end }}</table>"
    )
    body = "".join(rows % f'"{name}"' for name in ("numbers", "given"))
    page = f"<!doctype html><title>{{{{ .Title }}}}</title><h1>{{{{ .Title }}}}</h1>{body}"
    for layout in ("single", "list"):
        (folder / "layouts" / f"{layout}.html").write_text(page if layout == "single" else "")
    for run in runs:
        matter = {"title": run["id"], "numbers": run["metrics"], "given": run["params"]}
        name = run["id"].replace(":", "-")
        (folder / "content" / "runs" / f"{name}.md").write_text(json.dumps(matter, indent=1))


def _hugo(program: Path, folder: Path) -> None:
    subprocess.run([program, "--quiet"], cwd=folder, check=True, capture_output=True)
    pages = len(list((folder / "public" / "runs").rglob("index.html")))
    if pages < len(list((folder / "content" / "runs").iterdir())):
        raise RuntimeError(f"Hugo wrote {pages} pages only.")


if __name__ == "__main__":
    main()
