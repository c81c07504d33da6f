"""What the stages of the site hand to each other: the site's facts, and what shall be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from kedro_track.analysis.captured import graphs_of, times_of
from kedro_track.analysis.changepoints import Step, steps
from kedro_track.analysis.compared import Compared
from kedro_track.analysis.meaning import Meaning
from kedro_track.analysis.metrics import MetricInfo, describe_pairs, headline
from kedro_track.analysis.named import Named, named, problems
from kedro_track.analysis.names import names_of
from kedro_track.analysis.outlines import (
    Outline,
    clashing,
    columns_of_metrics,
    columns_of_params,
    heads_of,
    outline_of,
    versions_of_plots,
)
from kedro_track.analysis.references import rule_fault, rule_meant
from kedro_track.analysis.series import Series, all_series
from kedro_track.chunked import Chunked, in_chunks, summaries
from kedro_track.config import Config
from kedro_track.digests import digest_of
from kedro_track.history import History, Problem, Run, Version
from kedro_track.site.artifacts import Artifacts, Making
from kedro_track.site.description import Description, read_description
from kedro_track.site.urls import RunUrls, file_names

CHUNK = 500
"""So many runs are made together: a file of data, a page of the list without scripts."""


_TOLD = (
    outline_of,
    names_of,
    heads_of,
    columns_of_metrics,
    columns_of_params,
    versions_of_plots,
    graphs_of,
    times_of,
)
"""Whatever a page about all runs asks of each chunk: so that a chunk is loaded once for it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be rendered.

    Attributes:
        url: Relative to the site's root, `/` between its parts.
        template: Name of a template of the theme.
        context: What the template is told, beside what every page is (see `render`).
        needs: What it shows: `artifacts` of any form, `plotly` figures, pages in `frames`.
            Its policy allows that, and the scripts for it are loaded.
        family: Which entry of the navigation it belongs to.
    """

    url: str
    template: str
    family: str
    context: Mapping[str, Any] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Text:
    """A file whose content is made here: data for the browser, a feed."""

    url: str
    content: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A file that is taken over as it is, at an address that bears its content's digest.

    Attributes:
        source: A local path or an fsspec URL.
    """

    url: str
    source: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is made of an artifact's content, such as the script that holds a figure.

    Attributes:
        source: Of the content, a local path or an fsspec URL.
        suffix: The original's.
    """

    url: str
    source: str
    digest: str
    making: Making
    suffix: str


Item = Page | Text | Copy | Prepared


@dataclass(frozen=True)
class Site:
    """Everything that page modules may ask; computed once, never changed."""

    history: History
    config: Config

    @cached_property
    def title(self) -> str:
        """Title of the site."""
        return self.config.title or self.history.project.name

    @cached_property
    def runs(self) -> Chunked[Run]:
        """The runs shown, oldest first, in chunks of the size of a data file."""
        shown = self.history.shown
        runs = shown if isinstance(shown, Chunked) else in_chunks(shown, CHUNK, digest_of)
        runs.tell_together(*_TOLD)
        return runs

    @cached_property
    def outlines(self) -> tuple[Outline, ...]:
        """Each chunk of the runs in short."""
        return tuple(summaries(self.runs, outline_of))

    @cached_property
    def metrics(self) -> Mapping[str, MetricInfo]:
        """Every metric by its full name."""
        pairs: dict[str, tuple[str, str]] = {}
        for outline in self.outlines:
            pairs.update(outline.pairs)
        return describe_pairs(pairs, self.config.metrics)

    @cached_property
    def headline(self) -> tuple[MetricInfo, ...]:
        """The metrics that the overview leads with."""
        return headline(self.metrics, self.config.headline)

    @cached_property
    def metric_urls(self) -> Mapping[str, str]:
        """For each metric's name the address of its page."""
        return {name: f"metrics/{file}.html" for name, file in file_names([*self.metrics]).items()}

    @cached_property
    def plot_urls(self) -> Mapping[str, str]:
        """For each dataset that has a page of its plots or files the address of it."""
        names = {
            saved.dataset
            for outline in self.outlines
            for saved in outline.saved
            if saved.has_problem or (saved.has_files and self.artifacts.shows(saved.kind))
        }
        return {name: f"plots/{file}.html" for name, file in file_names(sorted(names)).items()}

    def plots_of(self, run: Run) -> tuple[Version, ...]:
        """The versions of a run that are shown as plots or files, or could not be read as such."""
        return self.shown_of(run.versions)

    def shown_of(self, versions: Iterable[Version]) -> tuple[Version, ...]:
        """Those versions that are shown as plots or files, or could not be read as such."""
        return tuple(
            version
            for version in versions
            if version.kind not in ("metrics", "json")
            and (version.problem or self.artifacts.of(version))
        )

    @cached_property
    def series(self) -> Mapping[str, Series]:
        """For each metric's name its values through the runs."""
        return all_series(self.runs, self.metrics)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Where any metric's level changed for good, the largest step first."""
        return steps(self.series, self.runs.memory)

    @cached_property
    def description(self) -> Description:
        """The project's own description, as its file stands at the time of the build."""
        return read_description(Path(self.history.project.path), self.config.description)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Whatever could not be read, of the history and of what the configuration names."""
        return (*self.history.problems, *self.own_problems)

    @cached_property
    def own_problems(self) -> tuple[Problem, ...]:
        """What is wrong with what the configuration names."""
        own = self.description.problem
        return (*([own] if own else []), *self._rule_problem(), *problems(self.named))

    def _rule_problem(self) -> Iterator[Problem]:
        fault = rule_fault(self.config.baseline, self.metrics)
        if fault and self.runs:
            what = f"The baseline {self.config.baseline!r} can be no run's"
            yield Problem(what, "track.yml", fault)

    @cached_property
    def named(self) -> tuple[Named, ...]:
        """The comparisons that the configuration names."""
        return named(self.runs, self.config.comparisons, self.metrics)

    @cached_property
    def compared(self) -> Compared:
        """For each run by its place its baseline as it stood when that run was made."""
        meaning = rule_meant(self.runs, self.config.baseline, self.metrics)
        return Compared(self.runs, meaning)

    @cached_property
    def following(self) -> Compared:
        """For each run by its place the newest earlier run that came to its end."""
        return Compared(self.runs, Meaning("any"))

    @cached_property
    def baselines(self) -> Mapping[str, Run | None]:
        """For each run's id its baseline: for those who make the pages of all of them."""
        return {run.id: found for run, found in zip(self.runs, self.compared, strict=True)}

    @cached_property
    def previous(self) -> Mapping[str, Run | None]:
        """For each run's id the newest earlier run that came to its end, likewise."""
        return {run.id: found for run, found in zip(self.runs, self.following, strict=True)}

    @cached_property
    def baseline(self) -> Run | None:
        """The baseline as it stands today."""
        return self.compared.today

    @cached_property
    def urls(self) -> RunUrls:
        """Where each run's page is."""
        older = {
            one: number
            for number, names in enumerate(islice(summaries(self.runs, names_of), self.first_paged))
            for one in names.ids
        }
        return RunUrls(clashing(self.outlines, summaries(self.runs, names_of)), older)

    @cached_property
    def first_paged(self) -> int:
        """Number of the first chunk whose runs have pages of their own; whole chunks have none.

        So a new run takes the page of no other one, but for one in as many as a chunk has.
        """
        count, wanted = len(self.runs), self.config.pages
        return 0 if wanted is None or wanted >= count else self.runs.number_at(count - wanted)

    @cached_property
    def artifacts(self) -> Artifacts:
        """Where each artifact's file is, and what must be written for it."""
        return Artifacts(self.config.html_artifacts)

    @cached_property
    def repository_url(self) -> str | None:
        """The forge's address of the repository, as configured or guessed from the remote."""
        from kedro_track.site.forge import web_address

        if self.config.repository_url:
            return self.config.repository_url.rstrip("/")
        remotes = (outline.remote for outline in reversed(self.outlines) if outline.remote)
        remote = self.history.project.remote or next(remotes, None)
        return web_address(remote) if remote else None
