"""The family `compare`."""

from __future__ import annotations

from collections.abc import Iterator

from kedro_track.site.model import Item, Page, Site


def pages(site: Site) -> Iterator[Item]:
    """The pages of this family."""
    yield Page("compare.html", "compare.html", "compare", {"runs": site.runs})
