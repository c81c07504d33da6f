"""`kedro track runs`."""

from __future__ import annotations

from pathlib import Path

import click

from kedro_track.cli.options import AS_JSON, of_project


@click.command()
@of_project
@click.option("--limit", "-n", type=click.IntRange(min=1), help="Only the newest N.")
@click.option("--all", "all_", is_flag=True, help="Hidden runs too.")
@click.option(
    "--filter", "-f", "text", help="Only those that pass, as 'rmse < 800 and not failed'."
)
@click.option("--json", "as_json", is_flag=True, help=AS_JSON)
def runs(
    *,
    project: Path,
    env: str | None,
    limit: int | None,
    all_: bool,
    text: str | None,
    as_json: bool,
) -> None:
    """List the runs, newest first.

    The language of --filter is explained on the help page of every site.
    """
    from kedro_track.build import read_config, read_history
    from kedro_track.cli import listing
    from kedro_track.cli.filtering import filtered

    history = read_history(project, env)
    newest = filtered(history.runs if all_ else history.shown, text)[::-1]
    if as_json:
        click.echo(listing.as_json([*newest[:limit]]))
    else:
        listing.print_runs(history, read_config(project, env), newest, limit or listing.LIMIT)
