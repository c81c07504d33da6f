"""Writes `correlation.json`: what parameters and metrics are related by, here and there."""

from __future__ import annotations

import json
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kedro_track.analysis.correlation import judged


def columns(chance: random.Random, runs: int) -> tuple[dict[str, list[Any]], list[float | None]]:
    """Parameters of every kind beside a metric that follows some of them."""
    rate = [round(chance.uniform(0, 1), 3) for _ in range(runs)]
    metric: list[float | None] = [value**3 + chance.gauss(0, 0.05) for value in rate]
    model = [("linear", "ridge", "forest")[i % 3] for i in range(runs)]
    metric = [
        None if i % 11 == 5 else (value or 0) + (0.4 if model[i] == "forest" else 0)
        for i, value in enumerate(metric)
    ]
    return {
        "rate": rate,
        "negative": [-value for value in rate],
        "noise": [chance.random() for _ in range(runs)],
        "few levels": [float(chance.randrange(4)) for _ in range(runs)],
        "model": model,
        "flag": [chance.random() < 0.5 for _ in range(runs)],
        "two numbers": [i % 2 for i in range(runs)],
        "mixed": [(1, "1", True)[i % 3] for i in range(runs)],
        "one value": ["same"] * runs,
        "names": [f"run {i}" for i in range(runs)],
        "rarely": [1.5 if i < 6 else None for i in range(runs)],
        "half": [value if i % 2 else None for i, value in enumerate(rate)],
    }, metric


def vectors() -> list[dict[str, Any]]:
    """Histories of several lengths, and metrics that tell nothing."""
    cases: list[dict[str, Any]] = []
    for runs in (3, 9, 12, 24, 60, 200):
        parameters, metric = columns(random.Random(runs), runs)
        cases.append(_case(parameters, metric))
    parameters, metric = columns(random.Random(1), 30)
    cases.append(_case(parameters, [1.0] * 30))
    cases.append(_case(parameters, [float(round(value or 0)) for value in metric]))
    return cases


def _case(parameters: dict[str, list[Any]], metric: list[float | None]) -> dict[str, Any]:
    found = [asdict(one) for one in judged(parameters, metric)]
    return {"columns": parameters, "metric": metric, "found": found}


if __name__ == "__main__":
    target = Path(__file__).with_name("correlation.json")
    target.write_text(json.dumps(vectors()) + "\n", encoding="utf-8")
