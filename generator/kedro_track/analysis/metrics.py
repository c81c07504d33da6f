"""What is known of each metric: its label, unit, format and which way is better."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kedro_track.config import Config, Direction, MetricRule
from kedro_track.history import History, Run

_LOWER = re.compile(
    r"(^|_)(mae|mse|rmse|mape|smape|rmsle|loss|logloss|error|errors|err|deviance|bias|perplexity"
    r"|latency|duration|seconds|runtime|time|cost|fpr|fnr|brier|wer|cer|rank|misses|failures|aic"
    r"|bic|distance|divergence|residual|drift|missing|nulls)(_|$)"
)
_HIGHER = re.compile(
    r"(^|_)(r2|score|accuracy|acc|auc|auroc|roc|ap|map|f1|f2|fbeta|precision|recall|sensitivity"
    r"|specificity|tpr|tnr|ndcg|mrr|bleu|rouge|iou|dice|kappa|mcc|gain|profit|revenue|lift"
    r"|likelihood|throughput|coverage|hit|hits|correlation|explained|silhouette)(_|$)"
)


@dataclass(frozen=True, slots=True)
class MetricInfo:
    """A metric as pages speak of it.

    Attributes:
        name: `<dataset>.<key>`, unique in the history.
        direction: Which way is better; `none` if neither is known to be.
        guessed: Whether the direction was guessed from the name.
    """

    name: str
    dataset: str
    key: str
    label: str
    direction: Direction
    guessed: bool
    unit: str | None = None
    format: str | None = None

    def better(self, value: float, than: float) -> bool | None:
        """Whether `value` is better than `than`; None if that can't be said."""
        if self.direction == "none" or value == than or value != value or than != than:  # noqa: PLR0124 - NaN
            return None
        return (value > than) == (self.direction == "higher")

    def best(self, values: Iterable[float]) -> float | None:
        """The best of the values that are numbers; None without a direction or a number."""
        numbers = [value for value in values if value == value]  # noqa: PLR0124 - NaN
        if self.direction == "none" or not numbers:
            return None
        return max(numbers) if self.direction == "higher" else min(numbers)


def describe(history: History, config: Config) -> Mapping[str, MetricInfo]:
    """Describe every metric of the runs shown, sorted by name."""
    return describe_pairs(pairs_of(history.shown), config.metrics)


def pairs_of(runs: Iterable[Run]) -> dict[str, tuple[str, str]]:
    """Of each metric's full name its dataset and its key."""
    return {
        f"{version.dataset}.{key}": (version.dataset, str(key))
        for run in runs
        for version in run.versions
        if version.kind == "metrics" and version.data is not None
        for key in version.data
    }


def describe_pairs(
    pairs: Mapping[str, tuple[str, str]], rules: Sequence[MetricRule]
) -> Mapping[str, MetricInfo]:
    """Describe metrics, given as full name to (dataset, key), with labels unique among them."""
    labels = _labels(pairs)
    return {name: _describe(name, pairs[name], labels[name], rules) for name in sorted(pairs)}


def headline(infos: Mapping[str, MetricInfo], patterns: Sequence[str]) -> tuple[MetricInfo, ...]:
    """The metrics that the overview leads with, in the order of the config.

    Without any pattern: those with a known direction, at most four, otherwise the first four.
    """
    if patterns:
        found = {
            name: info
            for pattern in patterns
            for name, info in infos.items()
            if _matches(name, pattern)
        }
        return tuple(found.values())
    directed = [info for info in infos.values() if info.direction != "none"]
    return tuple((directed or list(infos.values()))[:4])


def guess_direction(key: str) -> Direction:
    """Guess from a metric's key which way is better: `mae` lower, `r2_score` higher."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()
    words = re.sub(r"[^a-z0-9]+", "_", words)
    # An error outweighs a score: `max_error_score` is an error.
    if _LOWER.search(words):
        return "lower"
    return "higher" if _HIGHER.search(words) else "none"


def _describe(
    name: str, pair: tuple[str, str], label: str, rules: Sequence[MetricRule]
) -> MetricInfo:
    matching = [rule for rule in rules if _matches(name, rule.pattern)]

    def said(attribute: str) -> str | None:
        # The last rule that says something wins, so that a general one can stand first.
        values = [getattr(rule, attribute) for rule in matching]
        return next((value for value in reversed(values) if value is not None), None)

    direction = said("direction")
    return MetricInfo(
        name=name,
        dataset=pair[0],
        key=pair[1],
        label=said("label") or label,
        direction=direction or guess_direction(pair[1]),  # type: ignore[arg-type] # one of three
        guessed=direction is None,
        unit=said("unit"),
        format=said("format"),
    )


def _matches(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or fnmatchcase(name, f"*.{pattern}")


def _labels(pairs: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """The shortest ending of each name, in whole parts, that no other metric shares."""
    counts: dict[str, int] = {}
    endings = {name: _endings(*pair) for name, pair in pairs.items()}
    for shorter in endings.values():
        for ending in shorter:
            counts[ending] = counts.get(ending, 0) + 1
    return {
        name: next((ending for ending in shorter if counts[ending] == 1), name)
        for name, shorter in endings.items()
    }


def _endings(dataset: str, key: str) -> list[str]:
    parts = dataset.split(".")
    return [key] + [".".join([*parts[i:], key]) for i in range(len(parts) - 1, -1, -1)]
