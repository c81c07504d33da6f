"""Which runs may be changed in the one store of a project that is written to."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kedro_track.cli.text import counted
from kedro_track.collect.project import find_project
from kedro_track.collect.stores import is_elsewhere
from kedro_track.collect.stores import own_store as store_of
from kedro_track.errors import StoreError
from kedro_track.history import Run
from kedro_track.store.address import Store


def own_store(project: Path, env: str | None, runs: Iterable[Run] = ()) -> Store:
    """The store of a project; the environment may hold the credentials of a team's.

    Raises:
        StoreError: If one of the runs is recorded in another, which is only read here.
    """
    layout = find_project(project)
    others = [run for run in runs if is_elsewhere(layout, env, run)]
    if others:
        more = f" ({counted(len(others), 'such run')})" if len(others) > 1 else ""
        raise StoreError(
            f"Run {others[0].id} is recorded in {others[0].store}, which is only read here{more}; "
            "change it in the project that writes it."
        )
    return store_of(layout, env)
