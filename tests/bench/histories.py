"""Histories of any size as kedro-viz wrote them: two metrics files and one JSON a run, no plots.

    python tests/bench/histories.py RUNS FOLDER     make a project with so many runs
    python tests/bench/histories.py +RUNS FOLDER    give it so many more

The same count gives the same history, also where it was made in several steps.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import textwrap
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

METRICS = ("active_modelling_pipeline", "candidate_modelling_pipeline")

FILES = {
    "pyproject.toml": """
        [project]
        name = "bench"
        version = "0.1"

        [tool.kedro]
        package_name = "bench"
        project_name = "Bench"
        kedro_init_version = "0.19.10"
        source_dir = "src"
        """,
    "conf/base/catalog.yml": """
        companies_columns:
          type: tracking.JSONDataset
          filepath: data/09_tracking/companies_columns.json

        "{namespace}.metrics":
          type: tracking.MetricsDataset
          filepath: data/09_tracking/{namespace}/metrics.json
        """,
    "conf/base/parameters.yml": "",
    "src/bench/__init__.py": "",
    "src/bench/settings.py": """
        from pathlib import Path

        SESSION_STORE_ARGS = {"path": str(Path(__file__).parents[2] / "data")}
        """,
}

SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (id VARCHAR NOT NULL, blob JSON, PRIMARY KEY (id));
CREATE TABLE IF NOT EXISTS user_run_details (
    id INTEGER NOT NULL, run_id VARCHAR, bookmark BOOLEAN, title VARCHAR, notes VARCHAR,
    PRIMARY KEY (id), UNIQUE (run_id)
);
"""


def make(count: int, project: Path) -> None:
    """Make a project with so many runs, or none."""
    for name, content in FILES.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content).lstrip("\n"), encoding="utf-8")
    (project / "data").mkdir(exist_ok=True)
    with _store(project) as store:
        store.executescript(SCHEMA)
    add(count, project)


def add(count: int, project: Path) -> None:
    """Give a project so many more runs."""
    with _store(project) as store:
        (there,) = store.execute("SELECT count(*) FROM runs").fetchone()
        for number in range(there, there + count):
            run, blob, details = _run(number, project)
            store.execute("INSERT INTO runs VALUES (?, ?)", (run, json.dumps(json.dumps(blob))))
            if details:
                store.execute(
                    "INSERT INTO user_run_details (run_id, bookmark, title, notes) "
                    "VALUES (?, ?, ?, ?)",
                    (run, *details),
                )
            for dataset, data in _tracked(number):
                folder = project / "data" / "09_tracking" / dataset / run
                folder.mkdir(parents=True)
                (folder / dataset.rpartition("/")[2]).write_text(json.dumps(data))
    store.close()


def _store(project: Path) -> sqlite3.Connection:
    return sqlite3.connect(project / "data" / "session_store.db")


def _run(number: int, project: Path) -> tuple[str, dict[str, Any], tuple[Any, ...] | None]:
    """A run's id, its blob, and in one of ten its title and notes."""
    chance = random.Random(number)
    started = datetime(2024, 1, 1, 8, tzinfo=timezone.utc) + timedelta(
        minutes=7 * number + 5 * chance.random()
    )
    run = started.strftime("%Y-%m-%dT%H.%M.%S.%f")[:-3] + "Z"
    options = {"test_size": round(chance.uniform(0.1, 0.4), 2), "random_state": number % 100}
    params = {"active_modelling_pipeline": {"model_options": options}}
    given = ",".join(
        f"active_modelling_pipeline.model_options.{key}={value}" for key, value in options.items()
    )
    blob: dict[str, Any] = {
        "project_path": project.name,
        "session_id": run,
        "cli": {
            "args": [],
            "params": {"params": params, "from_inputs": [], "tags": [], "pipeline": None},
            "command_name": "run",
            "command_path": f"kedro run --params={given}",
        },
        "extra_params": params,
        "username": chance.choice(("ada", "grace", "katherine")),
        "git": {
            "commit_sha": f"{chance.randrange(16**7):07x}",
            "dirty": chance.random() < 0.2,
            "branch": chance.choice(("main", "main", "main", "experiment/ridge", "fix/prices")),
        },
    }
    if _fails(number):
        blob["exception"] = {
            "type": "ValueError",
            "value": f"test_size={options['test_size']} leaves no rows to test on",
            "traceback": ['  File "kedro/framework/cli/project.py", line 228, in run\n'] * 12,
        }
    details = (number % 20 == 0, f"Trial {number}", f"note {number}\nsecond line")
    return run, blob, details if number % 10 == 0 else None


def _fails(number: int) -> bool:
    return number % 33 == 7


def _tracked(number: int) -> Iterator[tuple[str, dict[str, Any]]]:
    chance = random.Random(-number)
    columns = ["id", "company_rating", "company_location", "total_fleet_count"]
    yield "companies_columns.json", {"columns": columns, "data_type": "companies"}
    if _fails(number):
        return
    level = 0.4 + 0.05 * (number // 4_000 % 3) + chance.gauss(0, 0.02)
    for namespace in METRICS:
        values = {"r2_score": level, "mae": 550 - 100 * level, "max_error": chance.uniform(1, 2)}
        yield f"{namespace}/metrics.json", values


def main() -> None:
    """Make or lengthen one history."""
    count, project = sys.argv[1], Path(sys.argv[2]).resolve()
    if count.startswith("+"):
        add(int(count[1:]), project)
    else:
        make(int(count), project)


if __name__ == "__main__":
    main()
