"""The comparisons that `track.yml` names, and what their references find. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.references import ReferenceNotFoundError, find_run
from kedro_track.config import Comparison
from kedro_track.history import EMPTY, Problem, Run


@dataclass(frozen=True, slots=True)
class Named:
    """A named comparison with the runs that it means, the baseline first.

    Attributes:
        missing: One sentence for each reference that finds no run.
    """

    name: str
    title: str
    runs: tuple[Run, ...]
    missing: tuple[str, ...]


def named(
    runs: Sequence[Run],
    comparisons: Sequence[Comparison],
    metrics: Mapping[str, MetricInfo] = EMPTY,
) -> tuple[Named, ...]:
    """Find the runs of each comparison.

    Args:
        runs: Of the whole history, oldest first.
        metrics: What is known of each metric by its full name; `best:` needs it.
    """
    return tuple(_named(runs, comparison, metrics) for comparison in comparisons)


def problems(found: Sequence[Named]) -> Iterator[Problem]:
    """What the references of the comparisons do not find."""
    for one in found:
        for sentence in one.missing:
            yield Problem(
                f"The comparison {one.name!r} lacks a run: {sentence}",
                "track.yml",
                f"Correct `comparisons.{one.name}` in track.yml.",
            )


def _named(runs: Sequence[Run], comparison: Comparison, metrics: Mapping[str, MetricInfo]) -> Named:
    found: dict[str, Run] = {}
    missing: list[str] = []
    for reference in dict.fromkeys([*filter(None, [comparison.baseline]), *comparison.runs]):
        try:
            run = find_run(runs, reference, metrics)
        except ReferenceNotFoundError as error:  # noqa: PERF203 - each is said
            missing.append(str(error))
        else:
            found.setdefault(run.id, run)
    title = comparison.title or comparison.name
    return Named(comparison.name, title, tuple(found.values()), tuple(missing))
