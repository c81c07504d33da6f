"""Where an axis has its marks, and what they say: round numbers, no two alike.

The twin is `static/js/chart-ticks.js` of the default theme; both are held to
`tests/vectors/ticks.json`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from kedro_track.analysis.numbers import MINUS, write

_ROUND = (1, 2, 5, 10)
_PLAIN = (-4, 7)  # powers of ten that are written without an exponent
_FINEST = 1e-13
_MOST = 100  # digits that the browser can write


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    value: float
    label: str


def ticks(low: float, high: float, count: int = 5, spec: str | None = None) -> tuple[Tick, ...]:
    """At least two round numbers from `low` to `high`, both included where they are round.

    Args:
        low: Finite, like `high`, and not above it.
        count: About how many.
        spec: The metric's format; of it only a percent sign is heeded, since a tick needs as
            many digits as tell it from its neighbour.

    Returns:
        The one value itself where there is no distance between the two.
    """
    factor, unit = (100, "%") if spec and spec.endswith("%") else (1, "")
    first, last = low * factor, high * factor
    span = last - first
    if not math.isfinite(span) or span <= _FINEST * max(abs(first), abs(last)):
        return (Tick(low, write(low, spec) if unit else write(first)),)

    step, power = _step(span / max(count, 1))
    start, end = math.ceil(first / step - _SLACK), math.floor(last / step + _SLACK)
    if end <= start:  # one mark alone gives no measure
        return ticks(low, high, count + 1, spec)
    values = [_exact(i, step, power) for i in range(start, end + 1)]
    largest = max((abs(value) for value in values), default=0.0)
    return tuple(Tick(value / factor, _label(value, power, largest) + unit) for value in values)


_SLACK = 1e-9


def _step(rough: float) -> tuple[float, int]:
    """The next round number and the power of ten of its digit."""
    power = _power(rough)
    digit = next(d for d in _ROUND if d * _ten(power) >= rough * (1 - _SLACK) or d == _ROUND[-1])
    if digit == _ROUND[-1]:
        digit, power = 1, power + 1
    return digit * _ten(power), power


def _power(value: float) -> int:
    """The power of ten of a number's first digit; logarithms are not the same everywhere."""
    return int(f"{value:.16e}".partition("e")[2])


def _ten(power: int) -> float:
    return float(f"1e{power}")


def _exact(i: int, step: float, power: int) -> float:
    """`i` steps, without the noise of the product."""
    value = i * step
    return float(f"{value:.{-power}f}") if -_MOST <= power < 0 else value


def _label(value: float, power: int, largest: float) -> str:
    if value == 0:
        return "0"
    digits = max(0, -power)
    if _PLAIN[0] <= _power(largest) < _PLAIN[1]:
        text = f"{value:.{min(digits, _MOST)}f}"
    else:
        mantissa, _, exponent = f"{value:.{min(max(0, _power(value) - power), _MOST)}e}".partition(
            "e"
        )
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)
