"""Find the run that is meant and the store that it may be edited in."""

from __future__ import annotations

from pathlib import Path

from kedro_track.analysis.references import find_run
from kedro_track.build import read_history
from kedro_track.collect.project import find_project
from kedro_track.errors import StoreError
from kedro_track.store.edits import Edit, edit_run
from kedro_track.store.location import find_store


def edit_in_project(project: Path, env: str | None, reference: str, edit: Edit) -> str:
    """Edit the run that `reference` means.

    Returns:
        The run's id.

    Raises:
        TrackError: No run is meant, or it lies in a store that is only read.
    """
    run = find_run(read_history(project, env).runs, reference)
    layout = find_project(project)
    own = find_store(layout.root, layout.store_path)
    if layout.store_url is None and run.recorded and run.store not in (None, own.name):
        raise StoreError(
            f"Run {run.id} is recorded in {run.store}, which is only read here; "
            "edit it in the project that writes it."
        )
    edit_run(layout.store_url or own, run.id, edit)
    return run.id
