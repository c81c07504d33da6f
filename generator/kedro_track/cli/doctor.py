"""`kedro track doctor`."""

from __future__ import annotations

from pathlib import Path

import click

from kedro_track.cli.options import of_project


@click.command()
@of_project
def doctor(*, project: Path, env: str | None) -> None:
    """Say what is recorded of the runs, what is not, and why.

    With what to do about it. Ends with 1 if something keeps runs from being recorded or read.
    """
    from kedro_track.begin.doctor import diagnose
    from kedro_track.cli.beginning import say_diagnosis

    found = diagnose(project, env)
    say_diagnosis(found)
    if found.faults:
        raise click.exceptions.Exit(1)
