"""Write the runs to a file or to stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from kedro_track.cli.filtering import filtered
from kedro_track.cli.text import counted, printable
from kedro_track.errors import TrackError
from kedro_track.history import Run

_FORMS = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".pq": "parquet"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for.

    Attributes:
        form: `csv`, `json` or `parquet`; None for what the output's ending means.
        output: None for stdout.
        filter: In the filter language.
        hidden: Whether hidden runs are exported too.
    """

    form: str | None = None
    output: Path | None = None
    filter: str | None = None
    hidden: bool = False


def export_runs(project: Path, env: str | None, wanted: Wanted) -> None:
    """Export runs; on stderr it says how many, if they go into a file.

    Raises:
        TrackError: If the filter can't be understood, or Parquet has no file to go to.
    """
    from kedro_track.api import ProjectHistory
    from kedro_track.build import read_history
    from kedro_track.site.columns import columns_of
    from kedro_track.site.tables import to_csv, write_parquet

    form = wanted.form or _FORMS.get(wanted.output.suffix if wanted.output else "", "csv")
    history: ProjectHistory = read_history(project, env)
    runs = filtered(history.runs if wanted.hidden else history.shown, wanted.filter)
    if form == "parquet":
        if wanted.output is None:
            raise TrackError("Parquet is no text; name a file by --output, as runs.parquet.")
        write_parquet(runs, columns_of(runs, history.metrics), wanted.output)
    elif form == "csv":
        _write(to_csv(runs, columns_of(runs, history.metrics)), wanted.output)
    else:
        _write(_json(runs), wanted.output)
    if wanted.output is not None:
        click.echo(printable(f"{wanted.output}: {counted(len(runs), 'run')}"), err=True)


def _json(runs: Sequence[Run]) -> Iterator[str]:
    from kedro_track.cli.listing import as_json

    yield as_json(runs) + "\n"


def _write(lines: Iterable[str], output: Path | None) -> None:
    if output is None:
        # As it is: a text stream of Windows would make \r\r\n of a line's end.
        for line in lines:
            sys.stdout.buffer.write(line.encode("utf-8", "replace"))
        return
    with output.open("wb") as file:
        file.writelines(line.encode("utf-8", "replace") for line in lines)
