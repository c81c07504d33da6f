"""Where a project's runs are recorded, as its settings say, or as they leave it open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kedro_track.record.session import SQLiteStore
from kedro_track.store.address import Credentials, Store, find_server
from kedro_track.store.location import data_folder, find_store


@dataclass(frozen=True, slots=True)
class Target:
    """The store of a project.

    Attributes:
        sessions: Whether kedro-viz's table of sessions is ours to fill; not where the
            settings still name kedro-viz's own store class, which fills it by itself.
        remote: Folder, of any of fsspec's kinds, that each run's store is copied to.
    """

    store: Store
    sessions: bool = True
    remote: str | None = None

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for a database elsewhere."""
        return self.store if isinstance(self.store, Path) else None


def find_target(project: Path, credentials: Credentials) -> Target:
    """Tell where the runs of the project go whose settings Kedro has loaded.

    Args:
        project: Its folder.
        credentials: Looks a name of its credentials up.
    """
    from kedro.framework.project import settings

    store_class = settings.SESSION_STORE_CLASS
    arguments: Mapping[str, Any] = dict(settings.SESSION_STORE_ARGS or {})
    ours = issubclass(store_class, SQLiteStore)
    named = arguments if ours else {}
    if server := find_server(named, os.environ, credentials, data_folder(project)):
        return Target(server)
    if ours:
        store = find_store(project, _folder(project, arguments.get("path")))
        return Target(store, remote=arguments.get("remote_path"))
    if store_class.__module__.partition(".")[0] == "kedro_viz":
        folder = _folder(project, arguments.get("path") or ".viz")
        return Target(find_store(project, folder), sessions=False)
    return Target(find_store(project))


def _folder(project: Path, path: Any) -> Path | None:
    return None if path is None else (project / Path(path).expanduser()).absolute()
