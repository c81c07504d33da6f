"""`kedro track serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kedro_track.cli.options import of_project


@click.command()
@of_project
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the site, if not the one in track.yml (`site`).",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=4142, show_default=True, help="The port; 0 for any free one.")
@click.option("--name", "names", multiple=True, help="A further name that browsers call it by.")
@click.option(
    "--edit/--read-only",
    default=None,
    help="Let pages edit runs, or not; without it only where nobody else can reach them.",
)
@click.option("--open", "open_", is_flag=True, help="Open the site in a browser.")
def serve(*, project: Path, env: str | None, output: Path | None, open_: bool, **how: Any) -> None:
    """Serve the site here, up to date as runs come."""
    from kedro_track.build import BuildRequest
    from kedro_track.cli.serving import serve_site

    serve_site(BuildRequest(project, env, output), how, open_=open_)
