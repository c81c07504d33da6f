"""The one store of a project that commands write to, and which runs may be changed in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kedro_track.cli.text import counted
from kedro_track.collect.project import find_project
from kedro_track.errors import StoreError
from kedro_track.history import Run
from kedro_track.store.engine import Store
from kedro_track.store.location import find_store


def own_store(project: Path, runs: Iterable[Run] = ()) -> Store:
    """The store of a project.

    Raises:
        StoreError: If one of the runs is recorded in another, which is only read here.
    """
    layout = find_project(project)
    own = find_store(layout.root, layout.store_path)
    if layout.store_url is not None:
        return layout.store_url
    others = [run for run in runs if run.recorded and run.store not in (None, own.name)]
    if others:
        more = f" ({counted(len(others), 'such run')})" if len(others) > 1 else ""
        raise StoreError(
            f"Run {others[0].id} is recorded in {others[0].store}, which is only read here{more}; "
            "change it in the project that writes it."
        )
    return own
