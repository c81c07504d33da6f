"""What a host shows for an address that the site does not have."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from kedro_track.site.model import Item, Page, Site


def pages(site: Site) -> Iterator[Item]:
    """The page 404.html.

    A host shows it at whatever address was asked for, so nothing relative leads anywhere.
    Where `site_url` is configured, `base` is its path, from which everything is found.
    """
    base = urlsplit(site.config.site_url).path.rstrip("/") + "/" if site.config.site_url else None
    yield Page("404.html", "404.html", "missing", {"base": base})
