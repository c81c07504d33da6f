"""How the latest run stands against the baseline: the one question of the overview. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kedro_track.analysis.deltas import Delta, deltas
from kedro_track.analysis.metrics import MetricInfo
from kedro_track.analysis.outlines import heads_of
from kedro_track.chunked import starts_of, summaries
from kedro_track.history import Run

Verdict = Literal[
    "better",
    "worse",
    "mixed",  # better in some, worse in others
    "same",
    "undirected",  # something changed, but nobody knows which way is better
    "incomparable",  # no leading metric is in both
    "no_baseline",
    "no_metrics",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest run beside its baseline.

    Attributes:
        newest: The newest run of all, also if it failed or has not ended.
        latest: The newest that came to its end with metrics; without any such, that came to its
            end; without any, the newest.
        baseline: As it stood when `latest` was made.
        deltas: Of the leading metrics that `latest` has.
    """

    newest: Run
    latest: Run
    baseline: Run | None
    deltas: tuple[Delta, ...]

    @property
    def better(self) -> tuple[Delta, ...]:
        """Those that got better."""
        return tuple(delta for delta in self.deltas if delta.better is True)

    @property
    def worse(self) -> tuple[Delta, ...]:
        """Those that got worse."""
        return tuple(delta for delta in self.deltas if delta.better is False)

    @property
    def verdict(self) -> Verdict:
        """The answer in one word."""
        if not self.deltas:
            return "no_metrics"
        if self.baseline is None:
            return "no_baseline"
        if all(delta.absolute is None for delta in self.deltas):
            return "incomparable"
        if self.better or self.worse:
            return "mixed" if self.better and self.worse else "better" if self.better else "worse"
        return "undirected" if any(delta.absolute for delta in self.deltas) else "same"


def standing(
    runs: Sequence[Run], baselines: Sequence[Run | None], leading: Sequence[MetricInfo]
) -> Standing | None:
    """How the latest run stands; None without any run.

    Args:
        runs: Oldest first.
        baselines: For each run its baseline as it stood when that run was made.
        leading: The metrics that runs are judged by.
    """
    if not runs:
        return None
    place = _place_of_latest(runs)
    latest, baseline = runs[place], baselines[place]
    than = baseline.metrics if baseline else {}
    return Standing(runs[-1], latest, baseline, deltas(leading, latest.metrics, than))


def _place_of_latest(runs: Sequence[Run]) -> int:
    ended: int | None = None
    parts = zip(starts_of(runs), summaries(runs, heads_of), strict=False)
    for start, heads in reversed([*parts]):
        for offset in reversed(range(len(heads.ended))):
            if heads.ended[offset]:
                ended = start + offset if ended is None else ended
                if heads.measured[offset]:
                    return start + offset
    return len(runs) - 1 if ended is None else ended
