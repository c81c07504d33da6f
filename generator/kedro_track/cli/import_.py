"""`kedro track import`."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from kedro_track.cli.options import of_project


@click.command("import")
@of_project
@click.argument("file", type=click.File("rb"))
@click.option("--overwrite", is_flag=True, help="Take the file's word where ours may be later.")
@click.option("--dry-run", is_flag=True, help="Say what would be taken, and take nothing.")
def import_(
    *, project: Path, env: str | None, file: IO[bytes], overwrite: bool, dry_run: bool
) -> None:
    """Take over titles, notes, tags and bookmarks from FILE.

    FILE is Kedro-Viz's browser export (`KedroViz-runs-metadata`) or our own JSON, of `kedro
    track export`; `-` is stdin. It tells what became of each run.
    """
    from kedro_track.cli.importing import import_file

    for line in import_file(project, env, file, overwrite=overwrite, dry_run=dry_run):
        click.echo(line)
