"""The first page: is the latest run better than the baseline, and what needs attention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kedro_track.analysis.attention import concerns, grouped
from kedro_track.analysis.changepoints import Step, regressions
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.numbers import write, write_delta, write_ratio
from kedro_track.analysis.references import is_previous
from kedro_track.analysis.series import Series
from kedro_track.analysis.standing import Standing, standing
from kedro_track.history import Run, leaves
from kedro_track.site.change_rows import change_table
from kedro_track.site.charts import Sparkline, sparkline
from kedro_track.site.forge import comparison_address
from kedro_track.site.metric_rows import Versus, paddings, written
from kedro_track.site.model import Item, Page, Site
from kedro_track.site.urls import file_names

LATEST = 10
"""So many runs are listed, each with its values of the first `COLUMNS` leading metrics."""

COLUMNS = 4

CHANGES = 4
"""So many changes of one sort stand open."""

RECENT = 100
"""So many runs, at most, a sparkline goes through."""

_WORSENED = 5


@dataclass(frozen=True, slots=True)
class Leading:
    """One of the metrics that runs are judged by, as it stands today.

    Attributes:
        value: Of the latest run; empty if that has none. `baseline`: of its baseline.
        versus: The change against the baseline; None if that can't be said.
        best: The best value there ever was, and the run that has it.
        pads: The blanks that align value, baseline and best at their column's decimal point.
        spark: Through the most recent runs.
        url: The metric's page.
    """

    metric: MetricInfo
    value: str
    baseline: str
    versus: Versus | None
    best: str
    best_run: Run | None
    spark: Sparkline
    url: str
    pads: tuple[str, str, str] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the latest runs with its values of the leading metrics, each with its padding."""

    run: Run
    url: str
    values: tuple[tuple[str, str], ...]

    @property
    def who(self) -> str:
        """Who started it; empty if nobody knows."""
        return self.run.user or self.run.git_user or ""


@dataclass(frozen=True, slots=True)
class Worsened:
    """A metric whose level turned for the worse and has stayed so.

    Attributes:
        commits: The page of the commits between, on the forge.
    """

    step: Step
    before: str
    after: str
    delta: str
    ratio: str
    url: str
    commits: str | None


def pages(site: Site) -> Iterator[Item]:
    """The one page."""
    found = standing(site.runs, site.compared, site.headline)
    context: Mapping[str, Any] = {
        "count": len(site.runs),
        "standing": found,
        "rule": None if is_previous(site.config.baseline) else site.config.baseline,
        "verdict": found.verdict if found else None,
        "leading": _aligned(tuple(_leading(site, found))) if found else (),
        "changes": _changes(site, found),
        "latest": _listed(site),
        "headline": site.headline[:COLUMNS],
        "concerns": concerns(site.history),
        "worsened": tuple(_worsened(site)),
        "problems": grouped(site.problems),
        "description": site.description.text,
        "named": _named(site),
        "datasets": site.history.datasets,
        "example": _example(found.latest) if found else None,
        "urls": site.urls,
        "through": min(len(site.runs), RECENT),
    }
    yield Page("index.html", "overview.html", "overview", context)


def _leading(site: Site, found: Standing) -> Iterator[Leading]:
    deltas = {delta.metric.name: delta for delta in found.deltas}
    recent = site.runs[-RECENT:]
    for metric in site.headline:
        delta = deltas.get(metric.name)
        series = site.series[metric.name]
        best, best_run = _best(series)
        than = found.baseline.metrics.get(metric.name) if found.baseline else None
        yield Leading(
            metric,
            write(delta.value, metric.format) if delta else "",
            write(than, metric.format),
            written(delta) if delta else None,
            best,
            best_run,
            sparkline(
                [run.metrics.get(metric.name) for run in recent],
                # The previous run is the last point but one: no level to be held against.
                baseline=None if is_previous(site.config.baseline) else than,
            ),
            site.metric_urls[metric.name],
        )


def _aligned(rows: tuple[Leading, ...]) -> tuple[Leading, ...]:
    columns = ([getattr(row, name) for row in rows] for name in ("value", "baseline", "best"))
    pads = zip(*map(paddings, columns), strict=True)
    return tuple(replace(row, pads=found) for row, found in zip(rows, pads, strict=True))


def _best(series: Series) -> tuple[str, Run | None]:
    if series.best is None:
        return "", None
    return write(series.values[series.best], series.info.format), series.runs[series.best]


def _changes(site: Site, found: Standing | None) -> Any:
    if found is None or found.baseline is None:
        return None
    return change_table(found.latest, found.baseline, site.repository_url, CHANGES)


def _listed(site: Site) -> tuple[Listed, ...]:
    runs = tuple(reversed(site.runs[-LATEST:]))
    columns = []
    for metric in site.headline[:COLUMNS]:
        texts = [write(run.metrics.get(metric.name), metric.format) for run in runs]
        columns.append(list(zip(texts, paddings(texts), strict=True)))
    rows = zip(*columns, strict=True) if columns else ((),) * len(runs)
    return tuple(
        Listed(run, site.urls.page(run.id), tuple(values))
        for run, values in zip(runs, rows, strict=True)
    )


def _worsened(site: Site) -> Iterator[Worsened]:
    """Regressions that still hold: no later step of the same metric made up for them."""
    newest: dict[str, Step] = {}
    for step in site.steps:
        known = newest.get(step.info.name)
        if known is None or step.number > known.number:
            newest[step.info.name] = step
    holding = [step for step in regressions(site.steps) if newest[step.info.name] is step]
    for step in holding[:_WORSENED]:
        ends = (step.surely_before.code, step.surely_after.code)
        yield Worsened(
            step,
            write(step.before, step.info.format),
            write(step.after, step.info.format),
            write_delta(step.delta, step.info.format),
            "" if step.ratio is None else write_ratio(step.ratio),
            site.metric_urls[step.info.name],
            comparison_address(site.repository_url, *(code.sha if code else None for code in ends)),
        )


def _named(site: Site) -> tuple[tuple[str, str], ...]:
    """The comparisons that the configuration names, and their pages."""
    comparisons = site.config.comparisons
    files = file_names([comparison.name for comparison in comparisons])
    return tuple((c.title or c.name, f"compare/{files[c.name]}.html") for c in comparisons)


def _example(run: Run) -> str | None:
    """A parameter of theirs with its value, to be given another: `model.test_size=0.2`."""
    numbers = (
        f"{path}={value}"
        for path, value in leaves(run.parameters or {})
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    )
    return next(numbers, None)
