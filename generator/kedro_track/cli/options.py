"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

RUN = "an id, the unique beginning of one, `latest`, `best:METRIC` or `@tag`"
"""What a run is called by, for the help of a command."""

AS_JSON = (
    "As JSON, with all that is known. For another program ask `kedro-track`: `kedro` may log a "
    "line of its own before it."
)
"""Help of `--json`."""


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


def of_runs(command: Command) -> Command:
    """Add `RUN…`, `--filter` and `--all`."""
    argument = click.argument("references", metavar="RUN...", nargs=-1)
    filter_ = click.option(
        "--filter", "-f", "text", help="All that pass, as 'rmse > 900 or failed'."
    )
    all_ = click.option("--all", "all_", is_flag=True, help="Let --filter find hidden runs too.")
    return argument(filter_(all_(command)))
