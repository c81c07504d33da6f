"""`kedro track show`."""

from __future__ import annotations

from pathlib import Path

import click

from kedro_track.cli.options import of_project


@click.command()
@of_project
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with all that is known.")
def show(*, project: Path, env: str | None, run: str, as_json: bool) -> None:
    """Show all that is known of RUN: an id, the unique beginning of one, `latest` or `@tag`."""
    from kedro_track.analysis.references import find_run
    from kedro_track.build import read_config, read_history
    from kedro_track.cli import listing

    history = read_history(project, env)
    found = find_run(history.runs, run)
    if as_json:
        click.echo(listing.as_json(found))
    else:
        listing.print_run(history, read_config(project, env), found)
