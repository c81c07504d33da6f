"""`kedro track show`."""

from __future__ import annotations

from pathlib import Path

import click

from kedro_track.cli.options import AS_JSON, RUN, of_project


@click.command(help=f"Show all that is known of a run. RUN is {RUN}.")
@of_project
@click.argument("run")
@click.option("--json", "as_json", is_flag=True, help=AS_JSON)
def show(*, project: Path, env: str | None, run: str, as_json: bool) -> None:
    """Show all that is known of a run."""
    from kedro_track.build import read_config, read_history
    from kedro_track.cli import listing
    from kedro_track.cli.picking import find

    history, config = read_history(project, env), read_config(project, env)
    found = find(history, config, run)
    if as_json:
        click.echo(listing.as_json(found))
    else:
        listing.print_run(history, config, found)
