"""What lies in a project's trash, and what was removed from it for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kedro_track.collect.project import find_project
from kedro_track.collect.sessions import to_run
from kedro_track.collect.shapes import moment
from kedro_track.collect.stores import read_stores
from kedro_track.config import Config
from kedro_track.history import Run
from kedro_track.redaction import Redactor


@dataclass(frozen=True, slots=True)
class TrashedRun:
    """A run in the trash, without the versions that it saved, and since when it lies there."""

    run: Run
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Trash:
    """A project's trash.

    Attributes:
        runs: Those deleted last come first.
        gone: Ids of runs that were removed for good; of them there is only data, if at all.
    """

    runs: tuple[TrashedRun, ...]
    gone: tuple[str, ...]


def read_trash(project: Path, config: Config) -> Trash:
    """Read a project's trash. Nothing is written.

    Raises:
        TrackingError: If there is no project.
    """
    stores = read_stores(find_project(project))
    redactor = Redactor(config.redaction.keys, config.redaction.values)
    found = sorted(
        (run for run in stores.runs if run.trashed is not None),
        key=lambda run: (-(run.trashed or 0.0), run.id),
    )
    return Trash(
        tuple(TrashedRun(to_run(run, (), redactor), moment(run.trashed)) for run in found),
        tuple(mark.id for mark in stores.deleted),
    )
