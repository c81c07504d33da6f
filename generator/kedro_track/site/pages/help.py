"""The family `help`."""

from __future__ import annotations

from collections.abc import Iterator

from kedro_track.site.model import Item, Page, Site


def pages(site: Site) -> Iterator[Item]:
    """The pages of this family."""
    yield Page("help.html", "help.html", "help", {"runs": site.runs})
