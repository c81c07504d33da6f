"""`kedro track publish`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kedro_track.cli.options import of_project


@click.command()
@of_project
@click.argument("target")
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the site, if not the one in track.yml (`site`).",
)
@click.option("--build/--no-build", default=True, help="Build the site first, or send it as it is.")
@click.option("--branch", default="gh-pages", show_default=True, help="Of github-pages.")
@click.option("--remote", default="origin", show_default=True, help="Of github-pages; or a URL.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--yes", is_flag=True, help="Do not ask, also the first time.")
@click.option("--force", is_flag=True, help="Publish where something stands that is not ours.")
def publish(
    *, project: Path, env: str | None, target: str, output: Path | None, build: bool, **how: Any
) -> None:
    """Publish the site to TARGET.

    TARGET is `github-pages`, `s3://bucket/prefix` or another fsspec URL.
    """
    from kedro_track.build import BuildRequest
    from kedro_track.cli.publishing import Wish, publish_site

    publish_site(BuildRequest(project, env, output), Wish(target, build=build, **how))
