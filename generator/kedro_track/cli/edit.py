"""`kedro track edit`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kedro_track.cli.options import of_project


@click.command()
@of_project
@click.argument("run")
@click.option("--title", help="The title; an empty one clears it.")
@click.option("--notes", help="Notes in Markdown; empty ones clear them.")
@click.option("--tag", "tags_added", multiple=True, help="Add a tag; can be repeated.")
@click.option("--untag", "tags_removed", multiple=True, help="Remove a tag; can be repeated.")
@click.option("--bookmark/--no-bookmark", default=None, help="Bookmark the run, or no longer.")
@click.option("--hide/--show", "hidden", default=None, help="Hide the run from the site, or not.")
def edit(*, project: Path, env: str | None, run: str, **changes: Any) -> None:
    """Edit RUN: an id, the unique beginning of one, `latest` or `@tag`."""
    from kedro_track.cli.editing import edit_in_project
    from kedro_track.store.edits import Edit

    change = Edit(**changes)
    if change == Edit():
        raise click.UsageError("Say what to change, such as --title 'A better forest'.")
    click.echo(f"Edited {edit_in_project(project, env, run, change)}.")
