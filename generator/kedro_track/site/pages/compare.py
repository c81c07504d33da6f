"""The comparison: drawn by the browser for any runs, from the hash; written out for named ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kedro_track.analysis.compare import Comparison, Row, compare_runs
from kedro_track.analysis.compare_export import export, run_names
from kedro_track.analysis.compare_facts import GROUPS, Group
from kedro_track.analysis.compare_text import only_changes, told
from kedro_track.analysis.named import Named
from kedro_track.analysis.outlines import versions_of_plots
from kedro_track.chunked import summaries
from kedro_track.history import Run
from kedro_track.site.artifacts import Artifact, needs_of
from kedro_track.site.model import Item, Page, Site, Text
from kedro_track.site.urls import file_names

_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Shown:
    """What the runs compared saved under one name, in the order of the runs.

    Attributes:
        name: Of the file, where a version holds several; else empty.
        artifacts: None where a run has none.
    """

    dataset: str
    name: str
    artifacts: tuple[Artifact | None, ...]


def pages(site: Site) -> Iterator[Item]:
    """The page for any runs, and one for each comparison that the configuration names."""
    addresses = _addresses(site.named)
    context = {
        "named": [(one.title, f"{addresses[one.name]}.html") for one in site.named],
        "offered": tuple(reversed(site.runs[-_OFFERED:])),
        "urls": site.urls,
    }
    yield Page("compare.html", "compare.html", "compare", context, _all_needs(site))
    for one in site.named:
        yield from _named_pages(site, one, addresses[one.name])


def _addresses(comparisons: Sequence[Named]) -> Mapping[str, str]:
    files = file_names([one.name for one in comparisons])
    return {name: f"compare/{file}" for name, file in files.items()}


def _all_needs(site: Site) -> frozenset[str]:
    artifacts = (
        artifact
        for chunk in summaries(site.runs, versions_of_plots)
        for _, versions in chunk
        for version in versions
        for artifact in site.artifacts.of(version)
    )
    return frozenset({"artifacts"}) | needs_of(artifacts)


def _named_pages(site: Site, one: Named, url: str) -> Iterator[Item]:
    context: dict[str, Any] = {"comparison": one, "urls": site.urls, "compared": None}
    if not one.runs:
        yield Page(f"{url}.html", "comparison.html", "compare", context)
        return
    found = compare_runs(one.runs, site.metrics)
    shown = tuple(_shown(site, one.runs))
    context |= {
        "compared": found,
        "names": run_names(one.runs),
        "groups": tuple(_groups(found)),
        "changes": only_changes(found.rows),
        "plots": shown,
        "files": {"csv": f"{url}.csv", "json": f"{url}.json"},
    }
    needs = needs_of(item for plot in shown for item in plot.artifacts if item)
    yield Text(f"{url}.csv", export(found, one.runs, "csv"))
    yield Text(f"{url}.json", export(found, one.runs, "json"))
    yield Page(f"{url}.html", "comparison.html", "compare", context, needs)


def _groups(found: Comparison) -> Iterator[tuple[Group, tuple[Row, ...]]]:
    rows = tuple(told(found.rows))
    for group in GROUPS:
        own = tuple(row for row in rows if row.group == group)
        if own:
            yield group, own


def _shown(site: Site, runs: Sequence[Run]) -> Iterator[Shown]:
    """Every plot of every dataset that any of the runs saved."""
    saved = [{v.dataset: site.artifacts.of(v) for v in site.plots_of(run)} for run in runs]
    for dataset in sorted({name for one in saved for name in one}):
        found = [one.get(dataset, ()) for one in saved]
        if max(map(len, found)) <= 1:
            # A file's own name may have changed from run to run.
            yield Shown(dataset, "", tuple(items[0] if items else None for items in found))
            continue
        for name in dict.fromkeys(item.name for items in found for item in items):
            matching = (next((i for i in items if i.name == name), None) for items in found)
            yield Shown(dataset, name, tuple(matching))
