"""Whether runs are worse than their baseline in the metrics that they are judged by. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kedro_track.analysis.deltas import Delta, delta
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.history import Run

Reason = Literal["worse", "missing", "no_number"]


@dataclass(frozen=True, slots=True)
class Regression:
    """A headline metric that got worse.

    Attributes:
        value: None if the run has none.
        reason: `missing` and `no_number` where the baseline had a number and the run has none,
            or NaN.
    """

    run: Run
    metric: MetricInfo
    than: float
    value: float | None
    reason: Reason


def regressions(
    base: Run, heads: Sequence[Run], headline: Sequence[MetricInfo]
) -> tuple[Regression, ...]:
    """All regressions of runs against a baseline, run by run."""
    return tuple(found for head in heads for found in _of(base, head, headline))


def headline_deltas(base: Run, head: Run, headline: Sequence[MetricInfo]) -> tuple[Delta, ...]:
    """Those headline metrics that both runs have, beside each other."""
    return tuple(
        delta(metric, head.metrics[metric.name], base.metrics[metric.name])
        for metric in headline
        if metric.name in head.metrics and metric.name in base.metrics
    )


def _of(base: Run, head: Run, headline: Sequence[MetricInfo]) -> Iterator[Regression]:
    for metric in headline:
        than, value = base.metrics.get(metric.name), head.metrics.get(metric.name)
        if than is None or math.isnan(than) or metric.direction == "none":
            continue
        reason = _reason(metric, value, than)
        if reason is not None:
            yield Regression(head, metric, than, value, reason)


def _reason(metric: MetricInfo, value: float | None, than: float) -> Reason | None:
    if value is None:
        return "missing"
    if math.isnan(value):
        return "no_number"
    return "worse" if delta(metric, value, than).better is False else None
