"""One long page about a chosen set of runs: the comparisons of track.yml, else the newest runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kedro_track.analysis.deltas import delta
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.references import ReferenceNotFoundError, find_run
from kedro_track.analysis.rerun import Rerun, rerun
from kedro_track.config import Comparison
from kedro_track.history import Run
from kedro_track.site.artifacts import Artifact, needs_of
from kedro_track.site.change_rows import ChangeTable, change_table
from kedro_track.site.forge import commit_address
from kedro_track.site.metric_rows import Versus, written
from kedro_track.site.model import Item, Page, Site
from kedro_track.site.urls import file_names

NEWEST = 5
"""So many runs are reported where the configuration names none."""


@dataclass(frozen=True, slots=True)
class Value:
    """A run's value of a metric. `best`: of the row, where there are several."""

    value: float | None
    versus: Versus | None
    best: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One metric, a value for each run of the report in their order."""

    metric: MetricInfo
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Plots:
    """The plots of one dataset, each with the numbers of the runs that saved just this one."""

    dataset: str
    shown: tuple[tuple[tuple[int, ...], tuple[Artifact, ...]], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """How a run was made: what changed against the baseline, and how it is made again."""

    run: Run
    commit: str | None
    changes: ChangeTable | None
    again: Rerun


@dataclass(frozen=True, slots=True)
class Report:
    """A report. The baseline, if it is one of the runs, stands first.

    Attributes:
        title: None for the newest runs.
        unknown: References of the configuration that no run answers to.
    """

    title: str | None
    runs: tuple[Run, ...]
    baseline: Run | None
    rows: tuple[Row, ...]
    plots: tuple[Plots, ...]
    origins: tuple[Origin, ...]
    unknown: tuple[str, ...]


def pages(site: Site) -> Iterator[Item]:
    """A page for each set of runs; the first one is `report.html`."""
    sets = site.config.comparisons or (None,)
    names = file_names([chosen.name for chosen in sets if chosen is not None])
    urls = [f"report-{names[chosen.name]}.html" if chosen else "report.html" for chosen in sets]
    urls[0] = "report.html"
    for chosen, url in zip(sets, urls, strict=True):
        report = _report(site, chosen)
        artifacts = (a for plots in report.plots for _, shown in plots.shown for a in shown)
        needs = needs_of(artifacts)
        others = tuple((other, to) for other, to in zip(sets, urls, strict=True) if to != url)
        context = {"report": report, "others": others, "urls": site.urls}
        yield Page(url, "report.html", "report", context, needs)


def _report(site: Site, chosen: Comparison | None) -> Report:
    references = chosen.runs if chosen else ()
    found, unknown = _find(site, references)
    runs = found if chosen else list(reversed(site.runs[-NEWEST:]))
    baseline = _baseline(site, chosen, runs)
    if baseline is not None:
        runs = [baseline, *(run for run in runs if run is not baseline)]
    return Report(
        title=(chosen.title or chosen.name) if chosen else None,
        runs=tuple(runs),
        baseline=baseline,
        rows=tuple(_rows(site, runs, baseline)),
        plots=tuple(_plots(site, runs)),
        origins=tuple(_origin(site, run, baseline) for run in runs),
        unknown=unknown,
    )


def _find(site: Site, references: Sequence[str]) -> tuple[list[Run], tuple[str, ...]]:
    found: dict[str, Run] = {}
    unknown: list[str] = []
    for reference in references:
        try:
            run = find_run(site.runs, reference, site.metrics)
        except ReferenceNotFoundError:  # noqa: PERF203 - each reference on its own
            unknown.append(reference)
        else:
            found[run.id] = run
    return list(found.values()), tuple(unknown)


def _baseline(site: Site, chosen: Comparison | None, runs: Sequence[Run]) -> Run | None:
    if chosen is not None and chosen.baseline:
        found, _ = _find(site, [chosen.baseline])
        return found[0] if found else None
    if site.baseline is not None and (site.config.baseline or site.baseline in runs):
        return site.baseline
    return runs[0] if chosen is not None and runs else None


def _rows(site: Site, runs: Sequence[Run], baseline: Run | None) -> Iterator[Row]:
    for metric in site.metrics.values():
        values = [run.metrics.get(metric.name) for run in runs]
        known = [value for value in values if value is not None]
        if not known:
            continue
        best = metric.best(known) if len(set(known)) > 1 else None
        than = baseline.metrics.get(metric.name) if baseline else None
        yield Row(
            metric,
            tuple(
                Value(
                    value,
                    None
                    if value is None or run is baseline
                    else written(delta(metric, value, than)),
                    best is not None and value == best,
                )
                for run, value in zip(runs, values, strict=True)
            ),
        )


def _plots(site: Site, runs: Sequence[Run]) -> Iterator[Plots]:
    found: dict[str, dict[tuple[str, ...], tuple[list[int], tuple[Artifact, ...]]]] = {}
    for number, run in enumerate(runs, start=1):
        for version in run.versions:
            artifacts = site.artifacts.of(version) if version.kind in ("plotly", "image") else ()
            if artifacts:
                same = found.setdefault(version.dataset, {})
                key = tuple(artifact.digest for artifact in artifacts)
                same.setdefault(key, ([], artifacts))[0].append(number)
    for dataset, same in sorted(found.items()):
        yield Plots(dataset, tuple((tuple(numbers), shown) for numbers, shown in same.values()))


def _origin(site: Site, run: Run, baseline: Run | None) -> Origin:
    compared = baseline is not None and run is not baseline
    return Origin(
        run,
        commit_address(site.repository_url, run.code.sha if run.code else None),
        change_table(run, baseline, site.repository_url) if compared and baseline else None,
        rerun(run),
    )
