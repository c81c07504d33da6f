"""`kedro track export`."""

from __future__ import annotations

from pathlib import Path

import click

from kedro_track.cli.options import of_project


@click.command()
@of_project
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "json", "parquet"]),
    help="If not by the ending of --output; else csv.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; without it, stdout.",
)
@click.option(
    "--filter", "-f", "text", help="Only those that pass, as 'rmse < 800 and not failed'."
)
@click.option("--all", "all_", is_flag=True, help="Hidden runs too.")
def export(
    *,
    project: Path,
    env: str | None,
    form: str | None,
    output: Path | None,
    text: str | None,
    all_: bool,
) -> None:
    """Export the runs, oldest first, a row for each.

    CSV and Parquet have the columns of the site, JSON all that is known of a run; `kedro track
    import` reads titles, notes and tags of it.
    """
    from kedro_track.cli.exporting import Wanted, export_runs

    export_runs(project, env, Wanted(form, output, text, all_))
