"""From a history to the list of everything that the site consists of, in the order of writing.

What others refer to comes first, so that a folder that is looked at during a build holds
no page whose data is missing: files, scripts and styles, data, the many pages, the few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module

from kedro_track.errors import ThemeError
from kedro_track.history import Run, Version
from kedro_track.site.artifacts import addresses, suffix_of
from kedro_track.site.figures import FRAME, plotly_source, plotly_url
from kedro_track.site.model import Copy, Item, Page, Prepared, Site, Text
from kedro_track.site.pages import run as run_pages
from kedro_track.site.pages import runs as list_pages
from kedro_track.site.payload import Payload
from kedro_track.site.theme import Theme

FAMILIES: Mapping[str, str] = {
    "run": "kedro_track.site.pages.run",
    "metrics": "kedro_track.site.pages.metrics",
    "plots": "kedro_track.site.pages.plots",
    "compare": "kedro_track.site.pages.compare",
    "runs": "kedro_track.site.pages.runs",
    "pipeline": "kedro_track.site.pages.pipeline",
    "report": "kedro_track.site.pages.report",
    "help": "kedro_track.site.pages.help",
    "badges": "kedro_track.site.pages.badges",
    "feed": "kedro_track.site.pages.feed",
    "overview": "kedro_track.site.pages.overview",
}
"""Families of pages and their modules; each has `pages(site) -> Iterator[Item]`."""

_MISSING = "kedro_track.site.pages.missing"


def everything(site: Site, theme: Theme) -> Iterator[Item]:
    """Everything of the site but the theme's static files; an address may come twice."""
    yield from plotly(site)
    yield from artifacts(site, site.runs)
    payload = Payload(site)
    yield from payload.chunks
    yield from payload.run_files()
    if draws_runs(theme):
        yield from run_pages.pages(site)
    if lists_runs(theme):
        yield from list_pages.pages(site)
    yield from whole(site, theme)
    yield payload.index


def whole(site: Site, theme: Theme) -> Iterator[Item]:
    """The pages that are about the whole history; an address may come twice, the first counts."""
    unknown = sorted({*theme.families} - FAMILIES.keys())
    if unknown:
        raise ThemeError(
            f"Theme {theme.layers[0].name} names the families {', '.join(unknown)}, which are "
            f"unknown; known are {', '.join(FAMILIES)}."
        )
    for family in FAMILIES:
        if family in theme.families:
            yield from _of_family(family, site)
    if draws_runs(theme):
        yield from run_pages.older(site)
    yield from _pages_of(_MISSING)(site)
    if "overview" not in theme.families and theme.families:
        # Every site opens by index.html: here by the first page of the theme's first family.
        first = next(iter(_of_family(theme.families[0], site)), None)
        if isinstance(first, Page):
            yield replace(first, url="index.html")
    yield Text(".nojekyll", "")


def draws_runs(theme: Theme) -> bool:
    """Whether each run has a page."""
    return "run" in theme.families or lists_runs(theme)


def lists_runs(theme: Theme) -> bool:
    """Whether there is a list of runs."""
    return "runs" in theme.families


def _of_family(family: str, site: Site) -> Iterator[Item]:
    """Its pages, but those that are made with each chunk of runs."""
    if family == "runs":
        yield list_pages.newest(site)
    elif family != "run":
        yield from _pages_of(FAMILIES[family])(site)


def _pages_of(module: str) -> Callable[[Site], Iterator[Item]]:
    pages: Callable[[Site], Iterator[Item]] = import_module(module).pages
    return pages


def plotly(site: Site) -> Iterator[Item]:
    """Plotly itself, and the frame for figures that need more than a page may."""
    has_figures = any(
        saved.kind == "plotly" for outline in site.outlines for saved in outline.saved
    )
    # The metrics' own charts can be explored in it too.
    if site.metrics or has_figures:
        yield Copy(plotly_url(), str(plotly_source()))
    if has_figures:
        yield Page(FRAME, "figure-frame.html", "plots", needs=frozenset({"plotly", "eval"}))


def artifacts(site: Site, runs: Iterable[Run]) -> Iterator[Copy | Prepared]:
    """The files of the runs' artifacts, each once."""
    seen: set[str] = set()
    for run in runs:
        for version in run.versions:
            for item in _files_of(site, version):
                if item.url not in seen:
                    seen.add(item.url)
                    yield item


def _files_of(site: Site, version: Version) -> Iterator[Copy | Prepared]:
    sources = {file.name: file.path for file in version.files}
    for artifact in site.artifacts.of(version):
        source = sources[artifact.name]
        for url, making in addresses(artifact):
            if making is None:
                yield Copy(url, source)
            else:
                suffix = suffix_of(artifact.raw or artifact.url)
                yield Prepared(url, source, artifact.digest, making, suffix)
