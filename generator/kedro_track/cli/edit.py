"""`kedro track edit`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kedro_track.cli.options import RUN, of_project, of_runs

IN_EDITOR = "\0in the editor"
"""`--notes` without a value; no command line can hold a NUL."""


@click.command(help=f"Edit runs. RUN is {RUN}; --notes without a value opens your editor.")
@of_project
@of_runs
@click.option("--title", help="The title; an empty one clears it.")
@click.option(
    "--notes",
    is_flag=False,
    flag_value=IN_EDITOR,
    metavar="[TEXT]",
    help="Notes in Markdown; empty ones clear them, none at all opens $EDITOR.",
)
@click.option("--tag", "tags_added", multiple=True, help="Add a tag; can be repeated.")
@click.option("--untag", "tags_removed", multiple=True, help="Remove a tag; can be repeated.")
@click.option("--bookmark/--no-bookmark", default=None, help="Bookmark the run, or no longer.")
@click.option("--hide/--unhide", "hidden", default=None, help="Hide the run from the site, or not.")
def edit(*, project: Path, env: str | None, references: tuple[str, ...], **options: Any) -> None:
    """Edit runs."""
    from kedro_track.cli.editing import change_runs
    from kedro_track.cli.picking import Picks
    from kedro_track.store.edits import Edit

    picks = Picks(
        references, options.pop("text"), options.pop("all_") or options["hidden"] is False
    )
    for line in change_runs(project, env, picks, Edit(**options)):
        click.echo(line)
