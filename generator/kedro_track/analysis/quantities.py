"""How durations and sizes are written. The twins are in `times.js` and `compare-text.js`."""

from __future__ import annotations

import math

from kedro_track.analysis.numbers import write_short

_MINUTE = 60
_KIB = 1024
_UNITS = ("kB", "MB", "GB", "TB")


def duration(seconds: float | None) -> str:
    """Seconds as people say them: `0.42 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds is None:
        return ""
    whole = math.floor(seconds + 0.5)  # as the browser rounds
    if whole < _MINUTE:
        return f"{write_short(seconds)} s" if seconds < 10 else f"{whole} s"  # noqa: PLR2004 - digits
    minutes, rest = divmod(whole, _MINUTE)
    if minutes < _MINUTE:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def size(count: float | None) -> str:
    """A count of bytes as `812 B`, `3.4 kB`, `1.2 MB` (powers of 1024)."""
    if count is None:
        return ""
    if count < _KIB:
        return f"{count} B"
    for unit in _UNITS:
        count /= _KIB
        if count < _KIB or unit == _UNITS[-1]:
            break
    return f"{write_short(count)} {unit}"
