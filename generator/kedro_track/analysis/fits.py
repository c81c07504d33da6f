"""Least squares of a straight line, a step, and both, on equally spaced values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise


class Fit:
    """The three fits of values around one place.

    Args:
        values: At least five.
        at: Index of the first one after the step.

    Attributes:
        line: Sum of squares that a straight line leaves; `step` what two levels leave;
            `both` what two parallel lines leave.
        between: Sum of squares that the step takes away.
    """

    def __init__(self, values: Sequence[float], at: int) -> None:
        count, mean = len(values), sum(values) / len(values)
        self._y = [value - mean for value in values]
        self._at = at
        # Sums of squares and products around the means: t the index, s the step (0 or 1).
        tt = count * (count * count - 1) / 12
        ss = at * (count - at) / count
        ts = at * (count - at) / 2
        yy = sum(value * value for value in self._y)
        ty = sum(i * value for i, value in enumerate(self._y))
        sy = sum(self._y[at:])
        own = ss - ts * ts / tt
        self._jump = (sy - ts * ty / tt) / own
        self._slope = (ty - self._jump * ts) / tt
        self.between = sy * sy / ss
        self.line = yy - ty * ty / tt
        self.step = yy - self.between
        self.both = max(self.line - self._jump * self._jump * own, 0.0)

    @property
    def variance(self) -> float:
        """Of the values around the two parallel lines."""
        return self.both / (len(self._y) - 3)

    @cached_property
    def lengthening(self) -> float:
        """How much neighbours that resemble each other widen the variance of a mean."""
        count = len(self._y)
        middle, share = (count - 1) / 2, (count - self._at) / count
        rest = [
            value - self._slope * (i - middle) - self._jump * ((i >= self._at) - share)
            for i, value in enumerate(self._y)
        ]
        total = sum(value * value for value in rest)
        if total == 0:
            return 1.0
        alike = sum(a * b for a, b in pairwise(rest)) / total
        alike = min(max(alike, 0.0), 0.9)
        return (1 + alike) / (1 - alike)
