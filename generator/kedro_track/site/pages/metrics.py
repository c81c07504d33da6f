"""The metrics: a small timeline of each, and a page for each with all of its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.history import Run
from kedro_track.site.charts import Sparkline, sparkline
from kedro_track.site.model import Item, Page, Site
from kedro_track.site.timeline import timeline

_SMALL = {"width": 300, "height": 72}
_LISTED = 500


@dataclass(frozen=True, slots=True)
class Summary:
    """A metric in short: its newest and its best value, each with its run."""

    info: MetricInfo
    url: str
    spark: Sparkline
    latest: tuple[Run, float]
    best: tuple[Run, float] | None
    count: int


def pages(site: Site) -> Iterator[Item]:
    """The overview of the metrics, and a page for each."""
    found = summaries(site)
    yield Page("metrics.html", "metrics.html", "metrics", {"metrics": found, "urls": site.urls})
    for summary in found:
        yield Page(summary.url, "metric.html", "metrics", _context(site, summary))


def summaries(site: Site) -> tuple[Summary, ...]:
    """All metrics, the headline ones first."""
    first = [info.name for info in site.headline]
    names = [*first, *(name for name in site.metrics if name not in first)]
    return tuple(_summary(site, site.metrics[name]) for name in names)


def _summary(site: Site, info: MetricInfo) -> Summary:
    having = [(run, run.metrics[info.name]) for run in site.runs if info.name in run.metrics]
    values = [run.metrics.get(info.name) for run in site.runs]
    best = info.best(value for _, value in having)
    return Summary(
        info=info,
        url=site.metric_urls[info.name],
        spark=sparkline(values, **_SMALL),
        latest=having[-1],
        best=next((pair for pair in having if pair[1] == best), None),
        count=len(having),
    )


def _context(site: Site, summary: Summary) -> dict[str, object]:
    info = summary.info
    having = [(run, run.metrics[info.name]) for run in site.runs if info.name in run.metrics]
    return {
        "metric": summary,
        "timeline": timeline(site.runs, info, site.baseline),
        "rows": tuple(reversed(having))[:_LISTED],
        "baseline": site.baseline,
        "urls": site.urls,
    }
