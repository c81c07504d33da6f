"""`kedro track compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kedro_track.cli.options import RUN, of_project

WORSE = 3
"""The exit code where a headline metric got worse."""


@click.command(
    help=f"Compare runs with BASE. BASE and HEAD are {RUN}; BASE also `baseline` or `previous`, "
    "as HEAD had them.\n\nWith --fail-on-regression the command ends with "
    f"{WORSE} if a headline metric of a HEAD is worse than BASE's, or missing."
)
@of_project
@click.argument("base")
@click.argument("heads", metavar="HEAD...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "markdown", "csv", "json"]),
    default="table",
    help="A table for the terminal, or Markdown for a pull request, or for programs.",
)
@click.option("--full", is_flag=True, help="All values, also those that do not differ.")
@click.option("--fail-on-regression", "fail", is_flag=True, help=f"End with {WORSE} if worse.")
def compare(*, project: Path, env: str | None, **options: Any) -> None:
    """Compare runs."""
    from kedro_track.cli.comparing import compare_runs, tell

    found = compare_runs(project, env, options["base"], options["heads"])
    tell(found, options["form"], full=options["full"])
    if options["fail"] and found.tell_regressions():
        raise click.exceptions.Exit(WORSE)
