"""The first screen: is the newest run better than the baseline, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kedro_track.analysis.attention import concerns, grouped
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.numbers import write
from kedro_track.history import Run
from kedro_track.site.change_rows import change_table
from kedro_track.site.charts import Sparkline, sparkline
from kedro_track.site.metric_rows import MetricTables, Versus
from kedro_track.site.model import Item, Page, Site

_LATEST = 10
_SMALL = {"width": 160, "height": 30}


@dataclass(frozen=True, slots=True)
class Headline:
    """A leading metric of the newest run that has it.

    Attributes:
        versus: Against the baseline; None where that one lacks the metric.
        best: The run with the best value, and that value as text.
    """

    info: MetricInfo
    url: str
    value: str
    run: Run
    versus: Versus | None
    best: tuple[Run, str] | None
    spark: Sparkline


def pages(site: Site) -> Iterator[Item]:
    """The one page of this family."""
    latest = next((run for run in reversed(site.runs) if run.metrics), None)
    baseline = site.baselines[latest.id] if latest else None
    context = {
        "latest": latest,
        "baseline": baseline,
        "headlines": _headlines(site, latest, baseline) if latest else (),
        "changes": change_table(latest, baseline, site.repository_url)
        if latest and baseline
        else None,
        "runs": tuple(reversed(site.runs[-_LATEST:])),
        "count": len(site.runs),
        "concerns": concerns(site.history),
        "problems": grouped(site.history.problems),
        "urls": site.urls,
    }
    yield Page("index.html", "overview.html", "overview", context)


def _headlines(site: Site, latest: Run, baseline: Run | None) -> tuple[Headline, ...]:
    table = MetricTables(site.config).of(latest, [baseline] if baseline else [])
    rows = {row.metric.name: row for _, group in table.groups for row in group}
    return tuple(
        Headline(
            info,
            site.metric_urls[info.name],
            rows[info.name].value,
            latest,
            rows[info.name].versus[0] if baseline else None,
            _best(site, info),
            sparkline([run.metrics.get(info.name) for run in site.runs], **_SMALL),
        )
        for info in site.headline
        if info.name in rows
    )


def _best(site: Site, info: MetricInfo) -> tuple[Run, str] | None:
    having = [(run, run.metrics[info.name]) for run in site.runs if info.name in run.metrics]
    best = info.best(value for _, value in having)
    run = next((run for run, value in having if value == best), None)
    return (run, write(best, info.format)) if run is not None else None
