"""The metrics of a run beside those of earlier runs, as rows of text for a template.

A run's page must not change when later runs bring further metrics, so its labels are unique
among the run's own metrics, not among all that the history ever had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kedro_track.analysis.deltas import Delta, delta
from kedro_track.analysis.metrics import MetricInfo, describe_pairs, headline
from kedro_track.analysis.numbers import write, write_delta, write_ratio
from kedro_track.config import Config
from kedro_track.history import Run

_DIGIT, _POINT = "\N{FIGURE SPACE}", "\N{PUNCTUATION SPACE}"

Pairs = tuple[tuple[str, tuple[str, str]], ...]


@dataclass(frozen=True, slots=True)
class Versus:
    """A metric against an earlier run, written out. `delta` is empty where nothing changed."""

    delta: str
    ratio: str
    better: bool | None


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric of a run.

    Attributes:
        label: Without its dataset where a heading names that.
        pad: Blanks as wide as the digits that bring its decimal point under the others'.
        versus: Against each of the runs compared with; None where that one lacks the metric.
    """

    metric: MetricInfo
    label: str
    value: str
    pad: str
    versus: tuple[Versus | None, ...]


@dataclass(frozen=True, slots=True)
class MetricTable:
    """The metrics of a run: `groups` by dataset; `leading` those that the run is judged by."""

    groups: tuple[tuple[str, tuple[MetricRow, ...]], ...]
    leading: tuple[MetricRow, ...]


class MetricTables:
    """Makes the tables of many runs; what runs with the same metrics share is done once."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._known: dict[Pairs, tuple[MetricInfo, ...]] = {}

    def of(self, run: Run, others: Sequence[Run]) -> MetricTable:
        """The metrics of a run, each against the other runs."""
        metrics = self._described(run)
        values = [write(run.metrics[metric.name], metric.format) for metric in metrics]
        grouped = len({metric.dataset for metric in metrics}) > 1
        groups: dict[str, list[MetricRow]] = {}
        rows: dict[str, MetricRow] = {}
        for metric, value, pad in zip(metrics, values, paddings(values), strict=True):
            # A label of the configuration stands as it is.
            short = grouped and metric.name.endswith(metric.label)
            label = metric.key if short else metric.label
            row = MetricRow(metric, label, value, pad, _versus(metric, run, others))
            rows[metric.name] = row
            groups.setdefault(metric.dataset, []).append(row)
        leading = headline({m.name: m for m in metrics}, self._config.headline)
        return MetricTable(
            tuple((dataset, tuple(members)) for dataset, members in groups.items()),
            tuple(rows[metric.name] for metric in leading),
        )

    def _described(self, run: Run) -> tuple[MetricInfo, ...]:
        pairs = tuple(
            (f"{version.dataset}.{key}", (version.dataset, str(key)))
            for version in run.of_kind("metrics")
            for key in version.data or ()
        )
        found = self._known.get(pairs)
        if found is None:
            described = describe_pairs(dict(pairs), self._config.metrics)
            found = tuple(sorted(described.values(), key=lambda metric: metric.dataset))
            self._known[pairs] = found
        return found


def written(change: Delta) -> Versus | None:
    """A change of a metric as text; None without an earlier value."""
    if change.absolute is None:
        return None
    if change.absolute == 0:
        return Versus("", "", None)
    ratio = "" if change.relative is None else write_ratio(change.relative)
    return Versus(write_delta(change.absolute, change.metric.format), ratio, change.better)


def paddings(texts: Sequence[str]) -> list[str]:
    """For numbers set to the right, the blanks that align them at the decimal point."""
    ends = [len(text.partition(".")[2]) for text in texts]
    longest = max(ends, default=0)
    return [
        ("" if "." in text or not longest else _POINT) + _DIGIT * (longest - end)
        for text, end in zip(texts, ends, strict=True)
    ]


def _versus(metric: MetricInfo, run: Run, others: Sequence[Run]) -> tuple[Versus | None, ...]:
    value = run.metrics[metric.name]
    return tuple(written(delta(metric, value, other.metrics.get(metric.name))) for other in others)
