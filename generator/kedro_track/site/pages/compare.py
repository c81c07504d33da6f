"""The comparison: drawn by the browser for any runs, from the hash; written out for named ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kedro_track.analysis.compare import Matrix, compare
from kedro_track.analysis.references import ReferenceNotFoundError, find_run
from kedro_track.config import Comparison
from kedro_track.history import Run
from kedro_track.site.model import Item, Page, Site
from kedro_track.site.urls import file_names

_OFFERED = 10


def pages(site: Site) -> Iterator[Item]:
    """The page for any runs, and one for each comparison that the configuration names."""
    files = file_names([comparison.name for comparison in site.config.comparisons])
    named = [(c, f"compare/{files[c.name]}.html") for c in site.config.comparisons]
    needs = frozenset({"plotly"} if any(run.of_kind("plotly") for run in site.runs) else ())
    context = {
        "named": [(comparison.title or comparison.name, url) for comparison, url in named],
        "offered": tuple(reversed(site.runs[-_OFFERED:])),
        "urls": site.urls,
    }
    yield Page("compare.html", "compare.html", "compare", context, needs)
    for comparison, url in named:
        yield Page(url, "comparison.html", "compare", _context(site, comparison))


def _context(site: Site, comparison: Comparison) -> dict[str, object]:
    runs: list[Run] = []
    missing: list[str] = []
    wanted = dict.fromkeys([*filter(None, [comparison.baseline]), *comparison.runs])
    for reference in wanted:
        try:
            run = find_run(site.runs, reference)
        except ReferenceNotFoundError as error:  # noqa: PERF203 - each is said
            missing.append(str(error))
        else:
            if run not in runs:
                runs.append(run)
    return {
        "title": comparison.title or comparison.name,
        "matrix": _matrix(site, runs),
        "missing": missing,
        "urls": site.urls,
    }


def _matrix(site: Site, runs: Sequence[Run]) -> Matrix | None:
    return compare(runs, site.metrics) if runs else None
