"""Puts a history's runs into an MLflow store: run by MLflow's own Python, `STORE.json DATABASE`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from mlflow.entities import Metric, Param
from mlflow.tracking import MlflowClient


def main() -> None:
    """Log each run in one batch, as MLflow's users would."""
    runs, database = json.loads(Path(sys.argv[1]).read_text()), sys.argv[2]
    client = MlflowClient(f"sqlite:///{database}")
    experiment = client.create_experiment("history")
    now = int(time.time() * 1000)
    for run in runs:
        made = client.create_run(experiment, run_name=run["id"])
        metrics = [Metric(name, value, now, 0) for name, value in run["metrics"].items()]
        params = [Param(name, str(value)) for name, value in run["params"].items()]
        client.log_batch(made.info.run_id, metrics=metrics, params=params)
        client.set_terminated(made.info.run_id)


if __name__ == "__main__":
    main()
