"""`kedro track restore`."""

from __future__ import annotations

from pathlib import Path

import click

from kedro_track.cli.options import of_project


@click.command()
@of_project
@click.argument("references", metavar="RUN...", nargs=-1, required=True)
def restore(*, project: Path, env: str | None, references: tuple[str, ...]) -> None:
    """Take runs out of the trash. RUN is an id or the unique beginning of one."""
    from kedro_track.cli.trashing import restore_by_id

    for line in restore_by_id(project, env, references):
        click.echo(line)
