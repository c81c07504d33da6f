"""One page a run, complete without JavaScript; what it says never changes afterwards.

Nothing on it may depend on later runs but the link to the next one: baseline, previous run,
labels and addresses are those of the run's own time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from kedro_track.analysis.graph import Graph
from kedro_track.analysis.references import is_previous
from kedro_track.analysis.rerun import rerun
from kedro_track.history import Node, Run, Version, leaves
from kedro_track.site.artifacts import Artifact, needs_of
from kedro_track.site.change_rows import change_table
from kedro_track.site.forge import commit_address, file_address, web_address
from kedro_track.site.json_tree import Tree, leaf_text, tree
from kedro_track.site.metric_rows import MetricTables
from kedro_track.site.model import Item, Page, Site
from kedro_track.site.node_times import node_times
from kedro_track.site.pages.pipeline import graph_url
from kedro_track.site.urls import OLDER

Role = Literal["baseline", "previous", "both"]
"""What the run that another is compared with is to it."""

_DATA = ("metrics", "json")


@dataclass(frozen=True, slots=True)
class Other:
    """A run that the page's own is compared with. `url`: its page."""

    role: Role
    run: Run
    url: str


@dataclass(frozen=True, slots=True)
class Plot:
    """A version of a dataset that is shown as a plot, or the reason why it is not.

    Attributes:
        url: The page of that dataset through all runs.
        same: Whether the run compared with has the same content.
    """

    dataset: str
    url: str
    artifacts: tuple[Artifact, ...]
    same: bool
    problem: str | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A leaf of the parameters by its dotted path; `given` by hand or not."""

    path: str
    value: str
    given: bool


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The run before or after, of which a page knows no more than where it is."""

    id: str


def pages(site: Site) -> Iterator[Item]:
    """A page for each run that is shown."""
    made = RunPages(site)
    ids = [None, *(run.id for run in site.runs), None]
    for run, earlier, later in zip(site.runs, ids, ids[2:], strict=False):
        if not site.urls.older([run.id]):
            yield made.page(run, earlier, later)


def older(site: Site) -> Iterator[Page]:
    """The page that draws the runs which have none of their own, if there are any."""
    if site.first_paged:
        yield Page(OLDER, "older-run.html", "run")


def _graph_address(nodes: tuple[Node, ...]) -> str:
    return graph_url(Graph(nodes))


class RunPages:
    """Makes the pages, each when it is asked for; what they share is found out once."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._tables = MetricTables(site.config)
        self._address = cache(web_address)
        self._graph = cache(_graph_address)

    def page(self, run: Run, earlier: str | None, later: str | None) -> Page:
        """The page of one run between its neighbours, of which the ids are told."""
        site = self._site
        others = self._others(run)
        # The first is what the run is judged by.
        reference = others[0].run if others else None
        repository = self._repository(run)
        plots = self._plots(run, reference)
        context: Mapping[str, Any] = {
            "run": run,
            "others": others,
            "reference": others[0] if others else None,
            "rule": self._unanswered_rule(run),
            "earlier": None if earlier is None else Neighbour(earlier),
            "later": None if later is None else Neighbour(later),
            "urls": site.urls,
            "metric_urls": site.metric_urls,
            "metrics": self._tables.of(run, [other.run for other in others]),
            "changes": change_table(run, reference, repository) if reference else None,
            "parameters": _parameters(run),
            "plots": plots,
            "trees": _trees(run),
            "nodes": node_times(run),
            "graph_url": self._graph(run.graph) if run.graph else None,
            "again": rerun(run),
            "notes_url": _notes_address(site, run),
            "commit_url": commit_address(repository, run.code.sha) if run.code else None,
        }
        needs = needs_of(item for plot in plots for item in plot.artifacts)
        return Page(site.urls.page(run.id), "run.html", "run", context, needs)

    def _others(self, run: Run) -> tuple[Other, ...]:
        """The baseline as it was then and the previous run; one that is both stands once."""
        baseline, previous = self._site.baselines[run.id], self._site.previous[run.id]
        if baseline is not None and baseline is previous:
            role: Role = "previous" if is_previous(self._site.config.baseline) else "both"
            return (self._other(role, baseline),)
        named: tuple[tuple[Role, Run | None], ...] = (
            ("baseline", baseline),
            ("previous", previous),
        )
        return tuple(self._other(role, other) for role, other in named if other is not None)

    def _unanswered_rule(self, run: Run) -> str | None:
        """The rule of the configuration to which no run answered when this one was made."""
        rule = self._site.config.baseline
        return None if is_previous(rule) or self._site.baselines[run.id] else rule

    def _other(self, role: Role, run: Run) -> Other:
        return Other(role, run, self._site.urls.page(run.id))

    def _repository(self, run: Run) -> str | None:
        """As configured, else as it was known when the run was made."""
        if self._site.config.repository_url:
            return self._site.config.repository_url.rstrip("/")
        remote = run.code.remote if run.code else None
        return (self._address(remote) if remote else None) or self._site.repository_url

    def _plots(self, run: Run, reference: Run | None) -> tuple[Plot, ...]:
        shown = self._site.plots_of(run)
        before = reference.versions if shown and reference else ()
        contents = {version.dataset: _content(version) for version in before}
        return tuple(
            Plot(
                version.dataset,
                self._site.plot_urls[version.dataset],
                self._site.artifacts.of(version),
                bool(version.files) and contents.get(version.dataset) == _content(version),
                version.problem,
            )
            for version in shown
        )


def _notes_address(site: Site, run: Run) -> str | None:
    if run.notes_from is None:
        return None
    return file_address(site.repository_url, site.history.project.folder, run.notes_from)


def _content(version: Version) -> list[tuple[str, str | None]]:
    return [(file.name, file.digest) for file in version.files]


def _parameters(run: Run) -> Sequence[Parameter]:
    """Those given by hand first, then by name."""
    given = {path for path, _ in leaves(run.given)}
    rows = [Parameter(path, leaf_text(value), path in given) for path, value in run.params.items()]
    return sorted(rows, key=lambda row: (not row.given, row.path))


def _trees(run: Run) -> tuple[tuple[str, Tree | None, str | None], ...]:
    """Dataset, its tree, or the reason why it can't be shown."""
    return tuple(
        (version.dataset, tree(version.data) if version.problem is None else None, version.problem)
        for version in run.of_kind("json")
    )
