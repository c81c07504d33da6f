"""What a terminal is told while a site is served."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import click

from kedro_track.build import BuildReport, BuildRequest
from kedro_track.cli.report import summary, warnings
from kedro_track.cli.text import counted, printable
from kedro_track.serve.options import ServeOptions
from kedro_track.serve.server import Tell, serve


def serve_site(request: BuildRequest, how: Mapping[str, Any], *, open_: bool) -> None:
    """Serve a project's site until Ctrl-C.

    Raises:
        TrackError: If a package is missing, the port is taken, or the first build fails.
    """
    options = ServeOptions(**how)
    told = _Terminal(options, open_=open_)
    serve(request, options, Tell(told.built, told.failed, told.ready))
    click.echo("Stopped.")


class _Terminal:
    def __init__(self, options: ServeOptions, *, open_: bool) -> None:
        self._options = options
        self._open = open_
        self._is_first = True

    def built(self, report: BuildReport) -> None:
        if self._is_first:
            for line in warnings(report):
                click.echo(f"Warning: {line}", err=True)
            click.echo(summary(report))
        else:
            said = f"{counted(report.written, 'file')} written, {counted(report.runs, 'run')}"
            click.echo(f"{time.strftime('%H:%M:%S')} {said}")
        self._is_first = False

    def failed(self, why: str) -> None:
        click.echo(
            f"{time.strftime('%H:%M:%S')} The site could not be rebuilt, and stays as it was: "
            f"{printable(' '.join(why.split()))}",
            err=True,
        )

    def ready(self, address: str) -> None:
        if not self._options.is_loopback:
            may = "read and edit" if self._options.edits else "read"
            click.echo(f"Warning: whoever reaches this machine may {may} the site.", err=True)
        click.echo(f"Serving at {address}  Ctrl-C ends it.")
        if self._open and click.launch(address) != 0:
            click.echo("No browser could be opened; open that address yourself.", err=True)
