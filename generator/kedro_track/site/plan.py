"""From a history to the list of everything that the site consists of, in the order of writing.

What others refer to comes first, so that a folder that is looked at during a build holds
no page whose data is missing: files, scripts and styles, data, the many pages, the few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module

from kedro_track.errors import ThemeError
from kedro_track.history import Version
from kedro_track.site.artifacts import addresses, suffix_of
from kedro_track.site.figures import FRAME, plotly_source, plotly_url
from kedro_track.site.model import Copy, Item, Page, Prepared, Site, Text
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


def plan(site: Site, theme: Theme, payload: Payload) -> Iterator[Item]:
    """Everything of the site but the theme's static files; an address may come twice."""
    yield from _plotly(site)
    yield from _artifacts(site)
    yield from payload.chunks
    yield from payload.run_files()
    yield from _pages(site, theme)
    yield payload.index
    yield Text(".nojekyll", "")


def _pages(site: Site, theme: Theme) -> Iterator[Item]:
    unknown = sorted({*theme.families} - FAMILIES.keys())
    if unknown:
        raise ThemeError(
            f"Theme {theme.layers[0].name} names the families {', '.join(unknown)}, which are "
            f"unknown; known are {', '.join(FAMILIES)}."
        )
    for family, module in FAMILIES.items():
        if family in theme.families or (family == "run" and "runs" in theme.families):
            yield from _pages_of(module)(site)
    yield from _pages_of(_MISSING)(site)
    if "overview" not in theme.families and theme.families:
        # Every site opens by index.html: here by the first page of the theme's first family.
        first = next(iter(_pages_of(FAMILIES[theme.families[0]])(site)), None)
        if isinstance(first, Page):
            yield replace(first, url="index.html")


def _pages_of(module: str) -> Callable[[Site], Iterator[Item]]:
    pages: Callable[[Site], Iterator[Item]] = import_module(module).pages
    return pages


def _plotly(site: Site) -> Iterator[Item]:
    has_figures = any(run.of_kind("plotly") for run in site.runs)
    # The metrics' own charts can be explored in it too.
    if site.metrics or has_figures:
        yield Copy(plotly_url(), str(plotly_source()))
    if has_figures:
        yield Page(FRAME, "figure-frame.html", "plots", needs=frozenset({"plotly", "eval"}))


def _artifacts(site: Site) -> Iterator[Item]:
    seen: set[str] = set()
    for run in site.runs:
        for version in run.versions:
            yield from (item for item in _files_of(site, version) if item.url not in seen)
            seen.update(artifact.url for artifact in site.artifacts.of(version))


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
