"""How a number is written: honest digits, the same in Python and in the browser.

The twin is `static/js/numbers.js` of the default theme; both are held to
`tests/vectors/numbers.json`.
"""

from __future__ import annotations

import math
import re

MINUS = "\N{MINUS SIGN}"
_NOISE = 1e-12
_HUGE = 1e19


def write(value: float | None, spec: str | None = None) -> str:
    """Write a number with a true minus sign; None is the empty string.

    Args:
        spec: A format that the configuration lets through (`.3f`, `,.0f`); without one,
            six significant digits, and integers in full.
    """
    if value is None:
        return ""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    return _minus(_formatted(value, spec) if spec else _plain(value, 6))


def write_delta(value: float, spec: str | None = None) -> str:
    """Write a difference with its sign: three significant digits, more where the format says.

    A difference that is not zero is never written as zero: 0.0004 under `.1f` is +0.0004.
    """
    if not math.isfinite(value):
        return write(value)
    if value == 0:
        return "0"
    text = _formatted(abs(value), spec) if spec else _plain(abs(value), 3)
    if spec and not re.search(r"[1-9]", text):
        text = _percent(abs(value)) if spec.endswith("%") else _plain(abs(value), 3)
    return ("+" if value > 0 else MINUS) + _minus(text)


def write_ratio(value: float) -> str:
    """Write a relative change, 0.05 as `+5%`, with at most three significant digits."""
    if not math.isfinite(value):
        return ""
    return "0%" if value == 0 else ("+" if value > 0 else MINUS) + _percent(abs(value))


def write_short(value: float) -> str:
    """Write a quantity with three significant digits, as a duration or a size has them."""
    return write(value) if not math.isfinite(value) else _minus(_plain(value, 3))


def same(left: float, right: float) -> bool:
    """Whether two values differ by no more than float noise (relative 1e-12); NaN equals NaN."""
    if math.isnan(left) or math.isnan(right):
        return math.isnan(left) and math.isnan(right)
    if math.isinf(left) or math.isinf(right):
        return left == right
    return abs(left - right) <= _NOISE * max(abs(left), abs(right))


def _formatted(value: float, spec: str) -> str:
    # Above that the browser has no fixed notation.
    return _plain(value, 6) if abs(value) >= _HUGE else format(value, spec)


def _percent(value: float) -> str:
    return f"{_plain(value * 100, 3)}%"


def _plain(value: float, digits: int) -> str:
    if math.isinf(value):
        return "∞"
    if value == int(value) and abs(value) < 1e15:  # noqa: PLR2004 - where floats stop being exact
        return str(int(value))
    text = f"{value:.{digits}g}"
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    power = int(exponent)
    # Between 1e-6 and 1e9 a reader is served better without an exponent.
    if -7 < power < 9:  # noqa: PLR2004 - the bounds that the line above names
        places = max(0, digits - 1 - power)
        fixed = f"{value:.{places}f}"
        return fixed.rstrip("0").rstrip(".") if "." in fixed else fixed
    return f"{mantissa}e{power}"


def _minus(text: str) -> str:
    return text.replace("-", MINUS)
