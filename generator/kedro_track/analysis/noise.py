"""The noise of a series of numbers, and the series without what sticks out of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

_HALF = 4  # of the running median's window
_CLIP = 3.0


def clipped(values: Sequence[float]) -> tuple[list[float], float]:
    """The values without what sticks out of its surroundings, and their noise.

    What lies further than three standard deviations from the median of its nine neighbours is
    pulled back to that distance.

    Args:
        values: At least two finite numbers.

    Returns:
        As many values, and one standard deviation of what is left; it is above 0.
    """
    medians = list(_running_medians(values))
    noise = _noise(values, medians)
    reach = _CLIP * noise
    pulled = [
        min(max(value, median - reach), median + reach)
        for value, median in zip(values, medians, strict=True)
    ]
    return pulled, noise


def _noise(values: Sequence[float], medians: Sequence[float]) -> float:
    """One standard deviation of the noise, steps and outliers left out."""
    jumps = sorted(abs(b - a) for a, b in pairwise(values))
    noise = 1.4826 / math.sqrt(2) * jumps[len(jumps) // 2]
    if noise == 0:
        # More than half of the neighbours are equal: the mean tells more than the median.
        apart = (abs(v - m) for v, m in zip(values, medians, strict=True))
        noise = math.sqrt(math.pi / 2) * sum(apart) / len(values)
    largest = max(abs(min(values)), abs(max(values)))
    return max(noise, 1e-9 * (max(values) - min(values)), 1e-12 * largest, 1e-300)


def _running_medians(values: Sequence[float]) -> Iterator[float]:
    for i in range(len(values)):
        window = sorted(values[max(i - _HALF, 0) : i + _HALF + 1])
        yield window[len(window) // 2]
