"""The list of runs: the newest on `runs.html`, all of them on pages that need no script.

The pages are filled from the oldest run on, so that a new run touches the last one only:
what a page says depends on its own runs and on the configuration, never on later runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kedro_track.analysis.metrics import MetricInfo, describe, headline
from kedro_track.history import Run
from kedro_track.site.model import Item, Page, Site

PER_PAGE = 500
URL = "runs.html"
_LEADING = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A run of the list; `number` counts from the oldest, which is 1."""

    number: int
    run: Run
    url: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Some runs as a table.

    Attributes:
        rows: Newest first.
        metrics: The columns of metrics that its runs lead with.
        shown: Names of the other columns that any of its runs has a value in.
    """

    rows: tuple[Row, ...]
    metrics: tuple[MetricInfo, ...]
    shown: frozenset[str]


@dataclass(frozen=True, slots=True)
class Best:
    """The best value of a metric, and the newest run that has it."""

    metric: MetricInfo
    value: float
    run: Run
    url: str


def pages(site: Site) -> Iterator[Item]:
    """The numbered pages, oldest first, if there are several; then `runs.html`."""
    count = -(-len(site.runs) // PER_PAGE)
    if count > 1:
        yield from (_numbered(site, number, count) for number in range(1, count + 1))
    newest = range(max(0, len(site.runs) - PER_PAGE), len(site.runs))
    context = {
        "listing": _listing(site, newest),
        "total": len(site.runs),
        "first": site.runs[0].started if site.runs else None,
        "counts": _counts(site.runs),
        "best": tuple(_best(site)),
        # The page that goes on, at the run that comes next.
        "older": (page_url(-(-newest.start // PER_PAGE)), newest.start) if newest.start else None,
    }
    yield Page(URL, "runs.html", "runs", context)


def page_url(number: int) -> str:
    """Where a numbered page is; the runs' own pages can't have such a name."""
    return f"runs-{number}.html"


def _numbered(site: Site, number: int, count: int) -> Page:
    start = (number - 1) * PER_PAGE
    context = {
        "listing": _listing(site, range(start, min(start + PER_PAGE, len(site.runs)))),
        "older": page_url(number - 1) if number > 1 else None,
        "newer": page_url(number + 1) if number < count else None,
    }
    # As a page of the family `run` it bears no digest of the data, which each new run changes.
    return Page(page_url(number), "runs-page.html", "run", context)


def _listing(site: Site, places: range) -> Listing:
    runs = site.runs[places.start : places.stop]
    metrics = describe(replace(site.history, runs=runs), site.config)
    return Listing(
        rows=tuple(
            Row(place + 1, site.runs[place], site.urls.page(site.runs[place].id))
            for place in reversed(places)
        ),
        metrics=headline(metrics, site.config.headline),
        shown=frozenset(name for name, value in _OPTIONAL.items() if any(map(value, runs))),
    )


_OPTIONAL: Mapping[str, Callable[[Run], Any]] = {
    "title": lambda run: run.title,
    "user": lambda run: run.user,
    "branch": lambda run: run.code and run.code.branch,
    "commit": lambda run: run.code and run.code.sha,
    "duration": lambda run: run.duration is not None,
    "tags": lambda run: run.tags,
}


def _counts(runs: Sequence[Run]) -> Mapping[str, int]:
    """How many runs have each status, in the order in which a reader wants to know."""
    statuses = ("succeeded", "failed", "interrupted", "running", "unknown")
    counts = {status: sum(run.status == status for run in runs) for status in statuses}
    return {status: count for status, count in counts.items() if count}


def _best(site: Site) -> Iterator[Best]:
    directed = [info for info in site.headline if info.direction != "none"]
    for info in directed[:_LEADING]:
        having = [run for run in reversed(site.runs) if info.name in run.metrics]
        value = info.best(run.metrics[info.name] for run in having)
        if value is not None:
            run = next(run for run in having if run.metrics[info.name] == value)
            yield Best(info, value, run, site.urls.page(run.id))
