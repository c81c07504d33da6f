"""The marks of an axis: round, apart, no more digits than tell them from each other."""

from __future__ import annotations

import json
from pathlib import Path

from kedro_track.analysis.numbers import MINUS
from kedro_track.site.ticks import ticks

VECTORS = Path(__file__).parent / "vectors" / "ticks.json"


def labels(low: float, high: float, count: int = 5, spec: str | None = None) -> list[str]:
    """What the marks say."""
    return [tick.label for tick in ticks(low, high, count, spec)]


def test_the_vectors_hold() -> None:
    """What the browser's twin is held to holds here."""
    for case in json.loads(VECTORS.read_text(encoding="utf-8")):
        found = ticks(case["low"], case["high"], case["count"], case["spec"])
        assert [[tick.value, tick.label] for tick in found] == case["ticks"]


def test_marks_are_round_and_inside() -> None:
    """Steps of 1, 2 or 5; the ends only where they are round themselves."""
    assert labels(0.39, 0.45) == ["0.40", "0.42", "0.44"]
    assert labels(0, 1) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert labels(-3, 7) == [f"{MINUS}2", "0", "2", "4", "6"]


def test_close_values_have_as_many_digits_as_tell_them_apart() -> None:
    """No two marks say the same."""
    found = labels(0.1, 0.1 + 1e-9)
    assert len(set(found)) == len(found) > 3


def test_large_and_small_numbers_have_an_exponent() -> None:
    """Beyond seven digits an exponent is shorter."""
    assert labels(0, 4e8) == ["0", "1e8", "2e8", "3e8", "4e8"]
    assert labels(1e-7, 4e-7) == [f"{i}e{MINUS}7" for i in (1, 2, 3, 4)]


def test_one_value_is_its_own_mark() -> None:
    """Where nothing varies there is one mark, and it is exact."""
    assert labels(0.125, 0.125) == ["0.125"]
    assert labels(0, 0) == ["0"]


def test_a_share_is_marked_in_percent() -> None:
    """A metric written with a percent sign has an axis in percent."""
    assert labels(0.5, 0.62, 5, ".1%") == ["50%", "55%", "60%"]
