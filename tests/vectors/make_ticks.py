"""Writes `ticks.json`: the vectors that the ticks of an axis are held to, here and there."""

from __future__ import annotations

import json
import random
from pathlib import Path

from kedro_track.site.ticks import ticks

SPANS: list[tuple[float, float]] = [
    (0, 1),
    (0.39, 0.45),
    (-3, 7),
    (11_000, 11_560),
    (0, 1e6),
    (1e6, 2.5e6),
    (9.9e6, 1.2e7),
    (1e-7, 9e-7),
    (5, 5),
    (-2.5, -2.5),
    (0, 0),
    (0.1, 0.1 + 1e-9),
    (-1e308, 1e308),
    (0, 1e308),
    (1_000_000.0001, 1_000_000.0002),
    (0, 1e-200),
    (0.05, 0.0501),
    (123_456, 123_461),
    (1, 12),
    (1, 100_000),
    (0.999, 1.001),
]


def vectors() -> list[dict[str, object]]:
    """Spans as they occur, and some at random."""
    chance = random.Random(7)
    spans = list(SPANS)
    for _ in range(60):
        low = chance.uniform(-1, 1) * 10.0 ** chance.randint(-9, 9)
        spans.append((low, low + abs(chance.gauss(0, 1)) * 10.0 ** chance.randint(-9, 9)))
    cases = [(low, high, 5, None) for low, high in spans]
    cases += [(low, high, 3, None) for low, high in spans[:12]]
    cases += [(low, high, 5, ".1%") for low, high in spans[:8]]
    return [
        {
            "low": low,
            "high": high,
            "count": count,
            "spec": spec,
            "ticks": [[tick.value, tick.label] for tick in ticks(low, high, count, spec)],
        }
        for low, high, count, spec in cases
    ]


if __name__ == "__main__":
    target = Path(__file__).with_name("ticks.json")
    target.write_text(json.dumps(vectors(), indent=0) + "\n", encoding="utf-8")
