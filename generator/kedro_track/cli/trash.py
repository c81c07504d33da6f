"""`kedro track trash`."""

from __future__ import annotations

from pathlib import Path

import click

from kedro_track.cli.options import AS_JSON, of_project


@click.command()
@of_project
@click.option("--empty", is_flag=True, help="Remove the records of all runs in it for good.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask before it is emptied.")
@click.option("--json", "as_json", is_flag=True, help=AS_JSON)
def trash(*, project: Path, env: str | None, empty: bool, yes: bool, as_json: bool) -> None:
    """List the deleted runs, or remove them for good.

    The data of a run stays where it is, whatever becomes of its record.
    """
    from kedro_track.cli.trashing import empty_after_asking, print_trash

    if empty:
        click.echo(empty_after_asking(project, env, sure=yes))
    else:
        print_trash(project, env, as_json=as_json)
