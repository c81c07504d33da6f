"""The family `metrics`: all timelines side by side, a page for each, and what goes with what."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kedro_track.analysis.changepoints import Step, improvements, regressions
from kedro_track.analysis.correlation import Association, associations
from kedro_track.analysis.deltas import Delta, delta
from kedro_track.analysis.meaning import place_meant
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.names import Name
from kedro_track.analysis.series import BINS, Series
from kedro_track.history import Run
from kedro_track.site.model import Item, Page, Site
from kedro_track.site.timeline import LARGE, SMALL, Timeline, timeline
from kedro_track.site.turns import turn_rows

LISTED = 25
"""So many regressions, and as many improvements, stand on the page of all metrics."""

_NEEDS = frozenset({"plotly"})


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest value of a metric beside its baseline.

    Attributes:
        baseline: The baseline's run: the newest one that the rule means among those that have
            the metric, so that runs without it change nothing here.
        level: The baseline's value.
        number: The baseline's number among all runs.
    """

    run: Run
    delta: Delta
    baseline: Run | None
    level: float | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """A metric in short, for the page of all; `steps` are its change points, oldest first."""

    series: Series
    url: str
    timeline: Timeline
    latest: Latest
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One run's value in the table, beside that of the run before."""

    run: Name
    number: int
    value: float
    delta: Delta


def pages(site: Site) -> Iterator[Item]:
    """The pages of each metric, the page of all, the page to explore them."""
    steps: dict[str, list[Step]] = {name: [] for name in site.series}
    for step in sorted(site.steps, key=lambda step: step.number):
        steps[step.info.name].append(step)
    cards = [_card(site, one, tuple(steps[name])) for name, one in site.series.items()]
    for card in cards:
        yield _page(site, card)
    yield Page("explore.html", "explore.html", "metrics", _explored(site))
    yield Page("metrics.html", "metrics.html", "metrics", _overview(site, cards))


def _overview(site: Site, cards: Sequence[Card]) -> dict[str, object]:
    neutral = tuple(step for step in site.steps if step.better is None)
    found = (regressions(site.steps), improvements(site.steps), neutral)
    names = ("worse", "better", "other")
    return {
        "groups": _groups(cards, [info.name for info in site.headline]),
        "count": len(cards),
        "datasets": len({card.series.info.dataset for card in cards}),
        "runs": len(site.runs),
        "turns": {
            name: tuple(turn_rows(site, steps[:LISTED]))
            for name, steps in zip(names, found, strict=True)
        },
        "totals": {name: len(steps) for name, steps in zip(names, found, strict=True)},
        "urls": site.urls,
    }


def _groups(
    cards: Sequence[Card], headline: Sequence[str]
) -> list[tuple[str | None, tuple[Card, ...]]]:
    """The headline metrics under None, then the others by dataset."""
    known = {card.series.info.name: card for card in cards}
    others = sorted(
        (card for card in cards if card.series.info.name not in headline),
        key=lambda card: (card.series.info.dataset, card.series.info.key),
    )
    groups: list[tuple[str | None, tuple[Card, ...]]] = []
    if headline:
        groups.append((None, tuple(known[name] for name in headline)))
    by_dataset = groupby(others, key=lambda card: card.series.info.dataset)
    return groups + [(dataset, tuple(members)) for dataset, members in by_dataset]


def _card(site: Site, series: Series, steps: tuple[Step, ...]) -> Card:
    latest = _latest(site, series)
    return Card(
        series,
        site.metric_urls[series.info.name],
        timeline(series, steps, SMALL, latest.level),
        latest,
        steps,
    )


def _latest(site: Site, series: Series) -> Latest:
    name, last = series.info.name, series.numbers[-1] - 1
    place = place_meant(site.runs, site.compared.meaning, having=name, before=last)
    at = None if place is None else bisect_left(series.numbers, place + 1)
    level = None if at is None else series.values[at]
    value = series.values[-1]
    than = level if level is not None and math.isfinite(value - level) else None
    return Latest(
        series.runs[-1],
        delta(series.info, value, than),
        None if at is None else series.runs[at],
        level,
        None if place is None else place + 1,
    )


def _page(site: Site, card: Card) -> Page:
    series = card.series
    related = associations(series, site.runs)
    context: dict[str, object] = {
        "series": series,
        "heading": heading(series.info),
        "latest": card.latest,
        "timeline": timeline(series, card.steps, LARGE, card.latest.level),
        "turns": tuple(turn_rows(site, card.steps[::-1])),
        "rows": tuple(_rows(series)) if len(series) <= BINS else (),
        "bins": tuple(reversed(series.bins)) if len(series) > BINS else (),
        "odd": _counted(series),
        "related": tuple(one for one in related if one.strength is not None),
        "silent": _silent(related),
        "urls": site.urls,
    }
    return Page(card.url, "metric.html", "metrics", context, _NEEDS)


def heading(info: MetricInfo) -> str:
    """What its own page calls a metric: the configured label, else its key.

    A label that was shortened until no other metric shares it would change with the others.
    """
    return info.key if info.name.endswith(info.label) else info.label


def _rows(series: Series) -> Iterator[Row]:
    """Newest first."""
    for i in range(len(series) - 1, -1, -1):
        before = series.values[i - 1] if i else None
        change = delta(series.info, series.values[i], before)
        yield Row(series.names[i], series.numbers[i], series.values[i], change)


def _counted(series: Series) -> dict[str, int]:
    """How many values are NaN, infinite, and missing between first and last."""
    odd = [series.values[i] for i in series.odd]
    return {
        "nan": sum(value != value for value in odd),  # noqa: PLR0124 - NaN
        "up": sum(value > 0 for value in odd),
        "down": sum(value < 0 for value in odd),
        "missing": series.missing,
    }


def _silent(found: Sequence[Association]) -> dict[str, int]:
    """How many parameters nothing is said of, by the reason why."""
    reasons = [one.verdict for one in found if one.strength is None]
    return {reason: reasons.count(reason) for reason in ("few", "scattered", "constant")}


def _explored(site: Site) -> Mapping[str, object]:
    infos = tuple(site.metrics.values())
    return {"count": bool(site.runs), "metrics": infos, "urls": site.metric_urls}
