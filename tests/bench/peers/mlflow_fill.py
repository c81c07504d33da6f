"""Puts a history's runs into an MLflow store: run by MLflow's own Python, `STORE.json DATABASE`.

The first run is logged as MLflow's users would, which takes some 60 ms; each other one is rows
like those that this left, so that 20,000 runs take seconds.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from mlflow.entities import Metric, Param
from mlflow.tracking import MlflowClient

AT = 1_700_000_000_000
"""Milliseconds since 1970 of the first run; the others follow second by second."""


def main() -> None:
    """Log the first run, write the others."""
    runs, database = json.loads(Path(sys.argv[1]).read_text()), sys.argv[2]
    full = max(runs, key=lambda run: len(run["metrics"]) + len(run["params"]))
    model = _logged(full, database)
    others = [run for run in runs if run is not full]
    with closing(sqlite3.connect(database)) as store, store:
        store.row_factory = sqlite3.Row
        _write(store, model, others)


def _logged(run: dict[str, Any], database: str) -> str:
    client = MlflowClient(f"sqlite:///{database}")
    experiment = client.create_experiment("history")
    made = client.create_run(experiment, start_time=AT, run_name=run["id"])
    metrics = [Metric(name, value, AT, 0) for name, value in run["metrics"].items()]
    params = [Param(name, str(value)) for name, value in run["params"].items()]
    client.log_batch(made.info.run_id, metrics=metrics, params=params)
    client.set_terminated(made.info.run_id, end_time=AT + 1000)
    return str(made.info.run_id)


def _write(store: sqlite3.Connection, model: str, runs: list[dict[str, Any]]) -> None:
    """Rows like the model's, with each run's own id, name, times, metrics and parameters."""
    like = {
        table: dict(store.execute(f"SELECT * FROM {table} WHERE run_uuid = ?", (model,)).fetchone())
        for table in ("runs", "tags", "metrics", "latest_metrics", "params")
        if store.execute(f"SELECT 1 FROM {table} WHERE run_uuid = ?", (model,)).fetchone()
    }
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in like}
    for number, run in enumerate(runs, 1):
        own = uuid.uuid4().hex
        at = AT + 1000 * number
        place = like["runs"]["artifact_uri"].replace(model, own)
        times = {"start_time": at, "end_time": at + 1000, "artifact_uri": place}
        rows["runs"].append({**like["runs"], **times, "run_uuid": own, "name": run["id"]})
        rows["tags"].append({**like["tags"], "run_uuid": own, "value": run["id"]})
        for table in {"metrics", "latest_metrics"} & like.keys():
            rows[table] += [
                {**like[table], "run_uuid": own, "key": key, "value": value, "timestamp": at}
                for key, value in run["metrics"].items()
            ]
        if "params" in like:
            rows["params"] += [
                {"run_uuid": own, "key": key, "value": str(value)}
                for key, value in run["params"].items()
            ]
    for table, found in rows.items():
        if found:
            names = list(found[0])
            places = ", ".join(f":{name}" for name in names)
            query = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})"
            store.executemany(query, found)


if __name__ == "__main__":
    main()
