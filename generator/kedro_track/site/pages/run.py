"""One page a run, complete without JavaScript; what it says never changes afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from kedro_track.site.model import Item, Page, Site


def pages(site: Site) -> Iterator[Item]:
    """A page for each run that is shown."""
    for run in site.runs:
        yield Page(site.urls.page(run.id), "run.html", "run", {"run": run})
