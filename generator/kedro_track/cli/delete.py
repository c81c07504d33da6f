"""`kedro track delete`."""

from __future__ import annotations

from pathlib import Path

import click

from kedro_track.cli.options import RUN, of_project, of_runs


@click.command(
    help=f"Move runs to the trash, never their data. RUN is {RUN}.\n\n"
    "`kedro track restore` brings them back, `kedro track trash --empty` removes them for good."
)
@of_project
@of_runs
def delete(
    *,
    project: Path,
    env: str | None,
    references: tuple[str, ...],
    text: str | None,
    all_: bool,
) -> None:
    """Move runs to the trash."""
    from kedro_track.cli.picking import Picks
    from kedro_track.cli.trashing import delete_runs

    for line in delete_runs(project, env, Picks(references, text, all_)):
        click.echo(line)
