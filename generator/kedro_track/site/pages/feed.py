"""What is new, for readers of feeds: the newest runs, and where a metric's level turned.

Every entry bears an id that is made of what it tells of: the same in each build, whatever
other runs there are. Texts hold no character that XML can't.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from uuid import NAMESPACE_URL, UUID, uuid5

from kedro_track.analysis.changepoints import Step
from kedro_track.analysis.deltas import Delta, deltas
from kedro_track.analysis.numbers import write, write_delta
from kedro_track.history import Run
from kedro_track.site.metric_rows import Versus, written
from kedro_track.site.model import Item, Page, Site

URL = "feed.xml"
LONGEST = 50
"""So many entries, at most: a reader of feeds asks often, and for all of it."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)
_OF_RUN = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d)[.:](\d\d)[.:](\d\d)[.:](\d{3})Z")


@dataclass(frozen=True, slots=True)
class Value:
    """A headline metric of a run, with its change against the baseline as it stood then."""

    label: str
    value: str
    unit: str
    versus: Versus | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is new.

    Attributes:
        id: A `urn:uuid`, made of what the entry tells of.
        at: When it became so.
        url: Of the page that shows it.
        step: The turn of a metric that it tells of; None: it tells of the run itself.
        name: The run's title, else its id. `author`: who started it.
        label: Of the metric that turned, with its levels `before` and `after`, and `delta`.
        values: Of the run's headline metrics.
    """

    id: str
    at: datetime
    url: str
    run: Run
    name: str
    author: str
    step: Step | None = None
    label: str = ""
    before: str = ""
    after: str = ""
    delta: str = ""
    values: tuple[Value, ...] = ()


def pages(site: Site) -> Iterator[Item]:
    """The feed, which is there without any run too."""
    entries = [*_runs(site), *_turns(site)]
    newest = sorted(entries, key=lambda entry: (entry.at, entry.id), reverse=True)[:LONGEST]
    context = {
        "id": _urn(_space(site), "feed"),
        "title": plain(site.title),
        "updated": newest[0].at if newest else _LONG_AGO,
        "entries": tuple(newest),
    }
    yield Page(URL, "feed.xml", "feed", context)


def plain(text: str) -> str:
    """A text with only such characters as XML can hold."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def moment_of(run: Run) -> datetime | None:
    """When a run ended or began; of versions without a record what their name tells."""
    known = run.ended or run.heard or run.started
    found = None if known else _OF_RUN.match(run.version)
    if found is None:
        return known
    day, *clock, thousandths = found.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{':'.join(clock)}+00:00")
    except ValueError:
        return None
    return at + timedelta(milliseconds=int(thousandths))


def _runs(site: Site) -> Iterator[Entry]:
    newest = range(len(site.runs))[-LONGEST:]
    for place, run in zip(newest, site.runs[-LONGEST:], strict=True):
        at = moment_of(run)
        if at is None or run.status == "running":
            continue
        baseline = site.compared[place]
        found = deltas(site.headline, run.metrics, baseline.metrics if baseline else {})
        yield Entry(
            id=_urn(_space(site), "run", run.id),
            at=at,
            url=site.urls.page(run.id),
            run=run,
            name=plain(run.title or run.id),
            author=plain(run.git_user or run.user or ""),
            values=tuple(map(_value, found)),
        )


def _turns(site: Site) -> Iterator[Entry]:
    """Regressions and improvements; a turn of a metric without a direction is neither."""
    for step in site.steps:
        at = moment_of(step.first)
        if step.better is None or at is None:
            continue
        info, run = step.info, step.first
        yield Entry(
            id=_urn(_space(site), "turn", info.name, run.id),
            at=at,
            url=site.metric_urls[info.name],
            run=run,
            name=plain(run.title or run.id),
            author=plain(run.git_user or run.user or ""),
            step=step,
            label=plain(info.label),
            before=write(step.before, info.format),
            after=write(step.after, info.format),
            delta=write_delta(step.delta, info.format),
        )


def _value(change: Delta) -> Value:
    info = change.metric
    value = write(change.value, info.format)
    return Value(plain(info.label), value, plain(info.unit or ""), written(change))


def _space(site: Site) -> UUID:
    """What the ids of one site's entries have in common, wherever its project's folder lies."""
    return uuid5(NAMESPACE_URL, f"kedro-track:{site.config.site_url or site.history.project.name}")


def _urn(space: UUID, *parts: str) -> str:
    return uuid5(space, "\x1f".join(part.encode("utf-8", "replace").decode() for part in parts)).urn
