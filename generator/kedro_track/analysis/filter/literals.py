"""What the words of a filter mean as values: numbers, ages, dates, flags, ordered texts.

All of it has a twin in the browser; where Python and JavaScript differ by themselves, both
follow what is written here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
_NAMED = {"nan": math.nan, "inf": math.inf, "infinity": math.inf}
_AGE = re.compile(r"([0-9]+(?:\.[0-9]+)?)([smhdw])", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DATE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<hour>[0-9]{2})[:.](?P<minute>[0-9]{2})"
    r"(?:[:.](?P<second>[0-9]{2})(?:\.(?P<milli>[0-9]{1,3}))?)?)?"
    r"(?P<zone>Z|[+-][0-9]{2}:?[0-9]{2})?)?)?",
    re.IGNORECASE,
)
_FLAGS: Mapping[str, bool] = {"true": True, "yes": True, "false": False, "no": False}
_DIGITS = re.compile(r"[0-9]+")
_LONGEST_NUMBER = 31
_EXACT = 2**53
_FIXED_FROM, _FIXED_TO = -6, 21

Period = tuple[float, float]
"""From the first to behind the last, in milliseconds since the epoch."""


def number(text: str) -> float | None:
    """The number that a word says; None if it says none."""
    if _NUMBER.fullmatch(text):
        return float(text)
    sign = -1.0 if text.startswith("-") else 1.0
    found = _NAMED.get(text.lower().removeprefix("-"))
    return None if found is None else sign * found


def flag(text: str) -> bool | None:
    """`true`, `yes`, `false`, `no`; None for any other word."""
    return _FLAGS.get(text.lower())


def age(text: str) -> float | None:
    """Seconds of `90s`, `5m`, `2h`, `7d`, `2w`; None for any other word."""
    match = _AGE.fullmatch(text)
    return float(match[1]) * _SECONDS[match[2].lower()] if match else None


def period(text: str, now: datetime) -> Period | None:
    """What a date covers: a year, a month, a day, a minute, … ; None if it is no date.

    Dates are in UTC, as the ids of runs are, unless they end in an offset.

    Args:
        now: Decides what `today` and `yesterday` are.
    """
    back = {"today": 0, "yesterday": 1}.get(text.lower())
    if back is not None:
        midnight = now.astimezone(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        begin = midnight - timedelta(days=back)
        return milliseconds(begin), milliseconds(begin + timedelta(days=1))
    match = _DATE.fullmatch(text)
    try:
        return _covered(match.groupdict()) if match else None
    except (ValueError, OverflowError):  # 31 February, or the year 0
        return None


def milliseconds(moment: datetime) -> float:
    """A moment in milliseconds since the epoch."""
    return float(round(moment.timestamp() * 1000))


def moment_text(value: float) -> str:
    """A time as patterns see it: `2026-11-24T05:42:49.760Z`."""
    moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=value)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def number_text(value: float) -> str:
    """A number as JavaScript writes it, with the fewest digits that tell it."""
    if isinstance(value, int) and abs(value) <= _EXACT:
        return str(value)
    value = as_float(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    parts = Decimal(repr(value)).normalize().as_tuple()
    digits = "".join(map(str, parts.digits))
    point = len(digits) + int(parts.exponent)
    return ("-" if parts.sign else "") + _placed(digits, point)


def as_float(value: float) -> float:
    """A number as a float, integers that no float holds as an infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def natural(text: str) -> str:
    """A key that orders texts as people do: `3.9` before `3.10`, and case does not matter."""
    return _DIGITS.sub(_numeral, text.lower())


def _numeral(match: re.Match[str]) -> str:
    # The length first: a longer number is a larger one.
    digits = match[0].lstrip("0") or "0"
    return chr(min(len(digits), _LONGEST_NUMBER)) + digits


def _placed(digits: str, point: int) -> str:
    if len(digits) <= point <= _FIXED_TO:
        return digits + "0" * (point - len(digits))
    if 0 < point <= _FIXED_TO:
        return f"{digits[:point]}.{digits[point:]}"
    if _FIXED_FROM < point <= 0:
        return f"0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"


def _covered(parts: Mapping[str, str | None]) -> Period:
    year, month, day = (int(parts[name] or 1) for name in ("year", "month", "day"))
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    milli = (parts["milli"] or "").ljust(3, "0")
    begin = datetime(
        year, month, day, hour, minute, second, int(milli) * 1000, _zone(parts["zone"])
    )
    if parts["month"] is None:
        end = begin.replace(year=year + 1)
    elif parts["day"] is None:
        end = (begin + timedelta(days=31)).replace(day=1)
    else:
        end = begin + _finest(parts)
    return milliseconds(begin), milliseconds(end)


def _finest(parts: Mapping[str, str | None]) -> timedelta:
    if parts["milli"] is not None:
        return timedelta(milliseconds=1)
    if parts["second"] is not None:
        return timedelta(seconds=1)
    return timedelta(minutes=1) if parts["hour"] is not None else timedelta(days=1)


def _zone(text: str | None) -> timezone:
    if text is None or text.upper() == "Z":
        return timezone.utc
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text.startswith("-") else offset)
