"""A program that uses the API, for mypy to check: `make lint` fails where it is not typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kedro_track import History, ProjectHistory, Run, read_history

if TYPE_CHECKING:
    from typing_extensions import assert_type

    history = read_history("path/to/project")
    assert_type(history, ProjectHistory)
    assert_type(history.runs, Sequence[Run])
    run = history.find("best:metrics.r2_score")
    assert_type(run, Run)
    assert_type(run.metrics, Mapping[str, float])
    assert_type(run.params, Mapping[str, Any])
    assert_type(run.artifact("confusion_matrix").path, str)
    assert_type(history.where("failed"), tuple[Run, ...])
    base: History = history
