"""The list of runs: the newest on `runs.html`, all of them on pages that need no script.

The pages are filled from the oldest run on, so that a new run touches the last one only:
what a page says depends on its own runs and on the configuration, never on later runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kedro_track.analysis.metrics import MetricInfo, describe, headline
from kedro_track.analysis.numbers import write
from kedro_track.history import Run
from kedro_track.site.model import CHUNK, Item, Page, Site

URL = "runs.html"
_LEADING = 3
_DECIMALS = re.compile(r"\.([0-9]+)%?$")
_UNALIGNED = re.compile(r"^$|[e∞N]")
_MOST_DECIMALS = 9

Cell = tuple[str, str]
"""A text, and what fills it up to the digits of its column."""


@dataclass(frozen=True, slots=True)
class Row:
    """A run of the list.

    Attributes:
        number: Counts from the oldest run of the history, which is 1.
        values: Of the leading metrics: the text, and what fills it up to the column's digits,
            so that the decimal points stand below each other.
        raw: Where its data is, if that is all it has without a script.
    """

    number: int
    run: Run
    url: str
    values: tuple[Cell, ...]
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Some runs as a table.

    Attributes:
        rows: Newest first.
        metrics: The columns of metrics that its runs lead with.
        shown: Names of the other columns that any of its runs has a value in.
        titled: Whether most runs are called by a title, so that times have a column.
    """

    rows: tuple[Row, ...]
    metrics: tuple[MetricInfo, ...]
    shown: frozenset[str]
    titled: bool


@dataclass(frozen=True, slots=True)
class Best:
    """The best value of a metric, and the first run that reached it."""

    metric: MetricInfo
    value: float
    run: Run
    url: str


def pages(site: Site) -> Iterator[Item]:
    """A numbered page for each chunk of runs, oldest first, if there are several; `runs.html`."""
    count = len(site.runs.chunks)
    for number in range(count) if count > 1 else ():
        start = site.runs.starts[number]
        last = number == count - 1
        yield numbered(site, site.runs.of_chunk(number), number + 1, start, last=last)
    yield newest(site)


def newest(site: Site) -> Page:
    """The page of the newest runs, which leads on to the numbered ones."""
    start = max(0, len(site.runs) - CHUNK)
    context = {
        "listing": _listing(site, site.runs[start:], start),
        "total": len(site.runs),
        "first": site.runs[0].started if site.runs else None,
        "counts": _counts(site),
        "best": tuple(_best(site)) if len(site.runs) > 1 else (),
        # The page that goes on, at the run that comes next.
        "older": (page_url(site.runs.number_at(start - 1) + 1), start) if start else None,
    }
    return Page(URL, "runs.html", "runs", context)


def page_url(number: int) -> str:
    """Where a numbered page is; the runs' own pages can't have such a name."""
    return f"runs-{number}.html"


def numbered(site: Site, runs: Sequence[Run], number: int, start: int, *, last: bool) -> Page:
    """One of several pages; what it says depends on its own runs only.

    Args:
        runs: Those of this page.
        start: How many runs there are before them.
    """
    context = {
        "listing": _listing(site, runs, start),
        "older": page_url(number - 1) if number > 1 else None,
        "newer": None if last else page_url(number + 1),
    }
    return Page(page_url(number), "runs-page.html", "run", context)


def _listing(site: Site, runs: Sequence[Run], start: int) -> Listing:
    """Runs in a row, of which the first is the one after `start`."""
    metrics = headline(
        describe(replace(site.history, runs=runs), site.config), site.config.headline
    )
    columns = [_aligned(metric, runs) for metric in metrics]
    rows = [
        Row(place + 1, run, site.urls.page(run.id), values, _raw(site, run))
        for place, (run, values) in enumerate(
            zip(runs, _rows(columns, len(runs)), strict=True), start
        )
    ]
    return Listing(
        rows=tuple(reversed(rows)),
        metrics=metrics,
        shown=frozenset(name for name, value in _OPTIONAL.items() if any(map(value, runs))),
        titled=sum(bool(run.title) for run in runs) * 2 > len(runs),
    )


def _raw(site: Site, run: Run) -> str | None:
    return site.urls.raw(run.id) if site.urls.older([run.id]) else None


def _rows(columns: Sequence[Sequence[Cell]], count: int) -> list[tuple[Cell, ...]]:
    return [tuple(column[at] for column in columns) for at in range(count)]


def _aligned(metric: MetricInfo, runs: Sequence[Run]) -> list[Cell]:
    texts = [write(run.metrics.get(metric.name), metric.format) for run in runs]
    behind = [len(match[1]) if (match := _DECIMALS.search(text)) else 0 for text in texts]
    most = min(max(behind, default=0), _MOST_DECIMALS)
    return [
        (text, "" if _UNALIGNED.search(text) else _padding(digits, most))
        for text, digits in zip(texts, behind, strict=True)
    ]


def _padding(digits: int, most: int) -> str:
    return "." * (digits == 0 and most > 0) + "0" * max(0, most - digits)


_OPTIONAL: Mapping[str, Callable[[Run], Any]] = {
    "user": lambda run: run.user,
    "branch": lambda run: run.code and run.code.branch,
    "commit": lambda run: run.code and run.code.sha,
    "duration": lambda run: run.duration is not None,
    "tags": lambda run: run.tags,
}


def _counts(site: Site) -> Mapping[str, int]:
    """How many runs have each status, in the order in which a reader wants to know."""
    statuses = ("succeeded", "failed", "interrupted", "running", "unknown")
    counts = {
        status: sum(outline.statuses.get(status, 0) for outline in site.outlines)
        for status in statuses
    }
    return {status: count for status, count in counts.items() if count}


def _best(site: Site) -> Iterator[Best]:
    directed = [info for info in site.headline if info.direction != "none"]
    for info in directed[:_LEADING]:
        series = site.series[info.name]
        if series.best is not None:
            run = series.runs[series.best]
            yield Best(info, series.values[series.best], run, site.urls.page(run.id))
