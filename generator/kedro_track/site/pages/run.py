"""One page a run, complete without JavaScript; what it says never changes afterwards.

Nothing on it may depend on later runs but the link to the next one: baseline, previous run,
labels and addresses are those of the run's own time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kedro_track.analysis.rerun import rerun
from kedro_track.history import Run, Version, leaves
from kedro_track.site.artifacts import Artifact
from kedro_track.site.change_rows import change_table
from kedro_track.site.filters import number
from kedro_track.site.forge import commit_address, web_address
from kedro_track.site.json_tree import Tree, tree
from kedro_track.site.metric_rows import MetricTables
from kedro_track.site.model import Item, Page, Site
from kedro_track.site.node_times import node_times

_WITH_FIGURES = frozenset({"plotly"})


@dataclass(frozen=True, slots=True)
class Plot:
    """A version of a dataset that is shown as a plot, or the reason why it is not.

    Attributes:
        same: Whether the baseline's version has the same content.
    """

    dataset: str
    artifacts: tuple[Artifact, ...]
    same: bool
    problem: str | None


def pages(site: Site) -> Iterator[Item]:
    """A page for each run that is shown."""
    tables = MetricTables(site.config)
    forge = _Forge(site)
    for place, run in enumerate(site.runs):
        neighbours = (
            site.runs[place - 1] if place else None,
            site.runs[place + 1] if place + 1 < len(site.runs) else None,
        )
        yield _page(site, run, tables, forge, neighbours)


class _Forge:
    """The repository of each run: as configured, else as it was known when the run was made."""

    def __init__(self, site: Site) -> None:
        self._configured = site.config.repository_url
        self._fallback = site.repository_url
        self._address = cache(web_address)

    def of(self, run: Run) -> str | None:
        if self._configured:
            return self._configured.rstrip("/")
        remote = run.code.remote if run.code else None
        return (self._address(remote) if remote else None) or self._fallback


def _page(
    site: Site,
    run: Run,
    tables: MetricTables,
    forge: _Forge,
    neighbours: tuple[Run | None, Run | None],
) -> Page:
    baseline, previous = site.baselines[run.id], site.previous[run.id]
    rule = site.config.baseline
    others = _others(baseline, previous, rule)
    repository = forge.of(run)
    plots = _plots(site, run, baseline)
    context: Mapping[str, Any] = {
        "run": run,
        "baseline": baseline,
        "rule": rule,
        "others": tuple((kind, other, site.urls.page(other.id)) for kind, other in others),
        "earlier": neighbours[0],
        "later": neighbours[1],
        "urls": site.urls,
        "metrics": tables.of(run, [other for _, other in others]),
        "changes": change_table(run, baseline, repository) if baseline else None,
        "parameters": _parameters(run),
        "plots": plots,
        "trees": _trees(run),
        "nodes": node_times(run),
        "again": rerun(run),
        "commit_url": commit_address(repository, run.code.sha) if run.code else None,
    }
    has_figures = any(a.form == "figure" for plot in plots for a in plot.artifacts)
    needs = _WITH_FIGURES if has_figures else frozenset[str]()
    return Page(site.urls.page(run.id), "run.html", "run", context, needs)


def _others(
    baseline: Run | None, previous: Run | None, rule: str | None
) -> list[tuple[str, Run]]:
    """The runs to compare with, under what they are called; one that is both stands once."""
    if baseline is not None and rule in (None, "previous", "latest"):
        return [("previous", baseline)]
    if baseline is not None and previous is not None and baseline.id == previous.id:
        return [("both", baseline)]
    named = (("baseline", baseline), ("previous", previous))
    return [(kind, run) for kind, run in named if run is not None]


def _parameters(run: Run) -> Sequence[tuple[str, str, bool]]:
    """Path, value as text, and whether it was given by hand; those given come first."""
    given = _given(run)
    rows = [(path, number(value), path in given) for path, value in sorted(run.params.items())]
    return sorted(rows, key=lambda row: not row[2])


def _given(run: Run) -> frozenset[str]:
    return frozenset(path for path, _ in leaves(run.given))


def _plots(site: Site, run: Run, baseline: Run | None) -> tuple[Plot, ...]:
    before = (
        {version.dataset: _content(version) for version in baseline.versions} if baseline else {}
    )
    return tuple(
        Plot(
            version.dataset,
            site.artifacts.of(version),
            bool(version.files) and before.get(version.dataset) == _content(version),
            version.problem,
        )
        for version in run.versions
        if version.kind not in ("metrics", "json") and (version.files or version.problem)
    )


def _content(version: Version) -> list[tuple[str, str | None]]:
    return [(file.name, file.digest) for file in version.files]


def _trees(run: Run) -> tuple[tuple[str, Tree | None, str | None], ...]:
    """Dataset, its tree, or the reason why it can't be shown."""
    return tuple(
        (version.dataset, tree(version.data) if version.data is not None else None, version.problem)
        for version in run.of_kind("json")
    )
