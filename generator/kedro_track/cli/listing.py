"""Runs as tables for a terminal, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from kedro_track.analysis.metrics import MetricInfo, describe, headline
from kedro_track.analysis.numbers import write
from kedro_track.cli.text import duration, local_time, printable
from kedro_track.config import Config
from kedro_track.history import History, Run

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from kedro_track.collect.trash import Trash

LIMIT = 50
"""So many runs a table shows if nothing was said."""

PIPED_WIDTH = 240
"""Columns of a table that goes into a pipe or a file, where no window sets them."""

SHA_LENGTH = 7


def as_json(what: Run | Sequence[Run]) -> str:
    """One run, or a list of them, as indented JSON; NaN and infinities are strings."""
    from kedro_track.site.payload import raw
    from kedro_track.site.scripts import portable

    value = raw(what) if isinstance(what, Run) else [raw(run) for run in what]
    return json.dumps(portable(value), indent=2, allow_nan=False)


def print_runs(history: History, config: Config, newest: Sequence[Run], limit: int) -> None:
    """Print the newest `limit` runs as a table with their headline metrics."""
    if not newest:
        click.echo(_why_none(history))
        return
    metrics = headline(describe(history, config), config.headline)
    table = _table("Run", "Started", "Status", "Title", "Branch", "Commit", "Tags", "Took")
    for info in metrics:
        table.add_column(printable(info.label), justify="right")
    for run in newest[:limit]:
        table.add_row(*_cells([*_summary(run), *_values(run, metrics)]))
    _console().print(table)
    if len(newest) > limit:
        click.echo(f"{len(newest) - limit} older runs are not shown; --limit shows more.")


def print_rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table as it comes, such as a comparison."""
    table = _table(*map(printable, head))
    for row in rows:
        table.add_row(*_cells(row))
    _console().print(table)


def print_trash(trash: Trash) -> None:
    """Print the runs in the trash as a table."""
    if not trash.runs:
        click.echo("The trash is empty.")
        return
    table = _table("Run", "Deleted", "Status", "Title", "Started")
    for item in trash.runs:
        run = item.run
        table.add_row(
            *_cells(
                [
                    run.id,
                    local_time(item.since),
                    run.status,
                    run.title or "",
                    local_time(run.started),
                ]
            )
        )
    _console().print(table)


def _why_none(history: History) -> str:
    if not history.runs:
        return "No runs yet. `kedro run` records one."
    if not history.shown:
        return "All runs are hidden; --all lists them."
    return "No run passes the filter."


def print_run(history: History, config: Config, run: Run) -> None:
    """Print what is known of one run: facts, parameters, metrics, files."""
    console = _console()
    for title, rows in _sections(history, config, run):
        found = [(name, value) for name, value in rows if value]
        if not found:
            continue
        table = _table(title, "")
        for name, value in found:
            table.add_row(*_cells([name, value]))
        console.print(table)


def _sections(
    history: History, config: Config, run: Run
) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    infos = describe(history, config)
    yield "Run", _facts(run)
    yield "Parameters", ((name, _spelled(value)) for name, value in run.params.items())
    yield (
        "Metrics",
        (
            (
                name,
                " ".join(filter(None, [write(value), infos[name].unit if name in infos else ""])),
            )
            for name, value in run.metrics.items()
        ),
    )
    yield "Tracked JSON", ((name, _spelled(value)) for name, value in run.json.items())
    yield (
        "Files",
        (
            (version.dataset, version.problem or "\n".join(file.path for file in version.files))
            for version in run.versions
        ),
    )


def _facts(run: Run) -> Iterator[tuple[str, str]]:
    yield "id", run.id
    yield "status", run.status
    yield "title", run.title or ""
    yield "notes", run.notes or ""
    yield "told by", f"{run.notes_from} ({', '.join(run.told_by_file)})" if run.notes_from else ""
    yield "tags", ", ".join(run.tags)
    yield "bookmarked", "yes" if run.bookmark else ""
    yield "hidden", "yes" if run.hidden else ""
    yield "started", local_time(run.started)
    yield "took", duration(run.duration)
    yield "by", run.git_user or run.user or ""
    yield "branch", (run.code and run.code.branch) or ""
    yield "commit", _commit(run)
    yield "command", run.command or ""
    yield "environment", run.environment or ""
    if run.failure:
        where = f" in {run.failure.node}" if run.failure.node else ""
        yield "failed", f"{run.failure.type}{where}: {run.failure.message}"


def _summary(run: Run) -> Iterator[str]:
    yield run.id
    yield local_time(run.started)
    yield run.status
    yield f"{'* ' if run.bookmark else ''}{run.title or ''}"
    yield (run.code and run.code.branch) or ""
    yield _commit(run)[:SHA_LENGTH]
    yield ", ".join(run.tags)
    yield duration(run.duration)


def _values(run: Run, metrics: Sequence[MetricInfo]) -> Iterator[str]:
    for info in metrics:
        yield write(run.metrics.get(info.name), info.format)


def _commit(run: Run) -> str:
    if run.code is None or run.code.sha is None:
        return ""
    return f"{run.code.sha}{' with changes' if run.code.dirty else ''}"


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _cells(texts: Iterable[str]) -> list[Any]:
    from rich.text import Text

    # As plain text: what stands in a title is no markup.
    return [Text("\n".join(printable(line) for line in text.split("\n"))) for text in texts]


def _table(*columns: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == "Run")
    return table


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    return console
