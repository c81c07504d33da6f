"""`kedro-track demo`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument(
    "folder", type=click.Path(file_okay=False, path_type=Path), default="kedro-track-demo"
)
def demo(folder: Path) -> None:
    """Make a project in FOLDER, really run it and build its site.

    It runs some fifteen times. FOLDER is new or empty; without it, `kedro-track-demo` in the
    current folder.
    """
    from kedro_track.demo.tell import make_demo

    click.echo(f"Making a Kedro project in {folder}. It really runs, which takes some minutes.")
    index = make_demo(folder, click.echo)
    click.echo(f"\nOpen {index.resolve()}\nor look around: cd {folder} && kedro track runs")
