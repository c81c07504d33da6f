"""The family `pipeline`."""

from __future__ import annotations

from collections.abc import Iterator

from kedro_track.site.model import Item, Page, Site


def pages(site: Site) -> Iterator[Item]:
    """The pages of this family."""
    yield Page("pipeline.html", "pipeline.html", "pipeline", {"runs": site.runs})
