"""Compare the runs that are meant and print it, for people, pull requests and programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from kedro_track.analysis import compare as analysis
from kedro_track.analysis.compare_comment import comment, comparison_url, verdict
from kedro_track.analysis.compare_export import Form, export, run_names, table
from kedro_track.analysis.metrics import MetricInfo, describe, headline
from kedro_track.analysis.numbers import write
from kedro_track.analysis.references import baselines
from kedro_track.analysis.regressions import Regression, regressions
from kedro_track.cli.picking import find
from kedro_track.cli.text import printable
from kedro_track.config import Config
from kedro_track.errors import TrackError
from kedro_track.history import History, Run

_PROGRAMS: Mapping[str, Form] = {"csv": "csv", "json": "json"}

_REASONS = {
    "worse": "is worse",
    "missing": "is missing",
    "no_number": "is no number",
}


@dataclass(frozen=True, slots=True)
class Compared:
    """Runs and what their comparison found, the baseline first."""

    runs: tuple[Run, ...]
    comparison: analysis.Comparison
    headline: tuple[MetricInfo, ...]
    title: str
    site_url: str | None

    def tell_regressions(self) -> bool:
        """Say on stderr which headline metrics got worse, and whether any did."""
        if all(metric.direction == "none" for metric in self.headline):
            click.echo(
                "Warning: no headline metric has a direction, so none can get worse; "
                "give them one under `metrics` in track.yml.",
                err=True,
            )
        found = regressions(self.runs[0], self.runs[1:], self.headline)
        for one in found:
            click.echo(printable(_regression(one)), err=True)
        return bool(found)


def compare_runs(project: Path, env: str | None, base: str, heads: Sequence[str]) -> Compared:
    """Find the runs and compare them.

    Raises:
        TrackError: If a reference means no run, or the first HEAD had no baseline.
    """
    from kedro_track.build import read_config, read_history

    history, config = read_history(project, env), read_config(project, env)
    others = [find(history, config, reference) for reference in heads]
    runs = {run.id: run for run in (_base(history, config, base, others[0]), *others)}
    if len(runs) == 1:
        raise TrackError(f"BASE and HEAD are the same run, {others[0].id}; name another.")
    metrics = describe(history, config)
    return Compared(
        tuple(runs.values()),
        analysis.compare_runs([*runs.values()], metrics),
        headline(metrics, config.headline),
        config.title or history.project.name,
        config.site_url,
    )


def tell(found: Compared, form: str, *, full: bool) -> None:
    """Print a comparison; `table`, `markdown`, `csv` or `json`."""
    runs, comparison = found.runs, found.comparison
    if form == "table":
        _print_table(found, full=full)
    elif form in _PROGRAMS:
        click.echo(export(comparison, runs, _PROGRAMS[form], changes=not full), nl=False)
    elif full:
        click.echo(export(comparison, runs, "markdown"), nl=False)
    else:
        said = comment(comparison, runs, found.headline, title=found.title, site_url=found.site_url)
        click.echo(said, nl=False)


def _base(history: History, config: Config, reference: str, head: Run) -> Run:
    if reference not in ("baseline", "previous") or reference in history.by_id:
        return find(history, config, reference)
    rule = config.baseline if reference == "baseline" else None
    # Up to the run itself, which may be a hidden one.
    runs = [run for run in history.runs if not run.hidden or run is head]
    found = baselines(runs, rule, describe(history, config))
    base = next(baseline for run, baseline in zip(runs, found, strict=True) if run is head)
    if base is None:
        wanted = f"{rule!r}, the baseline of track.yml" if rule else "the run before it"
        raise TrackError(
            f"Run {head.id} has nothing to be compared with: no earlier run answers to {wanted}; "
            "name another BASE."
        )
    return base


def _print_table(found: Compared, *, full: bool) -> None:
    from kedro_track.cli import listing

    head, *rows = table(found.comparison, found.runs, changes=not full)
    if rows:
        listing.print_rows(head, rows)
    else:
        click.echo("Nothing that was captured differs.")
    names = run_names(found.runs)
    for run, name in zip(found.runs[1:], names[1:], strict=True):
        said = verdict(found.runs[0], run, found.headline)
        click.echo(printable(f"{name} against {names[0]}: {said}."))
    if found.site_url:
        click.echo(printable(comparison_url(found.site_url, found.runs)))


def _regression(found: Regression) -> str:
    metric, value = found.metric, found.value
    now = f"{write(value, metric.format)} after " if found.reason == "worse" else "after "
    return (
        f"Regression: {metric.label} {_REASONS[found.reason]} in {found.run.id}: "
        f"{now}{write(found.than, metric.format)} ({metric.direction} is better)."
    )
