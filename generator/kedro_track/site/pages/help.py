"""How to read the site, and how to record what it shows."""

from __future__ import annotations

from collections.abc import Iterator

from kedro_track.site.model import Item, Page, Site
from kedro_track.site.pages.badges import badges


def pages(site: Site) -> Iterator[Item]:
    """The help page. It shows the directions of this site's own metrics."""
    yield Page(
        "help.html",
        "help.html",
        "help",
        {
            "metrics": tuple(site.metrics.values()),
            "baseline_rule": site.config.baseline,
            "baseline": site.baseline,
            "badges": badges(site),
            "urls": site.urls,
        },
    )
