"""The vectors that both sides of the filter language are held to, and the history they are of.

`vectors/filter.json` holds `now`, the `runs` in short, and cases: `select` (which runs pass),
`faults` (where and what is wrong), `patterns`, `texts` of numbers, `naturals` in their order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from kedro_track.history import Code, Failure, History, Project, Run, Version

VECTORS: Mapping[str, Any] = json.loads(
    Path(__file__).with_name("vectors").joinpath("filter.json").read_text(encoding="utf-8")
)
NOW = datetime.fromisoformat(VECTORS["now"])


def history() -> History:
    """The history that the cases are about."""
    return History(Project("Vectors", "/vectors"), tuple(map(_run, VECTORS["runs"])))


def _run(said: Mapping[str, Any]) -> Run:
    when = said.get("when")
    error = said.get("error")
    return Run(
        id=said["id"],
        version=said["id"],
        status=said["status"],
        recorded=said["status"] != "unknown",
        started=datetime.fromisoformat(when.replace("Z", "+00:00")) if when else None,
        code=Code(said.get("commit"), said["branch"], said.get("dirty"))
        if "branch" in said
        else None,
        failure=Failure(error[0], error[1], node=error[2]) if error else None,
        pipelines=tuple(said.get("pipelines", ())),
        tags=tuple(said.get("tags", ())),
        parameters=said.get("params"),
        versions=tuple(_versions(said)),
        **{name: said[name] for name in _PLAIN if name in said},
    )


_PLAIN = ("title", "notes", "duration", "user", "bookmark", "environment", "command", "python")


def _versions(said: Mapping[str, Any]) -> list[Version]:
    metrics = [
        Version(
            name, said["id"], "metrics", data={key: float(value) for key, value in values.items()}
        )
        for name, values in said["metrics"].items()
    ]
    tracked = [Version(name, said["id"], "json", data=data) for name, data in said["json"].items()]
    return [*metrics, *tracked]
