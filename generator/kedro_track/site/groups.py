"""The groups that a site is made in: for each its key, and how it is made if that has changed.

A key is the digest of *everything* that the group's files are made of. Too much in it costs
time, too little would leave a stale page: whoever gives a page a new input looks here.

- `static`: the theme's files. Key: their digests.
- `plotly`: Plotly itself. It has no key: its name bears its version.
- `files-N`: artifacts of a chunk of runs. Key: the chunk, and how HTML is shown.
- `runs-N`: pages and data of a chunk. Key: the chunk, the runs next to it, the runs that its
  runs are compared with, and `Shared`, which is all that a page of a run knows of the site.
- `pages`: all that is about the whole history. Key: all chunks, and the rest of the history.
- `index`: what leads to the data. Key: as `pages`, and the entries.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from kedro_track.analysis.compared import Compared
from kedro_track.digests import code_digest, digest_of
from kedro_track.site.manifest import Known
from kedro_track.site.model import Copy, Item, Page, Prepared, Site, Text
from kedro_track.site.part import Shared, Task
from kedro_track.site.payload import Entry, index
from kedro_track.site.plan import artifacts, draws_runs, lists_runs, plotly, whole
from kedro_track.site.render import Common
from kedro_track.site.theme import Theme


class Groups:
    """The groups of one site.

    Args:
        digests: Of each static file by its address.
    """

    def __init__(
        self, site: Site, theme: Theme, common: Common, digests: Mapping[str, str]
    ) -> None:
        self._site = site
        self._theme = theme
        self._listed = lists_runs(theme) and len(site.runs.chunks) > 1
        self.shared = pickle.dumps(_shared(site, theme, common, digests))
        self._base = digest_of(code_digest(), self.shared)

    @property
    def chunks(self) -> range:
        """The chunks by number."""
        return range(len(self._site.runs.chunks))

    def files_key(self, number: int) -> str | None:
        """Key of a chunk's artifacts."""
        return self._key("files", self._chunk(number), self._site.config.html_artifacts)

    def files(self, number: int) -> Iterator[Copy | Prepared]:
        """The artifacts of a chunk."""
        return artifacts(self._site, self._site.runs.of_chunk(number))

    def runs_key(self, number: int) -> str | None:
        """Key of a chunk's pages and data."""
        runs, outlines = self._site.runs, self._site.outlines
        entering = [one.place_before(number) for one in self._compared]
        others = [(place, self._chunk_of(place)) for place in entering if place is not None]
        if any(digest is None for _, digest in others):
            return None
        beside = (
            outlines[number - 1].last if number else None,
            outlines[number + 1].first if number < self.chunks[-1] else None,
        )
        meanings = tuple(one.meaning for one in self._compared)
        first = self._site.first_paged
        older = (
            number < first,
            number <= first,
            *(runs.number_at(place) < first for place in entering if place is not None),
        )
        rest = (older, entering, others, meanings, beside, runs.starts[number], self._listed)
        return self._key("runs", self._chunk(number), rest, number == self.chunks[-1])

    def task(self, number: int, known: Mapping[str, Known]) -> Task:
        """What a process needs to make a chunk."""
        runs, outlines = self._site.runs, self._site.outlines
        start, members = runs.starts[number], runs.of_chunk(number)
        entering = [one.place_before(number) for one in self._compared]
        # Of other chunks only those are compared with that come into this one.
        outside = {place: runs[place] for place in entering if place is not None}
        baselines, previous = (
            [
                None if at is None else (outside[at] if at < start else members[at - start]).id
                for at in one.places(number)
            ]
            for one in self._compared
        )
        earlier = outlines[number - 1].last if number else None
        others = {run.id: run for run in outside.values()}
        named = (*(run.id for run in members), *others, *filter(None, [earlier]))
        return Task(
            number=number,
            start=start,
            runs=members,
            others=others,
            baselines=baselines,
            previous=previous,
            earlier=earlier,
            later=outlines[number + 1].first if number < self.chunks[-1] else None,
            listed=self._listed,
            last=number == self.chunks[-1],
            known=known,
            base=self._base,
            older=self._site.urls.older(named),
        )

    def pages_key(self) -> str | None:
        """Key of what is about the whole history."""
        site, history = self._site, self._site.history
        rest = (history.project, history.datasets, site.problems, site.description)
        return self._key("pages", self._all, rest)

    def pages(self) -> Iterator[Item]:
        """What is about the whole history."""
        return whole(self._site, self._theme)

    def page_inputs(self, page: Page) -> str | None:
        """The digest of all that a page is made of; None if that can't be told."""
        return self._key(page.url, page.template, page.family, sorted(page.needs), page.context)

    def plotly(self) -> Iterator[Item]:
        """Plotly, if anything of the site needs it."""
        return plotly(self._site)

    def index_key(self, entries: Sequence[Entry]) -> str | None:
        """Key of the data's index."""
        return self._key("index", self._all, tuple(entries))

    def index(self, entries: Sequence[Entry]) -> Text:
        """What leads to the data."""
        return index(self._site, entries)

    def _key(self, *parts: object) -> str | None:
        """The digest of the parts and of what all groups share; None if any is not known."""
        return None if self._base is None or None in parts else digest_of(self._base, *parts)

    def _chunk(self, number: int) -> str | None:
        return self._site.runs.chunks[number].digest

    def _chunk_of(self, place: int) -> str | None:
        return self._chunk(self._site.runs.number_at(place))

    @property
    def _compared(self) -> tuple[Compared, Compared]:
        return self._site.compared, self._site.following

    @cached_property
    def _all(self) -> str | None:
        found = [self._chunk(number) for number in self.chunks]
        known = [each for each in found if each is not None]
        whole_digest = hashlib.sha256("\n".join(known).encode()).hexdigest()
        return whole_digest if len(known) == len(found) else None


def _shared(site: Site, theme: Theme, common: Common, digests: Mapping[str, str]) -> Shared:
    return Shared(
        layers=theme.layers,
        language=theme.language,
        theme=theme.digest,
        common=common,
        digests=dict(digests),
        config=site.config,
        project=site.history.project,
        metric_urls=dict(site.metric_urls),
        plot_urls=dict(site.plot_urls),
        repository_url=site.repository_url,
        shared_names=tuple(sorted(site.urls.shared)),
        drawn=draws_runs(theme),
    )
