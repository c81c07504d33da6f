"""Experiment tracking for Kedro, published as a static site.

Names are imported when they are first asked for: a project's settings import
`SQLiteStore` in every `kedro` command, and must not pay for the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kedro_track.api import ProjectHistory
    from kedro_track.build import build, read_history
    from kedro_track.history import History, Run
    from kedro_track.record.datasets import JSONDataSet, JSONDataset, MetricsDataSet, MetricsDataset
    from kedro_track.record.session import SQLiteStore

__version__ = "0.1.0"

__all__ = [
    "History",
    "JSONDataSet",
    "JSONDataset",
    "MetricsDataSet",
    "MetricsDataset",
    "ProjectHistory",
    "Run",
    "SQLiteStore",
    "build",
    "read_history",
]

_HOMES = {
    "History": "kedro_track.history",
    "JSONDataSet": "kedro_track.record.datasets",
    "JSONDataset": "kedro_track.record.datasets",
    "MetricsDataSet": "kedro_track.record.datasets",
    "MetricsDataset": "kedro_track.record.datasets",
    "ProjectHistory": "kedro_track.api",
    "Run": "kedro_track.history",
    "SQLiteStore": "kedro_track.record.session",
    "build": "kedro_track.build",
    "read_history": "kedro_track.build",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
