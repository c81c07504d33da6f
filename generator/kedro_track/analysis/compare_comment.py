"""A comparison as a comment on a pull request: the answer first, a short table, what differs.

It is Markdown; all that comes from a run is escaped by `compare_text`. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from kedro_track.analysis.compare import Comparison, Row
from kedro_track.analysis.compare_export import run_names
from kedro_track.analysis.compare_text import Words, escaped, only_changes, to_markdown
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.regressions import headline_deltas, regressions
from kedro_track.history import Run

MOST_ROWS = 30
"""How many differences a comment tells; more belong on the site."""

# What differs between any two runs and explains nothing.
_NOISE = frozenset({"run/started", "run/duration", "run/title", "run/notes", "run/tags"})
_WORDS = Words()


def comment(
    comparison: Comparison,
    runs: Sequence[Run],
    headline: Sequence[MetricInfo],
    *,
    title: str,
    site_url: str | None = None,
) -> str:
    """Write the comment.

    Args:
        runs: Those that were compared, the baseline first.
        headline: The metrics that runs are judged by; without any, all metrics that differ.
        title: Of the project.
        site_url: Where the site stands; then the comment links to the comparison on it.
    """
    return "\n\n".join(_parts(comparison, runs, headline, title, site_url)) + "\n"


def verdict(base: Run, head: Run, headline: Sequence[MetricInfo]) -> str:
    """The answer: `headline metrics: 1 better, 1 worse, 1 unchanged`, or why there is none."""
    found = headline_deltas(base, head, headline)
    lost = [one for one in regressions(base, [head], headline) if one.reason != "worse"]
    counts = {
        "better": sum(one.better is True for one in found),
        "worse": sum(one.better is False for one in found),
        "missing": len(lost),
        "changed": sum(one.better is None and bool(one.absolute) for one in found),
        "unchanged": sum(one.absolute == 0 for one in found),
    }
    said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"headline metrics: {said}" if said else "no headline metric is in both"


def comparison_url(site_url: str, runs: Sequence[Run], baseline: int = 0) -> str:
    """Where a site shows the comparison of these runs."""
    ids = [quote(run.id, safe="") for run in runs]
    return f"{site_url.rstrip('/')}/compare.html#runs={','.join(ids)}&baseline={ids[baseline]}"


def _parts(
    comparison: Comparison,
    runs: Sequence[Run],
    headline: Sequence[MetricInfo],
    title: str,
    site_url: str | None,
) -> Iterator[str]:
    base, names = runs[0], run_names(runs)
    yield f"### {escaped(title)}"
    for head, name in zip(runs[1:], names[1:], strict=True):
        state = "" if head.status in ("succeeded", "unknown") else f" ({head.status})"
        said = verdict(base, head, headline)
        yield f"**{escaped(name)}**{state} against {escaped(names[0])}: **{said}**"
    metrics = [row for row in _by_name(comparison, headline) if row is not None]
    if metrics:
        yield to_markdown(comparison, names, metrics, _WORDS).rstrip()
    shown = [row for row in _explaining(comparison) if row not in metrics]
    yield "#### What differs besides" if shown else "Nothing else that was captured differs."
    if shown:
        yield to_markdown(comparison, names, shown[:MOST_ROWS], _WORDS).rstrip()
    if len(shown) > MOST_ROWS:
        yield f"… and {len(shown) - MOST_ROWS} more differences."
    if site_url:
        yield f"[All values and plots side by side]({comparison_url(site_url, runs)})"


def _by_name(comparison: Comparison, headline: Sequence[MetricInfo]) -> Iterator[Row | None]:
    rows = {row.path[0]: row for row in comparison.rows if row.group == "metrics"}
    if headline:
        yield from (rows.get(metric.name) for metric in headline)
    else:
        yield from (row for row in only_changes([*rows.values()]))


def _explaining(comparison: Comparison) -> Iterator[Row]:
    """What differs and may explain the metrics, or is a metric besides the headline."""
    for row in only_changes(comparison.rows):
        is_time = row.group == "pipeline" and row.path[0] == "seconds"
        if row.key not in _NOISE and not is_time:
            yield row
