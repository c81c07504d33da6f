"""Edit the runs that are meant in the store that they may be edited in, and say what changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from kedro_track.cli.picking import Picks, pick
from kedro_track.cli.text import counted, printable, quoted
from kedro_track.errors import TrackError
from kedro_track.history import Run
from kedro_track.store.edits import Change, Edit, edit_runs


def change_runs(project: Path, env: str | None, picks: Picks, edit: Edit) -> Iterator[str]:
    """Edit runs, all of them or none.

    Yields:
        A line for each run on what changed, and one at the end if there were several.

    Raises:
        TrackError: If no run is meant, or one of them can't be edited here.
    """
    from kedro_track.build import read_config, read_history
    from kedro_track.cli.edit import IN_EDITOR
    from kedro_track.cli.own_store import own_store

    if not (picks.references or picks.filter):
        raise click.UsageError("Name a run, such as `latest`, or give a --filter.")
    if not edit.fields:
        raise click.UsageError("Say what to change, such as --title 'A better forest'.")
    runs = pick(read_history(project, env), read_config(project, env), picks)
    store = own_store(project, env, runs)
    _check_files(runs, edit)
    if edit.notes == IN_EDITOR:
        edit = replace(edit, notes=_from_editor(runs))
    changed = edit_runs(store, {run.id: edit for run in runs})
    yield from said(changed)


def said(changed: Mapping[str, Sequence[Change]]) -> Iterator[str]:
    """What edits changed, run by run."""
    for run_id, changes in changed.items():
        what = "; ".join(_said(change) for change in changes) or "already so, nothing changed"
        yield printable(f"{run_id}: {what}")
    if len(changed) > 1:
        yield f"{counted(sum(map(bool, changed.values())), 'run')} of {len(changed)} changed."


def _said(change: Change) -> str:
    before, after = change.before, change.after
    if change.field == "bookmark":
        return "bookmarked" if after else "no longer bookmarked"
    if change.field == "hidden":
        return "hidden" if after else "no longer hidden"
    if change.field == "tags":
        signs = [f"+{tag}" for tag in after if tag not in before]
        signs += [f"-{tag}" for tag in before if tag not in after]
        return f"tags {' '.join(signs)}"
    if after is None:
        return f"{change.field} cleared (was {quoted(before)})"
    was = f" (was {quoted(before)})" if before else ""
    return f"{change.field} {quoted(after)}{was}"


def _check_files(runs: Sequence[Run], edit: Edit) -> None:
    """What a file of notes tells, the store can't change: the edit would not be seen."""
    for run in runs:
        told = [field for field in edit.fields if field in run.told_by_file]
        if told:
            raise TrackError(
                f"{run.notes_from} tells the {' and '.join(told)} of run {run.id} and wins over "
                "the store; edit that file instead."
            )


def _from_editor(runs: Sequence[Run]) -> str:
    """The notes as a person leaves them in their editor.

    Raises:
        TrackError: If the runs' notes differ, or they were left as they were.
    """
    notes = {run.notes or "" for run in runs}
    if len(notes) > 1:
        raise TrackError(
            "These runs have different notes; edit them one by one, or give --notes its text."
        )
    before = notes.pop()
    written = click.edit(before, extension=".md")
    if written is None or written.strip() == before.strip():
        raise TrackError("The notes were left as they were; nothing was changed.")
    return written.strip("\n")
