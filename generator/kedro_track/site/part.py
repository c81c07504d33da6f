"""A chunk of runs made into pages and data, wherever: in this process, in others, on a cluster.

A task holds all that the making needs, and nothing of the machine that sent it. What comes
back are contents; only `site.output` writes.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kedro_track.config import Config
from kedro_track.digests import digest
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
        known: Digest of each file as an earlier build wrote it: only what differs comes back.
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
    known: Mapping[str, str]


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


def make(shared: bytes, task: Task) -> Made:
    """Make a chunk.

    Args:
        shared: A pickled `Shared`: unpickled once a process, not once a task.

    Raises:
        ThemeError: If a template fails.
    """
    return _maker(shared).make(task)


@lru_cache(maxsize=1)
def _maker(shared: bytes) -> Maker:
    return Maker(pickle.loads(shared))  # noqa: S301 - our own, from the process that sent the task


class Maker:
    """Makes the chunks of one site."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        theme = Theme(shared.layers, shared.language)
        self._renderer = Renderer(theme, shared.common, shared.digests)

    def make(self, task: Task) -> Made:
        """The contents of one chunk."""
        site = self._site(task)
        texts = data_files(site, task.number, task.runs)
        entry = Entry(texts[0].url, texts[1].url, len(task.runs), task.runs[0].id)
        files: list[tuple[str, Known, bytes | None]] = []
        pages = 0
        for item in (*texts, *self._items(site, task)):
            pages += isinstance(item, Page)
            content = self._content(item)
            found = Known(digest(content), len(content))
            is_known = task.known.get(item.url) == found.digest
            files.append((item.url, found, None if is_known else content))
        return Made(files, entry, pages)

    def _items(self, site: Site, task: Task) -> Iterator[Page | Text]:
        for run in task.runs:
            yield run_file(site, run)
        if self._shared.drawn:
            yield from run_pages.pages_between(site, task.earlier, task.runs, task.later)
        if task.listed:
            number = task.number + 1
            yield list_pages.numbered(site, task.runs, number, task.start, last=task.last)

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
            "urls": RunUrls(frozenset(shared.shared_names)),
        }
        # What the site would otherwise find out from its runs, which here are not all.
        vars(site).update(found)
        return site


def _runs(
    ids: Sequence[str], others: Sequence[str | None], known: Mapping[str, Run]
) -> Mapping[str, Run | None]:
    pairs = zip(ids, others, strict=True)
    return {one: None if other is None else known[other] for one, other in pairs}
