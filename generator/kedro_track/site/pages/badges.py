"""Badges of the headline metrics: a picture each, and the same for shields.io to draw.

Widths are computed here, from what each letter takes in the fonts that a badge asks for;
the theme draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.numbers import write
from kedro_track.analysis.standing import standing
from kedro_track.history import Run
from kedro_track.site.metric_rows import Versus, written
from kedro_track.site.model import Item, Page, Site
from kedro_track.site.pages.feed import moment_of, plain
from kedro_track.site.urls import file_names

_WIDTHS: Mapping[str, float] = {
    **dict.fromkeys("ijlI.,:;'|!", 4.0),
    **dict.fromkeys("frt()[]-/ ", 5.0),
    **dict.fromkeys("mwMW%@", 11.0),
    **dict.fromkeys("ABCDEGHKNOPQRSUVXYZ&", 8.5),
}
_WIDTH = 7.0
"""Pixels of any other letter, at 11 pixels of Verdana or what stands in for it."""

_LONGEST = 40
"""Letters of a label."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A headline metric of the latest run, as a badge shows it.

    Attributes:
        label: The metric's. `value`: with its unit; empty without any run that has it.
        versus: The change against the baseline.
        at: When the run ended.
        url: Of the picture. `endpoint`: of the JSON that shields.io reads.
    """

    metric: MetricInfo
    label: str
    value: str
    versus: Versus | None
    run: Run | None
    at: datetime | None
    url: str
    endpoint: str


def pages(site: Site) -> Iterator[Item]:
    """Two files for each headline metric."""
    for badge in badges(site):
        context = {"badge": badge, "width_of": width_of}
        yield Page(badge.url, "badge.svg", "badges", context)
        yield Page(badge.endpoint, "badge.json", "badges", context)


def badges(site: Site) -> tuple[Badge, ...]:
    """The headline metrics as they stand with the latest run."""
    files = file_names([info.name for info in site.headline])
    found = standing(site.runs, site.compared, site.headline)
    changes = {change.metric.name: change for change in found.deltas} if found else {}
    return tuple(
        Badge(
            metric=info,
            label=_shortened(plain(info.label)),
            value=_value(info, changes[info.name].value) if info.name in changes else "",
            versus=written(changes[info.name]) if info.name in changes else None,
            run=found.latest if found else None,
            at=moment_of(found.latest) if found else None,
            url=f"badges/{files[info.name]}.svg",
            endpoint=f"badges/{files[info.name]}.json",
        )
        for info in site.headline
    )


def width_of(text: str) -> int:
    """Pixels that a text takes in a badge."""
    return round(sum(_WIDTHS.get(letter, _WIDTH) for letter in text))


def _value(info: MetricInfo, value: float) -> str:
    return " ".join(filter(None, [write(value, info.format), plain(info.unit or "")]))


def _shortened(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
