"""Move runs to the trash and back, list it, empty it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from kedro_track.cli.own_store import own_store
from kedro_track.cli.picking import Picks, pick
from kedro_track.cli.text import counted, printable, quoted
from kedro_track.collect.trash import Trash, read_trash
from kedro_track.errors import TrackError
from kedro_track.store.trash import empty_trash, restore_runs, trash_runs

_NAMED = 3


def delete_runs(project: Path, env: str | None, picks: Picks) -> Iterator[str]:
    """Move runs to the trash, all of them or none.

    Yields:
        A line for each run, and one at the end on what can be done about it.

    Raises:
        TrackError: If no run is meant, or one of them is going on or can't be changed here.
    """
    from kedro_track.build import read_config, read_history

    if not (picks.references or picks.filter):
        raise click.UsageError("Name a run, such as `latest`, or give a --filter.")
    runs = pick(read_history(project, env), read_config(project, env), picks)
    store = own_store(project, env, runs)
    going_on = [run.id for run in runs if run.status == "running"]
    if going_on:
        raise TrackError(f"Run {going_on[0]} is still running; delete it when it has ended.")
    trash_runs(store, [run.id for run in runs])
    for run in runs:
        yield printable(f"{run.id}: in the trash{f' ({quoted(run.title)})' if run.title else ''}")
    data = sum(len(run.versions) for run in runs)
    kept = f"; {counted(data, 'version')} of data stayed where they are" if data else ""
    them = "it" if len(runs) == 1 else "them"
    yield f"{counted(len(runs), 'run')} deleted{kept}. `kedro track restore` brings {them} back."


def restore_by_id(project: Path, env: str | None, references: Sequence[str]) -> Iterator[str]:
    """Take runs out of the trash, all of them or none.

    Yields:
        A line for each run.

    Raises:
        TrackError: If a reference means none of the deleted runs, or more than one.
    """
    from kedro_track.build import read_config

    trash = read_trash(project, read_config(project, env))
    run_ids = dict.fromkeys(_find(trash, reference) for reference in references)
    restore_runs(own_store(project, env), run_ids)
    for run_id in run_ids:
        is_gone = run_id in trash.gone
        said = "its record was removed for good; what it saved is shown again" if is_gone else ""
        yield printable(f"{run_id}: {said or 'restored'}")


def print_trash(project: Path, env: str | None, *, as_json: bool) -> None:
    """Print the runs in the trash, those deleted last first."""
    from kedro_track.build import read_config
    from kedro_track.cli import listing

    trash = read_trash(project, read_config(project, env))
    if as_json:
        runs = json.loads(listing.as_json([item.run for item in trash.runs]))
        since = [item.since.isoformat() if item.since else None for item in trash.runs]
        listed = [{**run, "trashed": at} for run, at in zip(runs, since, strict=True)]
        click.echo(json.dumps(listed, indent=2))
    else:
        listing.print_trash(trash)


def empty_after_asking(project: Path, env: str | None, *, sure: bool) -> str:
    """Remove the records of all runs in the trash for good, and say so.

    Raises:
        click.Abort: If the person says no, or nobody is there to be asked.
    """
    from kedro_track.build import read_config

    trash = read_trash(project, read_config(project, env))
    if not trash.runs:
        return "The trash is empty."
    what = counted(len(trash.runs), "run")
    if not sure:
        click.confirm(
            f"Remove the record of {what} for good? The data of a run stays where it is.",
            abort=True,
        )
    removed = empty_trash(own_store(project, env))
    return f"The record of {counted(len(removed), 'run')} was removed for good."


def _find(trash: Trash, reference: str) -> str:
    known = [*(item.run.id for item in trash.runs), *trash.gone]
    if reference in known:
        return reference
    matching = [run_id for run_id in known if reference and run_id.startswith(reference)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        shown = ", ".join(matching[:_NAMED])
        raise TrackError(
            f"{reference!r} begins the ids of {len(matching)} deleted runs ({shown} …); "
            "give more of it."
        )
    raise TrackError(f"No deleted run answers to {reference!r}; `kedro track trash` lists them.")
