"""What `init` and `doctor` say: what was found, what would be changed, what comes next."""

from __future__ import annotations

from collections.abc import Iterable

import click

from kedro_track.begin.doctor import Diagnosis
from kedro_track.begin.edits import diff
from kedro_track.begin.survey import Survey
from kedro_track.cli.text import counted, printable

_LONG = 40
"""Lines of a new file, at most, that stand between a person and the question."""

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def say_what_is_there(survey: Survey, *, whole: bool) -> None:
    """Print what was found, what is left to the owner, and a diff of what would be changed.

    Args:
        survey: Of the project.
        whole: Whether long new files are printed too.
    """
    _section("Found", survey.found)
    _section("To be done by hand", survey.by_hand)
    if not survey.edits:
        click.echo("\nNothing has to be changed.")
        return
    _section("Would be changed", ())
    for edit in survey.edits:
        if edit.after == "":
            click.echo(f"(new, empty) {edit.path.relative_to(survey.layout.root).as_posix()}")
        lines = [*diff(edit, survey.layout.root)]
        hidden = len(lines) - _LONG
        if whole or edit.before is not None or hidden <= 0:
            hidden = 0
        for line in lines[: len(lines) - hidden]:
            click.secho(printable(line.expandtabs()), fg=_COLOURS.get(line[:1]))
        if hidden:
            click.echo(f" … and {hidden} more lines of this new file; --dry-run shows all")


def agreed(survey: Survey, *, yes: bool) -> bool:
    """Ask whether the changes shall be made; there is nothing to ask for if there are none."""
    if not survey.edits:
        return False
    return yes or click.confirm(f"\nChange {counted(len(survey.edits), 'file')}?", default=True)


def say_what_is_next(survey: Survey) -> None:
    """Print what was done and the commands that come next."""
    click.echo(f"\nChanged {counted(len(survey.edits), 'file')}. Next:")
    if survey.by_hand:
        click.echo("  do what is left to be done by hand, above")
    if not survey.runs_at_once:
        click.echo("  make a pipeline: Kedro has nothing to run in this project yet")
    for command in ("kedro run", "kedro track build-site --open", "kedro track doctor"):
        click.echo(f"  {command}")


def say_diagnosis(found: Diagnosis) -> None:
    """Print what is recorded, what is not, and what has to be mended."""
    _section("Recorded", found.recorded)
    _section("Not recorded", found.not_recorded)
    _section("To be mended", found.faults)
    if not found.faults and not found.not_recorded:
        click.echo("\nAll that the project declares is recorded.")


def _section(title: str, sentences: Iterable[str]) -> None:
    found = [*sentences]
    if found or title == "Would be changed":
        click.secho(f"\n{title}", bold=True)
    for sentence in found:
        click.echo("\n".join(printable(line) for line in f"  {sentence}".splitlines()))
