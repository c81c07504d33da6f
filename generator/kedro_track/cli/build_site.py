"""`kedro track build-site`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kedro_track.cli.options import of_project

if TYPE_CHECKING:
    from kedro_track.build import BuildRequest


@click.command("build-site")
@of_project
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the site, if not the one in track.yml (`site`).",
)
@click.option("--strict", is_flag=True, help="End with 1 if there were warnings.")
@click.option("--open", "open_", is_flag=True, help="Open the site in a browser.")
@click.option("--single-file", is_flag=True, help="Also write it as one HTML file, beside it.")
@click.option("--zip", "zip_", is_flag=True, help="Also write it as a zip, beside it.")
@click.option(
    "--check-public",
    is_flag=True,
    help="Then list what a stranger sees of it, look for secrets; end with 1 if there are any.",
)
@click.option("--verify", is_flag=True, help="Read all anew, also what is known already.")
@click.option(
    "--executor",
    metavar="URL",
    help="A Dask cluster that makes the pages, dask://HOST:PORT, in place of this machine's cores.",
)
@click.option("--force", is_flag=True, help="Build into a folder that is not a site of ours.")
def build_site(
    *,
    project: Path,
    env: str | None,
    output: Path | None,
    strict: bool,
    open_: bool,
    force: bool,
    verify: bool,
    single_file: bool,
    zip_: bool,
    check_public: bool,
    executor: str | None,
) -> None:
    """Build the site of all tracked runs."""
    from kedro_track.build import BuildRequest, build
    from kedro_track.cli.progress import on_stderr
    from kedro_track.cli.report import summary, warnings
    from kedro_track.publish.forms import forms

    request = BuildRequest(
        project,
        env,
        output,
        force=force,
        verify=verify,
        processes=os.cpu_count() or 1,
        executor=executor,
    )
    with on_stderr() as progress:
        report = build(request, progress)
    made = forms(request, report.site, single_file=single_file, archive=zip_)
    found = [*warnings(report), *(line for form in made for line in form.warnings)]
    for line in found:
        click.echo(f"Warning: {line}", err=True)
    click.echo(summary(report))
    for form in made:
        click.echo(f"{form.path}: {form.bytes / 1e6:,.1f} MB")
    if open_:
        click.launch((report.site / "index.html").resolve().as_uri())
    sound = not check_public or _is_sound(request, report.site)
    if not sound or (strict and found):
        raise click.exceptions.Exit(1)


def _is_sound(request: BuildRequest, site: Path) -> bool:
    from kedro_track.build import read_config
    from kedro_track.cli.checking import checked
    from kedro_track.publish.check import check_site

    check = check_site(site, read_config(request.project, request.env).publish.known)
    for line in checked(check):
        click.echo(line)
    return not check.findings
