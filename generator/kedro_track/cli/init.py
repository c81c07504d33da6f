"""`kedro track init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="A folder of the project, if not the current one.",
)
@click.option("--yes", "-y", is_flag=True, help="Apply the changes without asking.")
@click.option("--dry-run", is_flag=True, help="Only show the changes.")
@click.option(
    "--workflow/--no-workflow",
    default=None,
    help="Add a workflow for GitHub, or none; without either, unless it is hosted elsewhere.",
)
def init(*, project: Path, yes: bool, dry_run: bool, workflow: bool | None) -> None:
    """Make a project track its runs.

    It shows what would be changed, and changes it on yes.
    """
    from kedro_track.begin.edits import write
    from kedro_track.begin.survey import survey
    from kedro_track.cli import beginning

    found = survey(project, with_workflow=workflow)
    beginning.say_what_is_there(found, whole=dry_run)
    if dry_run or not beginning.agreed(found, yes=yes):
        return
    write(found.edits)
    beginning.say_what_is_next(found)
