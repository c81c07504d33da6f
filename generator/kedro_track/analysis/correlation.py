"""Which parameter goes with a metric: rank correlation, or how far apart groups are. Pure.

Numbers of at least three values are correlated by rank (Spearman), so neither scale nor a
single far value decides. Other values, flags and texts among them, have no order: their runs
are compared as groups (Kruskal and Wallis), and what is told is the share of the metric's
ranks that the group explains, without a sign. Neither is a cause.

`static/js/chart-correlation.js` of the default theme is the twin; both are held to
`tests/vectors/correlation.json`.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kedro_track.analysis.outlines import columns_of_params
from kedro_track.analysis.series import Series
from kedro_track.chunked import starts_of, summary
from kedro_track.history import Run

FEWEST = 10
"""Below so many runs nothing is said."""

RUNS = 2_000
"""At build time the newest runs are looked at, at most so many."""

_ORDERED = 3
_DOUBT = 0.05

Verdict = Literal["clear", "chance", "few", "scattered", "constant"]
"""`clear`: more than chance among all parameters looked at; `chance`: may be no more than
that; `few`: too few runs have both; `scattered`: hardly two runs share a value;
`constant`: the parameter or the metric has one value only."""


@dataclass(frozen=True, slots=True)
class Association:
    """How a parameter goes with a metric.

    Attributes:
        kind: `rank`: `strength` is Spearman's coefficient, from -1 to 1. `groups`: it is the
            share of the ranks' variance that lies between groups, from 0 to 1.
        strength: None where nothing is said.
        runs: How many runs have both.
        values: How many different values the parameter has among them.
        deviations: Distance from chance in standard deviations, one-sided for groups.
    """

    parameter: str
    kind: Literal["rank", "groups"]
    strength: float | None
    runs: int
    values: int
    deviations: float | None
    verdict: Verdict


def associations(series: Series, runs: Sequence[Run]) -> tuple[Association, ...]:
    """How every parameter goes with a metric in its newest 2,000 finite runs, clearest first.

    Args:
        runs: All of the history, which the series' numbers count.
    """
    chosen = series.finite[-RUNS:]
    values = [series.values[i] for i in chosen]
    return judged(_params(runs, [series.numbers[i] - 1 for i in chosen]), values)


def _params(runs: Sequence[Run], places: Sequence[int]) -> Mapping[str, Sequence[Any]]:
    """The values of each parameter in the runs at some places; None where one has none."""
    starts = starts_of(runs)
    columns: dict[str, list[Any]] = {}
    done = 0
    while done < len(places):
        number = bisect_right(starts, places[done]) - 1
        beyond = bisect_left(places, starts[number + 1], done)
        offsets = [place - starts[number] for place in places[done:beyond]]
        for name, column in summary(runs, number, columns_of_params).items():
            if any(column.has[offset] for offset in offsets):
                whole = columns.setdefault(name, [None] * len(places))
                whole[done:beyond] = [column.values[offset] for offset in offsets]
        done = beyond
    return columns


def judged(
    columns: Mapping[str, Sequence[Any]], metric: Sequence[float | None]
) -> tuple[Association, ...]:
    """Relate each column with the metric, and judge all of them together, clearest first.

    Args:
        columns: Values of each parameter, one a run; None where a run has none.
        metric: Its values, parallel; None or no finite number where a run has none.
    """
    found = [associate(name, column, metric) for name, column in columns.items()]
    tried = sum(one.strength is not None for one in found)
    return tuple(sorted((_judge(one, tried) for one in found), key=_order))


def associate(name: str, column: Sequence[Any], metric: Sequence[float | None]) -> Association:
    """Relate one parameter with a metric; the verdict is that of a single trial."""
    pairs = [
        (value, number)
        for value, number in zip(column, metric, strict=True)
        if _given(value) and number is not None and math.isfinite(number)
    ]
    keys = [_key(value) for value, _ in pairs]
    distinct = len(set(keys))
    kind: Literal["rank", "groups"] = (
        "rank" if distinct >= _ORDERED and all(_is_number(v) for v, _ in pairs) else "groups"
    )
    numbers = [number for _, number in pairs]
    why = _nothing(len(pairs), distinct, len(set(numbers)), kind)
    if why:
        return Association(name, kind, None, len(pairs), distinct, None, why)
    if kind == "rank":
        strength = spearman([value for value, _ in pairs], numbers)
        away = abs(math.atanh(max(-_NEARLY, min(_NEARLY, strength))))
        deviations = away * math.sqrt((len(pairs) - 3) / 1.06)  # Fieller, Hartley and Pearson
    else:
        strength = explained(keys, numbers)
        deviations = _chi_deviations(strength * (len(pairs) - 1), distinct - 1)
    single = Association(name, kind, strength, len(pairs), distinct, deviations, "chance")
    return _judge(single, 1)


def spearman(left: Sequence[float], right: Sequence[float]) -> float:
    """Spearman's rank correlation, ties at their mean rank; both must vary."""
    a, b = ranks(left), ranks(right)
    middle = (len(a) + 1) / 2
    product = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    squares = sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)
    return max(-1.0, min(1.0, product / math.sqrt(squares)))


