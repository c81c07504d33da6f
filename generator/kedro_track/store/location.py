"""Where a project's session store lies: the one order that writing and reading agree on."""

from __future__ import annotations

from pathlib import Path

STORE_NAME = "session_store.db"
"""kedro-viz's name for it, and so ours."""

_HOMES = ("data", ".viz", ".")
"""Folders of a project, in the order in which a store is looked for."""


def find_store(project: Path, configured: Path | None = None) -> Path:
    """Find the store to continue, or the place of a new one.

    Args:
        project: The project's folder.
        configured: The folder that the settings name; it always wins.

    Returns:
        The path of the `.db` file, whether it exists or not: in the configured folder,
        otherwise the first that holds anything of `data/`, `.viz/` (kedro-viz's own default)
        and the project's root, otherwise in `data/`, which Kedro's projects keep out of git.
    """
    if configured is not None:
        return configured / STORE_NAME
    places = [project / home / STORE_NAME for home in _HOMES]
    return next(filter(_holds_anything, places), places[0])


def data_folder(project: Path) -> Path:
    """Where a project's records wait whose store is none of its files: out of git, as all data."""
    return project / _HOMES[0]


def _holds_anything(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False
