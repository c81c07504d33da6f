"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def of_project(command: Command) -> Command:
    """Add `--project` and `--env`."""
    project = click.option(
        "--project",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        help="A folder of the project, if not the current one.",
    )
    env = click.option("--env", "-e", help="The conf environment to read.")
    return project(env(command))