def explained(keys: Sequence[str], values: Sequence[float]) -> float:
    """The share of the variance of the values' ranks that lies between the groups."""
    placed = ranks(values)
    middle = (len(placed) + 1) / 2
    sums: dict[str, list[float]] = {}
    for key, rank in zip(keys, placed, strict=True):
        group = sums.setdefault(key, [0.0, 0.0])
        group[0] += rank - middle
        group[1] += 1
    between = sum(total * total / count for total, count in sums.values())
    return min(1.0, between / sum((rank - middle) ** 2 for rank in placed))


def ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share the mean of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            found[place] = (start + 1 + end) / 2
        start = end
    return found


_NEARLY = 1 - 1e-12
_ORDER: Mapping[Verdict, int] = {"clear": 0, "chance": 1, "few": 2, "scattered": 3, "constant": 4}


def _nothing(
    runs: int, distinct: int, numbers: int, kind: Literal["rank", "groups"]
) -> Verdict | None:
    if runs < FEWEST:
        return "few"
    if distinct < 2 or numbers < 2:  # noqa: PLR2004 - one value is none to compare
        return "constant"
    return "scattered" if kind == "groups" and distinct * 2 > runs else None


def _judge(one: Association, tried: int) -> Association:
    if one.deviations is None:
        return one
    doubt = _DOUBT / tried / (2 if one.kind == "rank" else 1)
    verdict: Verdict = "clear" if one.deviations > _quantile(doubt) else "chance"
    return Association(
        one.parameter, one.kind, one.strength, one.runs, one.values, one.deviations, verdict
    )


def _order(one: Association) -> tuple[int, float, str]:
    return _ORDER[one.verdict], -(one.deviations or 0.0), one.parameter


def _quantile(doubt: float) -> float:
    """Standard deviations that noise exceeds with this probability (Hastings 1955)."""
    t = math.sqrt(-2 * math.log(doubt))
    return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (
        1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    )


def _chi_deviations(chi: float, freedom: int) -> float:
    """Chi square as standard deviations (Wilson and Hilferty 1931)."""
    spread = 2 / (9 * freedom)
    root = math.exp(math.log(chi / freedom) / 3) if chi > 0 else 0.0
    return (root - (1 - spread)) / math.sqrt(spread)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _given(value: Any) -> bool:
    if not _is_number(value):
        return value is not None
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float holds
        return False


def _key(value: Any) -> str:
    # 1 and 1.0 are one value, 1 and "1" and true are three.
    if _is_number(value):
        return repr(float(value))
    return json.dumps(value, sort_keys=True, default=str)
