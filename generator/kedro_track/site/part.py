"""A chunk of runs made into pages and data, wherever: in this process, in others, on a cluster.

A task holds all that the making needs, and nothing of the machine that sent it. What comes
back are contents; only `site.output` writes.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from kedro_track.config import Config
from kedro_track.digests import digest, digest_of
from kedro_track.garbage import no_garbage_collection
from kedro_track.history import History, Project, Run
from kedro_track.site.manifest import Known
from kedro_track.site.model import Page, Site, Text
from kedro_track.site.pages import run as run_pages
from kedro_track.site.pages import runs as list_pages
from kedro_track.site.payload import Entry, data_files, run_file
from kedro_track.site.render import Common, Renderer
from kedro_track.site.theme import Layer, Theme
from kedro_track.site.urls import RunUrls


@dataclass(frozen=True, slots=True)
class Shared:
    """What all chunks of a site share.

    Attributes:
        theme: Digest of the theme's sources: who has it in memory has this one.
        digests: Of each static file by its address.
        shared_names: Ids in lower case that several runs have.
        drawn: Whether the theme draws runs.
    """

    layers: tuple[Layer, ...]
    language: str
    theme: str
    common: Common
    digests: Mapping[str, str]
    config: Config
    project: Project
    metric_urls: Mapping[str, str]
    plot_urls: Mapping[str, str]
    repository_url: str | None
    shared_names: tuple[str, ...]
    drawn: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One chunk.

    Attributes:
        start: How many runs there are before these.
        others: Runs of other chunks that these are compared with, by id.
        baselines: For each run the id of its baseline; `previous` likewise.
        earlier: Id of the run before the first; `later`: of the one after the last.
        listed: Whether the list of runs has a page for each chunk; `last`: it is the last one.
        known: Each file as an earlier build wrote it: only what differs comes back.
        base: Digest of all that the files are made of beside the runs, if that is known.
        older: Those runs without a page of their own, with their chunk's number.
    """

    number: int
    start: int
    runs: Sequence[Run]
    others: Mapping[str, Run]
    baselines: Sequence[str | None]
    previous: Sequence[str | None]
    earlier: str | None
    later: str | None
    listed: bool
    last: bool
    known: Mapping[str, Known]
    base: str | None
    older: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Made:
    """What a chunk was made into, in the order of writing.

    Attributes:
        files: Every file: its address, what it is, and its content if it is not as known.
        entry: Its line in the data's index.
    """

    files: Sequence[tuple[str, Known, bytes | None]]
    entry: Entry
    pages: int


@dataclass(frozen=True, slots=True)
class _Draft:
    """A file that need not be made if its inputs are as they were. Without any it is made."""

    url: str
    make: Callable[[], Page | Text]
    inputs: str | None
    is_page: bool = False


class _Inputs:
    """Digests of what files are made of."""

    def __init__(self, base: str | None) -> None:
        self._base = base
        self._of_run = cache(lambda run_id: digest_of(self._runs[run_id]))
        self._runs: dict[str, Run] = {}

    def of(self, runs: Sequence[Run | None], rest: object = None) -> str | None:
        """The digest of a file that is made of some runs and of the rest."""
        known = [run for run in runs if run is not None]
        self._runs.update({run.id: run for run in known})
        found = [self._of_run(run.id) for run in known]
        if self._base is None or None in found:
            return None
        ids = [None if run is None else run.id for run in runs]
        return digest("\n".join(map(repr, (self._base, found, ids, rest))).encode())


def make(shared: bytes, task: Task) -> Made:
    """Make a chunk.

    Args:
        shared: A pickled `Shared`: unpickled once a process, not once a task.

    Raises:
        ThemeError: If a template fails.
    """
    with no_garbage_collection():
        return _maker(shared).make(task)


@lru_cache(maxsize=1)
def _maker(shared: bytes) -> Maker:
    return Maker(pickle.loads(shared))  # noqa: S301 - our own, from the process that sent the task


class Maker:
    """Makes the chunks of one site."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        theme = Theme(shared.layers, shared.language)
        vars(theme)["digest"] = shared.theme  # all its files need not be read again
        self._renderer = Renderer(theme, shared.common, shared.digests)

    def make(self, task: Task) -> Made:
        """The contents of one chunk."""
        site = self._site(task)
        texts = data_files(site, task.number, task.runs)
        entry = Entry(texts[0].url, texts[1].url, len(task.runs), task.runs[0].id)
        files: list[tuple[str, Known, bytes | None]] = []
        pages = 0
        for draft in (*map(_finished, texts), *self._drafts(site, task)):
            pages += draft.is_page
            known = task.known.get(draft.url)
            if known is not None and draft.inputs is not None and known.inputs == draft.inputs:
                files.append((draft.url, known, None))
                continue
            content = self._content(draft.make())
            found = Known(digest(content), len(content), draft.inputs)
            is_known = known is not None and known.digest == found.digest
            files.append((draft.url, found, None if is_known else content))
        return Made(files, entry, pages)

    def _drafts(self, site: Site, task: Task) -> Iterator[_Draft]:
        inputs = _Inputs(task.base)
        for run in task.runs:
            made = partial(run_file, site, run)
            yield _Draft(site.urls.raw(run.id), made, inputs.of((run,)))
        if self._shared.drawn and task.runs[0].id not in task.older:
            yield from self._pages(site, task, inputs)
        if task.listed:
            number = task.number + 1
            page = list_pages.numbered(site, task.runs, number, task.start, last=task.last)
            yield _finished(page)

    def _pages(self, site: Site, task: Task, inputs: _Inputs) -> Iterator[_Draft]:
        pages = run_pages.RunPages(site)
        ids = [task.earlier, *(run.id for run in task.runs), task.later]
        for run, *near in zip(task.runs, ids, ids[2:], strict=False):
            others = (site.baselines[run.id], site.previous[run.id])
            named = [run.id, *(other.id for other in others if other), *filter(None, near)]
            own = inputs.of((run, *others), (near, site.urls.older(named)))
            yield _Draft(site.urls.page(run.id), partial(pages.page, run, *near), own, is_page=True)

    def _content(self, item: Page | Text) -> bytes:
        text = self._renderer.page(item) if isinstance(item, Page) else item.content
        return text.encode("utf-8", "replace")

    def _site(self, task: Task) -> Site:
        """A site of these runs that knows of the others what the task tells."""
        shared = self._shared
        site = Site(History(shared.project, tuple(task.runs)), shared.config)
        known = {**task.others, **{run.id: run for run in task.runs}}
        ids = [run.id for run in task.runs]
        found = {
            "baselines": _runs(ids, task.baselines, known),
            "previous": _runs(ids, task.previous, known),
            "metric_urls": shared.metric_urls,
            "plot_urls": shared.plot_urls,
            "repository_url": shared.repository_url,
            "urls": RunUrls(frozenset(shared.shared_names), task.older),
        }
        # What the site would otherwise find out from its runs, which here are not all.
        vars(site).update(found)
        return site


def _finished(item: Page | Text) -> _Draft:
    return _Draft(item.url, lambda: item, None, is_page=isinstance(item, Page))


def _runs(
    ids: Sequence[str], others: Sequence[str | None], known: Mapping[str, Run]
) -> Mapping[str, Run | None]:
    pairs = zip(ids, others, strict=True)
    return {one: None if other is None else known[other] for one, other in pairs}
