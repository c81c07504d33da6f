"""`track.yml` as frozen values. Reads files of the conf folder, knows neither runs nor pages.

Every problem of a file is reported at once, as `key: problem`; unknown keys are refused,
with the nearest known one.
"""

from __future__ import annotations

from kedro_track.config.loading import load
from kedro_track.config.values import (
    Comparison,
    Config,
    Direction,
    MetricRule,
    Publish,
    Redaction,
    ThemeOptions,
)

__all__ = [
    "Comparison",
    "Config",
    "Direction",
    "MetricRule",
    "Publish",
    "Redaction",
    "ThemeOptions",
    "load",
]
