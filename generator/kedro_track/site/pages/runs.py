"""The family `runs`."""

from __future__ import annotations

from collections.abc import Iterator

from kedro_track.site.model import Item, Page, Site


def pages(site: Site) -> Iterator[Item]:
    """The pages of this family."""
    yield Page("runs.html", "runs.html", "runs", {"runs": site.runs})
